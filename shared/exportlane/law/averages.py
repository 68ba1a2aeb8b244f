"""What "average handling time" means: the mean over the normal matters that were decided, and what stands beside it.

Each matter weighs 1. The start is its acceptance, the end its decision, pauses are left out; decided on the day of
its acceptance it took 0. The comparison with the limit is of exact fractions, and equal is within; two decimals are
for the screen. A mean over decided matters improves when the hard ones are left open, so the open ones are listed by
age beside it. A mean is no promise to one enterprise: it makes no single matter late (天津措施第四条, 台州意见第八条);
only a limit of a class binds each matter of that class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from math import floor
from typing import Final

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.errors import DecidedBeforeAccepted
from exportlane.law.pauses import Pause
from exportlane.law.rules import rule

_SHOWN: Final = Context(prec=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter with its days. `decided` is None while it is open.

    Not `normal` is a matter under suspicion (it is listed and does not count). One that was reopened keeps its first
    acceptance and stands here once; one that was withdrawn is not given at all.

    Raises:
        DecidedBeforeAccepted: when its days are the wrong way round.
    """

    id: str
    of_class: int
    accepted: date
    decided: date | None
    pauses: tuple[Pause, ...] = ()
    normal: bool = True

    def __post_init__(self) -> None:
        if self.decided is not None and self.decided < self.accepted:
            raise DecidedBeforeAccepted(
                f"{self.id} was decided on {self.decided}, before it was accepted on {self.accepted}"
            )


@dataclass(frozen=True, slots=True)
class Aged:
    """A matter and its age in working days; `limit` is that of its class, if it has one."""

    id: str
    of_class: int
    workdays: int
    limit: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """The mean and what stands beside it, in working days. With no matter decided every figure is None.

    `within` is None when there is nothing to compare: no matter decided, or no limit for the mean.
    `share_within` is the share of matters that took no longer than the mean may be. `breaches` passed the limit of
    their class, decided or open. `threatening` are open and already older than the mean may be: no breach, a warning.
    `suspected` does not count. Lists by age are the oldest first.
    """

    n: int
    exact: Fraction | None
    without_pauses: Fraction | None
    median: Fraction | None
    p90: int | None
    maximum: int | None
    limit: int | None
    within: bool | None
    share_within: Fraction | None
    breaches: tuple[Aged, ...]
    open: tuple[Aged, ...]
    threatening: tuple[Aged, ...]
    suspected: tuple[Aged, ...]
    provisional: bool


@rule(
    "LAW-AVERAGE",
    zh="平均办理时间按已办结的正常申报计算，等于目标即为达标；平均值不使任何一笔超期",
    en="The mean is of the normal claims decided; equal to the target is within it, and it makes no single claim late",
    article="天津措施（征求意见稿）第四条；台州意见第八条",
    effect="compute",
)
def average(
    matters: Iterable[Matter],
    *,
    on: date,
    calendar: WorkCalendar,
    limit: int | None,
    by_class: Mapping[int, int] | None = None,
) -> Average:
    """The mean of what is decided, as it stands at the end of the day `on`.

    Args:
        matters: those of the period that is asked about, and the open ones.
        on: up to here the age of an open matter is counted.
        calendar: whose working days count.
        limit: what the mean may be at most; None where the profile has no such limit.
        by_class: limits that bind each matter of a class.

    Raises:
        CalendarOutOfRange: when a day lies outside the calendar.
    """
    timed = [_timed(matter, on, calendar, by_class or {}) for matter in matters]
    counted = [one for one in timed if one.matter.normal and one.matter.decided is not None]
    days = sorted(one.aged.workdays for one in counted)
    exact = _mean(days)
    still = [one.aged for one in timed if one.matter.decided is None]
    waiting = [one.aged for one in timed if one.matter.decided is None and one.matter.normal]
    late = [one.aged for one in timed if one.matter.normal and _late(one.aged)]
    return Average(
        n=len(days),
        exact=exact,
        without_pauses=_mean([one.unpaused for one in counted]),
        median=median(days),
        p90=percentile(days, 90),
        maximum=days[-1] if days else None,
        limit=limit,
        within=None if exact is None or limit is None else exact <= limit,
        share_within=None if limit is None else _mean([int(each <= limit) for each in days]),
        breaches=_oldest_first(late),
        open=_oldest_first(still),
        threatening=_oldest_first([one for one in waiting if limit is not None and one.workdays > limit]),
        suspected=_oldest_first([one.aged for one in timed if not one.matter.normal]),
        provisional=any(one.provisional for one in timed),
    )


def median(days: Sequence[int]) -> Fraction | None:
    """The middle of sorted figures, or the mean of the two in the middle; None of none."""
    if not days:
        return None
    half = len(days) // 2
    return Fraction(days[half]) if len(days) % 2 else Fraction(days[half - 1] + days[half], 2)


def percentile(days: Sequence[int], percent: int) -> int | None:
    """The smallest of sorted figures that at least so many percent of them do not exceed (nearest rank)."""
    if not days:
        return None
    rank = -(-percent * len(days) // 100)
    return days[max(rank, 1) - 1]


def displayed(value: Fraction) -> Decimal:
    """A mean for the screen: two decimals, half up. Never compare this one with a limit."""
    return _SHOWN.scaleb(Decimal(floor(value * 100 + Fraction(1, 2))), -2)


@dataclass(frozen=True, slots=True)
class _Timed:
    matter: Matter
    aged: Aged
    unpaused: int
    provisional: bool


def _timed(matter: Matter, on: date, calendar: WorkCalendar, by_class: Mapping[int, int]) -> _Timed:
    end = max(on, matter.accepted) if matter.decided is None else matter.decided
    spent = elapsed_workdays(matter.accepted, on=end, calendar=calendar, pauses=matter.pauses)
    whole = elapsed_workdays(matter.accepted, on=end, calendar=calendar)
    aged = Aged(matter.id, matter.of_class, spent.count, by_class.get(matter.of_class))
    return _Timed(matter, aged, whole.count, whole.provisional)


def _late(aged: Aged) -> bool:
    return aged.limit is not None and aged.workdays > aged.limit


def _mean(figures: Sequence[int]) -> Fraction | None:
    return Fraction(sum(figures), len(figures)) if figures else None


def _oldest_first(found: Iterable[Aged]) -> tuple[Aged, ...]:
    return tuple(sorted(found, key=lambda one: (-one.workdays, one.id)))
