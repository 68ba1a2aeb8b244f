"""What the export credit insurer and the banks announce: policies, premiums, reports, claims, finance, forex.

About a case (its subject is the case): a shipment declared, an alert on its buyer, a loss reported, decided and paid,
foreign exchange received, a look of a bank at its evidence. All else is about an entry of a register. Readers: the
subsidy office (premiums, reports, hedges), the tax office (receipts), the gateway.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Amount, Article, Code, Currency, Day, Id, Name, Sentence, Uscc

Product = Literal["short_term_export", "specific_contract", "overseas_investment", "medium_long_term"]
"""短期出口信用保险, 特定合同保险, 海外投资保险, 中长期出口信用保险."""
ReportType = Literal["industry", "bill_of_lading", "credit"]
Rating = Literal["A", "B", "C", "D"]
"""Of a buyer, from best to worst."""
Insurer = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,30}$")]
"""An insurer by its short name, such as SINOSURE (中国信保)."""
Codes = Annotated[tuple[Code, ...], Field(max_length=40)]
Count = Annotated[int, Field(ge=1, le=1000)]


class InsurancePolicyIssued(FactData):
    """The policy stands (保单签发). Announced anew, with the same number, when it is amended."""

    policy_no: Id
    uscc: Uscc
    insurer: Insurer
    product: Product
    insured_amount: Amount
    currency: Currency
    valid_from: Day
    valid_to: Day


class InsurancePolicyEnded(FactData):
    """Ended before its time, or expired (`code` says which); shipments that were declared stay insured."""

    policy_no: Id
    uscc: Uscc
    code: Code
    reason: Sentence
    on: Day


class InsurancePremiumPaid(FactData):
    """The firm paid a premium, in yuan, against a receipt. Reader: the subsidy office (item I1)."""

    policy_no: Id
    uscc: Uscc
    insurer: Insurer
    product: Product
    amount_cny: Amount
    paid_on: Day
    receipt_no: Id


class InsuranceReportRequested(FactData):
    """A firm asked for a report on a trade, a bill of lading or a buyer."""

    uscc: Uscc
    type: ReportType
    buyer_id: Id | None = None
    on: Day


class InsuranceReportIssued(FactData):
    """The report was answered and its fee paid. Reader: the subsidy office (item I2)."""

    report_no: Id
    uscc: Uscc
    insurer: Insurer
    type: ReportType
    fee_cny: Amount
    paid_on: Day
    receipt_no: Id
    buyer_id: Id | None = None
    rating: Rating | None = None
    valid_to: Day


class InsuranceBuyerAlerted(FactData):
    """The insurer warns of the buyer of this case, stops new shipments to it, or takes the alert back."""

    buyer_id: Id
    level: Literal["warn", "stop", "withdrawn"]
    reason: Sentence
    on: Day


class InsuranceShipmentDeclared(FactData):
    """The contract of this case was declared; without a policy it is not insured and a receivable all the same."""

    uscc: Uscc
    buyer_id: Id
    policy_no: Id | None = None
    insurer: Insurer | None = None
    due_on: Day
    declared_on: Day
    warned: bool = False


class InsuranceShipmentWithdrawn(FactData):
    """The declaration was taken back before anything rested on it; `code` names the end of the case that took it."""

    uscc: Uscc
    code: Code | None = None
    reason: Sentence
    on: Day


class InsuranceClaimReported(FactData):
    """A loss was reported (报损): the buyer does not pay."""

    loss_no: Id
    policy_no: Id
    uscc: Uscc
    cause: Code
    reported_on: Day


class InsuranceClaimDecided(FactData):
    """The insurer accepted the loss, with its indemnity, or refused it."""

    loss_no: Id
    uscc: Uscc
    decision: Literal["accepted", "refused"]
    amount: Amount | None = None
    currency: Currency | None = None
    code: Code | None = None
    reason: Sentence
    article: Article
    decided_on: Day


class InsuranceClaimPaid(FactData):
    """The indemnity was paid: to the exporter, or to the bank that the rights were assigned to."""

    loss_no: Id
    uscc: Uscc
    amount: Amount
    currency: Currency
    paid_to: Literal["exporter", "assignee"]
    bank: Id | None = None
    paid_on: Day


class InsuranceRightsAssigned(FactData):
    """The rights to indemnities were assigned to a bank (赔款权转让), of a policy or of one shipment."""

    uscc: Uscc
    policy_no: Id
    whole_policy: bool
    bank: Id
    on: Day


class InsuranceRightsReleased(FactData):
    """The bank gave the rights back."""

    uscc: Uscc
    policy_no: Id
    bank: Id
    reason: Sentence
    on: Day


class FinanceRequested(FactData):
    """A firm asks a bank for short-term trade finance on some of its receivables."""

    uscc: Uscc
    bank: Id
    amount: Amount
    currency: Currency
    receivables: Count
    on: Day


class FinanceConsented(FactData):
    """The exporter agrees that a bank sees evidence of some of its cases: which fields, until when."""

    uscc: Uscc
    bank: Id
    fields: Codes
    receivables: Count
    valid_to: Day
    on: Day


class FinanceConsentRevoked(FactData):
    """The exporter took the consent back; from now on the bank sees nothing."""

    uscc: Uscc
    bank: Id
    on: Day


class FinanceGranted(FactData):
    """The bank grants the finance; the receivables stand for it and for no other."""

    uscc: Uscc
    bank: Id
    amount: Amount
    currency: Currency
    granted_on: Day


class FinanceRefused(FactData):
    """The bank refuses."""

    uscc: Uscc
    bank: Id
    code: Code
    reason: Sentence
    on: Day


class FinanceDrawn(FactData):
    """The bank paid the money out."""

    uscc: Uscc
    bank: Id
    amount: Amount
    currency: Currency
    drawn_on: Day


class FinanceRepaid(FactData):
    """All of it is paid back, by receipts, an indemnity or the firm itself."""

    uscc: Uscc
    bank: Id
    amount: Amount
    currency: Currency
    repaid_on: Day


class FinanceEvidenceLooked(FactData):
    """Somebody of a bank looked at the evidence of this case under a consent, or was refused it."""

    bank: Id | None = None
    consent_id: Id | None = None
    fields: Codes = ()
    answered: bool
    by: Actor


class ForexReceived(FactData):
    """A buyer's payment for this case came in; one of several perhaps. Reader: the tax office."""

    uscc: Uscc
    amount: Annotated[Amount, Field(gt=0)]
    currency: Currency
    received_on: Day
    bank: Id
    receipt_no: Id


class ForexReversed(FactData):
    """A receipt was recorded by mistake (冲销): for this case so much did not come in, and its number is free again.

    Reader: the tax office, with which it counts no more.
    """

    uscc: Uscc
    amount: Annotated[Amount, Field(gt=0)]
    currency: Currency
    bank: Id
    receipt_no: Id
    reason: Sentence
    on: Day


class HedgeGuaranteed(FactData):
    """A guarantee for a firm's hedge of its exchange rate (汇率避险担保). Reader: the subsidy office (item F1)."""

    hedge_no: Id
    uscc: Uscc
    usd_amount: Amount
    guarantor: Name
    on: Day


class HedgeReversed(FactData):
    """A guarantee was recorded by mistake (冲销): it was never given, and its number is free again."""

    hedge_no: Id
    uscc: Uscc
    usd_amount: Amount
    reason: Sentence
    on: Day


FACTS: dict[str, type[FactData]] = {
    "insurance.policy_issued.v1": InsurancePolicyIssued,
    "insurance.policy_ended.v1": InsurancePolicyEnded,
    "insurance.premium_paid.v1": InsurancePremiumPaid,
    "insurance.report_requested.v1": InsuranceReportRequested,
    "insurance.report_issued.v1": InsuranceReportIssued,
    "insurance.buyer_alerted.v1": InsuranceBuyerAlerted,
    "insurance.shipment_declared.v1": InsuranceShipmentDeclared,
    "insurance.shipment_withdrawn.v1": InsuranceShipmentWithdrawn,
    "insurance.claim_reported.v1": InsuranceClaimReported,
    "insurance.claim_decided.v1": InsuranceClaimDecided,
    "insurance.claim_paid.v1": InsuranceClaimPaid,
    "insurance.rights_assigned.v1": InsuranceRightsAssigned,
    "insurance.rights_released.v1": InsuranceRightsReleased,
    "finance.requested.v1": FinanceRequested,
    "finance.consented.v1": FinanceConsented,
    "finance.consent_revoked.v1": FinanceConsentRevoked,
    "finance.granted.v1": FinanceGranted,
    "finance.refused.v1": FinanceRefused,
    "finance.drawn.v1": FinanceDrawn,
    "finance.repaid.v1": FinanceRepaid,
    "finance.evidence_looked.v1": FinanceEvidenceLooked,
    "forex.received.v1": ForexReceived,
    "forex.reversed.v1": ForexReversed,
    "hedge.guaranteed.v1": HedgeGuaranteed,
    "hedge.reversed.v1": HedgeReversed,
}

OF_CASES: Final[frozenset[str]] = frozenset(
    {
        "insurance.buyer_alerted.v1",
        "insurance.shipment_declared.v1",
        "insurance.shipment_withdrawn.v1",
        "insurance.claim_reported.v1",
        "insurance.claim_decided.v1",
        "insurance.claim_paid.v1",
        "finance.evidence_looked.v1",
        "forex.received.v1",
        "forex.reversed.v1",
    }
)
"""Facts about a case."""

REGISTER_FACTS: Final[frozenset[str]] = frozenset(FACTS) - OF_CASES
"""Facts about an entry of its own register: their subject is the entry, never a case."""
