"""Schedules: numbers, times and space, and what happens to a call happens to its bookings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from exportlane.contracts.logistics import BookingRescheduled, BookingRolled
from logistics.domain import whole_calls
from logistics.domain.booking import Reason
from logistics.domain.calls import CallStatus, Carrying, Means, Slot, Times, confirm_space, schedule
from logistics.domain.cargo import Status
from logistics.domain.numbers import wrong_container, wrong_imo, wrong_locode
from logistics.domain.whole_calls import CallMoved
from tests.logistics.given import (
    BOX,
    CUTOFF,
    IMO,
    NOW,
    VINS,
    a_request,
    a_sailing,
    a_train,
    cargos_of,
    confirmed,
    gated,
    loaded,
    refused,
)

REASON = Reason("port_omitted", "Ice in the roads.")
DAY = timedelta(days=1)


@pytest.mark.rule("LOG-IMO")
@pytest.mark.parametrize("number", ["9074728", "907472", "90747299", "IMO9074729", "９０７４７２９", ""])
def test_a_wrong_imo_number_is_refused_at_its_field(number: str) -> None:
    assert wrong_imo(IMO) is None

    found = refused(wrong_imo(number))

    assert (found.slug, found.field, found.status) == ("imo_number_wrong", "/imo", 422)


@pytest.mark.rule("LOG-BOX")
@pytest.mark.parametrize(
    "number", ["CSQU3054384", "csqu3054383", "CSQA3054383", "CSQU305438", "CSQU 305438 3"]
)
def test_a_wrong_container_number_is_refused_and_never_repaired(number: str) -> None:
    assert wrong_container(BOX, "/x") is None

    found = refused(wrong_container(number, "/boxes/0/container_no"))

    assert (found.slug, found.field) == ("container_number_wrong", "/boxes/0/container_no")


@pytest.mark.rule("LOG-LOCODE")
@pytest.mark.parametrize("code", ["CNTX", "cntxg", "CNTXG1", "C1TXG", "CNTX0", "天津港"])
def test_a_port_is_named_by_its_locode(code: str) -> None:
    assert wrong_locode("CNTXG", "/pol") is None
    assert refused(wrong_locode(code, "/pol")).slug == "locode_wrong"


@pytest.mark.rule("LOG-CALL")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"imo": None}, "/imo"),
        ({"means": Means.TRAIN, "capacity": {Carrying.RAIL_CAGE: 1}}, "/imo"),
        ({"capacity": {Carrying.RAIL_CAGE: 3}}, "/capacity"),
        ({"capacity": {Carrying.RORO: 0}}, "/capacity"),
        ({"pod": "CNTXG"}, "/pod"),
    ],
)
def test_a_call_that_contradicts_itself_is_no_schedule(changes: dict[str, Any], field: str) -> None:
    found = refused(schedule(a_sailing(**changes), now=NOW))

    assert (found.slug, found.field) == ("sailing_inconsistent", field)


@pytest.mark.rule("LOG-TIMES")
@pytest.mark.parametrize(
    ("cutoff", "etd", "eta", "field"),
    [
        (CUTOFF, CUTOFF, CUTOFF + DAY, "/etd"),
        (CUTOFF, CUTOFF - DAY, CUTOFF + DAY, "/etd"),
        (CUTOFF, CUTOFF + DAY, CUTOFF + DAY, "/eta"),
        (NOW - 2 * DAY, NOW - DAY, NOW + DAY, "/etd"),
        (CUTOFF, CUTOFF + DAY, NOW + 401 * DAY, "/eta"),
        (CUTOFF, CUTOFF + 61 * DAY, CUTOFF + 62 * DAY, "/cargo_cutoff"),
    ],
)
def test_times_follow_each_other_and_lie_ahead(cutoff: Any, etd: Any, eta: Any, field: str) -> None:
    call = a_sailing(times=Times(cargo_cutoff=cutoff, etd=etd, eta=eta))

    found = refused(schedule(call, now=NOW))

    assert (found.slug, found.field) == ("times_out_of_order", field)


@pytest.mark.rule("LOG-CAPACITY")
def test_the_last_unit_is_given_and_none_beyond_it() -> None:
    call = a_sailing(capacity={Carrying.RORO: 3})
    first = confirm_space(call, Slot("BK-1", Carrying.RORO, 2))
    assert not hasattr(first, "slug")

    last = confirm_space(first, Slot("BK-2", Carrying.RORO, 1))  # type: ignore[arg-type]
    over = confirm_space(last, Slot("BK-3", Carrying.RORO, 1))  # type: ignore[arg-type]

    assert last.free(Carrying.RORO) == 0  # type: ignore[union-attr]
    assert refused(over).slug == "sailing_full"


def test_space_of_one_mode_is_none_of_another() -> None:
    call = a_sailing(capacity={Carrying.RORO: 1, Carrying.CONTAINER: 1})

    held = confirm_space(call, Slot("BK-1", Carrying.RORO, 1))

    assert held.free(Carrying.CONTAINER) == 1  # type: ignore[union-attr]


def moved(answer: object) -> CallMoved:
    assert isinstance(answer, CallMoved), answer
    return answer


def test_other_times_hold_for_every_booking_at_once() -> None:
    booking, call = confirmed(a_sailing(), a_request(*VINS[:2]), cargos_of(*VINS[:2]))
    later = Times(cargo_cutoff=CUTOFF + DAY, etd=CUTOFF + 2 * DAY, eta=CUTOFF + 9 * DAY)

    after = moved(whole_calls.reschedule(call, later, (booking,), now=NOW))

    assert after.bookings[0].on is not None
    assert after.bookings[0].on.cargo_cutoff == CUTOFF + DAY
    told = [fact.data for fact in after.facts if isinstance(fact.data, BookingRescheduled)]
    assert [each.was_cutoff for each in told] == [CUTOFF, CUTOFF]


def test_a_call_that_is_left_out_rolls_its_bookings_as_far_as_another_has_space() -> None:
    first, call = confirmed(a_sailing(), a_request(VINS[0], booking_no="BK-1"), cargos_of(*VINS))
    second, call = confirmed(call, a_request(VINS[1], booking_no="BK-2"), cargos_of(*VINS))
    to = a_sailing(id="SL-2", number="013W", capacity={Carrying.RORO: 1})

    after = moved(whole_calls.roll_call(call, (first, second), REASON, to=to, now=NOW))

    placed, waiting = after.bookings
    assert (placed.status, waiting.status) == (Status.CONFIRMED, Status.ROLLED)
    assert placed.on is not None
    assert placed.on.sailing_id == "SL-2"
    assert after.calls[0].status is CallStatus.ROLLED
    assert after.calls[0].slots == ()
    assert after.calls[1].free(Carrying.RORO) == 0
    told = [fact.data for fact in after.facts if isinstance(fact.data, BookingRolled)]
    assert [each.to_sailing_id for each in told] == ["SL-2", None]


@pytest.mark.rule("LOG-DOCUMENT")
def test_nothing_departs_without_its_transport_document() -> None:
    booking, call = loaded(a_sailing(), a_request(), cargos_of(VINS[0]))

    answer = whole_calls.depart_call(call, (booking,), on=NOW.date(), documents={}, now=NOW)

    assert refused(answer).slug == "transport_document_missing"


def test_what_is_not_on_board_when_it_leaves_is_rolled() -> None:
    cargos = cargos_of(*VINS)
    aboard, call = loaded(a_train(), a_request(VINS[0], mode=Carrying.RAIL_CAGE), cargos)
    ashore, call = gated(call, a_request(VINS[1], booking_no="BK-2", mode=Carrying.RAIL_CAGE), cargos)

    after = moved(
        whole_calls.depart_call(
            call, (aboard, ashore), on=date(2026, 11, 16), documents={"BK-1": "SMGS-1"}, now=NOW
        )
    )

    assert [each.status for each in after.bookings] == [Status.DEPARTED, Status.ROLLED]
    assert after.bookings[1].at_port == "CNDJG"
    assert after.calls[0].status is CallStatus.DEPARTED


def test_what_departed_arrives_with_it() -> None:
    booking, call = loaded(a_sailing(), a_request(), cargos_of(VINS[0]))
    day = date(2026, 11, 16)
    left = moved(whole_calls.depart_call(call, (booking,), on=day, documents={"BK-1": "BL"}, now=NOW))

    there = moved(whole_calls.arrive_call(left.calls[0], left.bookings, on=day, now=NOW))

    assert there.bookings[0].status is Status.ARRIVED
    assert there.calls[0].arrived_on == day


def test_a_call_cannot_have_left_tomorrow() -> None:
    call = replace(a_sailing(), slots=())

    answer = whole_calls.depart_call(call, (), on=date(2026, 11, 17), documents={}, now=NOW)

    assert refused(answer).slug == "out_of_order"
