"""A subsidy policy as the calculator knows it: items with formula, conditions and caps, groups, switches, dates.

Every rate, cap, tier, list and reading stands in the data; the code knows only the kinds of formula and of cap.
Rates are fractions (0.80), money is yuan with two decimals unless a name says USD.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal

LAST: Final = date(2100, 12, 31)
"""No day of a claim lies after it, also where a policy has no end."""
Per = Literal["year", "policy", "lifetime", "once", "expense"]
"""How long a cap counts: a calendar year, the days of the policy, for ever, for ever and for one grant, or not."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what was paid; with `to_standard` of the market's standard where more than that was paid."""

    rate: Decimal
    to_standard: bool


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest aid: principal x annual rate x days / basis, up to some years from the disbursement."""

    rate: Decimal
    basis: int
    within_policy: bool
    """Whether only the days inside the policy and the year count, or the whole life of the loan."""
    years: int
    old_loans: bool
    """Whether a loan paid out before the policy began counts with its later days."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A bound of the year's investment in USD, and the award in yuan."""

    bound: Decimal
    award: Decimal


@dataclass(frozen=True, slots=True)
class Tiers:
    """An award by the year's investment: tiers from a bound (`floors`) or up to it. The last one has no end."""

    tiers: tuple[Tier, ...]
    floors: bool
    inclusive: bool
    by_project: bool
    uplift: Decimal
    lists: tuple[str, ...]
    each_list: bool
    """Whether a country on two lists is lifted twice."""


@dataclass(frozen=True, slots=True)
class PerFull:
    """An award for every full unit (USD) of the yearly sum, or for its parts too."""

    unit: Decimal
    award: Decimal
    parts: bool


@dataclass(frozen=True, slots=True)
class Fixed:
    """A sum up to the item's cap: the one that was decided, or always the cap."""

    decided: bool


Formula = Share | Interest | Tiers | PerFull | Fixed


@dataclass(frozen=True, slots=True)
class FieldCondition:
    """A field of the expense is one of these values, or none of them."""

    field: str
    values: frozenset[str | bool]
    among: bool
    missing: Literal["refused", "passes", "fails"]
    """What follows where the expense does not say: it cannot be read, it passes, or it earns nothing."""
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class CountCondition:
    """A count of the firm in the year reaches a number, a lower one for a firm that is new."""

    fact: Literal["exports_in_year", "vehicles_served_in_year"]
    at_least: int
    new_at_least: int | None
    new_by_filing: bool
    inclusive: bool
    code: str
    words: Words


Condition = FieldCondition | CountCondition


@dataclass(frozen=True, slots=True)
class Cap:
    """The most for one item, and for how long it counts."""

    amount: Decimal
    per: Per


@dataclass(frozen=True, slots=True)
class UnitCap:
    """The most for one thing that an expense names, such as a fair, in a year: all its expenses together."""

    by: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """Items that share a cap."""

    name: str
    members: frozenset[str]
    cap: Cap
    title: Words
    article: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is supported."""

    code: str
    title: Words
    article: str
    text: str
    """The words of the instrument."""
    formula: Formula
    conditions: tuple[Condition, ...]
    unit: UnitCap | None
    cap: Cap | None
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an unclear point."""

    name: str
    words: Words


@dataclass(frozen=True, slots=True)
class Switch:
    """An unclear point of the text: what is unclear, the readings, and the one that holds here."""

    name: str
    question: Words
    chosen: str
    readings: tuple[Reading, ...]
    article: str


@dataclass(frozen=True, slots=True)
class District:
    """A county or district: who finances it, and whether it follows the city's policy."""

    code: str
    title: Words
    financed_by: Literal["city", "county"]
    follows: bool


@dataclass(frozen=True, slots=True)
class CountryList:
    """Countries of one kind (ISO 3166-1 alpha-3), and where that is published."""

    title: Words
    source: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class General:
    """What holds for every item, each rule with its article."""

    eligible_from: date
    dates_article: str
    all_counties: bool
    must_be_filed: bool
    claimants_article: str
    dishonesty_article: str
    one_invoice_one_item: bool
    invoices_article: str
    whole_yuan: bool
    rounding_article: str
    without_vat: bool
    vat_article: str
    yearly_rate: bool
    yearly_rates: Mapping[tuple[int, str], Decimal]
    """Yuan for one unit of a currency, by year."""
    currency_article: str


@dataclass(frozen=True)
class SubsidyPolicy:
    """One version of one city's support, under one reading of each unclear point."""

    name: str
    city: str
    title: Words
    instrument: str
    status: Literal["in_force", "draft", "expired"]
    valid_from: date
    valid_to: date | None
    general: General
    districts: Mapping[str, District]
    countries: Mapping[str, CountryList]
    items: Mapping[str, Item]
    groups: Mapping[str, Group]
    switches: Mapping[str, Switch]
    source: str
    data: Mapping[str, object] = field(repr=False, compare=False)
    """What it was read from, to be read again under other readings."""

    @cached_property
    def eligible(self) -> frozenset[str]:
        """The districts whose firms may claim."""
        return frozenset(
            code
            for code, one in self.districts.items()
            if one.financed_by == "city" or one.follows or self.general.all_counties
        )

    def covers(self, year: int) -> bool:
        """Whether a day of this calendar year is a day of the policy."""
        return self.valid_from.year <= year <= (self.valid_to or LAST).year

    def first_day(self, year: int) -> date:
        """The first day of the year on which an expense counts."""
        return max(self.general.eligible_from, date(year, 1, 1))

    def last_day(self, year: int) -> date:
        """The last one."""
        return min(self.valid_to or LAST, date(year, 12, 31))
