"""Two replicas on one real PostgreSQL: two hundred approvals at once against one cap, and not one wrong yuan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from exportlane.contracts import AGENCIES
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.composition import Embedded
from exportlane.runtime.database import Database
from exportlane.runtime.service import Parts, Service
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.testing import Caller, System
from incentives.main import service as definition
from incentives.settings import IncentivesSettings
from tests.incentives.given import POLICY, USCC
from tests.incentives.running import MORNING, THINGS, Funds, bill

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(300)]
CAP = Decimal("1000000.00")
MANY = 200


@pytest.fixture
async def replicas(tmp_path: Path, postgres_database: str) -> AsyncIterator[tuple[Funds, Funds]]:
    """The office twice, on one database, one bus and one clock."""
    settings, clock = IncentivesSettings(data_dir=tmp_path), ManualClock(MORNING)
    signers, ring = embedded_keys(tmp_path / "keys", sorted(AGENCIES))
    running: list[Service] = []
    for _ in range(2):
        parts = Parts(
            settings=settings,
            database=Database(postgres_database),
            bus=EmbeddedBus(tmp_path / "bus.db"),
            signer=signers["incentives"],
            verifier=ring,
            clock=clock,
            telemetry=setup("incentives", settings),
            authenticator=Authenticator.from_settings(settings),
        )
        running.append(Service(definition, parts))
    offices = []
    try:
        for service in running:
            app = build_app(service)
            await service.start()
            system = System(Embedded({"incentives": service}, {"incentives": app}), tmp_path)
            offices.append(Funds(system, clock))
        await offices[0].filed()
        yield offices[0], offices[1]
    finally:
        for service in running:
            await service.stop()


async def _publicised(office: Funds, count: int, amount: str) -> list[str]:
    """Applications of one firm for rent, half of which is granted, shown to the public; in the order of their turns."""
    few = asyncio.Semaphore(8)

    async def one() -> tuple[int, str]:
        async with few:
            answer = await office.write(bill("a", "O1", amount))
            id_ = str(answer.json()["id"])
            review = {"lines": [{"line_id": "a", "eligible": amount, "finding": "Looked at."}]}
            steps: list[tuple[Caller, str, object]] = [
                (office.exporter, "submit", None),
                (office.officer, "accept", None),
                (office.officer, "review", review),
                (office.officer, "publicise", {}),
            ]
            for version, (who, verb, body) in enumerate(steps, start=1):
                answer = await who.post(f"{THINGS}/{id_}/{verb}", body, version=version)
                assert answer.status_code == 200, answer.text
            return int(answer.json()["turn"]), id_

    turns = await asyncio.gather(*(one() for _ in range(count)))
    await office.over()
    assert sorted(turn for turn, _ in turns) == list(range(1, count + 1))
    return [id_ for _, id_ in sorted(turns)]


async def _at_once(
    offices: tuple[Funds, Funds], ids: list[str], verb: str, body: object = None
) -> list[httpx.Response]:
    few = asyncio.Semaphore(8)

    async def version(id_: str) -> int:
        async with few:
            return int((await offices[0].see(id_))["version"])

    versions = dict(zip(ids, await asyncio.gather(*(version(id_) for id_ in ids)), strict=True))

    async def one(number: int, id_: str) -> httpx.Response:
        office = offices[number % 2]
        who = office.supervisor if verb == "approve-out-of-turn" else office.second
        return await who.post(f"{THINGS}/{id_}/{verb}", body, version=versions[id_])

    return await asyncio.gather(*(one(number, id_) for number, id_ in enumerate(ids)))


async def _granted(office: Funds) -> tuple[Decimal, Decimal]:
    """What stands approved in the applications, and what the ledger holds."""
    async with office.service.database.reading() as connection:
        statement = sa.text("select doc from applications where status = 'approved'")
        rows = [row.doc for row in await connection.execute(statement)]
    from incentives.storage import APPLICATIONS  # noqa: PLC0415  # beside its only use

    approved = sum((APPLICATIONS.decode(doc).granted for doc in rows), Decimal("0.00"))
    caps = (await office.officer.get(f"/v1/subsidy-caps/{USCC}", policy=POLICY, year="2025")).json()
    held = next(Decimal(cap["used"]) for cap in caps["caps"] if cap["item"] == "O1")
    return approved, held


async def test_two_hundred_approvals_at_once_against_one_cap_grant_exactly_the_cap(
    replicas: tuple[Funds, Funds],
) -> None:
    # 200 halves of 15,555.54 are 1,555,554.00: the cap of a million ends in the middle of one of them.
    ids = await _publicised(replicas[0], MANY, "15555.54")

    answers = await _at_once(replicas, ids, "approve-out-of-turn", {"reason": "All at once."})

    refused = [answer.json() for answer in answers if answer.status_code != 200]
    assert {problem["code"] for problem in refused} == {"nothing-to-grant"}
    granted = [Decimal(a.json()["granted"]) for a in answers if a.status_code == 200]
    assert sum(granted) == CAP
    assert sorted(set(granted)) == [CAP - 128 * Decimal("7777.77"), Decimal("7777.77")]
    assert await _granted(replicas[1]) == (CAP, CAP)


async def test_approvals_at_once_in_whatever_order_give_each_what_its_turn_gives(
    replicas: tuple[Funds, Funds],
) -> None:
    ids = await _publicised(replicas[0], 40, "66666.66")
    share, open_ = Decimal("33333.33"), list(ids)
    slugs: set[str] = set()

    for _ in range(60):
        answers = await _at_once(replicas, list(reversed(open_)), "approve")
        by_id = dict(zip(reversed(open_), answers, strict=True))
        slugs |= {a.json()["code"] for a in by_id.values() if a.status_code != 200}
        open_ = [id_ for id_ in open_ if by_id[id_].status_code != 200]
        if {by_id[id_].json()["code"] for id_ in open_} <= {"nothing-to-grant"}:
            break

    grants = [Decimal((await replicas[0].see(id_))["granted"]) for id_ in ids]
    assert grants[:31] == [share] * 30 + [CAP - 30 * share]
    assert open_ == ids[31:]
    assert slugs <= {"earlier-application-open", "nothing-to-grant"}
    assert await _granted(replicas[1]) == (CAP, CAP)


async def test_of_two_firms_that_hand_in_one_invoice_at_once_one_wins(replicas: tuple[Funds, Funds]) -> None:
    line = bill("a", "O1", "100.00")
    ids = [await replicas[0].written(line) for _ in range(10)]

    async def submit(number: int, id_: str) -> httpx.Response:
        return await replicas[number % 2].exporter.post(f"{THINGS}/{id_}/submit", version=1)

    answers = await asyncio.gather(*(submit(number, id_) for number, id_ in enumerate(ids)))

    codes: list[Any] = [a.json().get("code", a.json().get("slug")) for a in answers if a.status_code != 200]
    assert [a.status_code for a in answers].count(200) == 1
    assert set(codes) <= {"invoice-used", "conflict"}
