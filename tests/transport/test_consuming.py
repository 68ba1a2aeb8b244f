"""A unit is used up by the registry's word and by nothing else; what does not fit is for an officer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agency.office import OTHER_EXPORTER
from tests.transport.conftest import Transport, a_vin, refusal

BECAUSE = {"reason": "The firm showed the contract."}


async def found(office: Transport, code: str) -> dict[str, Any]:
    return (await office.until_listed("/v1/findings", status="open", code=code))[0]


@pytest.mark.requirement("TJ-2.1")
@pytest.mark.rule("QTA-CONSUME")
async def test_the_registration_uses_the_unit_up_and_the_case_hears_it(office: Transport) -> None:
    grant = await office.allocated(1)
    unit = await office.reserved(grant["id"])

    case = await office.endorsed(unit["id"], unit["vin"])

    used = await office.until_unit(unit["id"], "consumed")
    assert (used["vin"], used["case_id"]) == (unit["vin"], case)
    last = used["history"][-1]
    assert (last["type"], last["data"]["unit_no"]) == ("quota.unit_consumed.v1", unit["id"])


async def test_no_request_uses_a_unit_up(office: Transport) -> None:
    grant = await office.allocated(1)
    unit = await office.reserved(grant["id"])

    answers = [
        (await office.does(f"units/{unit['id']}", "consume", {}, who)).status_code
        for who in (office.officer, office.supervisor, office.exporter, office.gateway)
    ]

    assert answers == [404, 404, 404, 404]


async def test_a_registration_on_an_unknown_unit_is_found_and_another_unit_of_the_firm_counts(
    office: Transport,
) -> None:
    grant = await office.allocated(1)
    vin = a_vin()

    case = await office.endorsed("ZB-unknown-1", vin)
    finding = await found(office, "unit_unknown")
    path = f"findings/{finding['id']}"
    unknown = await office.does(path, "count", BECAUSE)
    free = (await office.officer.get("/v1/units", grant_no=grant["id"])).json()["items"][0]
    counted = await office.does(path, "count", {**BECAUSE, "unit_no": free["id"]})
    again = await office.does(path, "note", BECAUSE)

    assert finding["article"] == "天津措施（征求意见稿）第二条"
    assert vin in finding["sentence"]
    assert refusal(unknown) == (422, "unit_not_free")
    assert (counted.json()["status"], counted.json()["counted_unit_no"]) == ("counted", free["id"])
    used = await office.unit(free["id"])
    assert (used["status"], used["vin"], used["case_id"]) == ("consumed", vin, case)
    assert refusal(again) == (409, "move-not-allowed")


async def test_a_registration_on_a_released_unit_is_found_and_counted_when_it_is_free(
    office: Transport,
) -> None:
    grant = await office.allocated(1)
    unit = await office.reserved(grant["id"])
    body = {"code": "purchase_failed", "reason": "No car."}
    await office.does(f"units/{unit['id']}", "release", body, office.exporter)

    await office.endorsed(unit["id"], unit["vin"])
    finding = await found(office, "unit_not_reserved")
    counted = await office.does(f"findings/{finding['id']}", "count", BECAUSE)

    assert counted.status_code == 200, counted.text
    assert (await office.unit(unit["id"]))["status"] == "consumed"


async def test_a_registration_on_the_unit_of_another_car_or_firm_changes_nothing_and_is_noted(
    office: Transport,
) -> None:
    grant = await office.allocated(2)
    other = await office.allocated(1, uscc=OTHER_EXPORTER)
    reserved, used = await office.reserved(grant["id"]), await office.consumed(grant["id"])
    foreign = (await office.officer.get("/v1/units", grant_no=other["id"])).json()["items"][0]

    await office.endorsed(reserved["id"], a_vin())
    first = await found(office, "unit_for_another_car")
    noted = await office.does(f"findings/{first['id']}", "note", BECAUSE)
    await office.endorsed(used["id"], a_vin())
    second = await found(office, "unit_for_another_car")
    await office.endorsed(foreign["id"], a_vin())
    third = await found(office, "unit_of_another_firm")

    assert noted.json()["status"] == "noted"
    assert second["id"] != first["id"]
    assert third["registered"]["unit_no"] == foreign["id"]
    states = [(await office.unit(unit["id"]))["status"] for unit in (reserved, used, foreign)]
    assert states == ["reserved", "consumed", "available"]


async def test_the_same_registration_told_again_uses_nothing_more(office: Transport) -> None:
    grant = await office.allocated(2)
    unit = await office.consumed(grant["id"])

    await office.endorsed(unit["id"], unit["vin"])
    await office.endorsed("ZB-unknown-2", a_vin())

    await found(office, "unit_unknown")
    assert len((await office.officer.get("/v1/findings")).json()["items"]) == 1
    assert await office.counts(grant["id"]) == {"consumed": 1, "available": 1}


async def test_findings_are_for_officials_only(office: Transport) -> None:
    await office.endorsed("ZB-unknown-3", a_vin())
    finding = await found(office, "unit_unknown")

    answers = [
        (await office.exporter.get("/v1/findings")).status_code,
        (await office.does(f"findings/{finding['id']}", "note", BECAUSE, office.exporter)).status_code,
        (await office.viewer.get(f"/v1/findings/{finding['id']}")).status_code,
    ]

    assert answers == [403, 403, 200]


@pytest.mark.requirement("TJ-2.2")
@pytest.mark.rule("TJ-2.2.update")
async def test_no_update_quota_ever_follows_and_each_refusal_is_kept_and_told(office: Transport) -> None:
    grant = await office.allocated(2)
    used, reserved = await office.consumed(grant["id"]), await office.reserved(grant["id"])
    await office.endorsed("ZB-unknown-4", claimed := a_vin())
    await found(office, "unit_unknown")

    answers = {}
    for name, vin in {"used": used["vin"], "reserved": reserved["vin"], "claimed": claimed}.items():
        shown = await office.exporter.post("/v1/update-quota-requests", {"vin": vin, "reference": "GX-1"})
        answers[name] = shown.json()

    assert {name: one["answer"] for name, one in answers.items()} == {
        "used": "refused", "reserved": "not_barred", "claimed": "refused",
    }  # fmt: skip
    assert answers["used"]["refusal"]["code"] == "no_update_quota"
    assert "unit_no" not in answers["used"]
    kept = (await office.officer.get("/v1/update-quota-requests", vin=used["vin"])).json()["items"]
    assert [one["id"] for one in kept] == [answers["used"]["id"]]
    ledger = await office.supervisor.get(f"/v1/operations/ledger/cases/{answers['used']['id']}")
    assert [fact["type"] for fact in ledger.json()["facts"]] == ["quota.update_refused.v1"]
    theirs = await office.stranger.get(f"/v1/update-quota-requests/{answers['used']['id']}")
    assert theirs.status_code == 404
