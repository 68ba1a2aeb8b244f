"""The statutory periods of a case, on the worked examples of the law."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from exportlane.law.calendar import shipped_calendar
from exportlane.law.pauses import Pause
from exportlane.policies import profile
from exportlane.process import ORDERS, Clock, StepName
from gateway.deadlines import Measure, Period, next_due, periods

CALENDAR = shipped_calendar()
TIANJIN, NATIONAL = profile("tianjin"), profile("national")


def clock(step: str, number: str, since: dt.date, *, order: str = "tianjin", **changes: object) -> Clock:
    row = ORDERS[order].step(StepName(step))
    limit = next(limit for limit in row.limits if limit.matter == number)
    return replace(Clock(row.name, row.agency, limit, since, (), None), **changes)  # type: ignore[arg-type]


def measured(found: Clock, on: dt.date, *, rules: object = TIANJIN, rebate_class: int = 3) -> Period:
    (period,) = periods([found], on=on, measure=Measure(rules, rebate_class, CALENDAR))  # type: ignore[arg-type]
    return period


def test_a_licence_falls_due_on_a_saturday_on_which_people_work() -> None:
    period = measured(clock("licence", "licence", dt.date(2026, 9, 30)), dt.date(2026, 10, 9))

    assert (period.due, period.elapsed, period.remaining) == (dt.date(2026, 10, 10), 2, 1)
    assert not period.overdue
    assert not period.provisional


def test_a_period_is_overdue_from_the_day_after_it_fell_due() -> None:
    running = clock("licence", "licence", dt.date(2026, 11, 20))

    assert not measured(running, dt.date(2026, 11, 25)).overdue
    late = measured(running, dt.date(2026, 11, 26))
    assert (late.overdue, late.elapsed, late.remaining) == (True, 4, -1)


def test_a_correction_after_acceptance_stops_the_clock_of_the_rebate() -> None:
    pause = (Pause(dt.date(2026, 11, 10), dt.date(2026, 11, 17)),)
    paused = clock("rebate", "rebate", dt.date(2026, 11, 9), pauses=pause, rebate_class=1)

    period = measured(paused, dt.date(2026, 11, 18))

    assert (period.elapsed, period.due, period.limit) == (2, dt.date(2026, 11, 19), 3)


def test_an_open_correction_holds_the_clock_and_nothing_falls_due() -> None:
    held = clock(
        "rebate", "rebate", dt.date(2026, 11, 9), pauses=(Pause(dt.date(2026, 11, 10)),), rebate_class=2
    )

    period = measured(held, dt.date(2026, 12, 1))

    assert (period.due, period.held, period.elapsed, period.overdue) == (None, True, 1, False)


def test_a_deadline_of_the_next_year_is_flagged_while_no_notice_is_out() -> None:
    period = measured(clock("licence", "licence", dt.date(2026, 12, 30)), dt.date(2026, 12, 31))

    assert period.provisional
    assert period.due is not None
    assert period.due.year == 2027


def test_an_average_is_a_target_that_one_case_never_breaches() -> None:
    third_class = clock("rebate", "rebate", dt.date(2026, 9, 1), rebate_class=3)

    period = measured(third_class, dt.date(2026, 11, 20))

    assert (period.limit, period.average, period.overdue) == (5, True, False)
    assert next_due([period]) is None


@pytest.mark.parametrize(("rebate_class", "days"), [(1, 5), (2, 10), (3, 15), (4, 20)])
def test_the_national_limits_of_a_rebate_bind_each_claim(rebate_class: int, days: int) -> None:
    running = clock("rebate", "rebate", dt.date(2026, 11, 2), order="national", rebate_class=rebate_class)

    period = measured(running, dt.date(2026, 11, 3), rules=NATIONAL)

    assert (period.limit, period.average) == (days, False)


def test_two_months_from_the_release_end_on_a_working_day() -> None:
    number = "deregistration_application"
    released = clock("deregistration", number, dt.date(2026, 3, 10), order="national")

    period = measured(released, dt.date(2026, 3, 20), rules=NATIONAL)

    assert period.due == dt.date(2026, 5, 11)
    assert period.remaining == (dt.date(2026, 5, 11) - dt.date(2026, 3, 20)).days


def test_a_period_that_the_profile_does_not_know_is_not_shown() -> None:
    exit_only_here = clock("deregistration", "exit_confirmation", dt.date(2026, 11, 2))

    assert measured(exit_only_here, dt.date(2026, 11, 3)).limit == 60
    assert periods([exit_only_here], on=dt.date(2026, 11, 3), measure=Measure(NATIONAL, 3, CALENDAR)) == ()


def test_a_decided_period_stands_still_and_no_longer_falls_due() -> None:
    decided = clock("licence", "licence", dt.date(2026, 11, 20), stopped=dt.date(2026, 11, 23))

    period = measured(decided, dt.date(2026, 12, 20))

    assert (period.elapsed, period.overdue, period.until) == (1, False, dt.date(2026, 11, 23))
    assert next_due([period]) is None


def test_a_late_decision_stays_late() -> None:
    decided = clock("licence", "licence", dt.date(2026, 11, 20), stopped=dt.date(2026, 11, 30))

    assert measured(decided, dt.date(2026, 12, 20)).overdue


def test_the_earliest_of_what_runs_falls_due_first() -> None:
    early = clock("licence", "licence", dt.date(2026, 11, 20))
    late = clock("deregistration", "exit_confirmation", dt.date(2026, 11, 20))

    found = periods([late, early], on=dt.date(2026, 11, 20), measure=Measure(TIANJIN, 3, CALENDAR))

    assert next_due(found) == dt.date(2026, 11, 25)


def test_beyond_any_calendar_there_is_no_date_and_no_guess() -> None:
    period = measured(clock("licence", "licence", dt.date(2040, 12, 31)), dt.date(2040, 12, 31))

    assert (period.due, period.overdue) == (None, False)
    assert measured(clock("licence", "licence", dt.date(2040, 12, 31)), dt.date(2041, 1, 5)).elapsed == 0
