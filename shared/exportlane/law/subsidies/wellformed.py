"""What a claim must say before anything is computed. The first fault is raised with its place, article and sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NoReturn

from exportlane.law.subsidies.claims import YUAN, Expense, Firm
from exportlane.law.subsidies.faults import BadClaim
from exportlane.law.subsidies.policy import (
    LAST,
    FieldCondition,
    Interest,
    Item,
    PerFull,
    Share,
    SubsidyPolicy,
    Tiers,
)

MOST: Final = Decimal("1000000000000.00")
"""An amount of a million million is a slip of the pen."""
MOST_EXPENSES: Final = 10_000
AMOUNTS: Final = (
    "amount", "vat_deductible", "market_standard", "principal", "decided_amount", "investment_usd", "hedged_usd",
)  # fmt: skip
DAYS: Final = ("paid_on", "disbursed_on", "repaid_on")
SUPPOSED: Final = frozenset({"market_standard"})
"""What an expense should say, and is computed without: a fee whose standard nobody names counts as it was paid."""
FIRST: Final = date(1990, 1, 1)
_ZERO: Final = Decimal(0)


def require(policy: SubsidyPolicy, year: int, firm: Firm, expenses: Sequence[Expense]) -> None:
    """Raises BadClaim for the first thing that keeps the claim from being computed."""
    _year(policy, year)
    for name in ("exports_in_year", "vehicles_served_in_year"):
        if getattr(firm, name) < 0:
            _wrong(policy, f"/firm/{name}", "count_negative", f"{name} is a count, and not below 0")
    if len(expenses) > MOST_EXPENSES:
        sentence = f"{len(expenses)} expenses are more than are settled at once: {MOST_EXPENSES}"
        _wrong(policy, "/expenses", "too_many_expenses", sentence)
    seen, countries = dict[str, int](), dict[str, str]()
    for number, expense in enumerate(expenses):
        if seen.setdefault(expense.id, number) != number:
            sentence = f"the id {expense.id!r} is that of expense {seen[expense.id]} already"
            _wrong(policy, f"/expenses/{number}/id", "duplicate_id", sentence)
        _expense(policy, year, number, expense)
        _one_country(policy, number, expense, countries)


def _year(policy: SubsidyPolicy, year: int) -> None:
    if not policy.covers(year):
        until = policy.valid_to or "…"
        sentence = f"{policy.name} holds from {policy.valid_from} to {until}: {year} is no year of it"
        raise BadClaim(
            sentence, slug="year_not_of_policy", field="/year", article=policy.general.dates_article
        )


def _expense(policy: SubsidyPolicy, year: int, number: int, expense: Expense) -> None:
    item = policy.items.get(expense.item)
    if item is None:
        sentence = f"{policy.name} has no item {expense.item!r}; it has {', '.join(policy.items)}"
        _wrong(policy, f"/expenses/{number}/item", "unknown_item", sentence)
    for name in needed(item):
        if getattr(expense, name) is None and name not in SUPPOSED:
            sentence = f"{expense.item} ({item.title.zh}) needs {name}"
            _wrong_in(number, name, "missing_field", sentence, item.article)
    for name in AMOUNTS:
        amount = getattr(expense, name)
        if amount is not None:
            _amount(number, name, amount, item)
    for name in DAYS:
        day = getattr(expense, name)
        if day is not None and not FIRST <= day <= LAST:
            sentence = f"{name} {day} is no day that is meant here"
            _wrong_in(number, name, "bad_date", sentence, item.article)
    _of_a_fee(policy, year, number, expense, item)
    if expense.repaid_on and expense.disbursed_on and expense.repaid_on < expense.disbursed_on:
        sentence = f"the loan was repaid on {expense.repaid_on}, before it was paid out"
        _wrong_in(number, "repaid_on", "loan_reversed", sentence, item.article)


def needed(item: Item) -> tuple[str, ...]:
    """The fields that an expense under this item must have."""
    match item.formula:
        case Share(to_standard=to_standard):
            of: tuple[str, ...] = ("amount", "market_standard") if to_standard else ("amount",)
            fields = [*of, "paid_on"]
        case Interest():
            fields = ["principal", "disbursed_on"]
        case Tiers(by_project=by_project):
            fields = ["investment_usd", "paid_on", *(["project"] if by_project else [])]
        case PerFull():
            fields = ["hedged_usd", "paid_on"]
        case _:
            fields = []
    if item.unit is not None:
        fields.append(item.unit.by)
    asked = [c.field for c in item.conditions if isinstance(c, FieldCondition) and c.missing == "refused"]
    return tuple(dict.fromkeys((*fields, *asked)))


def _amount(number: int, name: str, amount: Decimal, item: Item) -> None:
    if not amount.is_finite():
        _wrong_in(number, name, "not_a_number", f"{name} {amount} is no amount", item.article)
    if amount < _ZERO or (amount == _ZERO and name != "vat_deductible"):
        _wrong_in(number, name, "amount_not_positive", f"{name} is above 0, not {amount}", item.article)
    if amount >= MOST:
        _wrong_in(number, name, "amount_too_large", f"{name} {amount} is too large to be meant", item.article)
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        sentence = f"{name} has two decimals at most, not {amount}"
        _wrong_in(number, name, "amount_decimals", sentence, item.article)


def _of_a_fee(policy: SubsidyPolicy, year: int, number: int, expense: Expense, item: Item) -> None:
    general = policy.general
    if expense.vat_deductible and expense.amount is not None and expense.vat_deductible >= expense.amount:
        sentence = f"deductible VAT {expense.vat_deductible} is not below the amount {expense.amount}"
        _wrong_in(number, "vat_deductible", "vat_above_amount", sentence, general.vat_article)
    if expense.currency == YUAN:
        return
    if not isinstance(item.formula, Share):
        sentence = f"{expense.item} is reckoned in its own currency: leave currency away"
        _wrong_in(number, "currency", "foreign_currency", sentence, general.currency_article)
    if general.yearly_rate:
        if (year, expense.currency) not in general.yearly_rates:
            sentence = f"{policy.name} has no rate of {year} for {expense.currency}"
            _wrong_in(number, "currency", "foreign_currency", sentence, general.currency_article)
    elif expense.rate is None:
        sentence = (
            f"an amount in {expense.currency} needs `rate`, the PBoC middle rate of the day of payment in yuan for one "
            f"{expense.currency}"
        )
        _wrong_in(number, "currency", "foreign_currency", sentence, general.currency_article)
    if expense.rate is not None and not (expense.rate.is_finite() and 0 < expense.rate < 1_000_000):
        sentence = f"a rate is above 0, not {expense.rate}"
        _wrong_in(number, "rate", "rate_not_positive", sentence, general.currency_article)


def _one_country(policy: SubsidyPolicy, number: int, expense: Expense, countries: dict[str, str]) -> None:
    if expense.project is None or expense.country is None:
        return
    known = countries.setdefault(expense.project, expense.country)
    if known != expense.country:
        sentence = f"the project {expense.project} lies in {known}, and not in {expense.country} as well"
        _wrong_in(number, "country", "project_in_two_countries", sentence, policy.items[expense.item].article)


def _wrong_in(number: int, name: str, slug: str, sentence: str, article: str) -> NoReturn:
    raise BadClaim(sentence, slug=slug, field=f"/expenses/{number}/{name}", article=article)


def _wrong(policy: SubsidyPolicy, field: str, slug: str, sentence: str) -> NoReturn:
    raise BadClaim(sentence, slug=slug, field=field, article=policy.instrument)
