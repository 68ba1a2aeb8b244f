"""Sharing at the entrance: who may look is for the provider to say, what was looked at stands on the case."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from exportlane.runtime.testing import System, until
from tests.gateway.batches import OTHER_USCC, USCC, batch, vin
from tests.gateway.conftest import Alone


async def a_batch(run: System, **changed: Any) -> dict[str, Any]:
    """Vehicles handed in at the whole system, until their registrations are known everywhere."""
    gateway = run.client("gateway", "gateway", "officer")
    answer = await gateway.post("/v1/batches", batch(1, **changed))
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def a_look(case_id: str, **changed: Any) -> dict[str, Any]:
    body = {
        "resource": "registration_status",
        "key": {"kind": "case_id", "value": case_id},
        "case_id": case_id,
        "purpose": "customs_clearance",
    }
    return body | changed


async def looked(run: System, case_id: str, **changed: Any) -> httpx.Response:
    customs = run.client("gateway", "customs", "officer", subject="chen")

    async def known() -> httpx.Response | None:
        answer = await customs.post("/v1/sharing/lookups", a_look(case_id, **changed))
        return None if answer.status_code == 404 else answer

    answer = await until(known, what="the registry's papers")
    assert answer is not None
    return answer


async def test_a_look_goes_to_the_provider_in_the_callers_own_name_and_stands_on_the_case(
    everything: System,
) -> None:
    case = (await a_batch(everything))["rows"][0]["case_id"]

    answer = await looked(everything, case)

    assert answer.status_code == 200, answer.text
    assert answer.json()["provider"] == "vehicle-registry"
    officer = everything.client("gateway", "customs", "officer")

    async def on_the_case() -> list[dict[str, Any]]:
        found = (await officer.get(f"/v1/cases/{case}/looks")).json()["looks"]
        return [each for each in found if each["answered"]]

    looks = await until(on_the_case, what="the look on the case")
    assert (looks[0]["provider"], looks[0]["by_agency"], looks[0]["purpose"], looks[0]["agreement"]) == (
        "vehicle-registry",
        "customs",
        "customs_clearance",
        "SH-12",
    )
    assert looks[0]["by_subject"] == "customs/officer/chen"
    timeline = (await officer.get(f"/v1/cases/{case}/timeline")).json()["facts"]
    assert "sharing.looked_up.v1" in {fact["type"] for fact in timeline}


async def test_an_exporter_is_told_who_looked_at_his_case_but_not_which_officer(everything: System) -> None:
    case = (await a_batch(everything))["rows"][0]["case_id"]
    await looked(everything, case)
    exporter = everything.client("gateway", "enterprise", "exporter", uscc=USCC)
    stranger = everything.client("gateway", "enterprise", "exporter", uscc=OTHER_USCC)

    async def told() -> list[dict[str, Any]]:
        return (await exporter.get(f"/v1/cases/{case}/looks")).json()["looks"]

    looks = await until(told, what="the look on the case")

    assert looks[0]["by_agency"] == "customs"
    assert "by_subject" not in looks[0]
    assert (await stranger.get(f"/v1/cases/{case}/looks")).status_code == 404


async def test_the_same_look_by_a_query(everything: System) -> None:
    case = (await a_batch(everything))["rows"][0]["case_id"]
    await looked(everything, case)
    customs = everything.client("gateway", "customs", "officer")

    answer = await customs.get(
        "/v1/sharing/lookups",
        resource="registration_status",
        key="vin",
        value=vin(1),
        case_id=case,
        purpose="customs_clearance",
    )

    assert answer.status_code == 200, answer.text
    assert answer.json()["fields"]["vin"] == vin(1)


@pytest.mark.parametrize(
    ("changed", "status", "slug"),
    [
        ({"purpose": "rebate_examination"}, 403, "sharing-purpose-not-agreed"),
        (
            {"resource": "enterprise_filing", "key": {"kind": "uscc", "value": USCC}},
            403,
            "sharing-not-agreed",
        ),
        ({"resource": "weather"}, 422, "sharing-resource-unknown"),
    ],
)
async def test_the_providers_no_comes_through_with_slug_and_article(
    everything: System, changed: dict[str, Any], status: int, slug: str
) -> None:
    case = (await a_batch(everything))["rows"][0]["case_id"]
    customs = everything.client("gateway", "customs", "officer")

    answer = await customs.post("/v1/sharing/lookups", a_look(case, **changed))

    assert (answer.status_code, answer.json()["slug"]) == (status, slug)
    assert answer.json()["article"] == "政务数据共享条例 第二十五条"


async def test_exporters_and_viewers_do_not_look(alone: Alone) -> None:
    for agency, role, claims in (("enterprise", "exporter", {"uscc": USCC}), ("customs", "viewer", {})):
        answer = await alone.client(agency, role, **claims).post("/v1/sharing/lookups", a_look("c"))

        assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")
    assert alone.agencies.asked == []


async def test_a_look_passes_on_token_key_and_body_and_nothing_else(alone: Alone) -> None:
    alone.agencies.answers["licensing"] = lambda _request: httpx.Response(200, json={"fields": {}})
    registry = alone.client("vehicle-registry", "service")
    body = a_look("c", resource="licence_validity", purpose="deregistration")

    answer = await registry.post("/v1/sharing/lookups", body, key="k-1")

    assert answer.status_code == 200
    request = alone.agencies.of("licensing")[0]
    assert (request.url.path, request.headers["idempotency-key"]) == ("/v1/sharing/lookups", "k-1")
    assert request.headers["authorization"] == registry.http.headers["authorization"]


async def test_a_provider_that_is_down_is_said_to_be_down(alone: Alone) -> None:
    def down(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    alone.agencies.answers["licensing"] = down
    body = a_look("c", resource="licence_validity", purpose="deregistration")

    answer = await alone.client("vehicle-registry", "officer").post("/v1/sharing/lookups", body)

    assert (answer.status_code, answer.json()["slug"]) == (503, "agency-unavailable")


async def test_the_catalogue_shows_every_field_with_its_source_and_how_sensitive_it_is(alone: Alone) -> None:
    found = (await alone.client("conference", "conference").get("/v1/sharing/catalogue")).json()["resources"]

    by_name = {each["name"]: each for each in found}
    registration = {field["name"]: field for field in by_name["registration_status"]["fields"]}
    assert registration["former_owner_name"]["sensitivity"] == "personal"
    assert registration["brand"]["source"] == "vehicle-registry"
    assert by_name["licence.granted.v1"]["heard_by"] == [
        "credit-insurance",
        "customs",
        "gateway",
        "logistics",
        "vehicle-registry",
    ]
    paid = {field["name"]: field["sensitivity"] for field in by_name["rebate.paid.v1"]["fields"]}
    assert paid["amount"] == "commercial"


async def test_agreements_are_shown_with_their_days_and_whether_they_hold_today(alone: Alone) -> None:
    client = alone.client()

    found = (await client.get("/v1/sharing/agreements", consumer="vehicle-registry")).json()["agreements"]

    assert {each["consumer"] for each in found} == {"vehicle-registry"}
    assert all(each["in_force"] and each["legal_basis"] for each in found)


async def spared(run: System) -> str:
    """A batch until its papers were spared at the registry."""
    accepted = await a_batch(run)
    case: str = accepted["rows"][0]["case_id"]
    officer = run.client("gateway", "gateway", "officer")

    async def counted() -> bool:
        found = await officer.get("/v1/sharing/savings", case_id=case)
        return bool(found.json()["totals"]["papers"])

    await until(counted, what="the papers spared")
    return case


@pytest.mark.requirement("TJ-6.4")
async def test_the_papers_spared_are_counted_by_case_month_agency_and_material(everything: System) -> None:
    case = await spared(everything)
    officer = everything.client("gateway", "gateway", "officer")

    found = (await officer.get("/v1/sharing/savings")).json()

    assert found["totals"]["cases"] == 1
    assert found["cases"][0]["case_id"] == case
    assert {"M2", "M6", "M7", "M10"} <= set(found["cases"][0]["materials"])
    by_agency = {each["agency"]: each["papers"] for each in found["by_agency"]}
    assert by_agency["licensing"] == 2
    assert sum(by_agency.values()) == found["totals"]["papers"] == found["by_month"][0]["papers"]


async def test_savings_are_filtered_and_come_as_a_table_for_a_spreadsheet(everything: System) -> None:
    case = await spared(everything)
    officer = everything.client("gateway", "gateway", "officer")

    answer = await officer.get("/v1/sharing/savings", format="csv", agency="licensing")
    none = await officer.get("/v1/sharing/savings", until="2020-01")

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"].startswith("text/csv")
    assert [(row["case_id"], row["material"]) for row in rows] == [(case, "M2"), (case, "M6")]
    assert none.json()["totals"] == {"papers": 0, "cases": 0}


async def test_an_exporter_counts_its_own_savings_only_and_the_conference_sees_no_whole_vin(
    everything: System,
) -> None:
    await spared(everything)
    own = everything.client("gateway", "enterprise", "exporter", uscc=USCC)
    other = everything.client("gateway", "enterprise", "exporter", uscc=OTHER_USCC)
    conference = everything.client("gateway", "conference", "conference")

    assert (await own.get("/v1/sharing/savings")).json()["totals"]["cases"] == 1
    assert (await other.get("/v1/sharing/savings")).json()["totals"]["cases"] == 0
    assert "•" in (await conference.get("/v1/sharing/savings")).json()["cases"][0]["vin"]


@pytest.mark.parametrize("asked", [{"since": "2026-13"}, {"sinc": "2026-01"}, {"limit": "0"}])
async def test_a_filter_that_is_misspelt_hides_nothing(alone: Alone, asked: dict[str, str]) -> None:
    answer = await alone.client().get("/v1/sharing/savings", **asked)

    assert (answer.status_code, answer.json()["slug"]) == (422, "validation-failed")
