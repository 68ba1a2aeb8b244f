"""What the gateway asks of its database, asked of a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from exportlane.contracts import AGENCIES as ALL_AGENCIES
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.composition import Embedded
from exportlane.runtime.database import Database
from exportlane.runtime.service import Parts, Service
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.testing import System, until
from gateway.delivery import table
from gateway.feed import Place
from gateway.main import service as definition
from gateway.portal.session import Session
from gateway.portal.visits import Visits
from gateway.settings import GatewaySettings
from tests.gateway.batches import OTHER_USCC, batch, single, vin
from tests.gateway.conftest import AGENCIES, Alone, FakeAgencies
from tests.gateway.signing_in.walking import browser_of, form_token, signed_in
from tests.gateway.test_feed import first, note

pytestmark = pytest.mark.postgres


@pytest.fixture
async def alone(tmp_path: Path, postgres_database: str) -> AsyncIterator[Alone]:
    settings = GatewaySettings(data_dir=tmp_path)
    signers, ring = embedded_keys(tmp_path / "keys", sorted(ALL_AGENCIES))
    agencies = FakeAgencies()
    parts = Parts(
        settings=settings,
        database=Database(postgres_database),
        bus=EmbeddedBus(tmp_path / "bus.db"),
        signer=signers["gateway"],
        verifier=ring,
        clock=SystemClock(),
        telemetry=setup("gateway", settings),
        authenticator=Authenticator.from_settings(settings),
        peers={name: agencies.client(name) for name in AGENCIES},
    )
    service = Service(definition, parts)
    app = build_app(service)
    await service.start()
    try:
        yield Alone(System(Embedded({"gateway": service}, {"gateway": app}), tmp_path), agencies)
    finally:
        await service.stop()


async def test_of_racing_submissions_for_one_vehicle_one_wins(alone: Alone) -> None:
    client = alone.client()

    answers = await asyncio.gather(*(client.post("/v1/cases", single(1)) for _ in range(100)))

    won = [answer for answer in answers if answer.status_code == 202]
    assert len(won) == 1, [answer.text for answer in answers if answer.status_code not in {202, 409}][:1]
    assert {answer.json()["case_id"] for answer in answers if answer.status_code == 409} == {
        won[0].json()["case_id"]
    }


async def test_racing_batches_that_share_vehicles_open_each_case_once(alone: Alone) -> None:
    client = alone.client()

    answers = await asyncio.gather(
        *(client.post("/v1/batches", batch(5, first=start)) for start in range(10))
    )

    assert {answer.status_code for answer in answers} <= {202, 422}, [answer.text for answer in answers]
    cases = (await client.get("/v1/cases", limit="200")).json()["items"]
    assert sorted(case["vin"] for case in cases) == sorted(vin(n) for n in range(14))


async def test_a_list_is_searched_filtered_sorted_and_paged(alone: Alone) -> None:
    client = alone.client()
    await client.post("/v1/batches", batch(4))
    await client.post("/v1/batches", batch(2, first=50, exporter_uscc=OTHER_USCC, exporter_name="上海样板"))

    async def vins(**asked: str) -> list[str]:
        page = (await client.get("/v1/cases", **asked)).json()
        assert "items" in page, page
        return [case["vin"] for case in page["items"]]

    assert await vins(q=vin(50)[-6:].lower()) == [vin(50)]
    assert len(await vins(q="样板")) == 2
    assert await vins(q="%") == []
    assert len(await vins(status="running", exporter=OTHER_USCC)) == 2
    assert await vins(overdue="true") == []
    for sort in ("created", "-created", "updated", "-updated", "due", "-due"):
        page = (await client.get("/v1/cases", sort=sort, limit="4")).json()
        rest = await vins(sort=sort, limit="4", cursor=page["next"])
        assert len({case["vin"] for case in page["items"]} | set(rest)) == 6, sort


async def test_a_paper_that_is_due_goes_to_one_courier_only(alone: Alone) -> None:
    async def hanging() -> Any:
        await asyncio.Event().wait()

    alone.agencies.answers = {name: lambda _request: hanging() for name in AGENCIES}
    await alone.client().post("/v1/batches", batch(1))
    database, later = alone.entrance.database, alone.entrance.service.clock.now() + timedelta(minutes=1)

    taken = await asyncio.gather(*(table.take_due(database, now=later, limit=10) for _ in range(8)))

    ids = [paper.id for each in taken for paper in each]
    assert len(ids) == len(set(ids)) == 4


async def test_papers_are_delivered_and_noted(alone: Alone) -> None:
    case_id = (await alone.client().post("/v1/cases", single(1))).json()["case_id"]
    operator = alone.client(role="operator")

    async def delivered() -> bool:
        papers = (await operator.get(f"/v1/cases/{case_id}")).json()["deliveries"]
        return [paper["status"] for paper in papers] == ["delivered"] * 4

    await until(delivered)
    assert (await operator.get("/v1/deliveries")).json() == {"pending": 0, "refused": 0}


async def test_new_facts_are_heard_and_missed_ones_caught_up(alone: Alone) -> None:
    case_id = (await alone.client().post("/v1/cases", single(1))).json()["case_id"]
    feed = alone.entrance.feed
    facts = [await note(alone, case_id, sequence) for sequence in range(1, 4)]
    line = await feed.listen(case_id=case_id, uscc=None, after=Place(0, 0))

    assert (await first(line, 4))[:3] == facts
    later = asyncio.create_task(first(line, 1))
    await asyncio.sleep(0)
    newest = await note(alone, case_id, 4)
    feed.wake()
    assert await later == [newest]


async def test_a_visit_wanders_between_replicas_is_renewed_once_and_ends_for_all(alone: Alone) -> None:
    here, there = Visits(alone.entrance), Visits(alone.entrance)
    kept = Session("s" * 43, "token", here.now + 28_800, "refresh", "hint", 7)
    await here.table.keep(kept, now=here.now)

    assert await there.table.find(kept.sid, now=there.now) == kept
    # Seen again after a while, which is a write.
    assert await there.table.find(kept.sid, now=there.now + 100) == kept
    taken = await asyncio.gather(*(each.table.take_renewal(kept, now=here.now) for each in (here, there) * 4))
    assert taken.count(True) == 1
    fresh = replace(kept, token="new")
    assert await here.table.replace(fresh)
    assert await there.table.find(kept.sid, now=there.now) == fresh
    await there.table.forget(kept.sid)
    assert await here.table.find(kept.sid, now=here.now) is None
    assert not await here.table.replace(fresh)
    await here.table.keep(kept, now=here.now)
    assert await there.table.sweep(now=there.now + 28_800) == 1


async def test_a_person_signs_in_and_out(alone: Alone) -> None:
    async with browser_of(alone.system.apps["gateway"]) as browser:
        assert (await signed_in(browser, "customs-supervisor")).headers["location"] == "/cases"
        page = await browser.get("/cases")
        assert page.status_code == 200

        await browser.post("/sign-out", data={"form_token": form_token(page)})

        assert (await browser.get("/cases")).status_code == 303
