"""What comes in to the insurer, read at the edge: who asks, for what, how much, in which currency, on which day."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from credit_insurance.days import Day
from credit_insurance.domain.amounts import cents
from credit_insurance.domain.buyers import Level
from credit_insurance.domain.exports import Terms_
from credit_insurance.domain.losses import Cause
from credit_insurance.domain.policies import Ended, Product
from credit_insurance.domain.reports import Findings, Rating, ReportType
from exportlane.agency.papers import Body, CheckedUscc, Name, PaperNo, Reason, ReasonedGround
from exportlane.contracts.fields import Amount, ContractNo, Country, Currency, Id
from exportlane.runtime.paging import USUAL, After, Limit

Sum = Annotated[Amount, AfterValidator(cents)]
"""An amount on the cent, as text; a negative one, or a JSON number, is refused by name."""
BuyerId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{2,39}$")]
InsurerName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,30}$")]


class Ground(ReasonedGround):
    """Why somebody refuses, ends or cancels."""

    def ended(self) -> Ended:
        """The ground as the domain knows it."""
        return Ended(self.code, self.reason, self.article)


class Because(Body):
    """Why something is taken back."""

    reason: Reason


class PolicyPaper(Body):
    """`POST /v1/policies`: an application for cover."""

    uscc: CheckedUscc
    insurer: InsurerName = "SINOSURE"
    product: Product
    insured_amount: Sum
    currency: Currency
    valid_from: Day
    valid_to: Day
    contract_no: ContractNo | None = None
    facility: Name | None = None
    country: Country | None = None


class QuotePaper(Body):
    """What the cover costs, in yuan."""

    premium_cny: Sum
    insured_amount: Sum | None = None


class IssuePaper(Body):
    """The number of the policy."""

    policy_no: PaperNo


class AmendPaper(Body):
    """What is changed."""

    insured_amount: Sum
    valid_to: Day
    reason: Reason


class LimitPaper(Body):
    """How much one buyer may owe at a time, and the report that it rests on."""

    buyer_id: BuyerId
    amount: Sum
    report_id: Id


class PremiumPaper(Body):
    """`POST /v1/premiums`: an invoice under a policy."""

    policy_id: Id
    insurer: InsurerName
    amount_cny: Sum
    due_on: Day


class PaidPaper(Body):
    """A payment, by the number of its receipt."""

    receipt_no: PaperNo
    paid_on: Day


class ReportPaper(Body):
    """`POST /v1/reports`: which report a firm asks for."""

    uscc: CheckedUscc
    type: ReportType
    buyer_id: BuyerId | None = None
    about: Annotated[str, StringConstraints(min_length=3, max_length=400, strip_whitespace=True)] | None = (
        None
    )


class FindingsPaper(Body):
    """What the insurer answers."""

    report_no: PaperNo
    rating: Rating | None = None
    summary: Reason
    fee_cny: Sum
    valid_to: Day

    def read(self) -> Findings:
        """As the domain knows it."""
        return Findings(
            report_no=self.report_no, rating=self.rating, summary=self.summary, fee_cny=self.fee_cny,
            valid_to=self.valid_to,
        )  # fmt: skip


class BuyerPaper(Body):
    """`POST /v1/buyers`: a buyer by the insurer's number."""

    buyer_id: BuyerId
    name: Name
    country: Country


class AlertPaper(Body):
    """An alert, or the end of one."""

    level: Level
    reason: Reason


class ShipmentPaper(Body):
    """`POST /v1/shipments`: the contract of a case. Without a policy it is not insured."""

    uscc: CheckedUscc
    case_id: Id
    buyer_id: BuyerId
    value: Sum
    currency: Currency
    payment: Terms_
    due_on: Day
    policy_id: Id | None = None


class LossPaper(Body):
    """`POST /v1/losses`: a loss of a case."""

    uscc: CheckedUscc
    case_id: Id
    cause: Cause
    amount: Sum


class FoundPaper(Body):
    """What the insurer found out about a loss."""

    findings: Reason


class IndemnityPaper(Body):
    """What the insurer pays for a loss, and why so much."""

    indemnity: Sum
    reason: Reason


class Asked(Body):
    """What every list may be asked for; each list adds its own."""

    uscc: Id | None = None
    sort: Literal["created", "-created", "updated", "-updated"] = "-created"
    cursor: After = None
    limit: Limit = USUAL

    def where(self) -> dict[str, str | int | None]:
        """The equalities on search columns."""
        return self.model_dump(mode="json", exclude={"sort", "cursor", "limit"})
