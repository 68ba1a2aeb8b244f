"""Slips of the pen at the desk: nothing is guessed or passed over, and the field that is named is one of the body."""

from __future__ import annotations

from typing import Any

import pytest

from tests.logistics.given import BY_SEA, VINS
from tests.logistics.running import Desk, code_of, sailing_paper

FULL = {"code": "full", "reason": "There was no room."}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity": {"roro": "5"}}, "/capacity/roro"),
        ({"capacity": {"roro": True}}, "/capacity/roro"),
        ({"requires_zone": "yes"}, "/requires_zone"),
        ({"number": "   "}, "/number"),
        ({"name": " "}, "/name"),
        ({"carrier": "\t"}, "/carrier"),
    ],
)
async def test_a_schedule_takes_numbers_as_numbers_and_blanks_as_nothing(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    answer = await desk.officer.post("/v1/sailings", sailing_paper(**changes))

    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.rule("LOG-IMO")
async def test_no_imo_number_begins_with_a_nought_though_its_digits_add_up(desk: Desk) -> None:
    answer = await desk.officer.post("/v1/sailings", sailing_paper(imo="0000000"))

    assert (answer.status_code, code_of(answer)) == (422, "imo_number_wrong")


async def test_a_blank_behind_its_number_makes_no_other_voyage(desk: Desk) -> None:
    paper = sailing_paper()
    await desk.sailing(paper)

    again = await desk.officer.post("/v1/sailings", {**paper, "number": f"{paper['number']} "})

    assert (again.status_code, code_of(again)) == (409, "sailing_known")


async def test_whether_a_car_has_a_battery_is_answered_with_true_or_false(desk: Desk) -> None:
    sailing, case = await desk.sailing(), await desk.opened()
    vehicles = [{"case_id": case, "vin": VINS[0], "new_energy": "no"}]

    answer = await desk.asks(sailing, vehicles=vehicles)

    assert answer.status_code == 422
    assert "/vehicles/0/new_energy" in {each["field"] for each in answer.json()["errors"]}


async def test_an_exporter_sees_what_is_free_and_not_what_other_firms_have_booked(desk: Desk) -> None:
    sailing = await desk.sailing()
    booking = await desk.booked(sailing, (await desk.opened(), VINS[0]))
    await desk.does(booking, "confirm")
    path = f"/v1/sailings/{sailing['id']}"

    officials = (await desk.officer.get(path)).json()
    firms = await desk.exporter.get(path)
    listed = (await desk.exporter.get("/v1/sailings")).json()["items"]

    assert [slot["booking_no"] for slot in officials["slots"]] == [booking["id"]]
    assert firms.json()["slots"] == listed[0]["slots"] == []
    assert firms.json()["free"] == officials["free"] == {"roro": 9, "container": 2}
    assert firms.headers["etag"]


async def test_what_is_wrong_at_the_ramp_is_named_by_its_place_in_the_body(desk: Desk) -> None:
    sailing, cases = await desk.sailing(), await desk.ready(*VINS[:2])
    electric = [{"case_id": case, "vin": vin, "new_energy": True} for case, vin in cases]
    declared = {"dangerous_declaration_no": "DG-1"}
    booking = await desk.booked(sailing, vehicles=electric)
    await desk.does(booking, "confirm")
    await desk.does(booking, "gate-in", declared)
    rows = [{"vin": vin, "checklist": BY_SEA} for vin in VINS[:2]]
    bad = {"vin": VINS[1], "checklist": {**BY_SEA, "fixed": "no"}}
    stranger = {"vin": VINS[2], "checklist": BY_SEA}
    table: list[tuple[dict[str, Any], str, str]] = [
        ({"checklists": [rows[0], bad]}, "loading_checklist_incomplete", "/checklists/1/checklist"),
        ({"checklists": rows[:1]}, "loading_checklist_incomplete", "/checklists"),
        ({"checklists": [*rows, stranger]}, "not_on_this_booking", "/checklists"),
        ({"checklists": rows, "left_behind": [{"vin": VINS[2], **FULL}]}, "not_on_this_booking", "/left_behind"),
    ]  # fmt: skip

    for body, code, field in table:
        answer = await desk.tries(booking, "load", body)
        assert (code_of(answer), answer.json()["field"]) == (code, field)
    twice = await desk.tries(booking, "load", {"checklists": [bad, *rows]})
    rolled = await desk.tries(booking, "roll", {**FULL, "vins": [VINS[2]]})

    assert (twice.status_code, twice.json()["slug"]) == (422, "validation-failed")
    assert f"{VINS[1]} stands twice" in twice.json()["detail"]
    assert rolled.json()["field"] == "/vins"


async def test_a_document_for_what_is_not_on_board_is_not_passed_over(desk: Desk) -> None:
    sailing, cases = await desk.sailing(), await desk.ready(*VINS[:1])
    booking = await desk.booked(sailing, *cases)
    await desk.does(booking, "confirm")
    await desk.does(booking, "gate-in", {})
    await desk.does(booking, "load", {})
    path, named = f"/v1/sailings/{sailing['id']}/depart", {booking["id"]: "BL-1"}

    strange = await desk.officer.post(path, {"documents": {**named, "BK-0": "BL-2"}}, version="*")
    gone = await desk.officer.post(path, {"documents": named}, version="*")

    assert (strange.status_code, code_of(strange)) == (422, "not_on_this_booking")
    assert strange.json()["field"] == "/documents"
    assert "BK-0" in strange.json()["detail"]
    assert gone.json()["status"] == "departed"


@pytest.mark.parametrize(
    ("body", "field"),
    [({"zone": " "}, "/zone"), ({"zone": "东疆综合保税区", "on": "1990-01-01"}, "/on")],
)
async def test_a_zone_has_a_name_and_no_car_entered_one_before_there_were_cases(
    desk: Desk, body: dict[str, Any], field: str
) -> None:
    case = await desk.opened()

    answer = await desk.officer.post(f"/v1/cargos/{case}/enter-zone", body, version="*")

    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_line_was_not_opened_in_the_year_one(desk: Desk) -> None:
    line = {
        "name": "津哈班列", "mode": "rail_cage", "carrier": "CRE", "ports": ["CNDJG", "KZALA"],
        "opened_on": "0001-01-01",
    }  # fmt: skip

    answer = await desk.officer.post("/v1/lines", line)

    assert (answer.status_code, answer.json()["field"]) == (422, "/opened_on")
