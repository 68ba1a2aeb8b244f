"""The view of a case: what it folds from facts, how old each part is, who sees what; no agency is needed for it."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import httpx
import pytest

from exportlane.contracts import AGENCY_OF_TYPE, OPERATIONS
from exportlane.process import hears
from exportlane.runtime.service import find
from exportlane.runtime.testing import System, until
from gateway.storage import CASES
from tests.gateway.batches import OTHER_USCC, USCC, batch, single, vehicle
from tests.gateway.conftest import Alone


def test_the_gateway_hears_what_the_process_says_it_hears() -> None:
    heard = find("gateway").hears

    assert frozenset(heard) == hears("gateway")
    assert set(OPERATIONS) < set(heard)
    assert not any(AGENCY_OF_TYPE.get(type_) == "gateway" for type_ in heard)


async def whole(client: Any, case_id: str) -> dict[str, Any]:
    answer = await client.get(f"/v1/cases/{case_id}")
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def ended(client: Any, case_id: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        case = await whole(client, case_id)
        return case if case["status"]["end"] else None

    case = await until(look, what=f"the end of case {case_id}")
    assert case is not None
    return case


@pytest.mark.requirement("TJ-6.2", "TZ-11")
async def test_a_case_is_seen_from_the_submission_to_the_refund(everything: System) -> None:
    client = everything.client("gateway", "gateway", "operator")
    submitter = everything.client("gateway", "gateway", "officer")
    case_id = (await submitter.post("/v1/cases", single(1))).json()["case_id"]

    case = await ended(client, case_id)

    assert case["status"]["end"] == "refund_paid"
    assert [(stage["step"], stage["stage"]) for stage in case["stages"]] == [
        ("licence", "done"), ("deregistration", "done"), ("customs", "done"), ("rebate", "done")
    ]  # fmt: skip
    assert case["licence_no"]
    assert case["declaration_no"]
    assert case["proof_no"]
    for part in case["slices"]:
        assert part["as_of"]
        assert part["fact_id"]
        assert 0 <= part["lag_seconds"] < 60
        assert part["age_seconds"] >= 0
    limits = {period["number"]: period["limit"] for period in case["stages"][0]["deadlines"]}
    assert limits == {"acceptance_notice": 5, "licence": 3}
    assert (case["risks"], case["alarms"], case["disputes"]) == ([], [], [])
    facts = (await client.get(f"/v1/cases/{case_id}/timeline")).json()["facts"]
    types = [fact["type"] for fact in facts]
    assert types[0] == "case.opened.v1"
    assert (
        types.index("licence.granted.v1")
        < types.index("vehicle.deregistered.v1")
        < types.index("customs.cleared.v1")
    )
    assert all(fact["verified"] for fact in facts)
    for agency in {fact["agency"] for fact in facts}:
        numbers = [fact["sequence"] for fact in facts if fact["agency"] == agency]
        assert numbers == list(range(1, len(numbers) + 1))


async def test_a_correction_waits_for_the_enterprise(everything: System) -> None:
    client = everything.client("gateway", "gateway", "officer")
    case_id = (await client.post("/v1/cases", single(1, inspection_report=None))).json()["case_id"]

    async def asked() -> dict[str, Any] | None:
        case = await whole(client, case_id)
        return case if case["stages"][0]["stage"] == "correction" else None

    case = await until(asked)

    assert case is not None
    assert case["status"]["waiting_on"]["kind"] == "enterprise"
    assert case["status"]["next_action"]["zh"]
    assert case["status"]["next_action"]["en"]
    assert case["status"]["end"] is None


async def test_amounts_are_for_the_tax_office_commerce_and_the_exporter_alone(everything: System) -> None:
    exporter = everything.client("gateway", "enterprise", "exporter", uscc=USCC)
    case_id = (await exporter.post("/v1/cases", single(1))).json()["case_id"]
    await ended(exporter, case_id)

    for agency, role, sees in (
        ("tax-rebate", "officer", True),
        ("licensing", "officer", True),
        ("customs", "officer", False),
        ("gateway", "operator", False),
    ):
        reader = everything.client("gateway", agency, role)
        timeline = (await reader.get(f"/v1/cases/{case_id}/timeline")).text
        case = await whole(reader, case_id)
        assert ("6500.00" in timeline) is sees, agency
        assert (case["rebate"] is not None) is sees, agency
    assert (await whole(exporter, case_id))["rebate"] == {"amount": "6500.00", "currency": "CNY"}


async def test_a_case_of_another_exporter_does_not_exist(alone: Alone) -> None:
    owner, stranger = (alone.client("enterprise", "exporter", uscc=code) for code in (USCC, OTHER_USCC))
    case_id = (await owner.post("/v1/cases", single(1))).json()["case_id"]

    for path in ("", "/timeline", "/trace", "/events"):
        answer = await stranger.get(f"/v1/cases/{case_id}{path}")
        assert (answer.status_code, answer.json()["slug"]) == (404, "not-found"), path
    assert (await stranger.get("/v1/cases")).json()["items"] == []
    assert (await stranger.get("/v1/cases", q=single(1)["vehicle"]["vin"])).json()["items"] == []
    assert (await stranger.get("/v1/cases", exporter=USCC)).json()["items"] == []
    assert len((await owner.get("/v1/cases")).json()["items"]) == 1


async def test_the_conference_sees_the_middle_of_a_vehicles_number_masked(alone: Alone) -> None:
    case_id = (await alone.client().post("/v1/cases", single(1))).json()["case_id"]
    plain = single(1)["vehicle"]["vin"]

    for agency, role in (("conference", "conference"), ("customs", "viewer")):
        reader = alone.client(agency, role)
        texts = [
            (await reader.get("/v1/cases")).text,
            (await reader.get(f"/v1/cases/{case_id}")).text,
            (await reader.get(f"/v1/cases/{case_id}/timeline")).text,
        ]
        assert not any(plain in text for text in texts), role
        assert all(plain[-4:] in text for text in texts), role


async def test_with_every_agency_down_the_view_answers_from_what_it_holds_and_asks_nobody(
    alone: Alone,
) -> None:
    async def hanging() -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    client = alone.client(role="operator")
    case_id = (await client.post("/v1/cases", single(1))).json()["case_id"]
    await until(lambda: len(alone.agencies.asked) == 4)
    alone.agencies.answers = {name: lambda _request: hanging() for name in alone.entrance.agencies}
    alone.entrance.circuits.note("customs", "unreachable", "It did not answer a probe.")
    asked = len(alone.agencies.asked)

    async with asyncio.timeout(5):
        case = await whole(client, case_id)
        listed = await client.get("/v1/cases")
        timeline = await client.get(f"/v1/cases/{case_id}/timeline")

    assert (listed.status_code, timeline.status_code) == (200, 200)
    assert len(alone.agencies.asked) == asked
    reach = {part["agency"]: part["reach"] for part in case["slices"]}
    assert reach["customs"]["state"] == "unreachable"
    assert reach["customs"]["checked_at"]


async def test_a_list_is_searched_filtered_sorted_and_paged(alone: Alone) -> None:
    client = alone.client()
    await client.post("/v1/batches", batch(5))
    other = {"exporter_uscc": OTHER_USCC, "exporter_name": "上海_样板公司", "profile": "national"}
    await client.post("/v1/batches", batch(3, first=50, **other))

    async def vins(**asked: str) -> list[str]:
        answer = await client.get("/v1/cases", **asked)
        assert answer.status_code == 200, answer.text
        return [case["vin"] for case in answer.json()["items"]]

    wanted = vehicle(51)["vin"]
    assert await vins(q=wanted) == [wanted]
    assert await vins(q=wanted.lower()) == [wanted]
    assert await vins(q=wanted[-6:]) == [wanted]
    assert len(await vins(q=OTHER_USCC)) == 3
    assert len(await vins(q="样板")) == 3
    assert await vins(q="%") == []
    assert len(await vins(q="_")) == 3
    assert await vins(q="' or 1=1 --") == []
    assert len(await vins(profile="tianjin")) == 5
    assert len(await vins(exporter=OTHER_USCC)) == 3
    assert len(await vins(status="running")) == 8
    assert await vins(status="ended") == []
    assert await vins(status="refund_paid") == []
    assert await vins(overdue="true") == []
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await client.get("/v1/cases", sort="created", limit="3", **cursor)).json()
        seen += [case["vin"] for case in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == list(reversed(await vins()))
    assert len(seen) == len(set(seen)) == 8


async def test_a_list_that_is_asked_for_wrongly_says_so(alone: Alone) -> None:
    wrong: list[tuple[dict[str, str], int, str]] = [
        ({"sort": "vin"}, 400, "bad-request"),
        ({"cursor": "nonsense"}, 400, "bad-cursor"),
        ({"limit": "0"}, 422, "validation-failed"),
        ({"limit": "201"}, 422, "validation-failed"),
        ({"q": "x" * 65}, 422, "validation-failed"),
    ]

    for asked, status, slug in wrong:
        answer = await alone.client().get("/v1/cases", **asked)
        assert (answer.status_code, answer.json()["slug"]) == (status, slug), asked


async def test_a_case_that_is_not_there_is_not_found(alone: Alone) -> None:
    answer = await alone.client().get("/v1/cases/nothing")

    assert (answer.status_code, answer.json()["slug"]) == (404, "not-found")


async def test_a_case_survives_being_written_down_and_read_again(everything: System) -> None:
    client = everything.client("gateway", "gateway", "officer")
    case_id = (await client.post("/v1/cases", single(1))).json()["case_id"]
    await ended(client, case_id)
    database = everything.services["gateway"].database

    from exportlane.runtime.storage import load_thing  # noqa: PLC0415

    async with database.reading() as connection:
        found = await load_thing(database, connection, CASES, case_id)

    assert found is not None
    assert found.state is not None
    assert CASES.decode(CASES.encode(found.state)) == found.state
    assert isinstance(found.state.opened_at, dt.datetime)


@pytest.mark.requirement("TJ-6.2")
async def test_the_hops_of_a_case_are_found_from_its_id(everything: System) -> None:
    client = everything.client("gateway", "gateway", "officer")
    case_id = (await client.post("/v1/cases", single(1))).json()["case_id"]
    await ended(client, case_id)

    async def hops() -> set[str] | None:
        found = {hop["agency"] for hop in (await client.get(f"/v1/cases/{case_id}/trace")).json()}
        return found if len(found) == 5 else None

    assert await until(hops) == {"licensing", "vehicle-registry", "customs", "tax-rebate", "gateway"}
