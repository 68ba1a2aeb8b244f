"""Clocks: from which fact, stopped by which, paused or restarted by a correction."""

from __future__ import annotations

from datetime import date, timedelta

from exportlane.law.pauses import Pause
from exportlane.policies import Period, profile
from exportlane.process import Clock, StepName, clocks
from tests.process.telling import CLEARED, EXPORTED, PREPARED, TO_CUSTOMS, fact, tell

FIRST = date(2026, 11, 2)


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


def clock_of(number: str, found: tuple[Clock, ...]) -> Clock:
    return next(clock for clock in found if clock.limit.number == number)


def test_the_three_days_of_a_licence_run_from_the_complete_application_to_the_decision() -> None:
    running = clock_of("licence", clocks(tell("tianjin", *PREPARED)))
    stopped = clock_of("licence", clocks(tell("tianjin", *PREPARED, "licence.granted")))

    assert (running.since, running.stopped, running.pauses) == (on(2), None, ())
    assert stopped.stopped == on(3)


def test_no_period_runs_while_the_application_is_incomplete() -> None:
    assert clocks(tell("tianjin", *PREPARED, complete=False)) == ()


def test_a_correction_of_the_application_begins_the_period_anew() -> None:
    asked = tell("tianjin", *PREPARED, "licence.correction_requested")
    supplied = tell("tianjin", *PREPARED, "licence.correction_requested", "licence.correction_supplied")

    assert clocks(asked) == ()
    assert clock_of("licence", clocks(supplied)).since == on(4)


def test_an_application_refused_during_its_correction_shows_a_stopped_clock() -> None:
    refused = tell("tianjin", *PREPARED, "licence.correction_requested", "licence.refused")

    assert clock_of("licence", clocks(refused)).stopped == on(4)


def test_a_correction_of_the_claim_pauses_its_period() -> None:
    asked = tell("tianjin", *EXPORTED, "rebate.correction_requested")
    supplied = tell("tianjin", *EXPORTED, "rebate.correction_requested", "rebate.correction_supplied")

    assert clock_of("rebate", clocks(asked)).pauses == (Pause(on(11)),)
    clock = clock_of("rebate", clocks(supplied))
    assert clock.pauses == (Pause(on(11), on(12)),)
    assert clock.since == on(10)
    assert clock.rebate_class == 2


def test_a_second_notice_before_an_answer_is_one_pause() -> None:
    twice = tell("tianjin", *EXPORTED, "rebate.correction_requested", "rebate.correction_requested")

    assert clock_of("rebate", clocks(twice)).pauses == (Pause(on(11)),)


def test_an_answer_dated_before_its_notice_ends_the_pause_on_the_day_it_began() -> None:
    from exportlane.process import apply  # noqa: PLC0415

    asked = tell("tianjin", *EXPORTED, "rebate.correction_requested")
    backdated = apply(asked, fact("rebate.correction_supplied", sequence=3, day=9))

    assert clock_of("rebate", clocks(backdated)).pauses == (Pause(on(11), on(11)),)


def test_the_decision_ends_the_clock_of_the_tax_office_and_not_the_payment() -> None:
    paid = tell("tianjin", *EXPORTED, "rebate.approved", "rebate.paid")

    assert clock_of("rebate", clocks(paid)).stopped == on(11)


def test_in_tianjin_the_exit_must_be_confirmed() -> None:
    found = clocks(tell("tianjin", *TO_CUSTOMS))

    exit_clock = clock_of("exit_confirmation_days", found)
    assert (exit_clock.since, exit_clock.stopped, exit_clock.limit.unit) == (on(4), None, "days")


def test_elsewhere_deregistration_must_be_applied_for_within_two_months_of_release() -> None:
    types = tuple(type_ for type_ in CLEARED if type_ != "vehicle.deregistered")

    found = clocks(tell("national", *types))

    months = clock_of("deregistration_months_after_customs", found)
    assert (months.since, months.limit.unit) == (on(5), "months")
    assert clock_of("deregistration", found).since == on(7)


def test_a_clock_stops_when_its_ground_falls() -> None:
    cancelled = tell("tianjin", *PREPARED, "licence.granted", "licence.cancelled")

    assert clock_of("deregistration", clocks(cancelled)).stopped == on(4)


def test_customs_has_no_numeric_limit() -> None:
    assert not [clock for clock in clocks(tell("tianjin", *EXPORTED)) if clock.step is StepName.CUSTOMS]


def test_the_class_decides_the_limit_of_a_claim_and_an_average_is_only_a_target() -> None:
    tianjin, taizhou, national = (profile(name).limits for name in ("tianjin", "taizhou", "national"))

    assert tianjin.period("rebate", rebate_class=1) == Period(3, target=False)
    assert tianjin.period("rebate", rebate_class=3) == Period(5, target=True)
    assert taizhou.period("rebate", rebate_class=1) == Period(3, target=True)
    assert [national.period("rebate", rebate_class=n) for n in (1, 2, 3, 4)] == [
        Period(days, target=False) for days in (5, 10, 15, 20)
    ]
    assert national.period("exit_confirmation_days") is None
