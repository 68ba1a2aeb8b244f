"""Goods that were released and not loaded (C9), and goods that left a port of departure and stay after all (C10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from customs.domain import (
    Amendment,
    Declaration,
    HeadCorrection,
    LineCorrection,
    Outcome,
    Particulars,
    Status,
    decide_amendment,
    decide_amendment_refusal,
    decide_amendment_request,
    decide_cancellation,
    decide_clearance,
    decide_departure,
    decide_departure_from_origin,
    decide_departure_reversal,
    decide_new_declaration,
    decide_release,
    decide_return,
    decide_shut_out,
    decide_shut_out_over,
)
from customs.storage import due
from customs.timing import on_calendar, on_time, wakes
from exportlane.law.instants import due_instant
from tests.customs.given import (
    ALONE,
    BY_HAND,
    CASES,
    NOW,
    TODAY,
    began,
    cleared,
    decided,
    draft,
    licence,
    policy,
    refused,
    released,
    said,
    shut_out,
    types,
)

NO_CLEARING = policy(clears=False)
OTHER_SHIP = Amendment("transport_changed", "The ship was full.", HeadCorrection(vessel="Dongfang 8"))
SCHEME = Particulars(departure_port="0202", port_of_exit="4227", departure_port_scheme=True)
LAST_DAY = date(2026, 12, 23)


def at_sea() -> Declaration:
    """Under the scheme, gone from the port of departure."""
    state = began(draft(particulars=SCHEME)).state
    return decided(decide_departure_from_origin(state, on=None, now=NOW)).state


def test_goods_that_were_not_loaded_are_shut_out_with_thirty_days_to_book_anew() -> None:
    answer = decided(decide_shut_out(released(), reason="The ship was full.", on=None, now=NOW, policy=ALONE))

    assert types(answer.facts) == [(case, "customs.shut_out") for case in CASES]
    assert [clock.due_on for clock in answer.state.clocks] == [LAST_DAY]
    assert due(answer.state) == LAST_DAY.isoformat()


def test_a_new_booking_is_granted_by_rule_and_the_goods_are_released_again_under_the_same_number() -> None:
    state = shut_out()

    answer = decided(decide_amendment_request(state, OTHER_SHIP, now=NOW, policy=NO_CLEARING))

    assert said(answer) == ["customs.amend_requested", "customs.amended", "customs.released"]
    assert answer.state.declaration_no == state.declaration_no
    assert (answer.state.vessel, answer.state.shut_out_on) == ("Dongfang 8", None)
    assert all(not clock.running for clock in answer.state.clocks)
    assert decided(decide_clearance(answer.state, vessel=None, now=NOW)).state.status is Status.CLEARED


def test_where_officers_decide_they_grant_it_and_release_again() -> None:
    asked = decided(decide_amendment_request(shut_out(), OTHER_SHIP, now=NOW, policy=BY_HAND))
    granted = decided(decide_amendment(asked.state, now=NOW, policy=BY_HAND))
    free = decided(decide_release(granted.state, now=NOW, policy=BY_HAND))

    assert (said(asked), asked.state.status) == (["customs.amend_requested"], Status.AMENDMENT_REQUESTED)
    assert (said(granted), granted.state.status) == (["customs.amended"], Status.ACCEPTED)
    assert said(free) == ["customs.released"]


def test_a_booking_that_is_refused_leaves_the_goods_shut_out() -> None:
    asked = decided(decide_amendment_request(shut_out(), OTHER_SHIP, now=NOW, policy=BY_HAND)).state

    answer = decided(decide_amendment_refusal(asked))

    assert (answer.state.status, answer.facts) == (Status.SHUT_OUT, ())


def test_goods_declared_anew_get_a_new_number() -> None:
    state = shut_out()

    answer = decided(
        decide_new_declaration(
            state, HeadCorrection(vessel="Dongfang 9"), (), now=NOW + timedelta(days=1), policy=NO_CLEARING
        )
    )

    assert said(answer) == ["customs.resubmitted", "customs.accepted", "customs.released"]
    assert answer.state.former_numbers == (state.declaration_no,)
    assert answer.state.declaration_no not in {None, state.declaration_no}
    assert answer.facts[0].data.items == ()


def test_goods_declared_anew_that_can_never_be_released_take_the_first_release_back() -> None:
    state = replace(shut_out(), licence=licence(customs_port="0201"))

    answer = decided(decide_new_declaration(state, HeadCorrection(), (), now=NOW, policy=ALONE))

    assert said(answer) == ["customs.resubmitted", "customs.cancelled"]
    assert answer.facts[-1].data.declaration_no == state.declaration_no
    assert answer.facts[-1].data.code == "licence_mismatch"


def test_a_new_declaration_names_vehicles_that_are_declared() -> None:
    answer = refused(
        decide_new_declaration(
            shut_out(), HeadCorrection(), (LineCorrection("X" * 17),), now=NOW, policy=ALONE
        )
    )

    assert answer.field == "/lines"


def test_whoever_gives_up_cancels_and_the_release_is_taken_back() -> None:
    answer = decided(decide_cancellation(shut_out(), Outcome("given_up", "The buyer left."), now=NOW))

    assert types(answer.facts) == [(case, "customs.cancelled") for case in CASES]
    assert all(not clock.running for clock in answer.state.clocks)


@pytest.mark.rule("CUS-SHUT-OUT")
def test_the_clock_warns_on_the_last_working_day_before_and_cancels_when_the_days_are_over() -> None:
    state = shut_out()

    warned = on_time(state, now=wakes(state), policy=ALONE)
    at_the_end = wakes(warned.state)
    over = on_time(warned.state, now=at_the_end, policy=ALONE)

    assert [fact.type for fact in warned.facts] == ["clock.due_soon.v1"] * 2
    assert warned.state.status is Status.SHUT_OUT
    assert at_the_end == due_instant(LAST_DAY)
    assert [fact.type for fact in over.facts] == ["clock.breached.v1"] * 2 + ["customs.cancelled.v1"] * 2
    assert over.facts[-1].data.code == "shut_out_too_long"
    assert wakes(over.state) is None


@pytest.mark.rule("CUS-SHUT-OUT")
def test_a_request_keeps_the_clock_silent_and_a_refused_one_lets_it_speak() -> None:
    asked = decided(decide_amendment_request(shut_out(), OTHER_SHIP, now=NOW, policy=BY_HAND)).state

    assert wakes(asked) is None
    assert decide_shut_out_over(asked, now=NOW).state is asked
    assert wakes(decided(decide_amendment_refusal(asked)).state) is not None


def test_another_calendar_moves_nothing_that_it_does_not_touch() -> None:
    assert on_calendar(cleared(), now=NOW, policy=ALONE) is None
    assert on_calendar(shut_out(), now=NOW, policy=ALONE) is None


def test_without_a_limit_in_the_profile_goods_stay_shut_out() -> None:
    no_limit = replace(ALONE, profiles={"tianjin": replace(ALONE.profiles["tianjin"], shut_out=None)})

    state = decided(decide_shut_out(released(), reason="Full.", on=None, now=NOW, policy=no_limit)).state

    assert (wakes(state), due(state)) == (None, None)


def test_under_the_scheme_rules_release_and_people_report_the_departures() -> None:
    state = began(draft(particulars=SCHEME)).state
    left = decided(decide_departure_from_origin(state, on=None, now=NOW))
    gone = decided(decide_departure(left.state, on=None, now=NOW))
    over = decided(decide_clearance(gone.state, vessel=None, now=NOW))

    assert state.status is Status.RELEASED
    assert types(left.facts) == [(case, "customs.departed_origin_port") for case in CASES]
    assert (left.facts[0].data.departure_port, left.facts[0].data.exit_port) == ("0202", "4227")
    assert [said(step) for step in (gone, over)] == [["customs.departed"], ["customs.cleared"]]


@pytest.mark.rule("CUS-SCHEME-LEAVE")
def test_only_goods_under_the_scheme_leave_a_port_of_departure() -> None:
    answer = refused(decide_departure_from_origin(released(), on=None, now=NOW))

    assert (answer.slug, answer.status) == ("not_departure_port_scheme", 422)
    assert "31号" in str(answer.article)


def test_goods_that_left_the_port_of_departure_and_stay_after_all_are_shut_out() -> None:
    answer = decided(
        decide_departure_reversal(at_sea(), reason="The feeder broke down.", on=None, now=NOW, policy=ALONE)
    )

    assert types(answer.facts) == [(case, "customs.departure_reversed") for case in CASES]
    assert answer.state.status is Status.SHUT_OUT
    assert wakes(answer.state) is not None


@pytest.mark.rule("CUS-ORDER")
@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_no_step_is_before_the_last_one_or_tomorrow(day: date) -> None:
    scheme = began(draft(particulars=SCHEME)).state
    answers = [
        decide_shut_out(released(), reason="Full.", on=day, now=NOW, policy=ALONE),
        decide_departure(released(), on=day, now=NOW),
        decide_departure_from_origin(scheme, on=day, now=NOW),
        decide_departure_reversal(at_sea(), reason="Broken.", on=day, now=NOW, policy=ALONE),
    ]

    assert {refused(answer).slug for answer in answers} == {"out_of_order"}


@pytest.mark.rule("CUS-RETURN")
def test_goods_come_back_from_where_they_left() -> None:
    gone = decided(decide_departure(released(), on=None, now=NOW)).state
    home = decided(decide_clearance(gone, vessel=None, now=NOW + timedelta(days=2))).state

    later = NOW + timedelta(days=9)
    assert refused(
        decide_return(home, reason="Refused.", returned_on=TODAY - timedelta(days=1), now=later)
    ).slug == ("returned_out_of_order")
    assert decided(decide_return(home, reason="Refused.", returned_on=TODAY, now=later)).state.status is (
        Status.RETURNED
    )
