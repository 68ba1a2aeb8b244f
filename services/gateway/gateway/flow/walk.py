"""What the order of a case's facts tells and its fold does not keep: what came first, which way it went. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from exportlane.law.instants import statutory_day
from exportlane.process import Matter, Step, order_of
from exportlane.runtime.clock import parse_rfc3339

SEPARATOR: Final = ">"
MOST_STATIONS: Final = 40
"""A way that is longer is cut: nobody compares two of such length."""


@dataclass(frozen=True, slots=True)
class Said:
    """One fact of a case's timeline, without its data; `plate` is the one thing of them by which a case is found."""

    id: str
    agency: str
    type: str
    occurred_at: str
    numbers: tuple[tuple[str, str], ...] = ()
    """(kind, number) of each number that is printed on a paper and that the fact names."""


@dataclass(frozen=True, slots=True)
class Walk:
    """`first` is the statutory day on which each fact was first said, `rework` how often something began anew.

    `numbers` are those on papers of the case, with those of papers that were replaced.
    """

    first: Mapping[str, dt.date]
    variant: str
    rework: int
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Station:
    """What a fact adds to the way: its step, and what befell it there (None: it was done)."""

    step: str
    befell: str | None
    again: bool


def walk(profile: str, version: str, facts: Iterable[Said]) -> Walk:
    """The way of a case of this profile. Facts of the same instant stand in the order in which they were made."""
    stations = _stations(profile, version)
    first: dict[str, dt.date] = {}
    numbers: dict[tuple[str, str], None] = {}
    passed: list[_Station] = []
    for fact in sorted(facts, key=lambda one: (one.occurred_at, one.id)):
        first.setdefault(fact.type, day_of(fact.occurred_at))
        numbers.update(dict.fromkeys(fact.numbers))
        passed += [stations[fact.type]] if fact.type in stations else []
    rework = sum(station.again for station in passed)
    return Walk(first, SEPARATOR.join(_way(passed)[:MOST_STATIONS]), rework, tuple(numbers))


def _way(passed: Iterable[_Station]) -> list[str]:
    """The names of the steps, and behind each what befell it; nothing stands there twice in a row."""
    way: list[str] = []
    at: str | None = None
    for station in passed:
        if at != station.step or (station.befell is None and way[-1] != station.step):
            way.append(station.step)
        if station.befell is not None and way[-1] != station.befell:
            way.append(station.befell)
        at = station.step
    return way


@cache
def _stations(profile: str, version: str) -> Mapping[str, _Station]:
    steps = order_of(profile, version).steps
    return {type_: station for step in steps for type_, station in _of_step(step)}


def _of_step(step: Step) -> Iterable[tuple[str, _Station]]:
    name = step.name.value
    ways: tuple[tuple[tuple[str, ...], str | None, bool], ...] = (
        *((hold.opened, hold.matter.value, hold.matter in _ANEW) for hold in step.holds),
        (step.voided, Matter.RENEWAL.value, True),
        (step.loosed, Matter.REBOOKING.value, True),
        (step.refused, "refused", False),
        (step.withdrawn, "withdrawn", False),
        (step.undone, "undone", False),
        (step.struck_off, "struck_off", False),
        (step.came_back, "returned", True),
        (step.correction[:1], Matter.CORRECTION.value, True),
        (step.done, None, False),
    )
    for types, befell, again in ways:
        for type_ in types:
            yield type_, _Station(name, befell, again)


_ANEW: Final = frozenset({Matter.TRANSFER_CORRECTION, Matter.RENEWAL, Matter.REBOOKING})
"""Matters that send something back to be handed in, booked or applied for once more."""


@lru_cache(maxsize=65_536)
def _day_of_hour(hour: str) -> dt.date:
    return statutory_day(parse_rfc3339(f"{hour}:00:00Z"))


def day_of(occurred_at: str) -> dt.date:
    """The statutory day of an instant as it stands in a row: fixed width and UTC, so the hour decides."""
    return _day_of_hour(occurred_at[:13])
