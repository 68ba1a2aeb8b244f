"""Bad input at the desk: each a code, a field where there is one, an article and a sentence; nothing changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import system
from logistics.main import service as definition
from tests.logistics.given import BOX, BY_SEA, EXPORTER, OTHER, OTHER_BOX, VINS
from tests.logistics.running import Desk, code_of, moment, sailing_paper, train_paper

GROUND = {"code": "buyer", "reason": "The buyer stepped back."}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"imo": "9074728"}, "imo_number_wrong", "/imo"),
        ({"imo": "907472A"}, "imo_number_wrong", "/imo"),
        ({"imo": None}, "sailing_inconsistent", "/imo"),
        ({"pol": "cntxg"}, "locode_wrong", "/pol"),
        ({"pod": "RUVV"}, "locode_wrong", "/pod"),
        ({"capacity": {"rail_cage": 4}}, "sailing_inconsistent", "/capacity"),
        ({"etd": moment(days=8)}, "times_out_of_order", "/etd"),
        ({"cargo_cutoff": "0001-01-01T00:00:00+08:00"}, "times_out_of_order", "/cargo_cutoff"),
        ({"eta": moment(days=9, hours=12)}, "times_out_of_order", "/eta"),
        ({"cargo_cutoff": moment(days=-3), "etd": moment(days=-2)}, "times_out_of_order", "/etd"),
        ({"line_id": "LN-0"}, "line_unknown", "/line_id"),
    ],
)
async def test_a_wrong_schedule_is_refused(
    desk: Desk, changes: dict[str, Any], code: str, field: str
) -> None:
    answer = await desk.officer.post("/v1/sailings", sailing_paper(**changes))

    assert answer.status_code == 422, answer.text
    assert (code_of(answer), answer.json()["field"]) == (code, field)


async def test_a_voyage_calls_at_a_port_once(desk: Desk) -> None:
    paper = sailing_paper()
    await desk.sailing(paper)

    again = await desk.officer.post("/v1/sailings", paper)

    assert (again.status_code, code_of(again)) == (409, "sailing_known")


async def test_a_schedule_is_for_carriers_alone_and_takes_no_misspelt_name(desk: Desk) -> None:
    exporter = await desk.exporter.post("/v1/sailings", sailing_paper())
    misspelt = await desk.officer.post("/v1/sailings", sailing_paper(vesel="x", cargo_cutoff=17))

    assert exporter.status_code == 403
    assert {each["field"] for each in misspelt.json()["errors"]} == {"/vesel", "/cargo_cutoff"}


async def test_a_wrong_request_is_refused_with_its_field(desk: Desk) -> None:
    sailing, train = await desk.sailing(), await desk.sailing(train_paper())
    own, others = await desk.opened(), await desk.opened(VINS[1], exporter=OTHER)
    await desk.endorsed(own, energy="C")
    electric = [{"case_id": own, "vin": VINS[0], "new_energy": True}]
    table: list[tuple[dict[str, Any], str, str]] = [
        ({"vehicles": [{**electric[0], "case_id": "nobody"}]}, "case_unknown", "/vehicles/0/case_id"),
        ({"vehicles": [{**electric[0], "case_id": others}]}, "case_unknown", "/vehicles/0/case_id"),
        ({"vehicles": [{**electric[0], "vin": VINS[2]}]}, "vin_of_another_case", "/vehicles/0/vin"),
        (
            {"vehicles": [{**electric[0], "new_energy": False}]},
            "new_energy_undeclared",
            "/vehicles/0/new_energy",
        ),
        ({"vehicles": [*electric, *electric]}, "booked_already", "/vehicles/1/case_id"),
        ({"mode": "rail_cage"}, "mode_does_not_fit", "/mode"),
        ({"mode": "container"}, "mode_does_not_fit", "/containers"),
        ({"trade_mode": "by_balloon"}, "trade_mode_not_offered", "/trade_mode"),
        ({"sailing_id": "SL-0"}, "sailing_unknown", "/sailing_id"),
        ({"sailing_id": train["id"]}, "mode_does_not_fit", "/mode"),
    ]

    for changes, code, field in table:
        answer = await desk.asks(sailing, **{"vehicles": electric, **changes})
        assert (code_of(answer), answer.json()["field"], answer.status_code) == (code, field, 422)


async def test_an_exporter_books_for_itself_and_an_officer_says_for_whom(desk: Desk) -> None:
    sailing, case = await desk.sailing(), (await desk.opened(), VINS[0])

    for_another = await desk.asks(sailing, case, exporter_uscc=OTHER)
    for_nobody = await desk.asks(sailing, case, by=desk.officer)
    by_officer = await desk.asks(sailing, case, by=desk.officer, exporter_uscc=EXPORTER)

    assert (for_another.status_code, for_nobody.status_code) == (403, 422)
    assert by_officer.json()["exporter_uscc"] == EXPORTER


async def test_a_vehicle_is_booked_once_and_not_after_it_left(desk: Desk) -> None:
    sailing = await desk.sailing()
    (case,) = await desk.ready(VINS[0])
    booking = await desk.booked(sailing, case)

    twice = await desk.asks(sailing, case)
    await desk.does(booking, "confirm")
    await desk.does(booking, "gate-in", {})
    in_terminal = await desk.tries(booking, "cancel", GROUND, by=desk.exporter)
    await desk.does(booking, "load", {})
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    early = await desk.tries(booking, "depart", {"transport_document_no": "BL", "on": tomorrow})
    await desk.does(booking, "depart", {"transport_document_no": "BL"})
    gone = await desk.asks(sailing, case)

    assert (twice.status_code, code_of(twice), twice.json()["field"]) == (
        409,
        "booked_already",
        "/vehicles/0/vin",
    )
    assert (code_of(in_terminal), code_of(early), code_of(gone)) == (
        "in_the_terminal", "out_of_order", "departed_already",
    )  # fmt: skip


async def test_a_full_ship_takes_no_more_and_a_ship_that_left_none(desk: Desk) -> None:
    sailing = await desk.sailing(sailing_paper(capacity={"roro": 1}))
    first = await desk.booked(sailing, (await desk.opened(VINS[0]), VINS[0]))
    second = await desk.booked(sailing, (await desk.opened(VINS[1]), VINS[1]))
    await desk.does(first, "confirm")

    full = await desk.tries(second, "confirm")
    again = await desk.tries(first, "confirm")
    itself = await desk.tries(first, "roll", {**GROUND, "to_sailing_id": sailing["id"]})
    nowhere = await desk.tries(first, "roll", {**GROUND, "to_sailing_id": "SL-0"})
    stranger = await desk.tries(first, "roll", {**GROUND, "vins": [VINS[2]]})
    await desk.officer.post(f"/v1/sailings/{sailing['id']}/roll", GROUND, version="*")
    left = await desk.asks(sailing, (await desk.opened(VINS[2]), VINS[2]))

    assert (code_of(full), code_of(again)) == ("sailing_full", "move_not_allowed")
    assert (code_of(itself), code_of(nowhere)) == ("sailing_closed", "sailing_unknown")
    assert code_of(stranger) == "not_on_this_booking"
    assert (left.status_code, code_of(left)) == (409, "sailing_closed")
    assert (await desk.see(second["id"]))["status"] == "rolled"


async def test_at_the_gate_boxes_seals_and_dangerous_goods_are_checked(desk: Desk) -> None:
    sailing, case = await desk.sailing(), await desk.opened()
    electric = [{"case_id": case, "vin": VINS[0], "new_energy": True}]
    booking = await desk.booked(sailing, vehicles=electric, mode="container", containers=1)
    await desk.does(booking, "confirm")
    box = {"container_no": BOX, "seal_no": "S1", "vins": [VINS[0]]}
    declared = {"dangerous_declaration_no": "DG-1"}
    table: list[tuple[dict[str, Any], str]] = [
        ({"boxes": [box]}, "dangerous_goods_undeclared"),
        ({"boxes": [{**box, "container_no": "CSQU3054384"}], **declared}, "container_number_wrong"),
        ({"boxes": [{**box, "container_no": BOX.lower()}], **declared}, "container_number_wrong"),
        ({"boxes": [{**box, "seal_no": None}], **declared}, "boxes_do_not_fit"),
        ({"boxes": [], **declared}, "boxes_do_not_fit"),
        ({"boxes": [box, {**box, "container_no": OTHER_BOX}], **declared}, "boxes_do_not_fit"),
    ]

    for body, code in table:
        assert code_of(await desk.tries(booking, "gate-in", body)) == code
    await desk.does(booking, "gate-in", {"boxes": [box], **declared})
    unreleased = await desk.tries(booking, "load", {"checklists": [{"vin": VINS[0], "checklist": BY_SEA}]})
    await desk.released(case)
    charged = {"checklists": [{"vin": VINS[0], "checklist": {**BY_SEA, "soc_percent": "99"}}]}

    assert code_of(unreleased) == "not_released"
    assert code_of(await desk.tries(booking, "load", charged)) == "loading_checklist_incomplete"


async def test_a_sealed_box_is_not_torn_apart(desk: Desk) -> None:
    sailing = await desk.sailing()
    booking = await desk.booked(sailing, *await desk.ready(*VINS[:2]), mode="container", containers=1)
    await desk.does(booking, "confirm")
    await desk.does(
        booking, "gate-in", {"boxes": [{"container_no": BOX, "seal_no": "S1", "vins": list(VINS[:2])}]}
    )

    torn = await desk.tries(booking, "roll", {**GROUND, "vins": [VINS[0]]})

    assert (torn.status_code, code_of(torn)) == (422, "container_rolled_whole")


async def test_after_the_cutoff_the_gate_is_closed_and_nothing_is_booked(tmp_path: Path) -> None:
    clock = ManualClock(datetime.now(UTC))
    async with system(tmp_path, definitions={"logistics": definition}, clock=clock) as running:
        desk = Desk(running)
        soon = sailing_paper(cargo_cutoff=moment(days=2), etd=moment(days=3), eta=moment(days=8))
        sailing = await desk.sailing(soon)
        booking = await desk.booked(sailing, (await desk.opened(), VINS[0]))
        await desk.does(booking, "confirm")
        other = await desk.opened(VINS[1])
        clock.advance(timedelta(days=2, minutes=1))

        late = await desk.tries(booking, "gate-in", {})
        asked = await desk.asks(sailing, (other, VINS[1]))

        assert (late.status_code, code_of(late)) == (409, "cutoff_passed")
        assert (asked.status_code, code_of(asked)) == (409, "cutoff_passed")


async def test_zones_and_lines_contradict_nothing(desk: Desk) -> None:
    case = await desk.opened()
    line = {
        "name": "A line", "mode": "roro", "carrier": "COSCO", "ports": ["CNTXG", "RUVVO"], "opened_on": "2024-01-01",
    }  # fmt: skip
    old = (await desk.officer.post("/v1/lines", line)).json()

    out = await desk.officer.post(f"/v1/cargos/{case}/leave-zone", {}, version="*")
    zone = await desk.officer.post(
        f"/v1/cargos/{case}/enter-zone", {"zone": "D", "on": "2099-01-01"}, version="*"
    )
    twice = await desk.officer.post("/v1/lines", {**line, "ports": ["CNTXG", "CNTXG"]})
    support = await desk.officer.post(
        f"/v1/lines/{old['id']}/request-support", {"grounds": "Old."}, version="*"
    )

    assert (code_of(out), code_of(zone)) == ("zone_contradiction", "zone_contradiction")
    assert (code_of(twice), code_of(support)) == ("line_inconsistent", "line_not_new")


async def test_days_that_never_were_or_end_before_they_begin_are_refused(desk: Desk) -> None:
    port = "/v1/figures/port"

    early = await desk.officer.get(port, until="0001-01-01")
    turned = await desk.officer.get("/v1/figures/routes", since="2026-12-01", until="2026-01-01")
    nowhere = await desk.officer.get("/v1/sailings", cutoff_before="2026-12-01T00:00:00")

    assert (early.status_code, turned.status_code, nowhere.status_code) == (422, 400, 422)
