"""What was decided at each step in each week, how long it took, and how many stood there at the week's end. PURE."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from gateway.flow.figures.asking import Decided, Stood
from gateway.flow.figures.spread import Spread
from gateway.flow.row import week_of

Show = Literal["decided", "median", "waiting"]
SHOWS: Final[tuple[Show, ...]] = ("decided", "median", "waiting")
SHOWN: Final = 26
"""Half a year."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A step in a week: decided then, their median in working days, and how many stood there when it ended."""

    step: str
    week: str
    decided: int = 0
    median: Fraction | None = None
    waiting: int = 0


def weeks(today: dt.date, n: int = SHOWN) -> tuple[str, ...]:
    """The last weeks, this one last."""
    return tuple(str(week_of(today - dt.timedelta(weeks=back))) for back in reversed(range(n)))


def monday(week: str) -> dt.date:
    """The first day of a week that is written like 2026-W47."""
    year, _, number = week.partition("-W")
    return dt.date.fromisocalendar(int(year), int(number), 1)


def heat(
    steps: Sequence[str], asked: Sequence[str], decided: Iterable[Decided], stood: Iterable[Stood]
) -> Mapping[tuple[str, str], Cell]:
    """A cell for every step and week."""
    days: dict[tuple[str, str], list[tuple[int | None, int]]] = defaultdict(list)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for one in decided:
        days[one.step, one.week].append((one.workdays, one.n))
        counts[one.step, one.week] += one.n
    waiting = _waiting(steps, asked, stood)
    return {
        (step, week): Cell(
            step, week, counts[step, week], Spread.of(days[step, week]).median, waiting[step, week]
        )
        for step in steps
        for week in asked
    }


def _waiting(
    steps: Sequence[str], asked: Sequence[str], stood: Iterable[Stood]
) -> Mapping[tuple[str, str], int]:
    """Those that had begun by a week's end and were not over: weeks written out sort like weeks."""
    came: dict[tuple[str, str], int] = defaultdict(int)
    for one in stood:
        # Whatever began before the first week stood there from the first on.
        first = max(one.began, asked[0])
        came[one.step, first] += one.n
        if one.ended is not None:
            came[one.step, max(one.ended, first)] -= one.n
    found: dict[tuple[str, str], int] = {}
    for step in steps:
        there = 0
        for week in asked:
            there += came[step, week]
            found[step, week] = there
    return found
