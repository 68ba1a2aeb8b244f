"""One expense of an application: what is claimed, what proves it, what was found of it. PURE.

Money is yuan, `Decimal` with two places. Of a line either `amount` counts or the one measure that its item has instead:
the loan (O4), the investment in dollars (A1), the dollars hedged (F1), the amount that was decided (P1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

NOTHING: Final = Decimal("0.00")
MEASURES: Final = ("principal", "investment_usd", "hedged_usd", "decided_amount", "amount")


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as it is printed. One in another currency than CNY needs the line's `rate`."""

    number: str
    seller: str
    amount: Decimal
    paid_on: date
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Proof:
    """What another agency says of a line: which fact, since when it is known here, and its values."""

    kind: str
    key: str
    fact_id: str
    as_of: datetime
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that speaks against a line as it was claimed. A `hard` one no paper can cure."""

    code: str
    sentence: str
    article: str
    field: str
    hard: bool = False


@dataclass(frozen=True, slots=True)
class PaperEvidence:
    """An officer took a paper for what the registers do not know, and why."""

    reason: str
    reference: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class LineReview:
    """What the reviewer found of one line: the measure that is eligible, and why it is less than the claimed one."""

    eligible: Decimal
    finding: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One expense. `reference` is its number in the register that proves it: of a receipt, a hedge, a centre."""

    id: str
    item: str
    amount: Decimal | None = None
    paid_on: date | None = None
    invoice: Invoice | None = None
    currency: str = "CNY"
    rate: Decimal | None = None
    vat_deductible: Decimal | None = None
    provider: str | None = None
    reference: str | None = None
    fair: str | None = None
    fair_kind: str | None = None
    insurer: str | None = None
    market_standard: Decimal | None = None
    principal: Decimal | None = None
    disbursed_on: date | None = None
    repaid_on: date | None = None
    project: str | None = None
    investment_usd: Decimal | None = None
    country: str | None = None
    hedged_usd: Decimal | None = None
    recognised: bool | None = None
    decided_amount: Decimal | None = None
    proofs: tuple[Proof, ...] = ()
    findings: tuple[Finding, ...] = ()
    paper: PaperEvidence | None = None
    review: LineReview | None = None

    @property
    def measure(self) -> str:
        """The name of the field that counts."""
        return next((name for name in MEASURES if getattr(self, name) is not None), "amount")

    @property
    def claimed(self) -> Decimal:
        """What is claimed, in the unit of the measure."""
        value: Decimal | None = getattr(self, self.measure)
        return NOTHING if value is None else value

    @property
    def unproven(self) -> tuple[Finding, ...]:
        """What still speaks against it: the hard findings, and the others unless a paper was accepted."""
        return tuple(each for each in self.findings if each.hard or self.paper is None)

    def counted(self) -> Line:
        """The line as it is reckoned: the eligible measure where there was a review."""
        if self.review is None:
            return self
        given: dict[str, Any] = {self.measure: self.review.eligible}
        return replace(self, **given)
