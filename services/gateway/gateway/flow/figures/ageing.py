"""For how long running cases have stood where they stand, in working days. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.flow.figures.asking import Wait
from gateway.flow.figures.since import Since


@dataclass(frozen=True, slots=True)
class Bucket:
    """Ages from `least` to `most` working days, both included; None has no end."""

    least: int
    most: int | None

    def __str__(self) -> str:
        return f">{self.least - 1}" if self.most is None else f"{self.least}–{self.most}"

    def holds(self, days: int) -> bool:
        """Whether this age belongs here."""
        return self.least <= days and (self.most is None or days <= self.most)

    def span(self, since: Since) -> tuple[dt.date | None, dt.date]:
        """The first and the last day since which something of this age has stood; no first day where none is set."""
        first = None if self.most is None else since.earliest(self.most)
        return first, since.latest(self.least)


BUCKETS: Final = (Bucket(0, 2), Bucket(3, 5), Bucket(6, 10), Bucket(11, 20), Bucket(21, None))


@dataclass(frozen=True, slots=True)
class Standing:
    """Cases at a step by age (in the order of `BUCKETS`); `oldest` is the age of the oldest."""

    step: str | None
    counts: Sequence[int]
    oldest: int

    @property
    def n(self) -> int:
        """All of them."""
        return sum(self.counts)


def ageing(steps: Sequence[str], waits: Iterable[Wait], since: Since) -> tuple[Standing, ...]:
    """A row for each step, and one for those that stand at none where there are such."""
    aged = [(one.step, since.days(dt.date.fromisoformat(one.since)), one.n) for one in waits if one.since]
    found = []
    for step in (*steps, None):
        mine = [(days, n) for where, days, n in aged if where == step]
        counts = [sum(n for days, n in mine if bucket.holds(days)) for bucket in BUCKETS]
        if step is not None or mine:
            found.append(Standing(step, counts, max((days for days, _ in mine), default=0)))
    return tuple(found)
