"""The average over the normal claims of a period, by class or by district, and what stands beside it. PURE.

What an average means is said in `exportlane.law.averages`; here is which claims are in it. Suspected claims are listed
apart, rejected and taxed ones are neither, withdrawn ones are not there at all. The days from the decision to the
payment are the treasury's and measured apart (天津措施第四条, 台州意见第八条).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from exportlane.law import averages
from exportlane.law.averages import Average, Matter
from exportlane.law.clock import elapsed_workdays
from exportlane.law.pauses import Pause
from exportlane.law.rules import rule
from tax_rebate.domain.policy import REBATE, Policy

Standing = Literal["open", "normal", "suspected", "other"]
ALL: Final = "all"
UNKNOWN: Final = "unknown"
"""The district of a claim that names none."""


class Period(StrEnum):
    """Which period ends with the day that is asked about."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR_TO_DATE = "year-to-date"


class By(StrEnum):
    """What the claims are grouped by, beside all of them together."""

    CLASS = "class"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One claim as the average sees it."""

    id: str
    rebate_class: int
    district: str | None
    accepted_on: date
    decided_on: date | None
    paid_on: date | None
    pauses: tuple[Pause, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the answer: the average, what it would be, how many were decided as neither, the treasury's mean.

    `forecast` is the mean if every open normal claim were decided today: what is coming is seen while it can be helped.
    """

    name: str
    average: Average
    forecast: Fraction | None
    others: int
    treasury_days: Fraction | None

    @property
    def alarming(self) -> bool:
        """Whether the forecast is beyond what the average may be."""
        limit = self.average.limit
        return self.forecast is not None and limit is not None and self.forecast > limit


_FIRST_MONTH: Final[Mapping[Period, Callable[[int], int]]] = MappingProxyType(
    {
        Period.MONTH: lambda month: month,
        Period.QUARTER: lambda month: 3 * ((month - 1) // 3) + 1,
        Period.YEAR_TO_DATE: lambda _month: 1,
    }
)


def begins(period: Period, on: date) -> date:
    """The first day of the period that `on` belongs to; the period runs up to `on`."""
    return date(on.year, _FIRST_MONTH[period](on.month), 1)


def grouped(
    claims: Iterable[Counted], *, by: By | None, on: date, profile: str, policy: Policy
) -> tuple[Group, ...]:
    """All claims together, then each class or district by itself."""
    found = tuple(claims)
    names: dict[str, list[Counted]] = {ALL: list(found)}
    for each in found if by is not None else ():
        name = str(each.rebate_class) if by is By.CLASS else each.district or UNKNOWN
        names.setdefault(name, []).append(each)
    rest = sorted(set(names) - {ALL})
    return tuple(_group(name, names[name], on, profile, policy) for name in (ALL, *rest))


def _group(name: str, claims: list[Counted], on: date, profile: str, policy: Policy) -> Group:
    limit = policy.of(profile, None).time_limits.get(REBATE)
    counted = averages.average(
        (_matter(each) for each in claims if each.standing != "other"),
        on=on,
        calendar=policy.calendar,
        limit=limit.length if limit is not None and limit.average else None,
        by_class=None if limit is None else limit.by_class,
    )
    others = sum(each.standing == "other" for each in claims)
    return Group(name, counted, _forecast(counted), others, _treasury(claims, policy))


@rule(
    "TAX-FORECAST",
    zh="预计平均办理时间超过目标时提示，不作为单笔超期",
    en="When the average threatens to pass its limit, that is said, and no single claim is late for it",
    article="天津措施（征求意见稿）第四条",
    slug="average_threatened",
    effect="flag",
)
def _forecast(counted: Average) -> Fraction | None:
    suspected = {each.id for each in counted.suspected}
    waiting = [each.workdays for each in counted.open if each.id not in suspected]
    number = counted.n + len(waiting)
    return ((counted.exact or 0) * counted.n + sum(waiting)) / Fraction(number) if number else None


def _matter(claim: Counted) -> Matter:
    return Matter(
        id=claim.id,
        of_class=claim.rebate_class,
        accepted=claim.accepted_on,
        decided=claim.decided_on,
        pauses=claim.pauses,
        normal=claim.standing != "suspected",
    )


def _treasury(claims: Iterable[Counted], policy: Policy) -> Fraction | None:
    days = [
        elapsed_workdays(each.decided_on, on=each.paid_on, calendar=policy.calendar).count
        for each in claims
        if each.decided_on is not None and each.paid_on is not None
    ]
    return Fraction(sum(days), len(days)) if days else None
