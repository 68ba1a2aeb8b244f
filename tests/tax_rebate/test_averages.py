"""The average as a figure: who is in it, what stands beside it, by class, by district, by period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from exportlane.law.averages import displayed
from exportlane.law.clock import add_workdays
from exportlane.law.pauses import Pause
from tax_rebate.domain.averages import By, Counted, Group, Period, begins, grouped
from tests.tax_rebate.given import AUTOMATIC

CALENDAR = AUTOMATIC.calendar
START = date(2026, 11, 2)
ON = date(2026, 11, 30)


def claim(workdays: int | None, number: int = 0, **changed: object) -> Counted:
    """A claim of class 3 that took so many working days; None while it is open."""
    decided = None if workdays is None else add_workdays(START, workdays, CALENDAR).date
    base = Counted(
        id=f"TS{number}",
        rebate_class=3,
        district=None,
        accepted_on=START,
        decided_on=decided,
        paid_on=None,
        pauses=(),
        standing="open" if workdays is None else "normal",
    )
    return replace(base, **changed)  # type: ignore[arg-type]


def of(*claims: Counted, profile: str = "tianjin", by: By | None = None, on: date = ON) -> Group:
    return grouped(claims, by=by, on=on, profile=profile, policy=AUTOMATIC)[0]


@pytest.mark.rule("LAW-AVERAGE")
@pytest.mark.parametrize(
    ("days", "exact", "tianjin", "taizhou"),
    [
        pytest.param((2, 3, 4, 5, 11), Fraction(5), True, False, id="25/5: equal to the limit is within it"),
        pytest.param((2, 3, 4, 5, 12), Fraction(26, 5), False, False, id="26/5"),
        pytest.param((0,), Fraction(0), True, True, id="decided on the same day"),
        pytest.param((3, 3, 3), Fraction(3), True, True, id="Taizhou's limit"),
        pytest.param((3, 3, 4), Fraction(10, 3), True, False, id="a third over it"),
    ],
)
@pytest.mark.requirement("TJ-4.2", "TZ-8a")
def test_the_exact_fraction_is_compared(
    days: tuple[int, ...], exact: Fraction, tianjin: bool, taizhou: bool
) -> None:
    claims = [claim(each, number) for number, each in enumerate(days)]

    found = {name: of(*claims, profile=name).average for name in ("tianjin", "taizhou", "national")}

    assert found["tianjin"].exact == exact
    assert (found["tianjin"].within, found["taizhou"].within) == (tianjin, taizhou)
    assert (found["national"].limit, found["national"].within) == (None, None)


def test_the_display_is_rounded_and_never_compared() -> None:
    group = of(*(claim(each) for each in (3, 3, 3, 3, 3, 3, 3, 3, 3, 4)), profile="taizhou")

    assert displayed(group.average.exact or Fraction(0)) == Decimal("3.10")
    assert of(*(claim(3) for _ in range(999)), claim(4), profile="taizhou").average.within is False


def test_without_a_decided_claim_there_is_no_figure() -> None:
    average = of(claim(None)).average

    assert (average.n, average.exact, average.within, average.median) == (0, None, None, None)
    assert [each.workdays for each in average.open] == [20]


@pytest.mark.requirement("TJ-4.3")
def test_a_class_1_claim_of_4_days_breaches_its_limit_in_an_average_that_passes() -> None:
    average = of(claim(1, 1), claim(1, 2), claim(4, 3, rebate_class=1)).average

    assert (average.exact, average.within) == (Fraction(2), True)
    assert [(each.id, each.workdays, each.limit) for each in average.breaches] == [("TS3", 4, 3)]


def test_a_class_3_claim_of_7_days_breaches_nothing_and_raises_the_average() -> None:
    average = of(claim(7)).average

    assert (average.exact, average.breaches) == (Fraction(7), ())


def test_an_open_claim_that_is_older_than_the_average_may_be_threatens_it() -> None:
    average = of(claim(None, 1), claim(None, 2, accepted_on=date(2026, 11, 27)), claim(2, 3)).average

    assert [each.id for each in average.threatening] == ["TS1"]
    assert average.breaches == ()
    assert average.within is True


@pytest.mark.rule("TAX-FORECAST")
@pytest.mark.requirement("TJ-4.2")
def test_what_is_open_is_in_the_forecast_before_it_is_in_the_average() -> None:
    group = of(claim(2, 1), claim(None, 2), claim(None, 3, standing="suspected"))

    assert (group.average.exact, group.average.within) == (Fraction(2), True)
    assert (group.forecast, group.alarming) == (Fraction(11), True)
    assert (of(claim(2)).forecast, of(claim(2)).alarming) == (Fraction(2), False)
    assert (of().forecast, of(claim(None), profile="national").alarming) == (None, False)


def test_accepted_before_the_holiday_and_decided_after_it_is_two_days() -> None:
    days = claim(0, accepted_on=date(2026, 9, 30), decided_on=date(2026, 10, 9))

    assert of(days, on=date(2026, 10, 31)).average.exact == Fraction(2)


def test_pauses_are_left_out_and_shown_beside_it() -> None:
    paused = claim(7, pauses=(Pause(date(2026, 11, 3), date(2026, 11, 6)),))

    average = of(paused).average

    assert (average.exact, average.without_pauses) == (Fraction(4), Fraction(7))


def test_what_is_suspected_is_listed_apart_and_does_not_count() -> None:
    suspected = (claim(9, 2, standing="suspected"), claim(None, 3, standing="suspected"))

    group = of(claim(2, 1), *suspected, claim(1, 4, standing="other"))

    assert (group.average.n, group.average.exact, group.others) == (1, Fraction(2), 1)
    assert {each.id for each in group.average.suspected} == {"TS2", "TS3"}


def test_the_treasury_s_days_are_measured_apart() -> None:
    paid = claim(2, paid_on=date(2026, 11, 11))

    assert of(paid).treasury_days == Fraction(5)
    assert of(claim(2)).treasury_days is None


@pytest.mark.requirement("TJ-4.1")
def test_each_class_and_each_district_stands_by_itself() -> None:
    claims = (
        claim(1, 1, rebate_class=1, district="滨海新区"),
        claim(3, 2, rebate_class=1, district="东疆"),
        claim(8, 3),
    )

    by_class = grouped(claims, by=By.CLASS, on=ON, profile="tianjin", policy=AUTOMATIC)
    by_district = grouped(claims, by=By.DISTRICT, on=ON, profile="tianjin", policy=AUTOMATIC)

    assert [(each.name, each.average.exact) for each in by_class] == [
        ("all", Fraction(4)),
        ("1", Fraction(2)),
        ("3", Fraction(8)),
    ]
    assert {each.name for each in by_district} == {"all", "滨海新区", "东疆", "unknown"}


@pytest.mark.parametrize(
    ("period", "on", "first"),
    [
        (Period.MONTH, date(2026, 11, 30), date(2026, 11, 1)),
        (Period.QUARTER, date(2026, 11, 30), date(2026, 10, 1)),
        (Period.QUARTER, date(2026, 3, 31), date(2026, 1, 1)),
        (Period.QUARTER, date(2026, 4, 1), date(2026, 4, 1)),
        (Period.YEAR_TO_DATE, date(2026, 12, 31), date(2026, 1, 1)),
    ],
)
def test_a_period_ends_with_the_day_that_is_asked_about(period: Period, on: date, first: date) -> None:
    assert begins(period, on) == first
