"""A period drawn as a small calendar: one cell for each day, rest days, pauses and the last day marked. PURE.

Weeks lie in rows of two from Monday on, so that weekends stand below each other; a single row begins with its first
day. A period of months is a bar instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from exportlane.law.calendar import WorkCalendar
from exportlane.law.errors import CalendarOutOfRange
from gateway.deadlines import Period

ONE_DAY: Final = dt.timedelta(days=1)
COLUMNS: Final = 14
MOST_DAYS: Final = 84
"""Six rows; whatever lasts longer is a bar."""
SIZE, GAP = 15, 3
STEP: Final = SIZE + GAP


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. `kind`: start, used, rest, paused, over, ahead, after; `marks`: today, due, ended."""

    day: dt.date
    kind: str
    marks: tuple[str, ...]
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The cells of a period, or, where it is too long for cells, how much of it is over (in percent)."""

    cells: tuple[Cell, ...]
    width: int
    height: int
    share: int | None = None


def strip(period: Period, *, today: dt.date, calendar: WorkCalendar) -> Strip:
    """The picture of a period as it stands at the end of `today`."""
    asked = period.until or max(today, period.since)
    last = max(period.due or asked, asked)
    if (last - period.since).days > MOST_DAYS or period.unit == "months":
        return Strip((), 0, 0, _share(period, asked))
    # One row begins with its first day; where there are several, each begins with a Monday.
    one_row = (last - period.since).days < COLUMNS
    first = period.since if one_row else period.since - period.since.weekday() * ONE_DAY
    cells = tuple(_cell(day, period, asked, today, calendar, first) for day in _days(period.since, last))
    rows = (last - first).days // COLUMNS + 1
    return Strip(cells, COLUMNS * STEP, rows * STEP)


def _share(period: Period, asked: dt.date) -> int:
    if period.due is None:
        return 0
    whole = max(1, (period.due - period.since).days)
    return min(100, round(100 * (asked - period.since).days / whole))


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY


def _cell(
    day: dt.date, period: Period, asked: dt.date, today: dt.date, calendar: WorkCalendar, first: dt.date
) -> Cell:
    number = (day - first).days
    marks = {"today": day == today, "due": day == period.due, "ended": day == period.until}
    return Cell(
        day,
        _kind(day, period, asked, calendar),
        tuple(name for name, holds in marks.items() if holds),
        number % COLUMNS * STEP,
        number // COLUMNS * STEP,
    )


def _kind(day: dt.date, period: Period, asked: dt.date, calendar: WorkCalendar) -> str:
    if day == period.since:
        return "start"
    if any(pause.covers(day) for pause in period.pauses) and day <= asked:
        return "paused"
    if period.unit == "workdays" and not _is_workday(day, calendar):
        return "rest"
    if day > asked:
        return "after" if period.until is not None else "ahead"
    return "over" if period.due is not None and day > period.due and not period.average else "used"


def _is_workday(day: dt.date, calendar: WorkCalendar) -> bool:
    try:
        return bool(calendar.is_workday(day))
    except CalendarOutOfRange:
        return True
