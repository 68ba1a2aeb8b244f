from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import chinese_calendar
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exportlane.law.calendar import Override, WorkCalendar, shipped_calendar
from exportlane.law.clock import (
    Deadline,
    Workdays,
    add_workdays,
    elapsed_workdays,
    first_workday_from,
    remaining_workdays,
)
from exportlane.law.errors import CalendarOutOfRange, ClockStopped, NegativePeriod, PauseReversed
from exportlane.law.pauses import Pause, merged

DAY = timedelta(days=1)
PUBLISHED = st.dates(date(2024, 1, 1), date(2026, 6, 30))
PERIODS = st.integers(0, 25)
quick = settings(max_examples=150, deadline=None)


@st.composite
def pauses_near(draw: st.DrawFn, start: date) -> list[Pause]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        first = start + DAY * draw(st.integers(-10, 30))
        found.append(Pause(first, first + DAY * draw(st.integers(0, 15))))
    return found


@st.composite
def periods(draw: st.DrawFn) -> tuple[date, int, list[Pause]]:
    start = draw(PUBLISHED)
    return start, draw(PERIODS), draw(pauses_near(start))


def elapsed_by_the_book(start: date, on: date, pauses: Sequence[Pause]) -> int:
    """The formula of the specification with plain sets of days and the calendar package alone."""
    days = {start + DAY * n for n in range(1, (on - start).days + 1)}
    workdays = {day for day in days if chinese_calendar.is_workday(day)}
    paused = {p.start + DAY * n for p in pauses for n in range(1, (min(p.end or on, on) - p.start).days + 1)}
    return len(workdays) - len(workdays & paused)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-11-20", 3, "2026-11-25"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-19", 3, "2026-09-22"),
        ("2026-02-11", 3, "2026-02-14"),
        ("2026-02-24", 3, "2026-02-27"),
        ("2026-09-29", 5, "2026-10-12"),
    ],
)
def test_the_start_day_does_not_count_and_make_up_days_do(
    calendar: WorkCalendar, start: str, n: int, expected: str
) -> None:
    found = add_workdays(date.fromisoformat(start), n, calendar)

    assert found == Deadline(date.fromisoformat(expected), provisional=False)


def test_a_period_that_runs_into_a_year_without_a_notice_is_provisional(calendar: WorkCalendar) -> None:
    assert add_workdays(date(2026, 12, 30), 3, calendar) == Deadline(date(2027, 1, 5), provisional=True)
    assert add_workdays(date(2026, 12, 30), 1, calendar) == Deadline(date(2026, 12, 31), provisional=False)


def test_the_day_on_which_a_pause_begins_counts_and_the_day_on_which_it_ends_does_not(
    calendar: WorkCalendar,
) -> None:
    accepted, pause = date(2026, 11, 9), Pause(date(2026, 11, 10), date(2026, 11, 17))

    elapsed = {
        day: elapsed_workdays(accepted, on=date(2026, 11, day), calendar=calendar, pauses=[pause]).count
        for day in (9, 10, 11, 17, 18, 19)
    }

    assert elapsed == {9: 0, 10: 1, 11: 1, 17: 1, 18: 2, 19: 3}
    assert add_workdays(accepted, 3, calendar, [pause]).date == date(2026, 11, 19)


def test_a_claim_accepted_before_the_national_days_and_decided_after_them_took_two_days(
    calendar: WorkCalendar,
) -> None:
    found = elapsed_workdays(date(2026, 9, 30), on=date(2026, 10, 9), calendar=calendar)

    assert found == Workdays(2, provisional=False)


def test_an_act_on_a_rest_day_begins_the_period_on_that_day(calendar: WorkCalendar) -> None:
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)

    assert add_workdays(saturday, 1, calendar).date == monday


@pytest.mark.parametrize("start", [date(2026, 11, 20), date(2026, 11, 21)])
def test_a_period_of_no_days_ends_on_its_first_day_even_on_a_rest_day(
    calendar: WorkCalendar, start: date
) -> None:
    assert add_workdays(start, 0, calendar) == Deadline(start, provisional=False)


def test_a_pause_that_was_over_before_the_period_began_changes_nothing(calendar: WorkCalendar) -> None:
    over = Pause(date(2026, 10, 12), date(2026, 11, 9))

    assert add_workdays(date(2026, 11, 9), 3, calendar, [over]).date == date(2026, 11, 12)


def test_of_a_pause_that_began_before_the_period_only_the_rest_is_left_out(calendar: WorkCalendar) -> None:
    straddling = Pause(date(2026, 10, 12), date(2026, 11, 10))

    assert add_workdays(date(2026, 11, 9), 3, calendar, [straddling]).date == date(2026, 11, 13)


def test_a_pause_from_the_deadline_day_on_comes_too_late(calendar: WorkCalendar) -> None:
    late = Pause(date(2026, 11, 12))

    assert add_workdays(date(2026, 11, 9), 3, calendar, [late]).date == date(2026, 11, 12)


def test_while_a_pause_is_open_the_deadline_has_no_date(calendar: WorkCalendar) -> None:
    with pytest.raises(ClockStopped, match=r"since 2026-11-10, with 2 working days left"):
        add_workdays(date(2026, 11, 9), 3, calendar, [Pause(date(2026, 11, 10))])


def test_while_a_pause_is_open_nothing_elapses(calendar: WorkCalendar) -> None:
    found = {
        elapsed_workdays(
            date(2026, 11, 9), on=date(2026, 11, day), calendar=calendar, pauses=[Pause(date(2026, 11, 10))]
        ).count
        for day in range(10, 31)
    }

    assert found == {1}


def test_what_remains_goes_below_zero_when_a_period_is_overdue(calendar: WorkCalendar) -> None:
    accepted = date(2026, 11, 9)
    remaining = [
        remaining_workdays(accepted, 3, on=date(2026, 11, day), calendar=calendar).count
        for day in (9, 11, 12, 13)
    ]

    assert remaining == [3, 1, 0, -1]


def test_before_and_on_the_start_day_nothing_has_elapsed(calendar: WorkCalendar) -> None:
    for on in (date(2026, 11, 2), date(2026, 11, 9)):
        assert elapsed_workdays(date(2026, 11, 9), on=on, calendar=calendar) == Workdays(0, provisional=False)


def test_elapsed_days_in_a_year_without_a_notice_are_provisional(calendar: WorkCalendar) -> None:
    found = elapsed_workdays(date(2026, 12, 30), on=date(2027, 1, 4), calendar=calendar)

    assert found == Workdays(2, provisional=True)
    assert remaining_workdays(date(2026, 12, 30), 3, on=date(2027, 1, 4), calendar=calendar).provisional


def test_no_period_is_shorter_than_nothing(calendar: WorkCalendar) -> None:
    with pytest.raises(NegativePeriod):
        add_workdays(date(2026, 11, 9), -1, calendar)
    with pytest.raises(NegativePeriod):
        remaining_workdays(date(2026, 11, 9), -1, on=date(2026, 11, 9), calendar=calendar)


@pytest.mark.parametrize("start", [date(2003, 12, 31), date.max])
def test_no_period_begins_outside_the_calendar(calendar: WorkCalendar, start: date) -> None:
    with pytest.raises(CalendarOutOfRange):
        add_workdays(start, 3, calendar)
    with pytest.raises(CalendarOutOfRange):
        elapsed_workdays(start, on=date(2026, 11, 9), calendar=calendar)


def test_no_period_leaves_the_calendar(calendar: WorkCalendar) -> None:
    with pytest.raises(CalendarOutOfRange):
        add_workdays(date(2040, 12, 28), 5, calendar)
    with pytest.raises(CalendarOutOfRange):
        elapsed_workdays(date(2026, 11, 9), on=date(2041, 1, 1), calendar=calendar)


def test_a_pause_never_ends_before_it_starts() -> None:
    with pytest.raises(PauseReversed, match="2026-10-12"):
        Pause(date(2026, 10, 12), date(2026, 10, 8))


def test_a_pause_is_made_of_days_and_not_of_instants() -> None:
    instant = datetime(2026, 10, 8, 17, tzinfo=UTC)

    with pytest.raises(TypeError):
        Pause(instant)
    with pytest.raises(TypeError):
        Pause(date(2026, 10, 8), instant)


def test_overlapping_and_touching_pauses_become_one_and_empty_ones_vanish() -> None:
    def pause(first: int, last: int | None) -> Pause:
        return Pause(date(2026, 11, first), date(2026, 11, last) if last else None)

    assert merged([pause(5, 9), pause(2, 6), pause(9, 10), pause(20, 20)]) == (pause(2, 10),)
    assert merged([pause(2, 9), pause(3, 4)]) == (pause(2, 9),)
    assert merged([pause(2, 4), pause(6, 8)]) == (pause(2, 4), pause(6, 8))
    assert merged([pause(12, None), pause(2, 4), pause(13, 15)]) == (pause(2, 4), pause(12, None))
    assert merged([pause(2, 9), pause(5, None)]) == (pause(2, None),)


@quick
@given(period=periods(), ahead=st.integers(-5, 60))
def test_elapsed_days_follow_the_formula_of_the_law(
    calendar: WorkCalendar, period: tuple[date, int, list[Pause]], ahead: int
) -> None:
    start, _, pauses = period
    on = start + DAY * ahead

    found = elapsed_workdays(start, on=on, calendar=calendar, pauses=pauses)

    assert found.count == elapsed_by_the_book(start, on, pauses)


@quick
@given(period=periods())
def test_at_the_deadline_the_whole_period_has_elapsed_and_the_day_before_it_has_not(
    calendar: WorkCalendar, period: tuple[date, int, list[Pause]]
) -> None:
    start, n, pauses = period

    due = add_workdays(start, n, calendar, pauses).date

    assert elapsed_workdays(start, on=due, calendar=calendar, pauses=pauses).count == n
    assert remaining_workdays(start, n, on=due, calendar=calendar, pauses=pauses).count == 0
    if n:
        assert calendar.is_workday(due)
        assert elapsed_workdays(start, on=due - DAY, calendar=calendar, pauses=pauses).count == n - 1


@quick
@given(period=periods())
def test_a_longer_period_ends_later_and_a_later_start_never_ends_sooner(
    calendar: WorkCalendar, period: tuple[date, int, list[Pause]]
) -> None:
    start, n, pauses = period

    due = add_workdays(start, n, calendar, pauses).date

    assert add_workdays(start, n + 1, calendar, pauses).date > due
    assert add_workdays(start + DAY, n, calendar, pauses).date >= due


@quick
@given(start=PUBLISHED, n=st.integers(1, 25), after=st.integers(0, 20), length=st.integers(0, 20))
def test_a_pause_moves_the_deadline_by_as_many_working_days_as_it_has(
    calendar: WorkCalendar, start: date, n: int, after: int, length: int
) -> None:
    pause = Pause(start + DAY * after, start + DAY * (after + length))
    assume(pause.start < add_workdays(start, n, calendar).date)

    taken = elapsed_workdays(pause.start, on=pause.end or start, calendar=calendar).count

    assert add_workdays(start, n, calendar, [pause]) == add_workdays(start, n + taken, calendar)


@quick
@given(data=st.data(), start=PUBLISHED)
def test_merging_pauses_keeps_their_days_and_doing_it_again_changes_nothing(
    data: st.DataObject, start: date
) -> None:
    pauses = data.draw(pauses_near(start))
    if data.draw(st.booleans()):
        pauses.append(Pause(start + DAY * data.draw(st.integers(-10, 40))))
    shuffled = data.draw(st.permutations(pauses))

    once = merged(shuffled)

    assert merged(once) == once == merged(pauses)
    for n in range(-15, 60):
        day = start + DAY * n
        assert any(pause.covers(day) for pause in once) == any(pause.covers(day) for pause in pauses)
    assert all(a.end is not None and a.end < b.start for a, b in pairwise(once))


def test_a_period_across_a_year_without_a_notice_stays_provisional_where_a_notice_holds_again() -> None:
    of_2029 = Override(date(2029, 1, 1), is_workday=False, notice_no="n", source="written for this test")
    calendar = shipped_calendar([of_2029])

    assert not calendar.is_workday(date(2029, 1, 2)).provisional
    assert add_workdays(date(2028, 12, 28), 2, calendar) == Deadline(date(2029, 1, 2), provisional=True)
    assert first_workday_from(date(2028, 12, 30), calendar) == Deadline(date(2029, 1, 2), provisional=True)
