"""The statutory periods of a case: which run, until when, how many days are used and left. PURE.

Which clocks run is read from the process (`exportlane.process.clocks`), how many days a limit has from the city's
profile, how days are counted from `exportlane.law`. What an agency said of its own clock (due soon, breached, reckoned
anew) stands beside it, and its day counts before ours. A period that has passed is an alarm and never more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import Deadline, elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.limits import pause, resume, start
from exportlane.law.pauses import Pause
from exportlane.policies import Profile
from exportlane.process import Clock
from gateway.alarms import Alarm


@dataclass(frozen=True, slots=True)
class Period:
    """One period as it stands on a day.

    `number` is its matter in the profile's `time_limits`. `alarm` is what the agency itself said of it, `due_soon`
    our own reckoning of the same. `due` is None while a pause holds the clock (`held`) or beyond any calendar.
    `elapsed` and `remaining` count in `unit`; `remaining` is negative by as many as it is overdue. `average` marks a
    target for the mean of all cases, which a single case cannot breach: it is never `overdue`.
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
    pauses: tuple[Pause, ...] = ()
    due_soon: bool = False
    alarm: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What periods are measured with: the profile's numbers, the class of the rebate, the calendar."""

    profile: Profile
    rebate_class: int
    calendar: WorkCalendar
    alarms: Mapping[str, Alarm] = field(default_factory=dict)


def periods(clocks: Iterable[Clock], *, on: dt.date, measure: Measure) -> tuple[Period, ...]:
    """Every period of a case that has begun, as it stands at the end of the day `on`."""
    found = (_period(clock, on=on, measure=measure) for clock in clocks)
    return tuple(period for period in found if period is not None)


def next_due(found: Sequence[Period]) -> dt.date | None:
    """The earliest day on which something that still runs falls due."""
    running = (period.due for period in found if period.until is None and period.due and not period.average)
    return min(running, default=None)


def next_due_of(clocks: Iterable[Clock], *, measure: Measure) -> dt.date | None:
    """`next_due` of the periods of these clocks, which are not measured for it: it does not depend on a day."""
    days = (_due_on(clock, measure) for clock in clocks if clock.stopped is None)
    return min((day.date for day in days if day is not None), default=None)


def _due_on(clock: Clock, measure: Measure) -> Deadline | None:
    amount = _amount(clock, measure)
    return None if amount is None or amount[1] else _last_day(clock, measure)


def _period(clock: Clock, *, on: dt.date, measure: Measure) -> Period | None:
    amount = _amount(clock, measure)
    if amount is None:
        return None
    number, average = amount
    limit, asked = clock.limit, clock.stopped or max(on, clock.since)
    alarm, due = _alarm(clock, measure), _last_day(clock, measure)
    elapsed = _elapsed(clock, asked, measure.calendar)
    # Months have no fixed number of days, so what is left of them is counted to the day that falls due.
    remaining = (due.date - asked).days if limit.unit == "months" and due else number - elapsed
    overdue = bool(due and asked > due.date) and not average
    near = bool(due and (due.date - asked).days <= measure.profile.time_limits[limit.matter].due_soon)
    return Period(
        step=clock.step, number=limit.matter, title_zh=limit.title.zh, title_en=limit.title.en, unit=limit.unit,
        limit=number, since=clock.since, until=clock.stopped, due=due.date if due else None,
        provisional=bool(due and due.provisional), elapsed=elapsed, remaining=remaining,
        held=clock.stopped is None and any(pause.end is None for pause in clock.pauses),
        overdue=overdue, average=average, article=limit.article, pauses=clock.pauses,
        due_soon=near and clock.stopped is None and not (overdue or average), alarm=alarm.state if alarm else None,
    )  # fmt: skip


def _alarm(clock: Clock, measure: Measure) -> Alarm | None:
    """What the agency said of this very clock: the same matter, and of this round."""
    found = measure.alarms.get(clock.limit.matter)
    return (
        found if found is not None and (found.started_on is None or found.started_on >= clock.since) else None
    )


def _amount(clock: Clock, measure: Measure) -> tuple[int, bool] | None:
    """The number of the profile and whether it is a target for an average only; None when the profile has none."""
    found = measure.profile.time_limits.get(clock.limit.matter)
    if found is None:
        return None
    of_class = clock.rebate_class or measure.rebate_class
    length = found.length_of(of_class)
    return None if length is None else (length, found.average and of_class not in found.by_class)


def _last_day(clock: Clock, measure: Measure) -> Deadline | None:
    """What the agency said of this clock, else our own reckoning."""
    due, alarm = _due(clock, measure), _alarm(clock, measure)
    if alarm is not None and due is not None and alarm.due_on != due.date:
        return Deadline(alarm.due_on, provisional=alarm.provisional)
    return due


def _due(clock: Clock, measure: Measure) -> Deadline | None:
    limit, of_class = (
        measure.profile.time_limits[clock.limit.matter],
        clock.rebate_class or measure.rebate_class,
    )
    try:
        running = start(limit, on=clock.since, calendar=measure.calendar, of_class=of_class)
        for each in clock.pauses:
            running = pause(running, on=max(each.start, clock.since))
            if each.end is not None:
                running = resume(running, on=max(each.end, clock.since), calendar=measure.calendar)
    except CalendarOutOfRange:
        return None
    if running.due_on is None:
        return None
    return Deadline(running.due_on, provisional=running.provisional)


def _elapsed(clock: Clock, on: dt.date, calendar: WorkCalendar) -> int:
    if clock.limit.unit != "workdays":
        return (on - clock.since).days
    try:
        return elapsed_workdays(clock.since, on=on, calendar=calendar, pauses=clock.pauses).count
    except CalendarOutOfRange:
        return 0
