"""A booking by the law: whose cases, which boxes, what is checked at the gate and at the ramp, what is left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from exportlane.contracts.logistics import BookingConfirmed, BookingGatedIn, BookingLoaded, BookingRolled
from logistics.domain import passage, requesting, rolling
from logistics.domain.booking import Booking, Moved, Reason
from logistics.domain.calls import Call, CallStatus, Carrying
from logistics.domain.cargo import Cargo, Status, Zone
from logistics.domain.passage import Box
from logistics.domain.policy import CUSTOMS
from logistics.domain.rolling import Rolling
from tests.logistics.given import (
    BOX,
    BY_RAIL,
    BY_SEA,
    CUTOFF,
    NOW,
    OTHER,
    OTHER_BOX,
    POLICY,
    VINS,
    a_cargo,
    a_request,
    a_sailing,
    a_train,
    asked_for,
    cargos_of,
    case_of,
    confirmed,
    done,
    electric,
    gated,
    loaded,
    refused,
    with_berths,
)

REASON = Reason("lashing_point", "The ramp was closed.")
SECOND = timedelta(seconds=1)
IN_BOXES = {"mode": Carrying.CONTAINER, "containers": 1}


def asks(cargos: dict[str, Cargo], call: Call | None = None, **changes: Any) -> object:
    request = a_request(**changes)
    return requesting.request(request, call or a_sailing(), cargos, now=NOW, policy=POLICY)


@pytest.mark.rule("LOG-CASE")
@pytest.mark.parametrize(
    ("cargos", "code", "field"),
    [
        ({}, "case_unknown", "/vehicles/0/case_id"),
        (cargos_of(VINS[0], exporter_uscc=OTHER), "case_unknown", "/vehicles/0/case_id"),
        ({case_of(VINS[0]): a_cargo(VINS[1], id=case_of(VINS[0]))}, "vin_of_another_case", "/vehicles/0/vin"),
    ],
)
def test_a_firm_books_for_vehicles_of_its_own_cases_alone(
    cargos: dict[str, Cargo], code: str, field: str
) -> None:
    found = refused(asks(cargos))

    assert (found.slug, found.field) == (code, field)


def test_anothers_case_is_refused_in_the_words_of_one_that_does_not_exist() -> None:
    unknown, others = asks({}), asks(cargos_of(VINS[0], exporter_uscc=OTHER))

    assert unknown == others


@pytest.mark.rule("LOG-ONCE")
@pytest.mark.parametrize(
    "status", [Status.REQUESTED, Status.CONFIRMED, Status.GATED_IN, Status.LOADED, Status.ROLLED]
)
def test_a_vehicle_stands_on_one_live_booking(status: Status) -> None:
    booking, _ = asked_for(a_sailing(), a_request(), cargos_of(VINS[0]))
    cargos = with_berths(cargos_of(VINS[0]), replace(booking, status=status))

    assert refused(asks(cargos, booking_no="BK-2")).slug == "booked_already"


def test_after_a_cancellation_it_is_free_and_after_a_departure_it_is_gone() -> None:
    booking, _ = asked_for(a_sailing(), a_request(), cargos_of(VINS[0]))
    free = with_berths(cargos_of(VINS[0]), replace(booking, status=Status.CANCELLED))
    gone = with_berths(cargos_of(VINS[0]), replace(booking, status=Status.DEPARTED))

    assert isinstance(asks(free, booking_no="BK-2"), Moved)
    assert refused(asks(gone, booking_no="BK-2")).slug == "departed_already"


@pytest.mark.rule("LOG-MODE")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mode": Carrying.RAIL_CAGE}, "mode_does_not_fit"),
        ({"mode": Carrying.CONTAINER}, "mode_does_not_fit"),
        ({"containers": 1}, "mode_does_not_fit"),
        ({"mode": Carrying.CONTAINER, "containers": 2}, "mode_does_not_fit"),
    ],
)
def test_the_mode_is_one_of_the_call_and_only_boxes_are_counted_as_boxes(
    changes: dict[str, Any], code: str
) -> None:
    assert refused(asks(cargos_of(VINS[0]), **changes)).slug == code


def test_a_call_that_is_over_or_past_its_cutoff_is_not_booked() -> None:
    over = a_sailing(status=CallStatus.DEPARTED)
    late = requesting.request(
        a_request(), a_sailing(), cargos_of(VINS[0]), now=CUTOFF + SECOND, policy=POLICY
    )

    assert refused(asks(cargos_of(VINS[0]), over)).slug == "sailing_closed"
    assert refused(late).slug == "cutoff_passed"


@pytest.mark.rule("LOG-ENERGY")
@pytest.mark.parametrize("energy", ["C", "O", "X"])
def test_a_battery_that_the_register_knows_is_not_booked_away(energy: str) -> None:
    assert refused(asks(cargos_of(VINS[0], energy_type=energy))).slug == "new_energy_undeclared"
    assert isinstance(asks(cargos_of(VINS[0], energy_type=None)), Moved)


@pytest.mark.rule("LOG-TRADE")
def test_the_trade_mode_is_one_that_the_profile_offers() -> None:
    assert refused(asks(cargos_of(VINS[0]), trade_mode="by_balloon")).slug == "trade_mode_not_offered"


@pytest.mark.rule("LOG-CUTOFF")
@pytest.mark.parametrize(("late", "passes"), [(-SECOND, True), (0 * SECOND, True), (SECOND, False)])
def test_the_gate_closes_after_the_cutoff(late: timedelta, passes: bool) -> None:
    booking, call = confirmed(a_sailing(), a_request(), cargos_of(VINS[0]))

    answer = passage.gate_in(
        booking, call, cargos_of(VINS[0]), boxes=(), dangerous_declaration_no=None, at=CUTOFF + late
    )

    assert isinstance(answer, Moved) is passes
    if not passes:
        assert refused(answer).slug == "cutoff_passed"


@pytest.mark.rule("LOG-SEAL")
@pytest.mark.parametrize(
    ("boxes", "code"),
    [
        ((), "boxes_do_not_fit"),
        ((Box(BOX, None, VINS[:2]),), "boxes_do_not_fit"),
        ((Box(BOX, "S1", VINS[:1]),), "boxes_do_not_fit"),
        ((Box(BOX, "S1", VINS[:1]), Box(BOX, "S2", VINS[1:2])), "boxes_do_not_fit"),
        ((Box(BOX, "S1", VINS[:1]), Box(OTHER_BOX, "S2", VINS[1:2])), "boxes_do_not_fit"),
        ((Box("CSQU3054384", "S1", VINS[:2]),), "container_number_wrong"),
    ],
)
def test_each_vehicle_comes_in_one_sealed_box_of_those_that_were_booked(
    boxes: tuple[Box, ...], code: str
) -> None:
    cargos = cargos_of(*VINS[:2])
    booking, call = confirmed(a_sailing(), a_request(*VINS[:2], **IN_BOXES), cargos)

    answer = passage.gate_in(booking, call, cargos, boxes=boxes, dangerous_declaration_no=None, at=NOW)

    assert refused(answer).slug == code


def test_a_roro_booking_has_no_boxes() -> None:
    booking, call = confirmed(a_sailing(), a_request(), cargos_of(VINS[0]))

    answer = passage.gate_in(
        booking,
        call,
        cargos_of(VINS[0]),
        boxes=(Box(BOX, "S", VINS[:1]),),
        dangerous_declaration_no=None,
        at=NOW,
    )

    assert refused(answer).slug == "mode_does_not_fit"


@pytest.mark.rule("LOG-DANGEROUS")
@pytest.mark.parametrize(
    ("call", "mode", "asked"), [(a_sailing(), "roro", True), (a_train(), "rail_cage", False)]
)
def test_batteries_are_dangerous_goods_by_sea_and_not_by_rail(call: Call, mode: str, asked: bool) -> None:
    cargos = cargos_of(VINS[0], energy_type="C")
    booking, call = confirmed(call, electric(a_request(mode=Carrying(mode))), cargos)

    bare = passage.gate_in(booking, call, cargos, boxes=(), dangerous_declaration_no=None, at=NOW)
    declared = passage.gate_in(booking, call, cargos, boxes=(), dangerous_declaration_no="DG-1", at=NOW)

    assert isinstance(bare, Moved) is not asked
    if asked:
        assert refused(bare).slug == "dangerous_goods_undeclared"
    assert done(declared).bookings[0].dangerous_declaration_no == "DG-1"


@pytest.mark.rule("LOG-PLATE")
def test_a_plate_that_ends_before_the_gate_is_flagged_and_refuses_nothing() -> None:
    cargos = cargos_of(VINS[0], temp_plate_valid_to=date(2026, 11, 24))
    booking, call = asked_for(a_sailing(), a_request(), cargos)

    confirmed_ = done(passage.confirm(booking, call, cargos, now=NOW))
    late = done(
        passage.gate_in(
            confirmed_.bookings[0], call, cargos, boxes=(), dangerous_declaration_no=None, at=CUTOFF
        )
    )

    first, second = confirmed_.facts[0].data, late.facts[0].data
    assert isinstance(first, BookingConfirmed)
    assert first.flags == ("temp_plate_ends_first",)
    assert isinstance(second, BookingGatedIn)
    assert second.flags == ("temp_plate_expired",)


def loads(booking: Booking, call: Call, cargos: dict[str, Cargo], **given: Any) -> object:
    plain: dict[str, Any] = {"answers": {}, "left": {}}
    return rolling.load(booking, call, cargos, **{**plain, **given}, now=NOW, policy=POLICY)


@pytest.mark.rule("LOG-RELEASED")
@pytest.mark.parametrize(
    "changes",
    [
        {"released_on": None, "done": frozenset()},
        {"released_on": None, "shut_out_on": date(2026, 11, 15), "done": frozenset({CUSTOMS})},
        {"detained": True},
    ],
)
def test_nothing_is_loaded_that_customs_have_not_released(changes: dict[str, Any]) -> None:
    cargos = cargos_of(VINS[0], **changes)
    booking, call = gated(a_sailing(), a_request(), cargos)

    assert refused(loads(booking, call, cargos)).slug == "not_released"


@pytest.mark.rule("LOG-ZONE")
def test_by_train_through_a_zone_the_zone_comes_first() -> None:
    request = a_request(mode=Carrying.RAIL_CAGE, trade_mode="train_bonded_zone")
    outside = cargos_of(VINS[0])
    inside = cargos_of(VINS[0], zone=Zone("Dongjiang", date(2026, 11, 14)))
    left = cargos_of(VINS[0], zone=Zone("Dongjiang", date(2026, 11, 14), date(2026, 11, 15)))
    booking, call = gated(a_train(), request, outside)

    assert refused(loads(booking, call, outside)).slug == "zone_entry_missing"
    assert refused(loads(booking, call, left)).slug == "zone_entry_missing"
    assert isinstance(loads(booking, call, inside), Moved)


def test_a_line_that_runs_from_a_zone_asks_for_it_whatever_the_trade_mode() -> None:
    booking, call = gated(a_sailing(requires_zone=True), a_request(), cargos_of(VINS[0]))

    assert refused(loads(booking, call, cargos_of(VINS[0]))).slug == "zone_entry_missing"


@pytest.mark.rule("LOG-LOADING")
@pytest.mark.parametrize(
    ("call", "mode", "answers"), [(a_sailing(), "roro", BY_SEA), (a_train(), "rail_cage", BY_RAIL)]
)
def test_a_battery_goes_on_board_on_a_complete_checklist(
    call: Call, mode: str, answers: dict[str, str]
) -> None:
    cargos = cargos_of(VINS[0], energy_type="C")
    booking, call = gated(call, electric(a_request(mode=Carrying(mode))), cargos, declared="DG-1")

    for code in answers:
        short = {name: value for name, value in answers.items() if name != code}
        assert (
            refused(loads(booking, call, cargos, answers={VINS[0]: short})).slug
            == "loading_checklist_incomplete"
        )
    charged = {VINS[0]: {**answers, "soc_percent": "61"}}
    assert refused(loads(booking, call, cargos, answers=charged)).slug == "loading_checklist_incomplete"
    whole = done(loads(booking, call, cargos, answers={VINS[0]: answers}))  # type: ignore[arg-type]

    fact = whole.facts[0].data
    assert isinstance(fact, BookingLoaded)
    assert fact.checklist_passed is True


def test_those_left_behind_have_a_booking_of_their_own_each_with_its_reason() -> None:
    cargos = cargos_of(*VINS[:3])
    booking, call = gated(a_sailing(), a_request(*VINS[:3]), cargos)
    other = Reason("flat_battery", "It would not start.")

    after = done(loads(booking, call, cargos, left={VINS[0]: REASON, VINS[1]: other}))  # type: ignore[arg-type]

    aboard, behind = after.bookings
    assert (aboard.status, behind.status) == (Status.LOADED, Status.ROLLED)
    assert [each.vin for each in aboard.vehicles] == [VINS[2]]
    assert {each.vin: each.reason for each in aboard.left_behind} == {VINS[0]: REASON, VINS[1]: other}
    assert behind.id == "BK-1-2"
    assert behind.at_port == "CNTXG"
    told = {fact.data.vin: fact.data for fact in after.facts if isinstance(fact.data, BookingRolled)}
    assert told[VINS[1]].code == "flat_battery"
    assert not told[VINS[0]].whole
    assert after.calls[0].free(Carrying.RORO) == 9


def test_when_all_are_left_behind_the_booking_itself_is_rolled() -> None:
    booking, call = gated(a_sailing(), a_request(), cargos_of(VINS[0]))

    after = done(loads(booking, call, cargos_of(VINS[0]), left={VINS[0]: REASON}))  # type: ignore[arg-type]

    assert [each.status for each in after.bookings] == [Status.ROLLED]
    assert after.calls[0].free(Carrying.RORO) == 10


def test_a_sealed_box_goes_or_stays_with_all_that_is_in_it() -> None:
    cargos = cargos_of(*VINS[:2])
    booking, call = gated(a_sailing(), a_request(*VINS[:2], **IN_BOXES), cargos, Box(BOX, "S1", VINS[:2]))

    answer = loads(booking, call, cargos, left={VINS[0]: REASON})

    assert refused(answer).slug == "container_rolled_whole"


def test_one_of_two_boxes_is_rolled_whole_and_the_other_goes() -> None:
    cargos = cargos_of(*VINS[:3])
    request = a_request(*VINS[:3], mode=Carrying.CONTAINER, containers=2)
    booking, call = gated(
        a_sailing(), request, cargos, Box(BOX, "S1", VINS[:2]), Box(OTHER_BOX, "S2", VINS[2:3])
    )

    after = done(rolling.roll(booking, call, Rolling(REASON, frozenset(VINS[:2])), now=NOW))

    kept, gone = after.bookings
    assert (kept.units, gone.units) == (1, 1)
    assert after.calls[0].free(Carrying.CONTAINER) == 1


def test_a_vehicle_of_another_booking_is_not_rolled_here() -> None:
    booking, call = confirmed(a_sailing(), a_request(), cargos_of(VINS[0]))

    answer = rolling.roll(booking, call, Rolling(REASON, frozenset({VINS[1]})), now=NOW)

    assert refused(answer).slug == "not_on_this_booking"


@pytest.mark.rule("LOG-ROLL")
@pytest.mark.parametrize(
    ("to", "code"),
    [
        (a_sailing(id="SL-2", status=CallStatus.ROLLED), "sailing_closed"),
        (a_sailing(id="SL-2", capacity={Carrying.CONTAINER: 1}), "mode_does_not_fit"),
        (a_sailing(id="SL-2", capacity={Carrying.RORO: 1}), "sailing_full"),
    ],
)
def test_another_call_takes_it_only_when_it_can(to: Call, code: str) -> None:
    cargos = cargos_of(*VINS[:2])
    booking, call = confirmed(a_sailing(), a_request(*VINS[:2]), cargos)

    answer = rolling.roll(booking, call, Rolling(REASON, None, to), now=NOW)

    assert refused(answer).slug == code


@pytest.mark.parametrize(("pol", "status"), [("CNTXG", Status.GATED_IN), ("CNSHA", Status.CONFIRMED)])
def test_what_stands_in_the_terminal_of_the_port_stays_there(pol: str, status: Status) -> None:
    booking, call = gated(a_sailing(), a_request(), cargos_of(VINS[0]))
    rolled = done(rolling.roll(booking, call, Rolling(REASON), now=NOW)).bookings[0]

    after = done(rolling.rebook(rolled, a_sailing(id="SL-2", pol=pol), cargos_of(VINS[0]), now=NOW))

    assert after.bookings[0].status is status
    assert after.bookings[0].rolls[0].sailing_id == "SL-1"


@pytest.mark.rule("LOG-ORDER")
@pytest.mark.parametrize(("day", "passes"), [(15, False), (16, True), (17, False)])
def test_a_departure_is_not_before_the_loading_nor_in_time_to_come(day: int, passes: bool) -> None:
    booking, _ = loaded(a_sailing(), a_request(), cargos_of(VINS[0]))

    answer = passage.depart(booking, on=date(2026, 11, day), document_no="BL-1", now=NOW)

    assert isinstance(answer, Moved) is passes
    if not passes:
        assert refused(answer).slug == "out_of_order"
