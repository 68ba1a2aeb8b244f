"""Each step: how many came to it, how long it takes, how many wait there and for whom; and where it jams. PURE."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gateway.flow.figures.asking import Taken, Wait
from gateway.flow.figures.since import Since
from gateway.flow.figures.spread import Spread

KINDS: Final = ("agency", "enterprise", "person")
LimitOf = Callable[[str, str], int | None]
"""The working days that a step may take, by profile and step; None where there is no one number."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Those that wait at a step for one kind of people. `longest` and `median` are working days."""

    kind: str
    n: int
    since: dt.date | None
    longest: int | None
    median: Fraction | None


@dataclass(frozen=True, slots=True)
class Passing:
    """A step. `begun` came to it, `decided` were done, `failed` came to another end; figures are of the decided.

    `limits` are the time limits of the profiles in it; `within` counts among `limited`, those whose profile has one.
    """

    step: str
    begun: int
    decided: int
    failed: int
    spread: Spread
    gap: Fraction | None
    limits: Sequence[int]
    limited: int
    within: int
    queues: Mapping[str, Queue]

    @property
    def waiting(self) -> int:
        """How many wait here, for whomever."""
        return sum(queue.n for queue in self.queues.values())

    @property
    def share(self) -> Fraction | None:
        """The share of the decided that took no longer than the limit."""
        return Fraction(self.within, self.limited) if self.limited else None


def passing(
    steps: Sequence[str], taken: Iterable[Taken], waits: Iterable[Wait], *, limit: LimitOf, since: Since
) -> tuple[Passing, ...]:
    """The figures of these steps, in this order."""
    groups: dict[str, list[Taken]] = defaultdict(list)
    for one in taken:
        groups[one.step].append(one)
    standing: dict[str | None, list[Wait]] = defaultdict(list)
    for wait in waits:
        standing[wait.step].append(wait)
    return tuple(_passing(step, groups[step], standing[step], limit, since) for step in steps)


def _passing(
    step: str, taken: Sequence[Taken], waits: Sequence[Wait], limit: LimitOf, since: Since
) -> Passing:
    decided = [one for one in taken if one.outcome == "done"]
    by_profile = {
        name: [(d.workdays, d.n) for d in decided if d.profile == name] for name in _profiles(taken)
    }
    limits = {name: found for name in by_profile if (found := limit(name, step)) is not None}
    spreads = {name: Spread.of(by_profile[name]) for name in limits}
    return Passing(
        step=step,
        begun=sum(one.begun for one in taken),
        decided=sum(one.n for one in decided),
        failed=sum(one.begun for one in taken if one.outcome not in {None, "done"}),
        spread=Spread.of((one.workdays, one.n) for one in decided),
        gap=Spread.of((one.gap, one.n) for one in taken).median,
        limits=sorted(set(limits.values())),
        limited=sum(spread.n for spread in spreads.values()),
        within=sum(spreads[name].within(limits[name]) for name in limits),
        queues={kind: _queue(kind, [one for one in waits if one.kind == kind], since) for kind in KINDS},
    )


def _profiles(taken: Iterable[Taken]) -> list[str]:
    return sorted({one.profile for one in taken})


def _queue(kind: str, waits: Sequence[Wait], since: Since) -> Queue:
    days: Counter[int] = Counter()
    dates = [dt.date.fromisoformat(one.since) for one in waits if one.since]
    for one in waits:
        if one.since:
            days[since.days(dt.date.fromisoformat(one.since))] += one.n
    return Queue(
        kind,
        sum(one.n for one in waits),
        min(dates, default=None),
        max(days, default=None),
        Spread.of(days.items()).median,
    )


def bottleneck(found: Iterable[Passing]) -> Passing | None:
    """Where the most work stands: the largest product of how many wait and how long half of them take."""
    jammed = [one for one in found if one.waiting and one.spread.median is not None]
    return max(jammed, key=lambda one: (one.waiting * (one.spread.median or 0), one.waiting), default=None)
