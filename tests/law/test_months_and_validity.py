from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import Deadline, add_calendar_days, add_months, first_workday_from, licence_valid_to
from exportlane.law.errors import CalendarOutOfRange, NegativePeriod


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-03-10", 2, "2026-05-11"),
        ("2026-07-31", 2, "2026-09-30"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2026-08-01", 2, "2026-10-08"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-09-30", 0, "2026-09-30"),
        ("2026-10-01", 0, "2026-10-01"),
    ],
)
def test_a_period_of_months_ends_on_the_same_day_number_and_never_on_a_rest_day(
    calendar: WorkCalendar, start: str, n: int, expected: str
) -> None:
    found = add_months(date.fromisoformat(start), n, calendar)

    assert found == Deadline(date.fromisoformat(expected), provisional=False)


def test_the_claim_window_of_36_months_ends_in_a_year_that_only_the_rule_knows(
    calendar: WorkCalendar,
) -> None:
    assert add_months(date(2026, 11, 21), 36, calendar) == Deadline(date(2029, 11, 21), provisional=True)


def test_a_period_moved_from_a_published_into_a_provisional_year_is_provisional(
    calendar: WorkCalendar,
) -> None:
    without_2026 = WorkCalendar(published_through=2025)

    assert without_2026.is_workday(date(2025, 12, 31))
    assert first_workday_from(date(2026, 1, 1), without_2026) == Deadline(date(2026, 1, 2), provisional=True)
    assert first_workday_from(date(2026, 1, 1), calendar) == Deadline(date(2026, 1, 4), provisional=False)


@pytest.mark.parametrize("n", [-1, -12])
def test_no_period_of_months_is_negative(calendar: WorkCalendar, n: int) -> None:
    with pytest.raises(NegativePeriod):
        add_months(date(2026, 3, 10), n, calendar)


@pytest.mark.parametrize("n", [300, 99_999, 10**12])
def test_no_period_of_months_leaves_the_calendar(calendar: WorkCalendar, n: int) -> None:
    with pytest.raises(CalendarOutOfRange):
        add_months(date(2026, 3, 10), n, calendar)


def test_no_period_of_no_months_begins_outside_the_calendar(calendar: WorkCalendar) -> None:
    with pytest.raises(CalendarOutOfRange):
        add_months(date(1999, 3, 10), 0, calendar)


@pytest.mark.parametrize(
    ("issued", "valid_to"),
    [
        ("2026-03-15", "2026-09-15"),
        ("2026-07-01", "2026-12-31"),
        ("2026-12-20", "2026-12-31"),
        ("2026-06-30", "2026-12-30"),
        ("2026-03-31", "2026-09-30"),
        ("2026-12-31", "2026-12-31"),
        ("2026-04-04", "2026-10-04"),
    ],
)
def test_a_licence_lasts_six_months_also_when_they_end_on_a_rest_day(issued: str, valid_to: str) -> None:
    assert licence_valid_to(date.fromisoformat(issued)) == date.fromisoformat(valid_to)


@settings(deadline=None)
@given(issued=st.dates(date(2004, 1, 1), date(2040, 12, 31)))
def test_a_licence_never_outlives_the_year_of_its_issue(issued: date) -> None:
    assert issued <= licence_valid_to(issued) <= date(issued.year, 12, 31)


def test_the_temporary_plate_counts_every_day() -> None:
    assert add_calendar_days(date(2026, 9, 1), 60) == date(2026, 10, 31)
    assert add_calendar_days(date(2026, 9, 1), 0) == date(2026, 9, 1)


def test_no_period_of_days_is_negative() -> None:
    with pytest.raises(NegativePeriod):
        add_calendar_days(date(2026, 9, 1), -1)
