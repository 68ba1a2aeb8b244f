"""Histories for the tests: stories of cases, folded by the gateway's own handler and written down fact by fact."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.portal.folding import sample_of
from benchmarks.portal.telling import Story, stories
from exportlane.contracts import AGENCY_OF_TYPE, ALL_FACTS
from exportlane.contracts.decision import Heard
from exportlane.law.calendar import WorkCalendar, shipped_calendar
from exportlane.policies import profile
from exportlane.process import begin
from exportlane.runtime.clock import ManualClock, rfc3339
from exportlane.runtime.database import Database
from exportlane.runtime.migrations import migrate
from exportlane.runtime.settings import ServiceSettings
from exportlane.runtime.storage import Loaded, extra_writes, thing_writes
from exportlane.runtime.telemetry import setup
from gateway.domain import CaseView
from gateway.flow.keeping import Keeper
from gateway.handlers import GatewayPolicy, on_fact
from gateway.storage import CASES
from tests.gateway.batches import USCC, vin

NOW = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)
TABLES = {"case_flow": "case_id", "case_steps": "case_id, step", "case_words": "word, case_id, kind"}


def opened(number: int, *, named: str = "tianjin", days_ago: float = 60.0, **changes: Any) -> CaseView:
    """A case of which nothing was heard yet."""
    view = CaseView(
        id=f"01931f2e-8c00-7a10-9b1e-{number:012d}", batch_id=f"01931f2e-8bf0-7c44-8d2a-{number // 4:012d}",
        lot_id=f"01931f2e-8bf8-7d21-a0b1-{number // 2:012d}", vin=vin(number), brand="大众", model_code="SVW71411",
        exporter_uscc=USCC, exporter_name="天津示范汽车出口有限公司", profile=named,
        profile_version=profile(named).version, destination_country="KAZ", customs_port="0202",
        contract_no=f"HT-{number}", hs_code="8703234990", rebate_class=2,
        opened_at=NOW - dt.timedelta(days=days_ago), state=begin(named),
    )  # fmt: skip
    return replace(view, **changes)


def facts_of(view: CaseView, story: Story) -> Iterator[Heard]:
    """The facts of a story about this case, each in its agency's own order."""
    moment, spoken = view.opened_at, dict.fromkeys(ALL_FACTS, 0)
    for name, days, changes in story.beats:
        type_ = f"{name}.v1"
        moment += dt.timedelta(days=days, seconds=1)
        source = AGENCY_OF_TYPE[type_]
        spoken[source] = spoken.get(source, 0) + 1
        yield Heard(
            f"{view.id[-12:]}-{source}-{spoken[source]}", source, type_, view.id, spoken[source], moment, view.batch_id,
            ALL_FACTS[type_].model_validate(sample_of(type_, changes, moment)),
        )  # fmt: skip


def told(seed: int, count: int) -> list[tuple[CaseView, list[Heard]]]:
    """So many cases with the facts of their stories."""
    chance = random.Random(seed)
    found = []
    for number, story in enumerate(stories(count, chance)):
        view = opened(seed * 1000 + number, named=story.profile, days_ago=story.days + chance.uniform(1, 30))
        found.append((view, list(facts_of(view, story))))
    return found


@dataclass
class Kept:
    """A gateway's database with its keeper, and the views as they stand."""

    database: Database
    clock: ManualClock
    calendar: WorkCalendar = field(default_factory=shipped_calendar)
    views: dict[str, Loaded[CaseView]] = field(default_factory=dict)

    def keeper(self) -> Keeper:
        telemetry = setup("gateway", ServiceSettings())
        return Keeper(self.database, self.clock, telemetry, lambda: self.calendar)

    async def open(self, view: CaseView) -> None:
        """Write a new case down, with the place of its opening in the ledger."""
        loaded: Loaded[CaseView] = Loaded(CASES, view, 0, changed=True)
        await self._write(loaded, [])
        async with self.database.transaction() as connection:
            await connection.execute(_OPENED, {"id": view.id, "time": rfc3339(view.opened_at)})

    async def hear(self, heard: Heard, *, position: int | None = None) -> None:
        """Write a fact down as the fold does; with a position where several transactions overlap."""
        loaded = self.views[heard.case_id]
        decided: Any = on_fact(
            loaded.state, heard, now=heard.occurred_at, policy=GatewayPolicy(self.calendar)
        )
        rows = [write for write in decided.writes if write.table == "timeline"]
        if position is not None:
            rows = [replace(write, row={"position": position, **write.row}) for write in rows]
        await self._write(Loaded(CASES, decided.state, loaded.version, changed=True), rows)

    async def _write(self, loaded: Loaded[CaseView], rows: Any) -> None:
        assert loaded.state is not None
        writes = [*thing_writes([loaded], rfc3339(self.clock.now())), *extra_writes(rows)]
        async with self.database.transaction() as connection:
            await self.database.write(connection, writes)
        self.views[loaded.state.id] = Loaded(CASES, loaded.state, loaded.version + 1)

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """Every row but for when it was made."""
        statement = sa.text(f"select * from {table} order by {TABLES[table]}")  # noqa: S608  # our own names
        async with self.database.reading() as connection:
            found = (await connection.execute(statement)).mappings().all()
        return [{name: value for name, value in row.items() if name != "updated_at"} for row in found]

    async def everything(self) -> dict[str, list[dict[str, Any]]]:
        return {table: await self.rows(table) for table in TABLES}

    async def forget(self) -> None:
        """As if the tables were new."""
        async with self.database.transaction() as connection:
            for table in (*TABLES, "flow_exporters"):
                await connection.execute(sa.text(f"delete from {table}"))  # noqa: S608  # our own names
            await connection.execute(_BEGIN)

    async def settled(self, keeper: Keeper) -> None:
        """Look until there is nothing more to do at once."""
        for _ in range(1000):
            if not await keeper.look():
                return
        raise AssertionError("the keeper never comes to an end")


_OPENED = sa.text(
    "insert into ledger (id, case_id, sequence, type, time, recordedtime, prevhash, digest, correlationid, "
    "causationid, actor, traceparent, tracestate, data, signature, published) values (:id, :id, 1, 'case.opened.v1', "
    ":time, :time, "
    "'', '', '', '', '', '', '', '{}', '', true)"
)
_BEGIN = sa.text(
    "update flow_progress set heard = -1, own = -1, gaps = '{}', swept_to = '', rule = null, "
    "built_at = null, looked_at = null"
)


@asynccontextmanager
async def kept(url: str) -> AsyncIterator[Kept]:
    """A new database with all tables."""
    database = Database(url)
    await migrate(database, "gateway.migrations")
    try:
        yield Kept(database, ManualClock(NOW))
    finally:
        await database.close()


def sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'gateway.db'}"
