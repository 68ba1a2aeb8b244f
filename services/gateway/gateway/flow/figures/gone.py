"""The ways that cases went, the most trodden first; what was done again, where and why, and in which weeks. PURE."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from exportlane.process import StepName
from gateway.flow.figures.asking import Gone, Opened
from gateway.flow.figures.spread import Spread
from gateway.flow.row import week_of
from gateway.flow.walk import SEPARATOR

AGAIN: Final = ("correction", "transfer_correction", "renewal", "rebooking", "returned")
"""What sends something back to be handed in, applied for, booked or cleared once more."""
SHOWN: Final = 12
_STEPS: Final = frozenset(StepName)


@dataclass(frozen=True, slots=True)
class Station:
    """A place on a way: a step, or what befell it there."""

    name: str
    step: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of ended cases: how many, which share of them, how long from end to end in working days."""

    variant: str
    stations: Sequence[Station]
    n: int
    share: Fraction
    median: Fraction | None


@dataclass(frozen=True, slots=True)
class Variants:
    """The ways of `ended` cases; `others` went one of `rare` further ways."""

    ended: int
    shown: Sequence[Variant]
    rare: int
    others: int


@dataclass(frozen=True, slots=True)
class Again:
    """At a step, of the cases that came to it: how many had something of it done again, and of which kind."""

    step: str
    reached: int
    again: int
    kinds: Counter[str]

    @property
    def rate(self) -> Fraction | None:
        """The share of those that came to it."""
        return Fraction(self.again, self.reached) if self.reached else None


@dataclass(frozen=True, slots=True)
class Week:
    """The cases opened in a week, and of how many something was done again since."""

    week: str
    n: int
    again: int

    @property
    def rate(self) -> Fraction | None:
        """The share of them; None of none."""
        return Fraction(self.again, self.n) if self.n else None


def variants(gone: Iterable[Gone], *, shown: int = SHOWN) -> Variants:
    """The ways of those that have ended: whoever is still under way has not gone one."""
    days: dict[str, list[tuple[int | None, int]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for one in gone:
        if not one.live:
            days[one.variant].append((one.workdays, one.n))
            counts[one.variant] += one.n
    total = counts.total()
    order = sorted(counts, key=lambda variant: (-counts[variant], variant))
    found = [
        Variant(
            variant, stations(variant), counts[variant], Fraction(counts[variant], total),
            Spread.of(days[variant]).median,
        )
        for variant in order[:shown]
    ]  # fmt: skip
    return Variants(total, found, len(order[shown:]), sum(counts[variant] for variant in order[shown:]))


def stations(variant: str) -> tuple[Station, ...]:
    """The places on a way."""
    return tuple(Station(name, name in _STEPS) for name in variant.split(SEPARATOR) if name)


def again(steps: Sequence[str], gone: Iterable[Gone]) -> tuple[Again, ...]:
    """How often each step saw something again, over running and ended cases alike. A case counts once for each kind."""
    reached: Counter[str] = Counter()
    sent_back: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {step: Counter() for step in steps}
    for one in gone:
        came, back = _came(one.variant)
        for step in came:
            reached[step] += one.n
        for step, kind in back:
            if step in kinds:
                kinds[step][kind] += one.n
        for step in {step for step, _ in back}:
            sent_back[step] += one.n
    return tuple(Again(step, reached[step], sent_back[step], kinds[step]) for step in steps)


def _came(variant: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """The steps on a way, and (step, kind) of all that was done again there."""
    came: set[str] = set()
    back: set[tuple[str, str]] = set()
    at = ""
    for station in stations(variant):
        if station.step:
            at = station.name
            came.add(at)
        elif station.name in AGAIN:
            back.add((at, station.name))
    return frozenset(came), frozenset(back)


def by_week(asked: Sequence[str], opened: Iterable[Opened]) -> tuple[Week, ...]:
    """The rate of rework by the week in which cases were opened; in young weeks some of it is still to come."""
    n: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for one in opened:
        week = str(week_of(dt.date.fromisoformat(one.opened_on)))
        n[week] += one.n
        back[week] += one.again
    return tuple(Week(week, n[week], back[week]) for week in asked)
