"""Sums of money as this agency compares and adds them: on the cent, in a currency that has a rate. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from credit_insurance.domain.articles import FOREX_GOODS, INSURED_SUM
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Refused
from exportlane.law.money import Money
from exportlane.law.rules import rule

NOTHING: Final = Decimal("0.00")
YUAN: Final = "CNY"


def cents(amount: Decimal) -> Decimal:
    """The amount on the cent, half up."""
    return Money(amount, YUAN).amount


def in_yuan(amount: Decimal, currency: str, terms: Terms) -> Decimal:
    """About how much that is in yuan, for figures that add up several currencies. Raises KeyError without a rate."""
    return Money(amount, YUAN).times(terms.rates[currency]).amount


def share_of(amount: Decimal, rate: Decimal) -> Decimal:
    """The part of an amount that a rate between 0 and 1 gives, never a cent more than the exact part."""
    part = Money(amount, YUAN).times(rate).amount
    return part if part <= amount * rate else part - Decimal("0.01")


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum; 0.00 of nothing."""
    return sum(amounts, NOTHING)


@rule(
    "INS-CURRENCY",
    zh="币种应有折算汇率",
    en="An amount is in a currency that has a rate; any other cannot be compared with anything",
    article=FOREX_GOODS,
    slug="currency_without_rate",
)
def unknown_currency(currency: str, field: str, terms: Terms) -> Refused | None:
    """A refusal of a currency without a rate."""
    if currency in terms.rates:
        return None
    known = ", ".join(sorted(terms.rates))
    sentence = f"There is no rate for {currency}; amounts are taken in {known}."
    return Refused("currency_without_rate", sentence, FOREX_GOODS, field, 422)


@rule(
    "INS-AMOUNT",
    zh="金额应大于零",
    en="An amount is more than nothing",
    article=INSURED_SUM,
    slug="amount_not_positive",
)
def nothing_at_all(amount: Decimal, field: str) -> Refused | None:
    """A refusal of an amount of nothing."""
    if amount > 0:
        return None
    return Refused("amount_not_positive", "The amount must be more than 0.00.", INSURED_SUM, field, 422)
