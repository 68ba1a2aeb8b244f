"""A look over real HTTP: only what the agreement grants, always recorded, and refused with slug and article."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sharing.conftest import VIN, Registry, a_look, new_id, officer_of


async def history(registry: Registry, case: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = (await registry.see(case))["history"]
    return [fact for fact in facts if fact["type"] == "sharing.looked_up.v1"]


async def test_a_look_gives_the_fields_of_the_agreement_and_no_others(registry: Registry) -> None:
    case = await registry.receive()

    answer = await officer_of(registry.run, "customs").post("/v1/sharing/lookups", a_look(case))

    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["fields"] == {
        "vin": VIN,
        "registration_status": "pending_export",
        "brand": "大众",
        "model_code": "SVW7144",
        "owner_uscc": "91120118MA06ABCD1Y",
        "bars": [],
        "deregistered_on": None,
    }
    assert (body["agreement"], body["legal_basis"], body["provider"]) == (
        "SH-12",
        "海关法 第二十四条；商贸发〔2024〕25号",
        "vehicle-registry",
    )
    assert body["as_of"]
    assert "津A12345" not in answer.text


async def test_another_agency_with_another_agreement_sees_other_fields(registry: Registry) -> None:
    case = await registry.receive()

    licensing = await officer_of(registry.run, "licensing").post(
        "/v1/sharing/lookups", a_look(case, purpose="licence_examination")
    )
    tax = await officer_of(registry.run, "tax-rebate").post(
        "/v1/sharing/lookups", a_look(case, purpose="rebate_examination")
    )

    assert "first_registration_date" in licensing.json()["fields"]
    assert set(tax.json()["fields"]) == {"vin", "registration_status", "brand", "model_code", "owner_uscc"}


@pytest.mark.requirement("TJ-6.3")
async def test_every_look_stands_in_the_ledger_of_the_case_with_who_and_what_for(registry: Registry) -> None:
    case = await registry.receive()

    await officer_of(registry.run, "customs").post("/v1/sharing/lookups", a_look(case))

    found = await history(registry, case)
    assert len(found) == 1
    assert {name: value for name, value in found[0]["data"].items() if value is not None} == {
        "resource": "registration_status",
        "fields": [
            "vin",
            "registration_status",
            "brand",
            "model_code",
            "owner_uscc",
            "bars",
            "deregistered_on",
        ],
        "by_agency": "customs",
        "by_subject": "customs/officer/chen",
        "purpose": "customs_clearance",
        "agreement": "SH-12",
        "answered": True,
    }


DENIED: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "an agency without an agreement": ("gateway", {"purpose": "intake"}, 403, "sharing-not-agreed"),
    "another purpose than the agreed one": (
        "customs",
        {"purpose": "rebate_examination"},
        403,
        "sharing-purpose-not-agreed",
    ),
    "a resource that nobody offers": ("customs", {"resource": "weather"}, 422, "sharing-resource-unknown"),
}


@pytest.mark.parametrize("what", DENIED)
async def test_a_look_that_is_refused_names_slug_and_article_and_is_recorded_too(
    registry: Registry, what: str
) -> None:
    agency, changed, status, slug = DENIED[what]
    case = await registry.receive()

    answer = await officer_of(registry.run, agency).post("/v1/sharing/lookups", a_look(case, **changed))

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert (answer.json()["slug"], answer.json()["article"]) == (slug, "政务数据共享条例 第二十五条")
    recorded = await history(registry, case)
    if status == 403:
        assert [(each["data"]["answered"], each["data"]["fields"]) for each in recorded] == [(False, [])]


async def test_a_vin_that_is_not_the_cases_is_not_found_and_that_is_recorded(registry: Registry) -> None:
    case = await registry.receive()
    key = {"kind": "vin", "value": "LFV2A21K9J4000003"}

    answer = await officer_of(registry.run, "customs").post("/v1/sharing/lookups", a_look(case, key=key))
    right = await officer_of(registry.run, "customs").post(
        "/v1/sharing/lookups", a_look(case, key={"kind": "vin", "value": VIN})
    )

    assert (answer.status_code, right.status_code) == (404, 200)
    assert [each["data"]["answered"] for each in await history(registry, case)] == [False, True]


async def test_a_key_by_which_the_resource_is_not_found_is_said(registry: Registry) -> None:
    case = await registry.receive()
    key = {"kind": "licence_no", "value": "26-12-00000A"}

    answer = await officer_of(registry.run, "customs").post("/v1/sharing/lookups", a_look(case, key=key))

    assert (answer.status_code, answer.json()["field"]) == (422, "/key/kind")


async def test_a_case_that_the_provider_does_not_know_leaves_no_fact(registry: Registry) -> None:
    answer = await officer_of(registry.run, "customs").post("/v1/sharing/lookups", a_look(new_id()))

    assert answer.status_code == 404


async def test_the_same_look_asked_twice_by_one_key_is_recorded_once(registry: Registry) -> None:
    case = await registry.receive()
    customs = officer_of(registry.run, "customs")

    first = await customs.post("/v1/sharing/lookups", a_look(case), key="one")
    second = await customs.post("/v1/sharing/lookups", a_look(case), key="one")

    assert first.json() == second.json()
    assert len(await history(registry, case)) == 1


@pytest.mark.parametrize(("agency", "role"), [("enterprise", "exporter"), ("customs", "viewer")])
async def test_only_officers_and_services_look(registry: Registry, agency: str, role: str) -> None:
    case = await registry.receive()
    claims = {"uscc": "91120118MA06ABCD1Y"} if role == "exporter" else {}
    caller = registry.run.client("vehicle-registry", agency, role, **claims)

    answer = await caller.post("/v1/sharing/lookups", a_look(case))

    assert answer.status_code == 403
    assert answer.json()["slug"] == "forbidden"


async def test_a_look_leaves_the_vehicle_as_it_was_for_whoever_decides_on_it(registry: Registry) -> None:
    case = await registry.receive()
    before = (await registry.see(case))["version"]

    await officer_of(registry.run, "customs").post("/v1/sharing/lookups", a_look(case))

    assert (await registry.see(case))["version"] == before
