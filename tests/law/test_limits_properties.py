"""What holds for every clock, whatever its days: alarms once and in order, and a pause only ever lengthens."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from exportlane.law.calendar import shipped_calendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.instants import due_instant
from exportlane.law.limits import (
    Running,
    TimeLimit,
    Unit,
    pause,
    recompute,
    resume,
    start,
    tick,
    wake,
)

CALENDAR = shipped_calendar()
DAY = timedelta(days=1)
STARTS = st.dates(date(2024, 1, 1), date(2026, 11, 30))
quick = settings(max_examples=150, deadline=None)


@st.composite
def clocks(draw: st.DrawFn, units: tuple[Unit, ...] = ("workdays", "days", "months")) -> Running:
    unit = draw(st.sampled_from(units))
    limit = TimeLimit("matter", "customs", unit, draw(st.integers(1, 30)), due_soon=draw(st.integers(0, 5)))
    return start(limit, on=draw(STARTS), calendar=CALENDAR)


@st.composite
def held(draw: st.DrawFn) -> Running:
    """A clock that was paused and resumed a few times, perhaps overlapping."""
    clock = draw(clocks(("workdays", "days")))
    for _ in range(draw(st.integers(0, 3))):
        first = clock.started_on + DAY * draw(st.integers(0, 20))
        clock = resume(pause(clock, on=first), on=first + DAY * draw(st.integers(0, 12)), calendar=CALENDAR)
    return clock


def due(clock: Running) -> date:
    assert clock.due_on is not None
    return clock.due_on


@quick
@given(clocks())
def test_the_last_day_is_a_working_day_after_the_first(clock: Running) -> None:
    assert due(clock) > clock.started_on
    assert CALENDAR.is_workday(due(clock))
    assert clock.soon_on is not None
    assert clock.started_on < clock.soon_on <= due(clock)


@quick
@given(held())
def test_the_working_days_of_the_period_have_run_on_its_last_day(clock: Running) -> None:
    if clock.unit != "workdays":
        return
    on_the_day = elapsed_workdays(clock.started_on, on=due(clock), calendar=CALENDAR, pauses=clock.pauses)
    before = elapsed_workdays(clock.started_on, on=due(clock) - DAY, calendar=CALENDAR, pauses=clock.pauses)

    assert (on_the_day.count, before.count) == (clock.length, clock.length - 1)


@quick
@given(clocks(("workdays", "days")), st.integers(0, 40), st.integers(0, 20))
def test_a_pause_never_brings_the_last_day_nearer(clock: Running, after: int, days: int) -> None:
    first = clock.started_on + DAY * after

    again = resume(pause(clock, on=first), on=first + DAY * days, calendar=CALENDAR)

    assert due(again) >= due(clock)
    if first >= due(clock) or days == 0:
        assert due(again) == due(clock)


@quick
@given(held(), st.lists(st.integers(0, 24 * 120), max_size=12))
def test_whenever_somebody_looks_each_alarm_comes_at_most_once_and_in_order(
    clock: Running, hours: list[int]
) -> None:
    begun = due_instant(clock.started_on)
    told = []

    for hour in [*sorted(hours), 24 * 400]:
        clock, what = tick(clock, now=begun + timedelta(hours=hour))
        if what is not None:
            told.append(what)

    assert told in (["due_soon", "breached"], ["breached"])


@quick
@given(held(), st.integers(0, 24 * 120))
def test_an_alarm_comes_exactly_when_the_clock_asks_to_be_woken(clock: Running, hour: int) -> None:
    now = due_instant(clock.started_on) + timedelta(hours=hour)
    at = wake(clock)
    assert isinstance(at, datetime)

    ticked, what = tick(clock, now=now)

    assert (what is not None) is (at <= now)
    following = wake(ticked)
    assert following is None or following > now


@quick
@given(held())
def test_the_same_calendar_changes_nothing(clock: Running) -> None:
    assert recompute(clock, calendar=CALENDAR) == clock
