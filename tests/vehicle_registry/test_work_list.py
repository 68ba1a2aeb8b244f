"""The work list of the registry: filters, order, pages, and who sees what."""

from __future__ import annotations

from typing import Any

import httpx

from tests.agency.office import OTHER_EXPORTER
from tests.vehicle_registry.conftest import (
    EXPORTER,
    VIN,
    Registry,
    granted,
    new_id,
)

NONSENSE: list[tuple[dict[str, str], tuple[int, str]]] = [
    ({"limit": "0"}, (422, "validation-failed")),
    ({"limit": "201"}, (422, "validation-failed")),
    ({"status": "lost"}, (422, "validation-failed")),
    ({"sort": "colour"}, (422, "validation-failed")),
    ({"exporters": EXPORTER}, (422, "validation-failed")),
    ({"cursor": "abc"}, (400, "bad-cursor")),
]


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["slug"]


async def waiting_for_an_officer(by_hand: Registry, **changed: object) -> str:
    """A vehicle whose licence was granted where officers decide."""
    case = await by_hand.receive(**changed)
    async with by_hand.speaks("licensing") as licensing:
        await licensing.says(case, "licence.granted.v1", granted())
        await by_hand.until_status(case, "deregistration_requested")
    return case


class TestTheWorkList:
    async def listed(self, caller: Any, **query: str) -> list[str]:
        answer = await caller.get("/v1/vehicles", **query)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    async def test_it_is_filtered_by_status_vin_exporter_batch_and_lot(self, registry: Registry) -> None:
        first = await registry.receive()
        second = await registry.receive(vin="LGXC76C30P0123456", exporter_uscc=OTHER_EXPORTER)
        shown = await registry.see(second)

        assert await self.listed(registry.officer, vin=VIN) == [first]
        assert await self.listed(registry.officer, exporter=OTHER_EXPORTER) == [second]
        assert await self.listed(registry.officer, batch=shown["batch_id"]) == [second]
        assert await self.listed(registry.officer, lot=shown["lot_id"]) == [second]
        assert await self.listed(registry.officer, status="pending_export", sort="created") == [first, second]
        assert await self.listed(registry.officer, status="refused") == []

    async def test_an_exporter_sees_its_own_vehicles_and_no_others(self, registry: Registry) -> None:
        mine = await registry.receive()
        theirs = await registry.receive(exporter_uscc=OTHER_EXPORTER)

        assert await self.listed(registry.exporter) == [mine]
        assert await self.listed(registry.exporter, exporter=OTHER_EXPORTER) == []
        assert slug(await registry.exporter.get(f"/v1/vehicles/{theirs}")) == (404, "not-found")
        assert (await registry.exporter.get(f"/v1/vehicles/{mine}")).headers["etag"] == '"1"'

    async def test_what_is_due_first_comes_first_and_what_has_no_deadline_last(
        self, by_hand: Registry
    ) -> None:
        calm = await by_hand.receive()
        urgent = await waiting_for_an_officer(by_hand)
        due_on = (await by_hand.see(urgent))["due_on"]

        assert await self.listed(by_hand.officer, sort="deadline") == [urgent, calm]
        assert await self.listed(by_hand.officer, due_before=due_on) == [urgent]
        assert await self.listed(by_hand.officer, due_before="2020-01-01") == []

    async def test_pages_neither_skip_nor_repeat(self, registry: Registry) -> None:
        cases = [await registry.receive() for _ in range(5)]
        seen: list[str] = []
        query = {"limit": "2", "sort": "created"}

        while True:
            page = (await registry.officer.get("/v1/vehicles", **query)).json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            query["cursor"] = page["next"]

        assert seen == cases

    async def test_a_question_that_makes_no_sense_is_refused(self, registry: Registry) -> None:
        for query, expected in NONSENSE:
            assert slug(await registry.officer.get("/v1/vehicles", **query)) == expected, query

    async def test_what_does_not_exist_is_not_found(self, registry: Registry) -> None:
        assert slug(await registry.officer.get(f"/v1/vehicles/{new_id()}")) == (404, "not-found")
        answer = await registry.officer.post(f"/v1/vehicles/{new_id()}/deregister", version=1)
        assert slug(answer) == (404, "not-found")
