"""Time limits as data, and one clock of a limit while it runs: started, paused, resumed, stopped, reckoned anew.

The day on which a period begins does not count (Civil Code art. 201); a period of days stands still in (p, r] while
its clock is paused (Administrative Licensing Law art. 45); one by months ends on the same day number or the last of
the month (art. 202); a last day that is a rest day gives way to the next working day (art. 203). An act is in time
until 24:00 of the last day in Shanghai, so the breach is the first instant after it.

A clock keeps the days that follow from the calendar (`due_on`, `soon_on`): only `start`, `resume` and `recompute`
look into a calendar, and a notice that is loaded later moves nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import Deadline, add_calendar_days, add_months, add_workdays, first_workday_from
from exportlane.law.errors import ClockStopped, NoSuchPeriod, NotPausable
from exportlane.law.instants import day_begins, due_instant, plain_day
from exportlane.law.pauses import Pause, merged

ONE_DAY: Final = timedelta(days=1)
Unit = Literal["workdays", "days", "months", "hours"]
Alarm = Literal["due_soon", "breached"]


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One limit of the law as a profile gives it.

    `length` is None where only some classes have one (`by_class`). With `average` the length is a target for a mean
    of many cases, which no single case can breach; a class in `by_class` is bound all the same. `starts` and `ends`
    say for people what the limit runs from and to. The warning comes `due_soon` working days before the last day.
    `rolls` is false for a validity, such as that of a temporary plate, which ends on a rest day too.
    """

    matter: str
    agency: str
    unit: Unit
    length: int | None
    by_class: Mapping[int, int] = field(default_factory=dict)
    average: bool = False
    starts: str = ""
    ends: str = ""
    article: str = ""
    due_soon: int = 1
    rolls: bool = True

    def length_of(self, of_class: int | None = None) -> int | None:
        """How long it is for a case of this class; None when it does not exist for it."""
        return self.length if of_class is None else self.by_class.get(of_class, self.length)


@dataclass(frozen=True, slots=True)
class Running:
    """The clock of one limit on one case. `due_on` and `soon_on` are None while it stands still or when it has none.

    `warned` and `breached` say which alarms were given; an `average` clock has a target day and no alarm.
    """

    matter: str
    started_on: date
    length: int
    unit: Unit
    article: str
    due_on: date | None
    provisional: bool
    pauses: tuple[Pause, ...] = ()
    stopped_on: date | None = None
    warned: bool = False
    breached: bool = False
    soon_on: date | None = None
    due_soon: int = 1
    average: bool = False
    rolls: bool = True

    @property
    def paused(self) -> bool:
        """Whether it stands still now."""
        return bool(self.pauses) and self.pauses[-1].end is None

    @property
    def running(self) -> bool:
        """Whether it has not been stopped; a paused clock is still to be resumed or stopped."""
        return self.stopped_on is None


def start(limit: TimeLimit, *, on: date, calendar: WorkCalendar, of_class: int | None = None) -> Running:
    """The clock of this limit, begun by an act of day `on`, which does not count.

    Raises:
        NoSuchPeriod: when the limit has no length for this class, or is counted in hours (`at_latest`).
        CalendarOutOfRange: when the period leaves the calendar.
    """
    length = limit.length_of(of_class)
    if length is None or limit.unit == "hours":
        raise NoSuchPeriod(f"the limit {limit.matter} has no period of days for class {of_class}")
    fresh = Running(
        limit.matter, plain_day(on), length, limit.unit, limit.article, None, provisional=False,
        due_soon=limit.due_soon, average=limit.average and of_class not in limit.by_class, rolls=limit.rolls,
    )  # fmt: skip
    return _reckoned(fresh, calendar)


def pause(clock: Running, *, on: date) -> Running:
    """Let it stand still: day `on` counts, those after it do not. A clock that stands still or has ended stays so.

    Raises:
        NotPausable: for a period by months.
    """
    if clock.unit == "months":
        raise NotPausable(f"the limit {clock.matter} is counted in months, which nothing stops")
    if clock.paused or not clock.running:
        return clock
    # The deadline has no day until the clock runs again, unless it had passed before the pause began.
    over = clock.due_on is not None and clock.due_on <= on
    held = replace(clock, pauses=(*clock.pauses, Pause(on)))
    return held if over else replace(held, due_on=None, soon_on=None)


def resume(clock: Running, *, on: date, calendar: WorkCalendar) -> Running:
    """Let it run again: day `on` is the last that does not count. A clock that runs or has ended stays as it is.

    Raises:
        PauseReversed: when `on` lies before the day on which the pause began.
        CalendarOutOfRange: when the period leaves the calendar.
    """
    if not clock.paused or not clock.running:
        return clock
    *before, last = clock.pauses
    return _reckoned(replace(clock, pauses=(*before, Pause(last.start, on))), calendar)


def stop(clock: Running, *, on: date) -> Running:
    """End it with the act of day `on`; it gives no alarm any more. An open pause ends with it."""
    if not clock.running:
        return clock
    ended = tuple(Pause(each.start, each.end or max(each.start, on)) for each in clock.pauses)
    return replace(clock, stopped_on=plain_day(on), pauses=ended)


def recompute(clock: Running, *, calendar: WorkCalendar) -> Running:
    """The clock by another calendar. One that has ended, or stands still, has nothing to be reckoned anew.

    A last day that moves to a later one takes its alarms back: they were about a day that is none any more.
    """
    if not clock.running or clock.due_on is None:
        return clock
    moved = _reckoned(clock, calendar)
    if moved.due_on is None or moved.due_on > clock.due_on:
        return replace(moved, warned=False, breached=False)
    return moved


def wake(clock: Running) -> datetime | None:
    """The instant of the next alarm, which may have passed; None when there is none to come."""
    if clock.average or clock.breached or not clock.running or clock.due_on is None:
        return None
    if not clock.warned and clock.soon_on is not None:
        return day_begins(clock.soon_on)
    return due_instant(clock.due_on)


def tick(clock: Running, *, now: datetime) -> tuple[Running, Alarm | None]:
    """The alarm that is due, and the clock that has given it. A warning that nobody was awake for is left out."""
    at = wake(clock)
    if at is None or now < at or clock.due_on is None:
        return clock, None
    if now >= due_instant(clock.due_on):
        return replace(clock, warned=True, breached=True), "breached"
    return replace(clock, warned=True), "due_soon"


def at_latest(limit: TimeLimit, *, before: datetime) -> datetime:
    """The last instant for an act that must come some hours before another: the declaration before the loading.

    Raises:
        NoSuchPeriod: when the limit is not one of hours.
    """
    if limit.unit != "hours" or limit.length is None:
        raise NoSuchPeriod(f"the limit {limit.matter} is not counted in hours")
    return before - timedelta(hours=limit.length)


# Several clocks of one thing, oldest first. A matter may have run before; at most its last clock is not stopped.


def find(clocks: Iterable[Running], matter: str) -> Running | None:
    """The clock of this matter that has not been stopped."""
    return next((clock for clock in clocks if clock.matter == matter and clock.running), None)


def put(clocks: Sequence[Running], clock: Running) -> tuple[Running, ...]:
    """The clocks with this one in the place of the matter's that was not stopped, or behind the others."""
    if find(clocks, clock.matter) is None:
        return (*clocks, clock)
    return tuple(clock if each.running and each.matter == clock.matter else each for each in clocks)


def stop_all(clocks: Iterable[Running], *, on: date, matter: str | None = None) -> tuple[Running, ...]:
    """The clocks, those of this matter (or all) stopped."""
    return tuple(stop(each, on=on) if matter in {None, each.matter} else each for each in clocks)


def wake_of(clocks: Iterable[Running]) -> datetime | None:
    """The instant of the next alarm of any of them."""
    return min((at for at in map(wake, clocks) if at is not None), default=None)


def _reckoned(clock: Running, calendar: WorkCalendar) -> Running:
    try:
        end = _end(clock, calendar)
    except ClockStopped:  # it was late when it was paused, and by another calendar it is not
        return replace(clock, due_on=None, soon_on=None, provisional=False)
    soon = None if clock.average else _soon(clock, end.date, calendar)
    return replace(clock, due_on=end.date, soon_on=soon, provisional=end.provisional)


def _end(clock: Running, calendar: WorkCalendar) -> Deadline:
    if clock.unit == "workdays":
        return add_workdays(clock.started_on, clock.length, calendar, clock.pauses)
    if clock.unit == "months":
        return add_months(clock.started_on, clock.length, calendar)
    day = _days_later(clock)
    return first_workday_from(day, calendar) if clock.rolls else Deadline(day, provisional=False)


def _days_later(clock: Running) -> date:
    """The day on which all days of the period have run, those of the pauses left out."""
    day = add_calendar_days(clock.started_on, clock.length)
    for held in merged(clock.pauses):
        # A pause without an end is only reckoned with when the last day had passed before it began.
        if held.start >= day or held.end is None:
            break
        day += max(held.end - max(held.start, clock.started_on), timedelta())
    return day


def _soon(clock: Running, due: date, calendar: WorkCalendar) -> date:
    """The day whose first instant is early enough for a warning, and not before the clock's own first day."""
    day, left = due, clock.due_soon
    while left:
        day -= ONE_DAY
        left -= bool(calendar.is_workday(day))
    begun = max([clock.started_on, *(held.end for held in clock.pauses if held.end is not None)])
    return min(max(day, begun + ONE_DAY), due)
