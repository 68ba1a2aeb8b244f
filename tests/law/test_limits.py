"""The clock of one time limit: the days it ends on, the instants of its alarms, and what a pause takes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter

from exportlane.law.calendar import Override, WorkCalendar, shipped_calendar
from exportlane.law.errors import NoSuchPeriod, NotPausable, PauseReversed
from exportlane.law.instants import SHANGHAI
from exportlane.law.limits import (
    Running,
    TimeLimit,
    Unit,
    at_latest,
    find,
    pause,
    put,
    recompute,
    resume,
    start,
    stop,
    stop_all,
    tick,
    wake,
    wake_of,
)
from exportlane.law.pauses import Pause

LICENCE = TimeLimit("licence", "licensing", "workdays", 3, article="实施办法 第七条")
REBATE_TIANJIN = TimeLimit("rebate", "tax-rebate", "workdays", 5, by_class={1: 3, 2: 3}, average=True)
DEREGISTRATION = TimeLimit("deregistration_application", "vehicle-registry", "months", 2)


def day(text: str) -> date:
    return date.fromisoformat(text)


def in_shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def of(unit: Unit, length: int, *, due_soon: int = 1, rolls: bool = True) -> TimeLimit:
    return TimeLimit("matter", "customs", unit, length, due_soon=due_soon, rolls=rolls)


@pytest.mark.parametrize(
    ("unit", "length", "begun", "due"),
    [
        # worked examples of working days: holidays off, make-up Saturdays on
        ("workdays", 3, "2026-11-20", "2026-11-25"),
        ("workdays", 3, "2026-09-30", "2026-10-10"),
        ("workdays", 3, "2026-09-19", "2026-09-22"),
        ("workdays", 3, "2026-02-11", "2026-02-14"),
        ("workdays", 3, "2026-02-24", "2026-02-27"),
        ("workdays", 5, "2026-09-29", "2026-10-12"),
        # an act on a rest day begins the period that day; the first day is the next working day
        ("workdays", 1, "2026-11-20", "2026-11-23"),
        ("workdays", 1, "2026-11-21", "2026-11-23"),
        ("workdays", 1, "2026-11-22", "2026-11-23"),
        ("workdays", 1, "2026-11-23", "2026-11-24"),
        # the make-up Saturday 10 October is the last day, is the day before it, is the day of the act
        ("workdays", 1, "2026-10-09", "2026-10-10"),
        ("workdays", 2, "2026-10-09", "2026-10-12"),
        ("workdays", 1, "2026-10-10", "2026-10-12"),
        # months end on the same day number, or the last of a shorter month
        ("months", 2, "2026-03-10", "2026-05-11"),
        ("months", 2, "2026-03-09", "2026-05-09"),
        ("months", 1, "2026-01-29", "2026-02-28"),
        ("months", 1, "2026-01-30", "2026-02-28"),
        ("months", 1, "2026-01-31", "2026-02-28"),
        ("months", 1, "2024-01-31", "2024-02-29"),
        ("months", 12, "2024-02-29", "2025-02-28"),
        ("months", 36, "2023-02-28", "2026-02-28"),
        ("months", 1, "2026-12-31", "2027-02-01"),
        # days count rest days and all; the last gives way to the next working day
        ("days", 30, "2026-03-02", "2026-04-01"),
        ("days", 30, "2026-03-05", "2026-04-07"),
        ("days", 60, "2026-03-10", "2026-05-09"),
        ("days", 30, "2026-10-22", "2026-11-23"),
        ("days", 15, "2026-11-05", "2026-11-20"),
    ],
)
def test_a_period_ends_on_the_day_that_the_law_counts(unit: Unit, length: int, begun: str, due: str) -> None:
    clock = start(of(unit, length), on=day(begun), calendar=shipped_calendar())

    assert clock.due_on == day(due)


@pytest.mark.parametrize(
    ("begun", "due"),
    [("2026-03-02", "2026-05-01"), ("2026-03-03", "2026-05-02"), ("2026-08-06", "2026-10-05")],
)
def test_a_validity_ends_on_a_rest_day_too(begun: str, due: str) -> None:
    clock = start(of("days", 60, rolls=False), on=day(begun), calendar=shipped_calendar())

    assert clock.due_on == day(due)
    assert not shipped_calendar().is_workday(day(due))


@pytest.mark.parametrize(
    ("unit", "length", "begun", "provisional"),
    [
        ("workdays", 3, "2026-12-28", False),
        ("workdays", 3, "2026-12-29", True),
        ("workdays", 3, "2026-12-30", True),
        ("months", 1, "2026-11-30", False),
        ("months", 1, "2026-12-01", True),
        ("days", 30, "2026-12-01", False),
        ("days", 30, "2026-12-02", True),
    ],
)
def test_a_period_that_ends_beyond_the_last_notice_is_provisional(
    unit: Unit, length: int, begun: str, *, provisional: bool
) -> None:
    clock = start(of(unit, length), on=day(begun), calendar=shipped_calendar())

    assert clock.provisional is provisional


def test_an_act_is_in_time_until_midnight_of_the_last_day_in_shanghai() -> None:
    clock = start(LICENCE, on=day("2026-11-20"), calendar=shipped_calendar())
    last_moment = in_shanghai("2026-11-25T23:59:59.999999")

    in_time, nothing = tick(replace(clock, warned=True), now=last_moment)
    late, breached = tick(in_time, now=in_shanghai("2026-11-26T00:00:00"))

    assert (nothing, in_time.breached) == (None, False)
    assert (breached, late.breached) == ("breached", True)
    assert wake(in_time) == datetime(2026, 11, 25, 16, tzinfo=UTC)


def test_each_alarm_is_given_once() -> None:
    clock = start(LICENCE, on=day("2026-11-20"), calendar=shipped_calendar())
    told = []

    for hour in range(24 * 10):
        moment = in_shanghai("2026-11-20T12:00:00").timestamp() + 3600 * hour
        clock, what = tick(clock, now=datetime.fromtimestamp(moment, UTC))
        told.append(what)

    assert [what for what in told if what] == ["due_soon", "breached"]
    assert wake(clock) is None


def test_a_warning_for_which_nobody_was_awake_is_left_out() -> None:
    clock = start(LICENCE, on=day("2026-11-20"), calendar=shipped_calendar())

    late, what = tick(clock, now=in_shanghai("2026-12-01T00:00:00"))

    assert what == "breached"
    assert tick(late, now=in_shanghai("2026-12-02T00:00:00")) == (late, None)


@pytest.mark.parametrize(
    ("length", "due_soon", "begun", "soon"),
    [
        (3, 1, "2026-11-20", "2026-11-24"),
        (3, 2, "2026-11-20", "2026-11-23"),
        (3, 0, "2026-11-20", "2026-11-25"),
        (5, 1, "2026-09-29", "2026-10-10"),
        (5, 2, "2026-09-29", "2026-10-09"),
        # never before the first day of the period itself
        (1, 1, "2026-11-23", "2026-11-24"),
        (1, 5, "2026-11-23", "2026-11-24"),
        (1, 1, "2026-11-20", "2026-11-21"),
    ],
)
def test_the_warning_comes_some_working_days_before(
    length: int, due_soon: int, begun: str, soon: str
) -> None:
    clock = start(of("workdays", length, due_soon=due_soon), on=day(begun), calendar=shipped_calendar())

    assert clock.soon_on == day(soon)
    assert wake(clock) == in_shanghai(f"{soon}T00:00:00")


def test_days_within_a_pause_are_not_counted() -> None:
    """Accepted 9 November, limit 3, held from the 10th to the 17th: the last day is the 19th."""
    calendar = shipped_calendar()
    clock = start(LICENCE, on=day("2026-11-09"), calendar=calendar)

    held = pause(clock, on=day("2026-11-10"))
    again = resume(held, on=day("2026-11-17"), calendar=calendar)

    assert (held.due_on, wake(held), held.paused) == (None, None, True)
    assert (again.due_on, again.paused, again.pauses) == (
        day("2026-11-19"), False, (Pause(day("2026-11-10"), day("2026-11-17")),),
    )  # fmt: skip


def test_a_pause_that_begins_and_ends_on_one_day_takes_nothing_out() -> None:
    calendar = shipped_calendar()
    clock = start(LICENCE, on=day("2026-11-09"), calendar=calendar)

    again = resume(pause(clock, on=day("2026-11-10")), on=day("2026-11-10"), calendar=calendar)

    assert again.due_on == clock.due_on


def test_overlapping_pauses_count_once() -> None:
    calendar = shipped_calendar()
    clock = start(LICENCE, on=day("2026-11-09"), calendar=calendar)
    once = resume(pause(clock, on=day("2026-11-10")), on=day("2026-11-13"), calendar=calendar)

    twice = resume(pause(once, on=day("2026-11-11")), on=day("2026-11-17"), calendar=calendar)

    assert twice.due_on == day("2026-11-19")


def test_a_period_of_calendar_days_stands_still_as_many_days_as_it_is_held() -> None:
    calendar = shipped_calendar()
    clock = start(of("days", 30), on=day("2026-03-02"), calendar=calendar)

    again = resume(pause(clock, on=day("2026-03-10")), on=day("2026-03-15"), calendar=calendar)

    assert (clock.due_on, again.due_on) == (day("2026-04-01"), day("2026-04-07"))


def test_a_clock_that_was_late_before_the_pause_stays_late() -> None:
    calendar = shipped_calendar()
    clock = start(LICENCE, on=day("2026-11-09"), calendar=calendar)

    held = pause(clock, on=day("2026-11-13"))

    assert held.due_on == day("2026-11-12")
    assert tick(held, now=in_shanghai("2026-11-16T08:00:00"))[1] == "breached"
    assert resume(held, on=day("2026-11-20"), calendar=calendar).due_on == day("2026-11-12")


def test_nothing_stops_a_period_of_months() -> None:
    clock = start(DEREGISTRATION, on=day("2026-03-10"), calendar=shipped_calendar())

    with pytest.raises(NotPausable, match="counted in months"):
        pause(clock, on=day("2026-03-11"))


def test_a_pause_does_not_end_before_it_begins() -> None:
    calendar = shipped_calendar()
    held = pause(start(LICENCE, on=day("2026-11-09"), calendar=calendar), on=day("2026-11-10"))

    with pytest.raises(PauseReversed):
        resume(held, on=day("2026-11-09"), calendar=calendar)


def test_what_stands_still_or_has_ended_is_not_held_or_resumed_again() -> None:
    calendar = shipped_calendar()
    clock = start(LICENCE, on=day("2026-11-09"), calendar=calendar)
    held = pause(clock, on=day("2026-11-10"))
    ended = stop(clock, on=day("2026-11-11"))

    assert pause(held, on=day("2026-11-11")) is held
    assert resume(clock, on=day("2026-11-11"), calendar=calendar) is clock
    assert pause(ended, on=day("2026-11-12")) is ended
    assert resume(ended, on=day("2026-11-12"), calendar=calendar) is ended
    assert stop(ended, on=day("2026-11-13")) is ended


def test_a_clock_that_has_ended_gives_no_alarm() -> None:
    calendar = shipped_calendar()
    clock = stop(start(LICENCE, on=day("2026-11-09"), calendar=calendar), on=day("2026-11-12"))
    held = stop(
        pause(start(LICENCE, on=day("2026-11-09"), calendar=calendar), on=day("2026-11-10")),
        on=day("2026-11-16"),
    )

    assert (wake(clock), tick(clock, now=in_shanghai("2027-01-01T00:00:00"))) == (None, (clock, None))
    assert (held.pauses, held.paused) == ((Pause(day("2026-11-10"), day("2026-11-16")),), False)


@pytest.mark.parametrize(("of_class", "due", "alarm"), [(1, "2026-11-12", True), (3, "2026-11-16", False)])
def test_an_average_never_marks_a_single_claim_late(of_class: int, due: str, *, alarm: bool) -> None:
    """Tianjin: classes 1 and 2 are bound each; for the others 5 working days are a mean, and a target day at most."""
    clock = start(REBATE_TIANJIN, on=day("2026-11-09"), calendar=shipped_calendar(), of_class=of_class)

    assert clock.due_on == day(due)
    assert (wake(clock) is not None) is alarm
    assert (tick(clock, now=in_shanghai("2027-03-01T00:00:00"))[1] is not None) is alarm


def test_a_class_without_a_limit_has_no_clock() -> None:
    limit = TimeLimit("rebate", "tax-rebate", "workdays", None, by_class={1: 5})

    with pytest.raises(NoSuchPeriod):
        start(limit, on=day("2026-11-09"), calendar=shipped_calendar(), of_class=2)


def test_a_limit_of_hours_counts_back_from_an_instant() -> None:
    limit = TimeLimit("declaration", "customs", "hours", 24)
    loading = in_shanghai("2026-11-21T15:30:00")

    assert at_latest(limit, before=loading) == in_shanghai("2026-11-20T15:30:00")
    with pytest.raises(NoSuchPeriod):
        start(limit, on=day("2026-11-20"), calendar=shipped_calendar())
    with pytest.raises(NoSuchPeriod):
        at_latest(LICENCE, before=loading)


def notice_2027(*overrides: tuple[str, bool]) -> WorkCalendar:
    return shipped_calendar(
        [Override(day(text), workday, "国办发明电〔2026〕9号", "gov.cn") for text, workday in overrides]
    )


def test_a_notice_that_is_loaded_moves_a_provisional_day_and_makes_it_certain() -> None:
    clock = start(LICENCE, on=day("2026-12-30"), calendar=shipped_calendar())
    notice = notice_2027(("2027-01-02", False), ("2027-01-03", False), ("2027-01-04", False))

    moved = recompute(clock, calendar=notice)

    assert (clock.due_on, clock.provisional) == (day("2027-01-05"), True)
    assert (moved.due_on, moved.provisional) == (day("2027-01-06"), False)
    assert recompute(moved, calendar=notice) == moved


def test_an_alarm_about_a_day_that_is_none_any_more_is_taken_back() -> None:
    clock = start(LICENCE, on=day("2026-12-30"), calendar=shipped_calendar())
    late, _ = tick(clock, now=in_shanghai("2027-01-06T00:00:00"))
    later = notice_2027(("2027-01-04", False))
    earlier = notice_2027(("2027-01-02", True))

    moved = recompute(late, calendar=later)

    assert (moved.warned, moved.breached) == (False, False)
    assert tick(moved, now=in_shanghai("2027-01-07T00:00:00"))[1] == "breached"
    assert recompute(late, calendar=earlier).breached


def test_what_has_ended_or_stands_still_is_not_reckoned_anew() -> None:
    calendar = shipped_calendar()
    clock = start(LICENCE, on=day("2026-12-30"), calendar=calendar)
    notice = notice_2027(("2027-01-04", False))
    ended, held = stop(clock, on=day("2026-12-31")), pause(clock, on=day("2026-12-31"))

    assert recompute(ended, calendar=notice) is ended
    assert recompute(held, calendar=notice) is held
    assert resume(held, on=day("2027-01-04"), calendar=notice).due_on == day("2027-01-06")


def test_a_clock_that_was_late_by_the_old_calendar_alone_stands_still_by_the_new_one() -> None:
    clock = start(LICENCE, on=day("2026-12-30"), calendar=shipped_calendar())
    late, _ = tick(pause(clock, on=day("2027-01-05")), now=in_shanghai("2027-01-06T00:00:00"))
    notice = notice_2027(("2027-01-04", False))

    moved = recompute(late, calendar=notice)

    assert (late.breached, late.due_on) == (True, day("2027-01-05"))
    assert (moved.breached, moved.due_on, wake(moved)) == (False, None, None)
    assert resume(moved, on=day("2027-01-08"), calendar=notice).due_on == day("2027-01-11")


@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        ("2026-02-20", "2026-03-02", "2026-04-01"),
        ("2026-02-20", "2026-03-04", "2026-04-03"),
        ("2026-04-01", "2026-04-10", "2026-04-01"),
        ("2026-03-31", "2026-04-01", "2026-04-02"),
    ],
)
def test_of_a_pause_only_the_days_within_the_period_are_taken_out(first: str, last: str, due: str) -> None:
    """Thirty days from 2 March: a pause that began before counts from the start, one after the last day not at all."""
    clock = start(of("days", 30), on=day("2026-03-02"), calendar=shipped_calendar())

    again = resume(pause(clock, on=day(first)), on=day(last), calendar=shipped_calendar())

    assert again.due_on == day(due)


def test_of_several_clocks_each_matter_runs_once() -> None:
    calendar = shipped_calendar()
    first = start(LICENCE, on=day("2026-11-09"), calendar=calendar)
    other = start(DEREGISTRATION, on=day("2026-11-09"), calendar=calendar)
    clocks = put(put((), first), other)

    ended = stop_all(clocks, on=day("2026-11-11"), matter="licence")
    again = put(ended, start(LICENCE, on=day("2026-11-16"), calendar=calendar))

    assert wake_of(clocks) == wake(first)
    assert (find(clocks, "licence"), find(ended, "licence"), find(ended, "nothing")) == (first, None, None)
    assert [(each.matter, each.running) for each in again] == [
        ("licence", False), ("deregistration_application", True), ("licence", True),
    ]  # fmt: skip
    assert put(again, replace(again[2], warned=True))[2].warned
    assert wake_of(stop_all(again, on=day("2026-11-17"))) is None


def test_a_clock_comes_back_from_its_row_as_it_was() -> None:
    calendar = shipped_calendar()
    codec = TypeAdapter(Running)
    clock = resume(
        pause(start(LICENCE, on=day("2026-11-09"), calendar=calendar), on=day("2026-11-10")),
        on=day("2026-11-17"),
        calendar=calendar,
    )

    assert codec.validate_json(codec.dump_json(clock)) == clock
