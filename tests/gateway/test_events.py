"""Server-sent events on a real line: what a program that listens receives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx

from exportlane.runtime.testing import System
from tests.gateway.batches import OTHER_USCC, USCC, single
from tests.gateway.serving import served


async def events(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    """The events of a line, each with its id and its parsed data."""
    found: dict[str, Any] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if not line and "data" in found:
            yield found
        if not line:
            found = {}
        elif name in {"id", "event"}:
            found[name] = value
        elif name == "data":
            found["data"] = json.loads(value)


async def until_type(answer: httpx.Response, wanted: str) -> list[dict[str, Any]]:
    heard = []
    async with asyncio.timeout(15):
        async for event in events(answer):
            heard.append(event)
            if event["data"]["type"] == wanted:
                return heard
    raise AssertionError(f"the line ended before {wanted}: {heard}")


async def test_a_case_is_heard_from_its_first_fact_and_again_from_where_one_stopped(
    everything: System,
) -> None:
    officer = everything.client("gateway", "gateway", "officer")
    case_id = (await officer.post("/v1/cases", single(1))).json()["case_id"]
    headers = {"authorization": officer.http.headers["authorization"]}

    async with (
        served(everything.apps["gateway"]) as url,
        httpx.AsyncClient(base_url=url, headers=headers) as client,
    ):
        async with client.stream("GET", f"/v1/cases/{case_id}/events") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            heard = await until_type(answer, "rebate.paid.v1")
        again = {"last-event-id": heard[2]["id"]}
        async with client.stream("GET", f"/v1/cases/{case_id}/events", headers=again) as answer:
            rest = await until_type(answer, "rebate.paid.v1")

    ids = [event["data"]["id"] for event in heard]
    # Thirteen facts in all; the write-off and the confirmed exit may come after the payment.
    assert len(ids) == len(set(ids)) >= 11
    assert {event["event"] for event in heard} == {"fact"}
    assert {event["data"]["id"] for event in rest} <= set(ids) - set(ids[:3]) | {ids[2]}
    assert all("amount" not in event["data"]["data"] for event in heard)


async def test_all_cases_are_heard_from_now_on_by_those_who_may(everything: System) -> None:
    officer = everything.client("gateway", "gateway", "officer")
    exporter = everything.client("gateway", "enterprise", "exporter", uscc=USCC)
    headers = {"authorization": exporter.http.headers["authorization"]}
    before = (await officer.post("/v1/cases", single(9))).json()["case_id"]

    async with (
        served(everything.apps["gateway"]) as url,
        httpx.AsyncClient(base_url=url, headers=headers) as client,
        client.stream("GET", "/v1/events") as answer,
    ):
        assert answer.status_code == 200
        other = single(2, changes={"exporter_uscc": OTHER_USCC})
        foreign = (await officer.post("/v1/cases", other)).json()["case_id"]
        mine = (await officer.post("/v1/cases", single(1))).json()["case_id"]
        heard: list[dict[str, Any]] = []
        async with asyncio.timeout(15):
            async for event in events(answer):
                heard.append(event)
                if event["data"]["case_id"] == mine and event["data"]["type"] == "rebate.paid.v1":
                    break

    cases = {event["data"]["case_id"] for event in heard}
    assert mine in cases
    assert foreign not in cases
    assert cases <= {mine, before}
    assert any("amount" in event["data"]["data"] for event in heard)
