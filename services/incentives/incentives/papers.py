"""What comes in over REST about an application, read at the edge and nowhere else.

Money is text with two decimals. A sign is let through, so that the domain can say by which rule a negative amount is
refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from exportlane.agency.papers import Body, CheckedUscc, PaperNo, Reason
from exportlane.contracts.fields import Article, Country, Currency, Day, Name
from exportlane.contracts.incentives import District, Ground, ItemCode
from incentives.domain.application import (
    Application,
    NoticeItem,
    Outcome,
)
from incentives.domain.articles import OWN_RULE
from incentives.domain.line import Invoice, Line, LineReview


def _money(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,2})?", value):
        raise ValueError("must be text such as 13000.00, never a JSON number")
    return Decimal(value).quantize(Decimal("0.01"))


def _rate(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,6})?", value):
        raise ValueError("must be text such as 7.1234, yuan for one unit")
    return Decimal(value)


_SHOWN = {"type": "string", "pattern": r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$"}
Money = Annotated[Decimal, BeforeValidator(_money), Field(json_schema_extra=_SHOWN)]
Rate = Annotated[Decimal, BeforeValidator(_rate), Field(json_schema_extra={"type": "string"})]
Key = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
]
Year = Annotated[int, Field(ge=2000, le=2100, strict=True)]
FairKind = Literal["key_overseas", "overseas", "key_domestic", "domestic", "key_online"]


class InvoicePaper(Body):
    """An invoice as it is printed."""

    number: PaperNo
    seller: Name
    amount: Money
    paid_on: Day
    currency: Currency = "CNY"

    def read(self) -> Invoice:
        return Invoice(self.number, self.seller, self.amount, self.paid_on, self.currency)


class LinePaper(Body):
    """One expense. With an invoice, `amount`, `paid_on` and the currency are the invoice's unless said otherwise."""

    id: Key
    item: ItemCode
    amount: Money | None = None
    paid_on: Day | None = None
    invoice: InvoicePaper | None = None
    rate: Rate | None = None
    vat_deductible: Money | None = None
    provider: Name | None = None
    reference: PaperNo | None = None
    fair: Key | None = None
    fair_kind: FairKind | None = None
    insurer: Name | None = None
    market_standard: Money | None = None
    principal: Money | None = None
    disbursed_on: Day | None = None
    repaid_on: Day | None = None
    project: Key | None = None
    investment_usd: Money | None = None
    country: Country | None = None
    hedged_usd: Money | None = None

    def read(self) -> Line:
        """The line as the domain knows it."""
        plain = self.model_dump(exclude={"invoice"})
        invoice = self.invoice.read() if self.invoice else None
        if invoice is not None:
            plain["amount"] = invoice.amount if self.amount is None else self.amount
            plain["paid_on"] = self.paid_on or invoice.paid_on
            plain["currency"] = invoice.currency
        return Line(**plain, invoice=invoice)


Lines = Annotated[tuple[LinePaper, ...], Field(min_length=1, max_length=200)]


class ClaimPaper(Body):
    """What a firm claims for a year. The count of exports is customs'; one that is claimed is held against it."""

    district: District
    policy: Name
    year: Year
    claimed_exports: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None
    lines: Lines

    def read(self, id_: str, number: str, uscc: str, name: str) -> Application:
        """The application as the domain knows it."""
        return Application(
            id=id_,
            number=number,
            uscc=uscc,
            name=name,
            district=self.district,
            policy=self.policy,
            year=self.year,
            lines=tuple(line.read() for line in self.lines),
            claimed_exports=self.claimed_exports,
        )


class ApplicationPaper(ClaimPaper):
    """`POST /v1/subsidy-applications`: a firm writes an application."""

    uscc: CheckedUscc
    name: Name


class CorrectionPaper(Body):
    """The answer to a notice: lines that take the place of the old ones."""

    claimed_exports: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None
    lines: Lines


class NoticeItemPaper(Body):
    """One point of a notice."""

    code: Ground
    sentence: Reason
    article: Article | None = None
    line_id: Key | None = None

    def read(self) -> NoticeItem:
        return NoticeItem(self.code, self.sentence, self.article, self.line_id)


class NoticePaper(Body):
    """One notice of all that is missing."""

    items: Annotated[tuple[NoticeItemPaper, ...], Field(min_length=1, max_length=100)]


class EvidencePaper(Body):
    """A paper that an officer takes for what no register knows; without a line it is about the firm's seat."""

    line_id: Key | None = None
    reference: PaperNo
    reason: Reason


class LineReviewPaper(Body):
    """What was found of one line: the measure that is eligible, and why it is less than the claimed one."""

    line_id: Key
    eligible: Money
    finding: Reason
    reason: Reason | None = None

    def read(self) -> LineReview:
        return LineReview(self.eligible, self.finding, self.reason)


class ReviewPaper(Body):
    """The review, every line once."""

    lines: Annotated[tuple[LineReviewPaper, ...], Field(min_length=1, max_length=200)]


class PublicationPaper(Body):
    """For how many working days it is shown; without a number, the least."""

    workdays: Annotated[int, Field(ge=1, le=60, strict=True)] | None = None


class ObjectionPaper(Body):
    """Somebody objects: who, and why."""

    by: Name
    reason: Reason


class AnswerPaper(Body):
    """The answer to an objection."""

    objection_no: PaperNo
    answer: Reason
    upheld: Annotated[bool, Field(strict=True)]


class GroundPaper(Body):
    """Why it is refused, and the article that this rests on."""

    code: Ground
    reason: Reason
    article: Article | None = None

    def read(self) -> Outcome:
        return Outcome(self.code, self.reason, self.article or OWN_RULE)


class ReasonPaper(Body):
    """Why."""

    reason: Reason
