"""The days off that follow from the regulation alone, for years whose notice is not out yet.

Regulation on public holidays (全国年节及纪念日放假办法, as revised 2024-11-10): New Year 1 day, Spring Festival 4
(the eve to the third day of the lunar year), Qingming 1, Labour Day 2, Dragon Boat 1, Mid-Autumn 1, National Day 3;
a holiday that falls on a Saturday or Sunday is made up on a working day. Which weekends the State Council will swap
into longer holidays cannot be foreseen: hence provisional.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Festivals:
    """The four holidays of one year whose date the moon or the sun decides."""

    spring_festival: date
    """First day of the lunar year."""
    qingming: date
    dragon_boat: date
    mid_autumn: date


def shipped_festivals() -> Mapping[int, Festivals]:
    """Read the festival table of this package, by year."""
    text = resources.files("exportlane.law").joinpath("data/festivals.json").read_text("utf-8")
    years: dict[str, dict[str, str]] = json.loads(text)["years"]
    return {
        int(year): Festivals(**{name: date.fromisoformat(day) for name, day in row.items()})
        for year, row in years.items()
    }


def statutory_days(festivals: Festivals) -> tuple[date, ...]:
    """The 13 statutory holidays of the year, in order; a day that two holidays share appears twice."""
    year = festivals.spring_festival.year
    days = [
        date(year, 1, 1),
        *(festivals.spring_festival + timedelta(days=n) for n in (-1, 0, 1, 2)),
        festivals.qingming,
        *(date(year, 5, n) for n in (1, 2)),
        festivals.dragon_boat,
        festivals.mid_autumn,
        *(date(year, 10, n) for n in (1, 2, 3)),
    ]
    return tuple(sorted(days))


def rest_days(holidays: Iterable[date]) -> frozenset[date]:
    """The holidays themselves and the working days off in place of those that fall on a weekend.

    Two holidays on one day count as two: when Mid-Autumn fell into the National Days of 2009 and 2020, the notices
    gave the day that was lost on another working day.
    """
    taken: set[date] = set()
    displaced: list[date] = []
    for day in sorted(holidays):
        if day in taken or day.weekday() >= SATURDAY:
            displaced.append(day)
        taken.add(day)
    for day in displaced:
        substitute = day
        while substitute in taken or substitute.weekday() >= SATURDAY:
            substitute += timedelta(days=1)
        taken.add(substitute)
    return frozenset(taken)
