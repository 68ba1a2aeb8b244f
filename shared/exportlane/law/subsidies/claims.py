"""What is asked and what is answered: a firm, its expenses, what it has used, and a grant for each expense.

Money is `Decimal` with two decimals, in yuan where nothing else is said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

NOTHING: Final = Decimal("0.00")
YUAN: Final = "CNY"
E_INVOICE_DIGITS: Final = 20
_NO_AMOUNTS: Final[Mapping[str, Decimal]] = MappingProxyType({})
_NO_INVOICES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """One enterprise in one year. In an application the counts come from customs' and the registers' facts."""

    uscc: str
    district: str
    """GB/T 2260, six digits: where it is registered."""
    first_filed_on: date | None = None
    filing_unsaid: bool = False
    """A question that names no first filing asks on the supposition that the firm is filed; an office knows it."""
    exports_in_year: int = 0
    vehicles_served_in_year: int = 0
    dishonest_at_submission: bool = False
    dishonest_at_payment: bool = False
    first_exported_on: date | None = None
    """Only read where a policy calls a firm new by its first export and not by its filing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense:
    """One expense under one item. Which of the fields an item needs, its formula and conditions say."""

    id: str
    item: str
    paid_on: date | None = None
    amount: Decimal | None = None
    vat_deductible: Decimal | None = None
    """The deductible VAT that is contained in `amount`."""
    currency: str = YUAN
    rate: Decimal | None = None
    """Yuan for one unit of `currency` on the day of payment."""
    invoice_no: str | None = None
    seller: str | None = None
    fair: str | None = None
    fair_kind: str | None = None
    insurer: str | None = None
    provider: str | None = None
    market_standard: Decimal | None = None
    principal: Decimal | None = None
    disbursed_on: date | None = None
    repaid_on: date | None = None
    """The first day without the loan; None while it is open."""
    recognised: bool | None = None
    decided_amount: Decimal | None = None
    project: str | None = None
    investment_usd: Decimal | None = None
    country: str | None = None
    """ISO 3166-1 alpha-3."""
    hedged_usd: Decimal | None = None

    @property
    def invoice(self) -> str | None:
        """By what the invoice is known however it is typed, None where none is named."""
        if self.invoice_no is None:
            return None
        number, seller = identity(self.invoice_no, self.seller or "")
        return f"{seller or ''}/{number}"


@dataclass(frozen=True, slots=True)
class Used:
    """What a firm has used: under each cap, of each yearly sum, and which invoices. The keys are the calculator's.

    `amounts` holds yuan by cap, `sums` the bases that count together over a year (hedged or invested dollars),
    `invoices` the item that each invoice has served. A ledger keeps these rows as they are and gives them back.
    """

    amounts: Mapping[str, Decimal] = field(default_factory=lambda: _NO_AMOUNTS)
    sums: Mapping[str, Decimal] = field(default_factory=lambda: _NO_AMOUNTS)
    invoices: Mapping[str, str] = field(default_factory=lambda: _NO_INVOICES)

    def plus(self, more: Used) -> Used:
        """Both together."""
        return Used(
            _added(self.amounts, more.amounts),
            _added(self.sums, more.sums),
            {**self.invoices, **more.invoices},
        )

    def minus(self, less: Used) -> Used:
        """Without what a grant took, when it is recovered: its invoices may serve again. Nothing falls below 0."""
        return Used(
            _taken(self.amounts, less.amounts),
            _taken(self.sums, less.sums),
            {name: item for name, item in self.invoices.items() if name not in less.invoices},
        )


def identity(number: str, seller: str) -> tuple[str, str | None]:
    """What makes an invoice the same one, however it is typed: its number, and its seller where that counts.

    数电票 have twenty digits and are numbered for the whole country, so that a mistyped seller hides nothing.
    """
    number = plain(number)
    nationwide = len(number) == E_INVOICE_DIGITS and number.isdigit()
    return number, None if nationwide else plain(seller)


def plain(text: str) -> str:
    """A number or a name without what typing adds: width of letters, blanks, case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _added(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    whole = dict(one)
    for name, amount in other.items():
        whole[name] = whole.get(name, NOTHING) + amount
    return whole


def _taken(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: max(amount - other.get(name, NOTHING), NOTHING) for name, amount in one.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the computation: the rule in words, its article, the amount before and after.

    `cut_by` names the cap that took `before - after` away, or the code of what made the amount nothing.
    """

    zh: str
    en: str
    article: str
    before: Decimal
    after: Decimal
    cut_by: str | None = None

    @property
    def cut(self) -> Decimal:
        """What a cap took away here; 0.00 where the step computes and cuts nothing."""
        return NOTHING if self.cut_by is None else self.before - self.after


@dataclass(frozen=True, slots=True)
class Grant:
    """The answer for one expense.

    `requested` is what the item comes to before any cap (0.00 where the expense is not eligible), `granted` what
    remains of it. `code` says what decided; `reason` is the sentence (`reason_en` in English). `takes` is what the
    grant adds to `Used`; a recovery takes it back by `Used.minus`.
    """

    id: str
    item: str
    requested: Decimal
    granted: Decimal
    code: str
    reason: str
    article: str
    steps: tuple[Step, ...]
    reason_en: str = ""
    takes: Used = field(default_factory=Used)

    @property
    def cut(self) -> Decimal:
        """What the caps, or the list at payment, took away."""
        return self.requested - self.granted


@dataclass(frozen=True, slots=True)
class Estimate:
    """The answers in the order of the expenses, their sum, and what is used when all of it is granted."""

    grants: tuple[Grant, ...]
    total: Decimal
    used: Used
