"""Writing a gateway's database full: SQLite by statements of many rows, PostgreSQL by COPY."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

import asyncpg
import sqlalchemy as sa

from benchmarks.portal.cloning import Tables, cloned
from benchmarks.portal.folding import fold
from benchmarks.portal.telling import stories
from exportlane.law.calendar import shipped_calendar
from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Database
from exportlane.runtime.migrations import migrate
from gateway.flow.progress import Progress, rule_of
from gateway.flow.row import Made, Row
from gateway.flow.steps import Counter

STORIES: Final = 800
SEED: Final = 20_261_122


class _Sink(Protocol):
    async def write(self, table: str, rows: Sequence[Row]) -> None: ...

    async def close(self) -> None: ...


async def seed(url: str, cases: int) -> float:
    """Make the tables and fill them with so many cases. Seconds that it took."""
    began = time.perf_counter()
    database = Database(url)
    await migrate(database, "gateway.migrations")
    sink: _Sink = await _postgres(url) if database.dialect == "postgresql" else _Sqlite(url)
    now, chance, calendar = datetime.now(UTC), random.Random(SEED), shipped_calendar()
    made = Made(rule_of(calendar), statutory_day(now), now, Counter(calendar))
    folded = [fold(story, made, chance) for story in stories(STORIES, chance)]
    for tables in cloned(folded, cases, chance):
        await _write(sink, tables)
    await sink.close()
    await _note_progress(database, made)
    await database.close()
    return time.perf_counter() - began


async def _write(sink: _Sink, tables: Tables) -> None:
    for table, rows in tables.items():
        if rows:
            await sink.write(table, rows)


async def _note_progress(database: Database, made: Made) -> None:
    """What was written is all there is: the gateway's own task finds nothing to do."""
    async with database.transaction() as connection:
        places = (
            await connection.execute(
                sa.text(
                    "select (select max(position) from timeline) as heard, (select max(position) from ledger) as own"
                )
            )
        ).one()
        moment = rfc3339(made.now)
        await Progress(
            heard=places.heard, own=places.own, revision=1, rule=made.rule, built_at=moment, looked_at=moment
        ).write(connection)
    async with database.engine.connect() as connection:
        # Without figures about the tables no planner can choose among their indices; a database that grew has them.
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(sa.text("analyze"))


class _Sqlite:
    def __init__(self, url: str) -> None:
        path = sa.make_url(url).database
        if path is None:
            raise ValueError("the database must be a file")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path)
        # Only while it is filled: a benchmark that breaks off begins anew.
        self._connection.executescript(
            "pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -400000;"
        )

    async def write(self, table: str, rows: Sequence[Row]) -> None:
        names = list(rows[0])
        marks = ", ".join("?" * len(names))
        self._connection.executemany(
            f"insert or ignore into {table} ({', '.join(names)}) values ({marks})",  # noqa: S608  # names from the code
            [tuple(row.values()) for row in rows],
        )
        self._connection.commit()

    async def close(self) -> None:
        self._connection.execute("pragma wal_checkpoint(truncate)")
        self._connection.close()


class _Postgres:
    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def write(self, table: str, rows: Sequence[Row]) -> None:
        await self._connection.copy_records_to_table(
            table, columns=list(rows[0]), records=[tuple(row.values()) for row in rows]
        )

    async def close(self) -> None:
        await self._connection.close()


async def _postgres(url: str) -> _Postgres:
    return _Postgres(await asyncpg.connect(url.replace("+asyncpg", "")))
