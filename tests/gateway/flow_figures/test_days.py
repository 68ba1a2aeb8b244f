"""Figures of days: medians and P90 from histograms, days counted back and ahead."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exportlane.law.averages import median, percentile
from exportlane.law.calendar import shipped_calendar
from exportlane.law.clock import elapsed_workdays
from gateway.flow.figures.since import Since, ahead
from gateway.flow.figures.spread import Spread

CALENDAR = shipped_calendar()
FRIDAY = date(2026, 11, 20)


@given(st.lists(st.integers(0, 60), max_size=200))
def test_a_histogram_gives_the_same_figures_as_the_days_one_by_one(days: list[int]) -> None:
    spread = Spread.of(Counter(days).items())

    assert spread.n == len(days)
    assert spread.median == median(sorted(days))
    assert spread.p90 == percentile(sorted(days), 90)
    assert spread.within(5) == sum(day <= 5 for day in days)


def test_p90_is_the_nearest_rank_and_never_between_two() -> None:
    assert Spread.of([(1, 9), (40, 1)]).p90 == 1
    assert Spread.of([(1, 8), (40, 2)]).p90 == 40
    assert Spread.of([(7, 1)]).p90 == 7


def test_the_median_of_two_lies_between_them() -> None:
    assert Spread.of([(2, 1), (3, 1)]).median == Fraction(5, 2)


def test_of_none_there_is_no_figure_and_what_has_no_days_is_left_out() -> None:
    assert (Spread.of([]).median, Spread.of([]).p90, Spread.of([(None, 4)]).n) == (None, None, 0)


def test_groups_of_the_same_days_are_one() -> None:
    assert Spread.of([(3, 2), (1, 1), (3, 4)]).counts == ((1, 1), (3, 6))


@given(st.integers(0, 400))
def test_days_are_counted_back_as_the_law_counts_them(back: int) -> None:
    since = Since(FRIDAY, CALENDAR)
    day = FRIDAY - timedelta(days=back)

    assert since.days(day) == elapsed_workdays(day, on=FRIDAY, calendar=CALENDAR).count


def test_a_day_that_is_still_to_come_is_no_days_ago() -> None:
    assert Since(FRIDAY, CALENDAR).days(FRIDAY + timedelta(days=9)) == 0


@pytest.mark.parametrize("days", range(40))
def test_the_days_of_an_age_are_exactly_those_between_its_first_and_its_last(days: int) -> None:
    since = Since(FRIDAY, CALENDAR)
    first, last = since.earliest(days), since.latest(days)

    assert since.days(first) == since.days(last) == days
    assert since.days(first - timedelta(days=1)) > days
    assert since.days(last + timedelta(days=1)) < days or last == FRIDAY


def test_a_time_before_the_calendar_ends_the_count_and_not_the_page() -> None:
    assert Since(date(2004, 1, 9), CALENDAR).days(date(1999, 1, 1)) >= 5


def test_days_ahead_end_with_the_last_working_day_and_name_the_days_off() -> None:
    days = ahead(FRIDAY, 5, CALENDAR)

    assert days[0] == (FRIDAY, True)
    assert [day for day, worked in days if not worked] == [date(2026, 11, 21), date(2026, 11, 22)]
    assert days[-1] == (date(2026, 11, 27), True)


def test_a_holiday_is_no_working_day_ahead() -> None:
    days = dict(ahead(date(2026, 9, 29), 3, CALENDAR))

    assert days[date(2026, 10, 1)] is False
    assert sum(days.values()) >= 4
