"""A service says whether it is ready, waits for what it stands on when it starts, and describes itself offline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime import service as service_module
from exportlane.runtime.bus.contract import BusUnavailable
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.database import Database, is_conflict, is_outage
from exportlane.runtime.listing import Query
from exportlane.runtime.migrations import is_current, migrate
from exportlane.runtime.problems import Problem
from exportlane.runtime.service import Parts, Service, openapi
from exportlane.runtime.settings import StartupRefused
from exportlane.runtime.testing import system, until
from tests.runtime.office import Office, Switched
from tests.runtime.running import Running, Wire, running
from tests.runtime.toy import PAPERS, two_agencies

TOY_MIGRATIONS = "tests.runtime.toy.migrations"


async def test_a_service_that_stands_well_is_ready(tmp_path: Path) -> None:
    async with system(tmp_path, definitions=two_agencies()) as run:
        answer = await run.client("licensing", "licensing", "officer").get("/readyz")

    assert answer.status_code == 200
    assert {check["name"] for check in answer.json()["checks"]} == {"database", "bus", "signing-key", "tasks"}


async def test_a_service_without_its_bus_says_so_and_catches_up(database_url: str, tmp_path: Path) -> None:
    wire = BrokenReader(EmbeddedBus(tmp_path / "bus.db"))
    wire.broken = True
    async with running(two_agencies()["licensing"], database_url, tmp_path, bus=wire) as run:
        await until(lambda: bool(run.service.consumer_trouble), what="the trouble")
        assert (await run.client().get("/readyz")).status_code == 503
        status = (await run.client("operator").get("/v1/operations/status")).json()
        assert "The consumer of licensing waits: BusUnavailable" in status["troubles"][0]

        wire.broken = False
        await until(lambda: _ready(run), what="readiness")


async def _ready(run: Running) -> bool:
    return (await run.client().get("/readyz")).status_code == 200


class BrokenReader(Wire):
    """A bus from which nothing can be read for a while."""

    broken = False

    async def consumer(self, group: str, topics: Any) -> Any:
        if self.broken:
            raise BusUnavailable("nothing can be read")
        return await super().consumer(group, topics)


async def test_a_task_that_died_is_not_ready(database_url: str, tmp_path: Path) -> None:
    async def dies() -> None:
        raise RuntimeError("the toy's own task")

    definition = replace(two_agencies()["licensing"], background=lambda _service: [dies])
    async with running(definition, database_url, tmp_path) as run:
        await until(lambda: "background-0" in run.service.dead_tasks())
        answer = await run.client().get("/readyz")

    assert answer.status_code == 503


async def test_a_database_that_comes_late_is_waited_for(database_url: str, tmp_path: Path) -> None:
    real, away = Database(database_url), Database("sqlite+aiosqlite:////no/such/folder/toy.db")
    await migrate(real, TOY_MIGRATIONS)
    late = Late(real, away, times=2)

    async with real_mode(late, tmp_path) as service:
        await service.start()
        assert service.dead_tasks() == ()

    await real.close()
    await away.close()


class Late(Switched):
    """Out of reach for the first few times that it is asked."""

    def __init__(self, real: Database, away: Database, *, times: int) -> None:
        super().__init__(real, away)
        self.times = times

    def reading(self) -> Any:
        self.times -= 1
        if self.times < 0:
            self.away = None
        return super().reading()


@asynccontextmanager
async def real_mode(database: Database, folder: Path) -> AsyncIterator[Service]:
    """A service that is made to believe that it runs in real mode, not started yet."""
    async with running(
        two_agencies()["licensing"], f"sqlite+aiosqlite:///{folder}/x.db", folder / "other"
    ) as other:
        own = other.service
        settings = own.settings.model_copy(update={"mode": "real"})
        parts = Parts(
            settings, database, EmbeddedBus(folder / "bus.db"), own.desk.signer, own.verifier, own.clock,
            own.telemetry, own.authenticator,
        )  # fmt: skip
        service = Service(own.definition, parts)
        try:
            yield service
        finally:
            await service.stop()


async def test_a_database_that_never_comes_is_a_refused_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "START_SECONDS", 0.1)

    async with real_mode(Database("sqlite+aiosqlite:////no/such/folder/toy.db"), tmp_path) as service:
        with pytest.raises(StartupRefused, match="The database of licensing cannot be reached"):
            await service.start()


async def test_a_database_with_old_tables_is_a_refused_start(database_url: str, tmp_path: Path) -> None:
    async with real_mode(Database(database_url), tmp_path) as service:
        with pytest.raises(StartupRefused, match="run «exportlane migrate licensing» first"):
            await service.start()


async def test_a_migration_may_be_run_again(database_url: str) -> None:
    database = Database(database_url)
    assert not await is_current(database, TOY_MIGRATIONS)

    await migrate(database, TOY_MIGRATIONS)
    await migrate(database, TOY_MIGRATIONS)

    assert await is_current(database, TOY_MIGRATIONS)
    await database.close()


def test_the_openapi_document_is_made_without_starting_anything() -> None:
    document = openapi(two_agencies()["licensing"])

    assert "/v1/papers/{paper_id}" in document["paths"]
    assert "/v1/operations/parked/{parked_id}/retry" in document["paths"]


async def test_things_are_listed_page_by_page_in_any_order(database_url: str, tmp_path: Path) -> None:
    async with running(two_agencies()["vehicle-registry"], database_url, tmp_path) as run:
        caller = run.client()
        for name in ("a", "b", "c", "d", "e"):
            await caller.post(f"/v1/papers/{name}?cases={name}")
            for _ in range(ord(name) % 3):
                await caller.post(f"/v1/papers/{name}/announce/one", version="*")

        assert await walk(run, "created") == ["a", "b", "c", "d", "e"]
        assert await walk(run, "-created") == ["e", "d", "c", "b", "a"]
        assert await walk(run, "told") == ["c", "a", "d", "b", "e"]
        assert await walk(run, "-told", told=1) == ["d", "a"]
        with pytest.raises(Problem, match="A list is sorted by"):
            await walk(run, "doc")
        with pytest.raises(Problem):
            await run.service.list(PAPERS, Query({}, cursor="nonsense"))
        bounded = await run.service.list(PAPERS, Query({}, before={"updated_at": "2000-01-01"}))
        assert bounded == {"items": [], "next": None}


async def walk(run: Running, sort: str, **where: Any) -> list[str]:
    """The ids of all pages of two."""
    ids, cursor = [], None
    while True:
        page = await run.service.list(PAPERS, Query(where, sort=sort, cursor=cursor, limit=2))
        ids += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return ids


@dataclass
class Faulty:
    """A statement and whether its failure is an outage, or a conflict."""

    statement: str
    outage: bool = False
    conflict: bool = False


async def test_faults_of_the_database_are_told_apart(office: Office) -> None:
    """A programming error must not be waited for, and an outage must not park a message."""
    await office.opens("a", "a")
    faults = [
        Faulty("select nothing from nowhere"),
        Faulty("selec 1"),
        Faulty("insert into thing_case values ('paper', 'a', 'a')", conflict=True),
        Faulty("insert into papers (id) values (null)"),
    ]
    for fault in faults:
        with pytest.raises(Exception) as raised:  # noqa: PT011  # which one is the question
            await office.execute(fault.statement)
        assert is_outage(raised.value) == fault.outage, fault.statement
        assert is_conflict(raised.value) == fault.conflict, fault.statement
    assert is_outage(ConnectionRefusedError())
    assert not is_outage(ValueError())


async def test_an_error_of_the_database_never_shows_what_stood_in_the_row(office: Office) -> None:
    async def insert(connection: AsyncConnection) -> None:
        await connection.execute(sa.text("insert into nowhere values (:owner)"), {"owner": "SECRET"})

    with pytest.raises(Exception) as raised:  # noqa: PT011  # the driver's own
        async with office.database.transaction() as connection:
            await insert(connection)

    assert "SECRET" not in str(raised.value)
