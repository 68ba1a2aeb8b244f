"""Working days of many matters at once: the mean and what must stand beside it, from groups that are alike. PURE.

What an average means is said in `exportlane.law.averages`; here the same is reckoned from groups, so that a hundred
thousand claims cost as much as the days on which they were decided. Days of pauses are left out, equal is within.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from exportlane.law.averages import displayed, median, percentile
from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import Workdays, elapsed_workdays
from exportlane.law.pauses import Pause
from gateway.promises.counting import Alike, Waiting
from gateway.promises.shape import Span

MOST_LISTED = 20
"""How many matters are named one by one; the rest is counted."""


Counted = dict[tuple[date, date, tuple[Pause, ...]], Workdays]


class Elapsed:
    """Working days between days; `provisional` when a notice may still move one of those that were asked for.

    What was counted is kept in `known`, which several may share: a day is counted once, whoever asks.
    """

    def __init__(self, calendar: WorkCalendar, known: Counted | None = None) -> None:
        self._calendar = calendar
        self._known: Counted = {} if known is None else known
        self.provisional = False

    def __call__(self, since: date, on: date, pauses: tuple[Pause, ...] = ()) -> int:
        key = (since, max(since, on), pauses)
        days = self._known.get(key)
        if days is None:
            days = elapsed_workdays(since, on=key[1], calendar=self._calendar, pauses=pauses)
            self._known[key] = days
        self.provisional |= days.provisional
        return days.count


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """Figures over decided matters, in working days; all None when none was decided."""

    n: int
    mean: Fraction | None
    with_pauses: Fraction | None
    median: Fraction | None
    p90: int | None
    maximum: int | None
    within: int

    def share(self) -> Fraction | None:
        """The share of those that took no longer than the limit."""
        return Fraction(self.within, self.n) if self.n else None


def day_figures(alike: Iterable[tuple[Alike, int]], *, limit: int | None, elapsed: Elapsed) -> DayFigures:
    """The figures of some groups; `within` counts those that took no longer than the limit."""
    days: Counter[int] = Counter()
    whole = 0
    for one, count in alike:
        days[elapsed(one.since, one.day, one.pauses)] += count
        whole += elapsed(one.since, one.day) * count
    n = days.total()
    sorted_days = sorted(days.elements())
    return DayFigures(
        n=n,
        mean=Fraction(sum(sorted_days), n) if n else None,
        with_pauses=Fraction(whole, n) if n else None,
        median=median(sorted_days),
        p90=percentile(sorted_days, 90),
        maximum=sorted_days[-1] if n else None,
        within=sum(count for each, count in days.items() if limit is None or each <= limit),
    )


def decided_in(
    alike: Sequence[tuple[Alike, int]], span: Span, wanted: Callable[[Alike], bool]
) -> list[tuple[Alike, int]]:
    """Those decided in the days of `span`. `alike` is in the order of the days of decision."""
    first = bisect_left(alike, span.first, key=_day)
    last = bisect_right(alike, span.last, key=_day)
    return [pair for pair in alike[first:last] if wanted(pair[0])]


def _day(pair: tuple[Alike, int]) -> date:
    return pair[0].day


def by_age(waiting: Iterable[Waiting], *, on: date, elapsed: Elapsed) -> list[tuple[Waiting, int]]:
    """Open matters with their age at the end of the day `on`, the oldest first."""
    aged = [(one, elapsed(one.since, on, one.pauses)) for one in waiting]
    return sorted(aged, key=lambda pair: (-pair[1], pair[0].thing))


def ages(aged: Iterable[tuple[Waiting, int]]) -> dict[str, int]:
    """How many are how old, by working days."""
    return {str(age): count for age, count in sorted(Counter(age for _, age in aged).items())}


def named(aged: Iterable[tuple[Waiting, int]]) -> list[dict[str, object]]:
    """The oldest ones by name."""
    return [
        {"id": one.thing, "workdays": age, "rebate_class": one.of_class, "since": one.since.isoformat()}
        for one, age in list(aged)[:MOST_LISTED]
    ]


def told(figures: DayFigures) -> dict[str, object]:
    """The figures as plain JSON: exact fractions as text, two decimals beside them."""
    return {
        "n": figures.n,
        "average": fraction(figures.mean),
        "average_with_pauses": fraction(figures.with_pauses),
        "median": fraction(figures.median),
        "p90": figures.p90,
        "maximum": figures.maximum,
        "share_within": fraction(figures.share()),
    }


def fraction(value: Fraction | None) -> Mapping[str, str] | None:
    """A fraction as plain JSON."""
    return None if value is None else {"exact": str(value), "display": str(displayed(value))}
