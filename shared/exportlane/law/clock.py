"""Periods of the law: working days with pauses, months, calendar days.

Working days: Administrative Licensing Law art. 82, motor-vehicle registration rules art. 92. The day on which a
period begins does not count (Civil Code art. 201): day 1 is the first working day after it, also when the act itself
fell on a rest day. Months end on the same day number or on the last day of the month (art. 202), and a period by
months that would end on a rest day ends on the next working day (art. 203).
"""

import calendar as gregorian
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from exportlane.law.calendar import WorkCalendar
from exportlane.law.errors import CalendarOutOfRange, ClockStopped, NegativePeriod
from exportlane.law.instants import plain_day
from exportlane.law.pauses import Pause, merged

ONE_DAY = dt.timedelta(days=1)
MONTHS_OF_A_YEAR = 12
LICENCE_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which an act is in time (until 24:00 in Shanghai), and whether a notice may still move it."""

    date: dt.date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Workdays:
    """A number of working days, and whether a notice may still change it."""

    count: int
    provisional: bool


def add_workdays(start: dt.date, n: int, calendar: WorkCalendar, pauses: Iterable[Pause] = ()) -> Deadline:
    """The day on which ``n`` working days after ``start`` have elapsed, pauses left out.

    ``n = 0`` gives ``start`` itself, on a rest day too: nothing elapses on that day, and a period that has no days
    has no last day that art. 203 could move.

    Raises:
        NegativePeriod: for ``n`` below zero.
        ClockStopped: when an open pause begins before the period is used up; ask again with an end.
        CalendarOutOfRange: when the period leaves the calendar.
    """
    _require_period(n, "working days")
    calendar.require(start)
    held = merged(pauses)
    day, left, provisional = start, n, False
    while left:
        day += ONE_DAY
        if held and held[-1].end is None and held[-1].covers(day):
            raise ClockStopped(
                f"the clock stands still since {held[-1].start}, with {left} working days left"
            )
        status = calendar.is_workday(day)
        provisional |= status.provisional
        if status.workday and not any(pause.covers(day) for pause in held):
            left -= 1
    return Deadline(day, provisional)


def elapsed_workdays(
    start: dt.date, *, on: dt.date, calendar: WorkCalendar, pauses: Iterable[Pause] = ()
) -> Workdays:
    """Working days in (start, on] less those in the pauses, each pause cut at ``on``; 0 up to the start day.

    Raises:
        CalendarOutOfRange: when the stretch leaves the calendar.
    """
    calendar.require(start)
    calendar.require(on)
    held = merged(pauses)
    days = [start + n * ONE_DAY for n in range(1, (on - start).days + 1)]
    statuses = [(day, calendar.is_workday(day)) for day in days]
    count = sum(status.workday and not any(pause.covers(day) for pause in held) for day, status in statuses)
    return Workdays(count, any(status.provisional for _, status in statuses))


def remaining_workdays(
    start: dt.date, n: int, *, on: dt.date, calendar: WorkCalendar, pauses: Iterable[Pause] = ()
) -> Workdays:
    """Working days left of a period of ``n`` at the end of day ``on``; negative by as many as it is overdue.

    Raises:
        NegativePeriod: for ``n`` below zero.
        CalendarOutOfRange: when the stretch leaves the calendar.
    """
    _require_period(n, "working days")
    elapsed = elapsed_workdays(start, on=on, calendar=calendar, pauses=pauses)
    return Workdays(n - elapsed.count, elapsed.provisional)


def add_months(start: dt.date, n: int, calendar: WorkCalendar) -> Deadline:
    """The end of a period of ``n`` months: Civil Code art. 202, moved off a rest day by art. 203.

    ``n = 0`` gives ``start`` itself, as in ``add_workdays``.

    Raises:
        NegativePeriod: for ``n`` below zero.
        CalendarOutOfRange: when the end lies outside the calendar.
    """
    _require_period(n, "months")
    if n == 0:
        calendar.require(start)
        return Deadline(start, provisional=False)
    return first_workday_from(_months_later(start, n), calendar)


def first_workday_from(day: dt.date, calendar: WorkCalendar) -> Deadline:
    """``day``, or the next working day when it is a rest day (Civil Code art. 203).

    Raises:
        CalendarOutOfRange: when no working day follows within the calendar.
    """
    status = calendar.is_workday(day)
    provisional = status.provisional
    while not status.workday:
        day += ONE_DAY
        status = calendar.is_workday(day)
        provisional |= status.provisional
    return Deadline(day, provisional)


def add_calendar_days(start: dt.date, n: int) -> dt.date:
    """The day ``n`` calendar days after ``start``, rest days and all: the temporary plate's 60 days.

    Raises:
        NegativePeriod: for ``n`` below zero.
    """
    _require_period(n, "days")
    return plain_day(start) + n * ONE_DAY


def licence_valid_to(issue: dt.date, months: int = LICENCE_MONTHS) -> dt.date:
    """The last day of an export licence: some months from its issue, never past 31 December of that year.

    A validity is no period for an act, so it is not moved off a rest day.
    """
    return min(_months_later(issue, months), dt.date(issue.year, 12, 31))


def _months_later(start: dt.date, n: int) -> dt.date:
    """The same day number ``n`` months later, or the last day of a month that is too short."""
    years, month = divmod(plain_day(start).month - 1 + n, MONTHS_OF_A_YEAR)
    year = start.year + years
    if year > dt.MAXYEAR:
        raise CalendarOutOfRange(f"{n} months after {start} lie beyond any calendar")
    last = gregorian.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, last))


def _require_period(n: int, unit: str) -> None:
    if n < 0:
        raise NegativePeriod(f"a period has no fewer than 0 {unit}, not {n}")
