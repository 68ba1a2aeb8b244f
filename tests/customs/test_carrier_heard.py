"""What carriers tell customs: shown to the officer, waited for before a departure is confirmed, undoing nothing."""

from __future__ import annotations

from datetime import date

import pytest

from customs import handlers
from customs.domain import Declaration, Policy, Status, decide_clearance, decide_departure, matters, summary
from customs.storage import shown
from exportlane.contracts.decision import Decided, FactData, Heard, Refused
from exportlane.contracts.logistics import BookingCancelled, BookingDeparted, BookingLoaded, BookingRolled
from tests.customs.given import ALONE, BY_HAND, CASES, NOW, VINS, policy
from tests.customs.given import released as given_released

DAY = date(2026, 11, 23)
CLEARS = policy(releases=False, clears=True)


def heard(type_: str, data: FactData, number: int = 0) -> Heard:
    return Heard("fact", "logistics", type_, CASES[number], 1, NOW, "BK-1", data)


def loaded(state: Declaration, number: int = 0, *, vessel: str = "MV ONE") -> Declaration:
    data = BookingLoaded(booking_no="BK-1", vin=VINS[number], mode="roro", vessel_or_train=vessel, on=DAY)
    return done(handlers.on_booking_loaded(state, heard("x", data, number), now=NOW, policy=BY_HAND)).state


def rolled(state: Declaration, number: int = 0) -> Declaration:
    data = BookingRolled(
        booking_no="BK-1", vin=VINS[number], mode="roro", sailing_id="SL-1", vessel_or_train="MV ONE", whole=True,
        code="full", reason="The ship was full.", on=DAY,
    )  # fmt: skip
    return done(handlers.on_booking_rolled(state, heard("x", data, number), now=NOW, policy=BY_HAND)).state


def given_up(state: Declaration, number: int = 0, *, booking: str = "BK-1") -> Declaration:
    data = BookingCancelled(
        booking_no=booking,
        vin=VINS[number],
        mode="roro",
        code="no_buyer",
        reason="The buyer stepped back.",
        on=DAY,
    )
    answer = done(handlers.on_booking_cancelled(state, heard("x", data, number), now=NOW, policy=BY_HAND))
    assert answer.facts == ()
    return answer.state


def left(state: Declaration, number: int = 0, *, by: Policy = BY_HAND) -> Decided[Declaration]:
    data = BookingDeparted(
        booking_no="BK-1", vin=VINS[number], mode="roro", vessel_or_train="MV ONE", voyage="012W", pol="CNTXG",
        pod="RUVVO", departed_on=DAY, transport_document_no="COSU6001",
    )  # fmt: skip
    return done(handlers.on_booking_departed(state, heard("x", data, number), now=NOW, policy=by))


def done(answer: Decided[Declaration] | Refused) -> Decided[Declaration]:
    assert isinstance(answer, Decided), answer
    return answer


def clearance(state: Declaration) -> Decided[Declaration] | Refused:
    return decide_clearance(state, vessel=None, now=NOW)


@pytest.fixture
def released() -> Declaration:
    return given_released()


@pytest.mark.rule("CUS-CARRIER")
def test_the_departure_is_not_confirmed_before_the_carrier_has_left_with_every_vehicle(
    released: Declaration,
) -> None:
    aboard = loaded(loaded(released), 1)
    one_left = left(aboard).state

    for state in (aboard, one_left):
        answer = clearance(state)
        assert isinstance(answer, Refused)
        assert (answer.slug, answer.status) == ("carrier_not_departed", 409)
        assert answer.article
    assert done(clearance(left(one_left, 1).state)).state.status is Status.CLEARED


def test_without_any_word_of_a_carrier_nothing_is_waited_for(released: Declaration) -> None:
    assert done(clearance(released)).state.status is Status.CLEARED


def test_what_customs_recorded_themselves_needs_no_word_of_the_carrier(released: Declaration) -> None:
    gone = done(decide_departure(loaded(released), on=None, now=NOW)).state

    assert done(clearance(gone)).state.status is Status.CLEARED


def test_rules_confirm_it_with_the_last_vehicle_that_left(released: Declaration) -> None:
    aboard = loaded(loaded(released), 1)

    first = left(aboard, by=CLEARS)
    last = left(first.state, 1, by=CLEARS)

    assert first.state.status is Status.RELEASED
    assert last.state.status is Status.CLEARED
    assert last.state.vessel == "MV ONE"
    assert [fact.type for fact in last.facts] == ["customs.cleared.v1"] * 2


def test_a_departure_after_the_confirmation_is_noted_and_says_nothing_more(released: Declaration) -> None:
    cleared = done(clearance(released)).state

    answer = left(cleared, by=ALONE)

    assert answer.facts == ()
    assert answer.state.status is Status.CLEARED
    assert [each.transport_document_no for each in answer.state.carriage] == ["COSU6001"]


@pytest.mark.rule("CUS-NOT-LOADED")
def test_what_was_released_and_left_behind_is_a_matter_that_hints_at_shutting_out(
    released: Declaration,
) -> None:
    behind = rolled(released, 1)

    (matter,) = matters(behind)

    assert (matter.code, matter.vin) == ("not_loaded", VINS[1])
    assert "退关" in matter.sentence
    assert matter.article
    assert behind.status is Status.RELEASED
    assert list(matters(loaded(behind, 1))) == []


@pytest.mark.rule("CUS-NOT-LOADED", "CUS-CARRIER")
def test_a_booking_that_was_rolled_and_cancelled_asks_nothing_and_is_waited_for_no_more(
    released: Declaration,
) -> None:
    behind = rolled(released, 1)

    free = given_up(behind, 1)

    assert [item.code for item in matters(behind)] == ["not_loaded"]
    assert free == released
    assert given_up(free, 1) is free
    assert done(clearance(free)).state.status is Status.CLEARED
    assert [item.code for item in matters(rolled(free, 1))] == ["not_loaded"]


def test_only_what_the_cancelled_booking_told_is_forgotten(released: Declaration) -> None:
    behind = rolled(rolled(released), 1)
    gone = left(released).state

    assert given_up(behind, 1, booking="BK-2") is behind
    assert [item.vin for item in matters(given_up(behind, 1))] == [VINS[0]]
    assert given_up(gone) is gone


def test_what_left_without_a_release_is_a_matter_and_no_contradiction() -> None:
    from tests.customs.given import submitted  # noqa: PLC0415

    state = submitted()

    assert [item.code for item in matters(loaded(state))] == ["loaded_without_release"]
    assert [item.code for item in matters(left(state).state)] == ["left_without_release"]


def test_the_officer_sees_the_carriers_days_once_every_vehicle_has_one(released: Declaration) -> None:
    first = loaded(released)
    both = left(left(loaded(first, 1)).state, 1).state

    assert summary(first)["carrier_loaded_on"] is None
    assert shown(both)["carrier_loaded_on"] == "2026-11-23"
    assert shown(both)["carrier_departed_on"] == "2026-11-23"
    assert shown(both)["carrier_vessel"] == "MV ONE"
    assert shown(both)["matters"] == []
