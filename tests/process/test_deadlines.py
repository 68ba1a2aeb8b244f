"""Clocks: from which fact, stopped by which, paused or restarted by a correction."""

from __future__ import annotations

from datetime import date, timedelta

from exportlane.law.pauses import Pause
from exportlane.policies import profile
from exportlane.process import Clock, StepName, clocks
from tests.process.telling import CLEARED, EXPORTED, PREPARED, TO_CUSTOMS, fact, tell

FIRST = date(2026, 11, 2)


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


def clock_of(number: str, found: tuple[Clock, ...]) -> Clock:
    return next(clock for clock in found if clock.limit.matter == number)


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

    assert [clock.limit.matter for clock in clocks(asked)] == ["correction_supply"]
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

    exit_clock = clock_of("exit_confirmation", found)
    assert (exit_clock.since, exit_clock.stopped, exit_clock.limit.unit) == (on(4), None, "days")


def test_elsewhere_deregistration_must_be_applied_for_within_two_months_of_release() -> None:
    types = tuple(type_ for type_ in CLEARED if type_ != "vehicle.deregistered")

    found = clocks(tell("national", *types))

    months = clock_of("deregistration_application", found)
    assert (months.since, months.limit.unit) == (on(5), "months")
    assert clock_of("deregistration", found).since == on(7)


def test_a_clock_stops_when_its_ground_falls() -> None:
    cancelled = tell("tianjin", *PREPARED, "licence.granted", "licence.cancelled")

    assert clock_of("deregistration", clocks(cancelled)).stopped == on(4)


def test_customs_has_no_numeric_limit() -> None:
    assert not [clock for clock in clocks(tell("tianjin", *EXPORTED)) if clock.step is StepName.CUSTOMS]


def test_the_class_decides_the_limit_of_a_claim_and_an_average_is_only_a_target() -> None:
    tianjin, taizhou, national = (
        profile(name).time_limits["rebate"] for name in ("tianjin", "taizhou", "national")
    )

    assert [limit.length_of(1) for limit in (tianjin, taizhou)] == [3, 3]
    assert [limit.average for limit in (tianjin, taizhou, national)] == [True, True, False]
    assert 1 in tianjin.by_class
    assert 1 not in taizhou.by_class
    assert [national.length_of(number) for number in (1, 2, 3, 4)] == [5, 10, 15, 20]
    assert "exit_confirmation" not in profile("national").time_limits


def test_an_application_that_is_not_noticed_in_five_days_counts_from_its_receipt() -> None:
    deemed = tell("tianjin", *PREPARED, *["message.skipped"] * 5, "licence.accepted", accepted_on=on(2))

    found = clocks(deemed)

    assert clock_of("licence", found).since == on(2)
    assert clock_of("acceptance_notice", found).stopped == on(2)


def test_a_listed_reason_holds_the_three_days_of_the_licence() -> None:
    paused = tell("tianjin", *PREPARED, "licence.accepted", "licence.clock_paused", on=on(5))
    resumed = tell(
        "tianjin", *PREPARED, "licence.accepted", "licence.clock_paused", "licence.clock_resumed", on=on(5)
    )

    assert clock_of("licence", clocks(paused)).pauses == (Pause(on(5)),)
    assert clock_of("licence", clocks(resumed)).pauses == (Pause(on(5), on(5)),)


def test_a_suspicion_pauses_the_rebate_and_a_letter_of_enquiry_alone_does_not() -> None:
    suspected = tell("tianjin", *EXPORTED, "rebate.suspicion_raised", "rebate.suspicion_cleared")
    enquired = tell("tianjin", *EXPORTED, "rebate.enquiry_sent")

    assert clock_of("rebate", clocks(suspected)).pauses == (Pause(on(11), on(12)),)
    assert clock_of("rebate", clocks(enquired)).pauses == ()


def test_a_shut_out_stops_the_two_months_until_the_next_release() -> None:
    shut_out = ("case.opened", "licence.granted", "customs.accepted", "customs.released", "customs.shut_out")

    waiting = clocks(tell("national", *PREPARED, *shut_out[1:]))
    released = clocks(tell("national", *PREPARED, *shut_out[1:], "customs.amended", "customs.released"))

    assert "deregistration_application" not in {clock.limit.matter for clock in waiting}
    assert clock_of("shut_out", waiting).since == on(6)
    assert clock_of("deregistration_application", released).since == on(8)


def test_a_claim_may_be_made_within_36_months_of_the_export() -> None:
    window = clock_of("rebate_window", clocks(tell("tianjin", *CLEARED)))

    assert (window.since, window.limit.unit, window.stopped) == (on(8), "months", None)


def test_a_deregistration_that_was_asked_for_again_has_a_new_day() -> None:
    asked = ("vehicle.deregistration_requested", "vehicle.deregistration_withdrawn")
    again = clocks(tell("tianjin", *PREPARED, "licence.granted", *asked, asked[0]))

    assert clock_of("deregistration", again).since == on(6)
    assert clock_of("deregistration", again).stopped is None
