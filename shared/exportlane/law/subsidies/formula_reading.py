"""The kinds of formula and of condition, as the data write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from exportlane.law.subsidies.parts import Part
from exportlane.law.subsidies.policy import (
    Condition,
    CountCondition,
    FieldCondition,
    Fixed,
    Formula,
    Interest,
    PerFull,
    Share,
    Tier,
    Tiers,
    Words,
)

FIELDS: Final = ("fair_kind", "insurer", "provider", "recognised", "country")
"""What a condition may ask of an expense."""


def read_formula(part: Part) -> Formula:
    """A formula by its `kind`."""
    kind = part.at("kind").one_of(*_KINDS)
    return _KINDS[kind](part)


def _share(part: Part) -> Share:
    part.fields(("kind", "rate"), ("base",))
    base = part.at("base").one_of("paid", "lesser_of_paid_and_standard") if part.has("base") else "paid"
    return Share(part.at("rate").rate(), base != "paid")


def _interest(part: Part) -> Interest:
    part.fields(("kind", "rate", "days", "years", "old_loans"))
    days = part.at("days")
    days.fields(("basis", "within"))
    return Interest(
        rate=part.at("rate").rate(),
        basis=days.at("basis").whole(),
        within_policy=days.at("within").one_of("policy", "loan") == "policy",
        years=part.at("years").whole(),
        old_loans=part.at("old_loans").one_of("counted", "excluded") == "counted",
    )


def _tiers(part: Part) -> Tiers:
    part.fields(("kind", "tiers", "bounds", "inclusive", "by"), ("uplift",))
    tiers = tuple(map(_tier, part.at("tiers").each()))
    if not tiers or any(
        one.bound >= next_.bound or one.award > next_.award for one, next_ in pairwise(tiers)
    ):
        part.at("tiers").wrong("tiers rise, in bound and in award")
    rate, lists, each = Decimal("0.00"), tuple[str, ...](), False
    if part.has("uplift"):
        uplift = part.at("uplift")
        uplift.fields(("rate", "lists", "on_both"))
        rate, lists = uplift.at("rate").rate(), uplift.at("lists").texts()
        each = uplift.at("on_both").one_of("once", "each") == "each"
    return Tiers(
        tiers=tiers,
        floors=part.at("bounds").one_of("floors", "bands") == "floors",
        inclusive=part.at("inclusive").flag(),
        by_project=part.at("by").one_of("project", "firm") == "project",
        uplift=rate,
        lists=lists,
        each_list=each,
    )


def _tier(part: Part) -> Tier:
    part.fields(("bound_usd", "award"))
    return Tier(part.at("bound_usd").money(), part.at("award").money())


def _per_full(part: Part) -> PerFull:
    part.fields(("kind", "unit_usd", "award", "parts"))
    unit = part.at("unit_usd")
    amount = unit.money()
    if not amount:
        unit.wrong("a unit is above 0.00")
    return PerFull(
        amount, part.at("award").money(), part.at("parts").one_of("full", "pro_rata") == "pro_rata"
    )


def _fixed(part: Part) -> Fixed:
    part.fields(("kind", "amount"))
    return Fixed(part.at("amount").one_of("decided", "ceiling") == "decided")


_KINDS: Final[Mapping[str, Callable[[Part], Formula]]] = {
    "share": _share,
    "interest": _interest,
    "tiers": _tiers,
    "per_full": _per_full,
    "fixed": _fixed,
}


def read_condition(part: Part) -> Condition:
    """A condition on a field of the expense, or on a count of the firm."""
    return _count(part) if part.has("fact") else _field(part)


def _field(part: Part) -> FieldCondition:
    among = part.has("one_of")
    values = "one_of" if among else "none_of"
    part.fields(("field", values, "missing", "code", "zh", "en"))
    found = frozenset(
        each.flag() if isinstance(each.value, bool) else each.text() for each in part.at(values).each()
    )
    return FieldCondition(
        field=part.at("field").one_of(*FIELDS),
        values=found,
        among=among,
        missing=part.at("missing").one_of("refused", "passes", "fails"),
        code=_code(part),
        words=Words(part.at("zh").text(), part.at("en").text()),
    )


def _count(part: Part) -> CountCondition:
    part.fields(("fact", "at_least", "inclusive", "code", "zh", "en"), ("new_at_least", "new_by"))
    by_filing = part.at("new_by").one_of("filing", "export") == "filing" if part.has("new_by") else True
    return CountCondition(
        fact=part.at("fact").one_of("exports_in_year", "vehicles_served_in_year"),
        at_least=part.at("at_least").whole(),
        new_at_least=part.at("new_at_least").whole() if part.has("new_at_least") else None,
        new_by_filing=by_filing,
        inclusive=part.at("inclusive").flag(),
        code=_code(part),
        words=Words(part.at("zh").text(), part.at("en").text()),
    )


def _code(part: Part) -> str:
    return part.at("code").text(r"[A-Z][A-Z0-9_]{2,39}")
