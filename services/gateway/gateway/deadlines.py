"""The statutory periods of a case: which run, until when, how many days are used and left. PURE.

Which clocks run is read from the process (`exportlane.process.clocks`), how many days a limit has from the city's
profile, how days are counted from `exportlane.law`. A period that has passed is an alarm and never more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import Deadline, add_calendar_days, add_months, add_workdays, elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange, ClockStopped
from exportlane.policies import Profile
from exportlane.process import Clock


@dataclass(frozen=True, slots=True)
class Period:
    """One period as it stands on a day.

    `due` is None while an open correction holds the clock (`held`) or beyond any calendar. `elapsed` and `remaining`
    count in `unit`; `remaining` is negative by as many as it is overdue. `average` marks a target for the mean of
    all cases, which a single case cannot breach: it is never `overdue`.
    """

    step: str
    number: str
    title_zh: str
    title_en: str
    unit: str
    limit: int
    since: dt.date
    until: dt.date | None
    due: dt.date | None
    provisional: bool
    elapsed: int
    remaining: int
    held: bool
    overdue: bool
    average: bool
    article: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What periods are measured with: the profile's numbers, the class of the rebate, the calendar."""

    profile: Profile
    rebate_class: int
    calendar: WorkCalendar


def periods(clocks: Iterable[Clock], *, on: dt.date, measure: Measure) -> tuple[Period, ...]:
    """Every period of a case that has begun, as it stands at the end of the day `on`."""
    found = (_period(clock, on=on, measure=measure) for clock in clocks)
    return tuple(period for period in found if period is not None)


def next_due(found: Sequence[Period]) -> dt.date | None:
    """The earliest day on which something that still runs falls due."""
    running = (period.due for period in found if period.until is None and period.due and not period.average)
    return min(running, default=None)


def _period(clock: Clock, *, on: dt.date, measure: Measure) -> Period | None:
    amount = _amount(clock, measure)
    if amount is None:
        return None
    number, average = amount
    limit, asked = clock.limit, clock.stopped or max(on, clock.since)
    due = _due(clock, number, measure.calendar)
    elapsed = _elapsed(clock, asked, measure.calendar)
    # Months have no fixed number of days, so what is left of them is counted to the day that falls due.
    remaining = (due.date - asked).days if limit.unit == "months" and due else number - elapsed
    return Period(
        step=clock.step, number=limit.number, title_zh=limit.title.zh, title_en=limit.title.en, unit=limit.unit,
        limit=number, since=clock.since, until=clock.stopped, due=due.date if due else None,
        provisional=bool(due and due.provisional), elapsed=elapsed, remaining=remaining,
        held=clock.stopped is None and any(pause.end is None for pause in clock.pauses),
        overdue=bool(due and asked > due.date) and not average, average=average, article=limit.article,
    )  # fmt: skip


def _amount(clock: Clock, measure: Measure) -> tuple[int, bool] | None:
    """The number of the profile and whether it is a target for an average only; None when the profile has none."""
    limits = measure.profile.limits
    if clock.limit.number != "rebate":
        number: int | None = getattr(limits, clock.limit.number)
        return None if number is None else (number, False)
    own = limits.rebate_by_class.get(clock.rebate_class or measure.rebate_class)
    if own is not None:
        return own, False
    return None if limits.rebate_average is None else (limits.rebate_average, True)


def _due(clock: Clock, number: int, calendar: WorkCalendar) -> Deadline | None:
    try:
        if clock.limit.unit == "workdays":
            return add_workdays(clock.since, number, calendar, clock.pauses)
        if clock.limit.unit == "months":
            return add_months(clock.since, number, calendar)
    except (ClockStopped, CalendarOutOfRange):
        return None
    return Deadline(add_calendar_days(clock.since, number), provisional=False)


def _elapsed(clock: Clock, on: dt.date, calendar: WorkCalendar) -> int:
    if clock.limit.unit != "workdays":
        return (on - clock.since).days
    try:
        return elapsed_workdays(clock.since, on=on, calendar=calendar, pauses=clock.pauses).count
    except CalendarOutOfRange:
        return 0
