"""The festival table against a library that is kept and computes the same days by itself."""

from datetime import date

import pytest

from exportlane.law.provisional import rest_days, shipped_festivals, statutory_days

YEARS = sorted(shipped_festivals())
# Mid-Autumn on a weekday of the National Days: the library gives one day off, the notices of 2009 and 2020 gave two.
# (On a Sunday, as in 2039, the library gives both as well.)
SHARED = {2028, 2031}


def test_the_table_has_every_year_from_2025_to_2040() -> None:
    assert list(range(2025, 2041)) == YEARS


@pytest.mark.parametrize("year", YEARS)
def test_thirteen_days_are_statutory_holidays(year: int) -> None:
    assert len(statutory_days(shipped_festivals()[year])) == 13


@pytest.mark.parametrize("year", YEARS)
def test_thirteen_working_days_are_off_in_every_year(year: int) -> None:
    off = rest_days(statutory_days(shipped_festivals()[year]))

    assert sum(day.weekday() < 5 for day in off) == 13


@pytest.mark.parametrize("year", [year for year in YEARS if year > 2026])
def test_the_rule_agrees_with_the_holidays_library(year: int) -> None:
    holidays = pytest.importorskip(
        "holidays", reason="the package `holidays` is missing: pip install holidays"
    )
    library = {day for day in holidays.country_holidays("CN", years=year) if day.year == year}

    ours = rest_days(statutory_days(shipped_festivals()[year]))

    extra = ours - library
    assert library <= ours
    assert len(extra) == (1 if year in SHARED else 0)


def test_the_eve_of_the_lunar_year_is_a_holiday_since_the_regulation_of_2024() -> None:
    assert date(2027, 2, 5) in statutory_days(shipped_festivals()[2027])


def test_a_holiday_on_a_weekend_takes_the_next_working_day_that_is_still_free() -> None:
    saturday, sunday, monday = date(2027, 5, 1), date(2027, 5, 2), date(2027, 5, 3)

    off = rest_days([saturday, sunday, monday])

    assert off == {saturday, sunday, monday, date(2027, 5, 4), date(2027, 5, 5)}
