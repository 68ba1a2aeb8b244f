"""C19: a car on the quota that was driven or sold at home, from the report to the decision of the second person."""

from __future__ import annotations

from typing import Any

import pytest

from exportlane.runtime.testing import until
from tests.agency.office import OTHER_EXPORTER
from tests.transport.conftest import YEAR, Transport, a_vin, created, refusal

ESTABLISHED = {"result": "established", "code": "road_use", "reason": "Three cameras saw it."}
DISMISSED = {"result": "dismissed", "code": "not_proven", "reason": "It was another car."}


async def reported(office: Transport, vin: str) -> dict[str, Any]:
    body = {"vin": vin, "code": "road_use", "reason": "Seen on the ring road."}
    return created(await office.officer.post("/v1/misuses", body))


def types(shown: dict[str, Any]) -> list[str]:
    return [fact["type"].removesuffix(".v1") for fact in shown["history"]]


@pytest.mark.requirement("TJ-2.2")
@pytest.mark.rule("QTA-MISUSE")
@pytest.mark.rule("QTA-FROZEN")
async def test_established_misuse_revokes_the_unit_and_the_rest_of_its_grant_and_frees_the_others(
    office: Transport,
) -> None:
    grant = await office.allocated(4)
    later = await office.allocated(2, year=YEAR + 1)
    misused, honest = await office.consumed(grant["id"]), await office.consumed(grant["id"])
    kept = await office.reserved(grant["id"])

    misuse = await reported(office, misused["vin"])
    frozen = [(await office.see(one["id"]))["frozen"] for one in (grant, later)]
    allocating = await office.does(f"grants/{later['id']}", "allocate", {"units": 1})
    await office.does(f"misuses/{misuse['id']}", "propose", ESTABLISHED)
    decided = await office.does(f"misuses/{misuse['id']}", "confirm", None, office.second)

    assert (frozen, refusal(allocating)) == ([True, True], (409, "quota_frozen"))
    assert decided.json()["status"] == "established"
    states = [(await office.unit(unit["id"]))["status"] for unit in (misused, honest, kept)]
    assert states == ["revoked", "consumed", "revoked"]
    assert await office.counts(grant["id"]) == {"consumed": 1, "revoked": 3}
    ended, other = await office.see(grant["id"]), await office.see(later["id"])
    assert (ended["status"], other["status"], other["frozen"]) == ("revoked", "allocated", False)
    assert types(other)[-2:] == ["quota.units_frozen", "quota.units_unfrozen"]
    history = (await office.officer.get(f"/v1/misuses/{misuse['id']}")).json()["history"]
    established = [fact["data"] for fact in history if fact["type"] == "quota.misuse_established.v1"]
    assert [one["vin"] for one in established] == [misused["vin"]]
    assert refusal(await office.reserves(grant["id"], a_vin())) == (409, "grant_revoked")
    assert refusal(await office.reserves(later["id"], misused["vin"])) == (409, "grant_not_begun")


async def test_dismissed_misuse_leaves_everything_as_it_was(office: Transport) -> None:
    grant = await office.allocated(2)
    unit = await office.consumed(grant["id"])
    misuse = await reported(office, unit["vin"])
    await office.does(f"misuses/{misuse['id']}", "propose", DISMISSED)

    decided = await office.does(f"misuses/{misuse['id']}", "confirm", None, office.second)
    again = await office.does(f"misuses/{misuse['id']}", "confirm", None, office.second)

    assert decided.json()["status"] == "dismissed"
    assert refusal(again) == (409, "move-not-allowed")
    assert await office.counts(grant["id"]) == {"consumed": 1, "available": 1}
    assert (await office.reserved(grant["id"]))["status"] == "reserved"


@pytest.mark.rule("QTA-SECOND-PERSON")
async def test_whoever_proposes_does_not_confirm_and_an_officer_never_does(office: Transport) -> None:
    grant = await office.allocated(1)
    misuse = await reported(office, (await office.consumed(grant["id"]))["vin"])
    path = f"misuses/{misuse['id']}"

    nothing = await office.does(path, "confirm", None, office.second)
    await office.does(path, "propose", ESTABLISHED, office.second)
    same = await office.does(path, "confirm", None, office.second)
    officer = await office.does(path, "confirm")
    sent_back = await office.does(path, "send-back", {"reason": "Ask the cameras."}, office.supervisor)
    anew = await office.does(path, "propose", ESTABLISHED)
    decided = await office.does(path, "confirm", None, office.second)

    assert refusal(nothing) == (409, "move-not-allowed")
    assert refusal(same) == (409, "same_person")
    assert officer.status_code == 403
    assert (sent_back.json()["status"], anew.json()["status"]) == ("open", "proposed")
    assert decided.json()["status"] == "established"


async def test_only_a_car_that_was_registered_on_a_unit_is_misused(office: Transport) -> None:
    grant = await office.allocated(1)
    unit = await office.reserved(grant["id"])
    body = {"code": "domestic_sale", "reason": "Advertised at home."}

    reserved = await office.officer.post("/v1/misuses", {**body, "vin": unit["vin"]})
    unknown = await office.officer.post("/v1/misuses", {**body, "vin": a_vin()})

    assert refusal(reserved) == (422, "not_on_quota")
    assert refusal(unknown) == (422, "not_on_quota")


@pytest.mark.requirement("TJ-2.2")
async def test_a_report_of_the_police_opens_one_proceeding_however_often_it_is_told(
    office: Transport,
) -> None:
    grant = await office.allocated(2)
    unit = await office.consumed(grant["id"])
    case = (await office.unit(unit["id"]))["case_id"]
    said = {"vin": unit["vin"], "code": "road_use", "reason": "Stopped on the motorway."}

    await office.registry.says(case, "vehicle.misuse_reported.v1", said)
    await office.registry.says(case, "vehicle.misuse_reported.v1", said | {"code": "domestic_sale"})

    async def both() -> list[dict[str, Any]] | None:
        items: list[dict[str, Any]] = (await office.officer.get("/v1/misuses")).json()["items"]
        return items if items and len(items[0]["reports"]) == 2 else None

    found = await until(both, what="two reports in one proceeding")
    assert found is not None
    assert len(found) == 1
    assert [one["code"] for one in found[0]["reports"]] == ["road_use", "domestic_sale"]
    assert refusal(await office.reserves(grant["id"], a_vin())) == (409, "quota_frozen")
    mine = (await office.exporter.get("/v1/misuses")).json()["items"]
    theirs = (await office.stranger.get("/v1/misuses", uscc=OTHER_EXPORTER)).json()["items"]
    assert (len(mine), theirs) == (1, [])


async def test_a_report_about_a_car_without_a_unit_concerns_nobody_here(office: Transport) -> None:
    grant = await office.allocated(1)
    unit = await office.consumed(grant["id"])
    case = await office.endorsed("", vin := a_vin())

    await office.registry.says(
        case, "vehicle.misuse_reported.v1", {"vin": vin, "code": "road_use", "reason": "Seen."}
    )
    await office.registry.says(
        unit["case_id"], "vehicle.misuse_reported.v1", {"vin": unit["vin"], "code": "x", "reason": "Seen."}
    )

    found = await office.until_listed("/v1/misuses")
    assert [one["vin"] for one in found] == [unit["vin"]]


async def test_after_a_dismissal_a_new_report_opens_a_new_proceeding(office: Transport) -> None:
    grant = await office.allocated(1)
    unit = await office.consumed(grant["id"])
    first = await reported(office, unit["vin"])
    await office.does(f"misuses/{first['id']}", "propose", DISMISSED)
    await office.does(f"misuses/{first['id']}", "confirm", None, office.second)

    second = await reported(office, unit["vin"])

    assert second["id"] != first["id"]
    assert (await office.see(grant["id"]))["frozen"] is True
