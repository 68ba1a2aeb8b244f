"""The desk through its API: schedules, bookings from the request to the arrival, lines, zones, urgency, figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exportlane.contracts.gateway import CaseOpened
from exportlane.contracts.vehicle_registry import VehicleTempPlateReissued
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import system, until
from logistics.main import service as definition
from tests.logistics.given import BOX, BY_RAIL, BY_SEA, EXPORTER, OTHER, VINS
from tests.logistics.running import Desk, moment, sailing_paper, train_paper

PLATE = VehicleTempPlateReissued.model_validate({"vin": VINS[0], "valid_to": "2026-12-24"})
OPENED = {
    "batch_id": "b", "lot_id": "l", "vin": VINS[0], "exporter_uscc": EXPORTER, "profile": "tianjin",
    "profile_version": "v", "process_version": "v", "destination_country": "RUS", "customs_port": "0202",
    "contract_no": "HT-1", "hs_code": "8703234990",
}  # fmt: skip


async def facts_of(desk: Desk, booking: dict[str, Any]) -> list[str]:
    shown = await desk.see(booking["id"])
    return [fact["type"].removesuffix(".v1") for fact in shown["history"]]


async def test_a_booking_goes_from_the_request_to_the_arrival(desk: Desk) -> None:
    sailing = await desk.sailing()
    cases = await desk.ready(*VINS[:2])

    booking = await desk.booked(sailing, *cases)
    await desk.does(booking, "confirm")
    await desk.does(booking, "gate-in", {})
    await desk.does(booking, "load", {})
    left = await desk.does(booking, "depart", {"transport_document_no": "COSU6001"})
    there = await desk.does(booking, "arrive", {})

    assert (left["status"], there["status"]) == ("departed", "arrived")
    told = await facts_of(desk, booking)
    for what in ("requested", "confirmed", "gated_in", "loaded", "departed", "arrived"):
        assert told.count(f"booking.{what}") == 2
    assert (await desk.cargo(cases[0][0]))["berth"]["status"] == "arrived"
    assert (await desk.officer.get(f"/v1/sailings/{sailing['id']}")).json()["free"]["roro"] == 8


@pytest.mark.requirement("TJ-5.2")
async def test_new_energy_cars_in_boxes_are_loaded_on_their_checklist_and_hours_are_counted(
    desk: Desk,
) -> None:
    sailing = await desk.sailing()
    case = await desk.opened()
    await desk.endorsed(case, energy="C")
    await desk.released(case)
    vehicles = [{"case_id": case, "vin": VINS[0], "new_energy": True}]
    booking = await desk.booked(sailing, (case, VINS[0]), vehicles=vehicles, mode="container", containers=1)
    await desk.does(booking, "confirm")
    box = {"container_no": BOX, "seal_no": "CN-1", "vins": [VINS[0]]}
    await desk.does(booking, "gate-in", {"boxes": [box], "dangerous_declaration_no": "DG-1"})

    asked = (await desk.officer.get("/v1/bookings/loading-checklist", mode="container")).json()["items"]
    bare = await desk.tries(booking, "load", {})
    loaded = await desk.does(booking, "load", {"checklists": [{"vin": VINS[0], "checklist": BY_SEA}]})

    assert {each["code"] for each in asked} == set(BY_SEA)
    assert bare.json()["code"] == "loading_checklist_incomplete"
    assert loaded["status"] == "loaded"
    figures = (await desk.officer.get("/v1/figures/port")).json()
    assert (figures["new_energy_vehicles_loaded"], figures["new_energy_containers_loaded"]) == (1, 1)
    assert figures["gate_in_to_loaded_median_hours"] == "0.0"
    assert figures["gate_in_to_loaded_p90_hours"] == "0.0"


async def test_some_are_left_behind_and_the_next_ship_takes_them(desk: Desk) -> None:
    sailing, following = await desk.sailing(), await desk.sailing()
    booking = await desk.booked(sailing, *await desk.ready(*VINS[:2]))
    await desk.does(booking, "confirm")
    await desk.does(booking, "gate-in", {})

    left = {"vin": VINS[1], "code": "ramp_closed", "reason": "The ramp was closed."}
    loaded = await desk.does(booking, "load", {"left_behind": [left]})
    (behind,) = loaded["left_behind"]
    rebooked = await desk.does({"id": behind["booking_no"]}, "rebook", {"to_sailing_id": following["id"]})

    assert [each["vin"] for each in loaded["vehicles"]] == [VINS[0]]
    assert (rebooked["status"], rebooked["split_from"]) == ("gated_in", booking["id"])
    assert rebooked["on"]["sailing_id"] == following["id"]
    figures = (await desk.officer.get("/v1/figures/port")).json()
    assert (figures["loaded"], figures["rolled"], figures["rolled_share"]) == (1, 1, "1.0000")


async def test_a_ship_that_leaves_takes_what_is_on_board_and_rolls_the_rest(desk: Desk) -> None:
    sailing = await desk.sailing()
    aboard = await desk.loaded(sailing, VINS[0])
    ashore = await desk.booked(sailing, *await desk.ready(VINS[1]))
    path = f"/v1/sailings/{sailing['id']}"

    bare = await desk.officer.post(f"{path}/depart", {}, version="*")
    left = await desk.officer.post(f"{path}/depart", {"documents": {aboard["id"]: "BL-7"}}, version="*")
    there = await desk.officer.post(f"{path}/arrive", {}, version="*")

    assert bare.json()["code"] == "transport_document_missing"
    assert (left.json()["status"], there.json()["status"]) == ("departed", "arrived")
    assert (await desk.see(aboard["id"]))["status"] == "arrived"
    assert (await desk.see(ashore["id"]))["status"] == "rolled"


async def test_other_times_and_a_call_left_out_reach_every_booking(desk: Desk) -> None:
    sailing, following = await desk.sailing(), await desk.sailing(sailing_paper(number="013W"))
    booking = await desk.booked(sailing, (await desk.opened(), VINS[0]))
    path = f"/v1/sailings/{sailing['id']}"
    times = {"cargo_cutoff": moment(days=20), "etd": moment(days=21), "eta": moment(days=25)}

    later = await desk.officer.post(f"{path}/reschedule", times, version="*")
    shown = await desk.see(booking["id"])
    roll = {"code": "omitted", "reason": "Ice in the roads.", "to_sailing_id": following["id"]}
    rolled = await desk.officer.post(f"{path}/roll", roll, version="*")

    assert later.status_code == 200, later.text
    assert shown["on"]["cargo_cutoff"][:10] == times["cargo_cutoff"][:10]
    assert rolled.json()["status"] == "rolled"
    after = await desk.see(booking["id"])
    assert (after["status"], after["on"]["sailing_id"]) == ("confirmed", following["id"])
    told = await facts_of(desk, booking)
    assert [told.count(f"booking.{each}") for each in ("rescheduled", "rolled")] == [1, 1]


@pytest.mark.requirement("TJ-10.1")
async def test_trains_from_dongjiang_are_booked_in_cages_and_counted_by_route(desk: Desk) -> None:
    line = await desk.officer.post(
        "/v1/lines",
        {
            "name": "Dongjiang–Almaty", "mode": "rail_cage", "carrier": "CR Express", "ports": ["CNDJG", "KZALA"],
            "opened_on": "2026-05-01",
        },
    )  # fmt: skip
    train = await desk.sailing(train_paper(line_id=line.json()["id"]))
    booking = await desk.booked(train, *await desk.ready(*VINS[:2]), mode="rail_cage")
    await desk.does(booking, "confirm")
    await desk.does(booking, "gate-in", {})
    await desk.does(booking, "load", {})
    await desk.does(booking, "depart", {"transport_document_no": "SMGS-1"})

    (route,) = (await desk.officer.get("/v1/figures/routes")).json()["items"]

    assert (route["mode"], route["pol"], route["pod"], route["vehicles"]) == (
        "rail_cage",
        "CNDJG",
        "KZALA",
        2,
    )
    assert route["line_id"] == line.json()["id"]
    assert route["departures"] == 1


@pytest.mark.requirement("TJ-10.2")
async def test_a_new_line_with_international_transhipment_is_supported_by_decision(desk: Desk) -> None:
    paper = {
        "name": "Tianjin–Busan–Vladivostok", "mode": "roro", "carrier": "COSCO", "ports": ["CNTXG", "KRPUS", "RUVVO"],
        "opened_on": moment(days=-80)[:10],
    }  # fmt: skip
    line = (await desk.officer.post("/v1/lines", paper)).json()
    path, commerce = f"/v1/lines/{line['id']}", desk.caller("licensing", "officer")

    await desk.officer.post(f"{path}/request-support", {"grounds": "A new line."}, version="*")
    own = await desk.officer.post(
        f"{path}/decide-support", {"verdict": "grant", "reason": "Ours."}, version="*"
    )
    granted = await commerce.post(
        f"{path}/decide-support", {"verdict": "grant", "reason": "It is new."}, version="*"
    )

    assert line["international_transhipment"]
    assert own.status_code == 403
    assert granted.json()["support"]["status"] == "granted"
    listed = (await desk.officer.get("/v1/lines", international="yes", support="granted")).json()["items"]
    assert [each["id"] for each in listed] == [line["id"]]


@pytest.mark.requirement("TJ-10.3")
async def test_train_used_car_and_bonded_zone_go_together(desk: Desk) -> None:
    train = await desk.sailing(train_paper())
    (case,) = await desk.ready(VINS[0])
    booking = await desk.booked(train, case, mode="rail_cage", trade_mode="train_bonded_zone")
    await desk.does(booking, "confirm")
    await desk.does(booking, "gate-in", {})

    outside = await desk.tries(booking, "load", {})
    entered = await desk.officer.post(f"/v1/cargos/{case[0]}/enter-zone", {"zone": "Dongjiang"}, version="*")
    figures = (await desk.officer.get("/v1/figures/port")).json()
    inside = await desk.does(booking, "load", {})
    left = await desk.officer.post(f"/v1/cargos/{case[0]}/leave-zone", {}, version="*")

    assert outside.json()["code"] == "zone_entry_missing"
    assert entered.json()["zone"]["name"] == "Dongjiang"
    assert figures["in_bonded_zone"] == 1
    assert inside["status"] == "loaded"
    assert left.json()["zone"]["left_on"]
    modes = (await desk.officer.get("/v1/lines/trade-modes")).json()["items"]
    assert {each["profile"] for each in modes if each["name"] == "train_bonded_zone"} == {
        "tianjin",
        "taizhou",
    }


@pytest.mark.requirement("TZ-11")
async def test_the_case_that_must_begin_first_stands_first_and_is_told_once(tmp_path: Path) -> None:
    clock = ManualClock(datetime.now(UTC))
    async with system(tmp_path, definitions={"logistics": definition}, clock=clock) as running:
        desk = Desk(running)
        soon = await desk.sailing(
            sailing_paper(cargo_cutoff=moment(days=2), etd=moment(days=3), eta=moment(days=8))
        )
        far = {"cargo_cutoff": moment(days=30), "etd": moment(days=31), "eta": moment(days=40)}
        later = await desk.sailing(sailing_paper(**far))
        first, second = await desk.opened(VINS[0]), await desk.opened(VINS[1])
        ends_first = await desk.booked(later, (second, VINS[1]))
        near = await desk.booked(soon, (first, VINS[0]))
        await desk.endorsed(second, VINS[1], plate_days=10)
        await desk.licensed(second, VINS[1])

        page = (await desk.exporter.get("/v1/urgency")).json()["items"]
        for _ in range(3):
            await desk.service.wake_due()
        clock.advance(timedelta(days=1))
        await desk.service.wake_due()

        assert [each["case_id"] for each in page] == [first, second]
        assert [each["missing"] for each in page] == ["licence", "deregistration"]
        assert [each["threatened"] for each in page] == [True, False]
        assert [each["plate_ends_first"] for each in page] == [False, True]
        assert float(page[0]["hours_left"]) == pytest.approx(48, abs=0.2)
        assert (await facts_of(desk, near)).count("booking.cutoff_near") == 1
        assert "booking.cutoff_near" not in await facts_of(desk, ends_first)
        assert (await desk.stranger.get("/v1/urgency")).json()["items"] == []


async def test_the_cutoff_is_evidence_for_the_priority_lane(desk: Desk) -> None:
    soon = sailing_paper(cargo_cutoff=moment(days=1), etd=moment(days=2), eta=moment(days=6))
    booking = await desk.booked(await desk.sailing(soon), (await desk.opened(), VINS[0]))
    path = f"/v1/bookings/{booking['id']}/cutoff-proof"

    proof = await desk.caller("licensing", "officer").get(path)

    assert proof.status_code == 200, proof.text
    body = proof.json()
    assert body["within"]
    assert body["within_workdays"] == 3
    assert body["working_days_left"] <= 1
    assert body["vins"] == [VINS[0]]
    assert (await desk.exporter.get(path)).status_code == 200
    assert (await desk.stranger.get(path)).status_code == 404
    assert (await desk.caller("customs", "officer").get(path)).status_code == 403


async def test_licensing_may_look_at_the_cutoff_of_a_case_for_the_lane_and_for_nothing_else(
    desk: Desk,
) -> None:
    case = await desk.opened()
    booking = await desk.booked(await desk.sailing(), (case, VINS[0]))
    asked = {
        "resource": "booking_cutoff", "key": {"kind": "case_id", "value": case}, "case_id": case,
        "purpose": "priority_evidence",
    }  # fmt: skip
    commerce, tax = desk.caller("licensing", "officer"), desk.caller("tax-rebate", "officer")

    seen = await commerce.post("/v1/sharing/lookups", asked)
    other = await commerce.post("/v1/sharing/lookups", {**asked, "purpose": "case_view"})
    stranger = await tax.post("/v1/sharing/lookups", asked)

    assert seen.status_code == 200, seen.text
    assert seen.json()["fields"]["booking_no"] == booking["id"]
    assert seen.json()["agreement"] == "SH-164"
    assert (other.status_code, stranger.status_code) == (403, 403)
    history = (await desk.see(booking["id"]))["history"]
    assert "sharing.looked_up.v1" in [fact["type"] for fact in history]


async def test_ready_vehicles_stand_against_bookings(desk: Desk) -> None:
    sailing = await desk.sailing()
    cases = await desk.ready(*VINS[:3])
    await desk.booked(sailing, cases[0])

    figures = (await desk.caller("gateway", "conference").get("/v1/figures/port")).json()
    ready = (await desk.officer.get("/v1/cargos", ready="yes")).json()["items"]

    assert (figures["ready_not_booked"], figures["booked_not_gone"]) == (2, 1)
    assert {each["vin"] for each in ready} == set(VINS[1:3])


async def test_an_exporter_sees_its_own_bookings_only(desk: Desk) -> None:
    sailing = await desk.sailing()
    own = await desk.booked(sailing, (await desk.opened(), VINS[0]))
    other = await desk.booked(
        sailing, (await desk.opened(VINS[1], exporter=OTHER), VINS[1]), by=desk.stranger
    )

    lists = [(await who.get("/v1/bookings")).json()["items"] for who in (desk.exporter, desk.stranger)]

    assert [[each["id"] for each in page] for page in lists] == [[own["id"]], [other["id"]]]
    assert (await desk.stranger.get(f"/v1/bookings/{own['id']}")).status_code == 404
    cancelling = {"code": "buyer", "reason": "The buyer stepped back."}
    assert (await desk.tries(own, "cancel", cancelling, by=desk.stranger)).status_code == 404
    assert (await desk.tries(own, "confirm", by=desk.exporter)).status_code == 403


async def test_a_cancelled_booking_frees_its_vehicles_and_its_space(desk: Desk) -> None:
    sailing = await desk.sailing(sailing_paper(capacity={"roro": 1}))
    case = (await desk.opened(), VINS[0])
    booking = await desk.booked(sailing, case)
    await desk.does(booking, "confirm")

    cancelled = await desk.tries(booking, "cancel", {"code": "buyer", "reason": "No more."}, by=desk.exporter)
    again = await desk.booked(sailing, case)

    assert cancelled.json()["status"] == "cancelled"
    assert (await desk.does(again, "confirm"))["status"] == "confirmed"


async def test_what_customs_shut_out_is_not_loaded_before_it_is_released_anew(desk: Desk) -> None:
    sailing = await desk.sailing(train_paper())
    case = await desk.opened()
    await desk.endorsed(case, energy="C")
    await desk.released(case)
    await desk.shut_out(case)
    vehicles = [{"case_id": case, "vin": VINS[0], "new_energy": True}]
    booking = await desk.booked(sailing, (case, VINS[0]), vehicles=vehicles, mode="rail_cage")
    await desk.does(booking, "confirm")
    await desk.does(booking, "gate-in", {})

    answers = {"checklists": [{"vin": VINS[0], "checklist": BY_RAIL}]}
    shut = await desk.tries(booking, "load", answers)
    await desk.released(case)
    await until(lambda: _released(desk, case), what="the new release")

    assert shut.json()["code"] == "not_released"
    assert (await desk.does(booking, "load", answers))["status"] == "loaded"


async def _released(desk: Desk, case: str) -> bool:
    return (await desk.cargo(case))["shut_out_on"] is None


async def test_a_fact_that_comes_before_the_case_was_opened_waits_for_it(desk: Desk) -> None:
    case = new_id()
    await desk.registry.announces("vehicle.temp_plate_reissued.v1", PLATE, case)
    waiting = await desk.parked()

    fact = CaseOpened.model_validate(OPENED)
    await desk.opener.announces("case.opened.v1", fact, case)
    shown = await desk.until_cargo_is_known(case, "temp_plate_valid_to")

    assert waiting[0]["state"] == "waiting"
    assert shown["temp_plate_valid_to"] == "2026-12-24"
