"""What comes in over REST about money: payments, what comes back, what finance sets aside."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from exportlane.agency.papers import Body, PaperNo, Reason
from exportlane.contracts.fields import Article, Day, Name
from exportlane.contracts.incentives import Ground
from incentives.domain.application import Recovery, Return
from incentives.domain.articles import TRUE_CLAIMS
from incentives.papers import Key, Money, Year


class PaymentPaper(Body):
    """Pay so much, or (without an amount) all that is open."""

    amount: Money | None = None
    treasury_reference: PaperNo
    paid_on: Day | None = None


class PaymentRow(PaymentPaper):
    """One row of a batch."""

    application_id: Key


class PaymentBatch(Body):
    """The payments of a day; each is made, or refused, by itself."""

    rows: Annotated[tuple[PaymentRow, ...], Field(min_length=1, max_length=200)]


class RecoveryPaper(Body):
    """Order so much back."""

    amount: Money
    code: Ground
    reason: Reason
    article: Article | None = None

    def read(self, on: date) -> Recovery:
        article = self.article or TRUE_CLAIMS
        return Recovery(self.amount, self.code, self.reason, article, "", on, None)


class ReturnPaper(Body):
    """Money came back; `against` names the application that it was set off against."""

    amount: Money
    way: Literal["cash", "offset"]
    on: Day
    reference: PaperNo
    against: Key | None = None

    def read(self) -> Return:
        return Return(self.amount, self.way, self.on, self.reference, "")


class BudgetPaper(Body):
    """Finance sets money aside for an item (or `all`) in a district (or `all`)."""

    policy: Name
    year: Year
    district: Annotated[str, Field(pattern=r"^([0-9]{6}|all)$", max_length=6)]
    item: Annotated[str, Field(pattern=r"^([A-Z][A-Z0-9]{0,7}|all)$", max_length=8)]
    amount: Money
    document_no: PaperNo
