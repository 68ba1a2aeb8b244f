"""The tax office's work list: filters, order, pages, and who sees what."""

from __future__ import annotations

from typing import Any

import httpx

from tests.agency.office import OTHER_EXPORTER
from tests.tax_rebate.conftest import (
    OTHER_VIN,
    VIN,
    Office,
    a_line,
    a_vin,
    new_id,
)

NONSENSE: list[tuple[dict[str, str], tuple[int, str]]] = [
    ({"limit": "201"}, (422, "validation-failed")),
    ({"status": "lost"}, (422, "validation-failed")),
    ({"sort": "amount"}, (422, "validation-failed")),
    ({"cursor": "abc"}, (400, "bad-cursor")),
]


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["slug"]


class TestTheWorkList:
    async def listed(self, caller: Any, **query: str) -> list[str]:
        answer = await caller.get("/v1/claims", **query)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    async def test_it_is_filtered_by_status_exporter_batch_and_number(self, by_hand: Office) -> None:
        first, _ = await by_hand.receive()
        second = await by_hand.accepted(a_line(vin=OTHER_VIN), exporter_uscc=OTHER_EXPORTER)
        shown = await by_hand.see(second)

        assert await self.listed(by_hand.officer, status="received") == [first]
        assert await self.listed(by_hand.officer, exporter=OTHER_EXPORTER) == [second]
        assert await self.listed(by_hand.officer, batch=shown["batch_id"]) == [second]
        assert await self.listed(by_hand.officer, claim_no=shown["claim_no"]) == [second]
        assert await self.listed(by_hand.officer, sort="created") == [first, second]

    async def test_a_claim_is_found_by_any_of_its_vehicles(self, by_hand: Office) -> None:
        claim = await by_hand.accepted(a_line(), a_line(vin=OTHER_VIN))
        due_on = (await by_hand.see(claim))["due_on"]

        assert await self.listed(by_hand.officer, vin=VIN) == [claim]
        assert await self.listed(by_hand.officer, vin=OTHER_VIN, status="accepted") == [claim]
        assert await self.listed(by_hand.officer, vin=VIN, status="paid") == []
        assert await self.listed(by_hand.officer, vin=VIN, due_before=due_on) == [claim]
        assert await self.listed(by_hand.officer, vin=VIN, due_before="2020-01-01") == []
        assert await self.listed(by_hand.officer, vin="1M8GDM9AXKP042788") == []
        assert await self.listed(by_hand.stranger, vin=VIN) == []

    async def test_an_exporter_sees_its_own_claims_and_no_others(self, office: Office) -> None:
        mine, _ = await office.receive()
        theirs, _ = await office.receive(a_line(vin=OTHER_VIN), exporter_uscc=OTHER_EXPORTER)

        assert await self.listed(office.exporter) == [mine]
        assert await self.listed(office.exporter, exporter=OTHER_EXPORTER) == []
        assert slug(await office.exporter.get(f"/v1/claims/{theirs}")) == (404, "not-found")

    async def test_what_is_due_first_comes_first_and_what_has_no_deadline_last(self, by_hand: Office) -> None:
        calm, _ = await by_hand.receive()
        later = await by_hand.accepted(a_line(vin=a_vin()), rebate_class=3)
        urgent = await by_hand.accepted(a_line(vin=a_vin()), rebate_class=1)

        assert await self.listed(by_hand.officer, sort="deadline") == [urgent, later, calm]

    async def test_pages_neither_skip_nor_repeat(self, office: Office) -> None:
        claims = [(await office.receive(a_line(vin=a_vin())))[0] for _ in range(5)]
        seen: list[str] = []
        query = {"limit": "2", "sort": "created"}

        while True:
            page = (await office.officer.get("/v1/claims", **query)).json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            query["cursor"] = page["next"]

        assert seen == claims

    async def test_a_question_that_makes_no_sense_is_refused(self, office: Office) -> None:
        for query, expected in NONSENSE:
            assert slug(await office.officer.get("/v1/claims", **query)) == expected, query

    async def test_what_does_not_exist_is_not_found(self, office: Office) -> None:
        assert slug(await office.officer.get(f"/v1/claims/{new_id()}")) == (404, "not-found")
