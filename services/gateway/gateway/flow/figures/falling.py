"""What falls due on the days ahead, and what is overdue already and with whom. PURE."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exportlane.runtime.auth import ENTERPRISE
from gateway.flow.figures.asking import Due


@dataclass(frozen=True, slots=True)
class Day:
    """One day ahead: whether it is a working day, and what falls due on it at each step."""

    day: dt.date
    worked: bool
    counts: Counter[str]

    @property
    def n(self) -> int:
        """All that falls due on it."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class Late:
    """Overdue with somebody: an agency, or `enterprise`; since the oldest of them fell due."""

    who: str
    n: int
    oldest: dt.date


@dataclass(frozen=True, slots=True)
class Falling:
    """`soon` falls due on the days ahead, `later` after them."""

    days: Sequence[Day]
    late: Sequence[Late]
    overdue: int
    soon: int
    later: int


def falling(due: Iterable[Due], ahead: Sequence[tuple[dt.date, bool]], *, today: dt.date) -> Falling:
    """What falls due, seen from this day. Overdue begins on the day after."""
    known = [(dt.date.fromisoformat(one.due_on), one) for one in due]
    counts: dict[dt.date, Counter[str]] = {day: Counter() for day, _ in ahead}
    later = 0
    for day, one in known:
        if day in counts:
            counts[day][one.step or ""] += one.n
        elif day >= today:
            later += one.n
    days = [Day(day, worked, counts[day]) for day, worked in ahead]
    late = _late((day, one) for day, one in known if day < today)
    return Falling(days, late, sum(one.n for one in late), sum(day.n for day in days), later)


def _late(known: Iterable[tuple[dt.date, Due]]) -> list[Late]:
    counts: Counter[str] = Counter()
    oldest: dict[str, dt.date] = {}
    for day, one in known:
        who = ENTERPRISE if one.kind == ENTERPRISE else one.agency or ""
        counts[who] += one.n
        oldest[who] = min(day, oldest.get(who, day))
    return [
        Late(who, n, oldest[who]) for who, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def until(due: Iterable[Due], last: dt.date) -> int:
    """How many fall due up to this day, what is overdue included."""
    return sum(one.n for one in due if one.due_on <= last.isoformat())
