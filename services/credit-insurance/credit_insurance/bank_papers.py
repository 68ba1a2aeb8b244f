"""What comes in to the banks, read at the edge: rights, consents, loans, receipts, hedges, and who sits for a bank."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from credit_insurance.days import Day
from credit_insurance.domain.consents import Field as EvidenceField
from credit_insurance.papers import Sum
from exportlane.agency.papers import Body, CheckedUscc, Name, PaperNo
from exportlane.contracts.fields import ContractNo, Currency, Id

BankId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,39}$")]
Cases = Annotated[tuple[Id, ...], Field(min_length=1, max_length=200)]


class AssignmentPaper(Body):
    """`POST /v1/assignments`: the rights of a policy, or of one case under it, go to a bank."""

    uscc: CheckedUscc
    policy_id: Id
    bank_id: BankId
    case_id: Id | None = None


class ConsentPaper(Body):
    """`POST /v1/consents`: which bank may see what of which cases, until when."""

    uscc: CheckedUscc
    bank_id: BankId
    case_ids: Cases
    fields: Annotated[tuple[EvidenceField, ...], Field(min_length=1, max_length=8)]
    valid_to: Day


class LookPaper(Body):
    """`POST /v1/evidence/looks`: a look at one case."""

    case_id: Id


class FinancePaper(Body):
    """`POST /v1/finances`: a loan on receivables, with the consent under which the bank may look at them."""

    uscc: CheckedUscc
    bank_id: BankId
    case_ids: Cases
    amount: Sum
    currency: Currency
    consent_id: Id

    @model_validator(mode="after")
    def _each_once(self) -> FinancePaper:
        if len(set(self.case_ids)) < len(self.case_ids):
            raise ValueError("a case stands twice in the request")
        return self


class GrantPaper(Body):
    """What the bank gives."""

    amount: Sum


class DrawPaper(Body):
    """Until when it is to be repaid."""

    due_on: Day


class ReceiptPaper(Body):
    """`POST /v1/receipts`: a payment from abroad, for one case or for a contract.

    `settles`: how much of the contract it pays, where its currency is another.
    """

    receipt_no: PaperNo
    uscc: CheckedUscc
    bank_id: BankId | None = None
    amount: Sum
    currency: Currency
    received_on: Day
    case_id: Id | None = None
    contract_no: ContractNo | None = None
    settles: Sum | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> ReceiptPaper:
        if (self.case_id is None) == (self.contract_no is None):
            raise ValueError("a receipt is for one case or for one contract")
        return self


class HedgePaper(Body):
    """`POST /v1/hedges`: a guarantee for a hedge, in dollars."""

    hedge_no: PaperNo
    uscc: CheckedUscc
    guarantor: Name
    usd_amount: Sum
    guaranteed_on: Day
    due_on: Day


class BankPaper(Body):
    """`POST /v1/banks`: a bank that takes part."""

    bank_id: BankId
    name: Name


class SeatPaper(Body):
    """`POST /v1/bank-seats`: an officer, by the name in the token, acts for a bank."""

    subject: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._@-]+$")]
    bank_id: BankId
