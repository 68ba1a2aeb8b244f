"""One service's database: SQLAlchemy 2 asynchronous, PostgreSQL (asyncpg) or SQLite (aiosqlite).

Rows that matter are text, whole numbers or booleans in both, so that what is hashed and signed comes back bit by bit as it was
written. Writes of many rows are one statement on PostgreSQL (`unnest`, joined by common table expressions), because the number
of round trips is what a transaction costs.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from exportlane.runtime.settings import StartupRefused

SqlType = Literal["text", "bigint", "boolean"]
Value = str | int | bool | None
Columns = tuple[tuple[str, SqlType], ...]


class VersionConflict(Exception):
    """Somebody else changed the thing between our reading and our writing; nothing was written."""


@dataclass(frozen=True, slots=True)
class Insert:
    """Rows to insert; `conflict` is an SQL clause for keys that exist already."""

    table: str
    columns: Columns
    rows: list[tuple[Value, ...]]
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """Rows to update by their first column. With `versioned` the second column is the new version, and the row must still
    have the one before it."""

    table: str
    columns: Columns
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    versioned: bool = False


class Database:
    """Opens transactions. `dialect` is "postgresql" or "sqlite"."""

    def __init__(self, url: str, *, pool_size: int = 8, command_seconds: float = 30) -> None:
        try:
            parsed = sa.make_url(url)
        except sa.exc.ArgumentError as error:
            raise StartupRefused("The setting EXPORTLANE_DATABASE_URL is not a database address.") from error
        self.dialect = parsed.get_backend_name()
        options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 4}
        if self.dialect == "postgresql":
            options |= {"pool_pre_ping": False, "pool_timeout": 10}
            options["connect_args"] = {"timeout": 5, "command_timeout": command_seconds}
        self.engine = create_async_engine(url, **options)
        if self.dialect == "sqlite":
            _make_sqlite_durable(self.engine.sync_engine)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that may write; committed at the end, rolled back on an error."""
        async with self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that only reads; on SQLite it does not wait for the writer."""
        async with self.engine.connect() as connection:
            await connection.execution_options(exportlane_reading=True)
            yield connection

    async def ping(self) -> None:
        """Prove that the database takes a write. Raises what the driver raises."""
        async with self.transaction() as connection:
            await connection.execute(sa.text("update heartbeat set beats = beats + 1"))

    async def close(self) -> None:
        await self.engine.dispose()

    async def write(self, connection: AsyncConnection, writes: Sequence[Insert | Update]) -> None:
        """Write all of it: one round trip on PostgreSQL. Raises VersionConflict (the caller's transaction must then end)."""
        pending = [write for write in writes if write.rows]
        if not pending:
            return
        if self.dialect == "postgresql":
            counts = await self._write_postgresql(connection, pending)
        else:
            counts = [await _write_sqlite(connection, write) for write in pending]
        for write, count in zip(pending, counts, strict=True):
            if isinstance(write, Update) and write.versioned and count != len(write.rows):
                raise VersionConflict(write.table)

    async def _write_postgresql(
        self, connection: AsyncConnection, writes: list[Insert | Update]
    ) -> list[int]:
        shape = tuple(
            (
                type(write).__name__,
                write.table,
                write.columns,
                getattr(write, "conflict", ""),
                getattr(write, "versioned", False),
            )
            for write in writes
        )
        parameters = {
            f"w{number}_{name}": list(values)
            for number, write in enumerate(writes)
            for (name, _), values in zip(write.columns, zip(*write.rows, strict=True), strict=True)
        }
        result = await connection.execute(_postgresql_statement(shape), parameters)
        return list(result.one())

    def many(self, name: str) -> str:
        """SQL for «is one of the texts in parameter `name`», which `texts` prepares."""
        if self.dialect == "postgresql":
            return f"= any(cast(:{name} as text[]))"
        return f"in (select value from json_each(:{name}))"

    def texts(self, values: Sequence[str]) -> object:
        """The parameter for `many`."""
        return list(values) if self.dialect == "postgresql" else json.dumps(list(values))


def is_outage(error: BaseException) -> bool:
    """Whether the database was out of reach, so that the same work may succeed later."""
    if isinstance(error, DBAPIError):
        return (
            error.connection_invalidated
            or isinstance(error, OperationalError | InterfaceError)
            or _went_away(error)
        )
    return isinstance(error, OSError | TimeoutError | sa.exc.TimeoutError)


def _went_away(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None) or ""
    # 08 connection exception, 53 insufficient resources, 57P operator intervention (shutdown, starting up),
    # 25006 read-only after a failover.
    return state.startswith(("08", "53", "57P", "25006"))


@lru_cache(maxsize=256)
def _postgresql_statement(shape: tuple[tuple[str, str, Columns, str, bool], ...]) -> sa.TextClause:
    parts = []
    for number, (kind, table, columns, conflict, versioned) in enumerate(shape):
        names = [name for name, _ in columns]
        arrays = ", ".join(f"cast(:w{number}_{name} as {sql}[])" for name, sql in columns)
        source = f"unnest({arrays}) as u({', '.join(names)})"
        if kind == "Insert":
            body = f"insert into {table} ({', '.join(names)}) select * from {source} {conflict} returning 1"
        else:
            sets = ", ".join(f"{name} = u.{name}" for name in names[1:])
            guard = " and t.version = u.version - 1" if versioned else ""
            body = f"update {table} t set {sets} from {source} where t.{names[0]} = u.{names[0]}{guard} returning 1"
        parts.append(f"w{number} as ({body})")
    counts = ", ".join(f"(select count(*) from w{number})" for number in range(len(shape)))
    return sa.text(f"with {', '.join(parts)} select {counts}")


async def _write_sqlite(connection: AsyncConnection, write: Insert | Update) -> int:
    names = [name for name, _ in write.columns]
    rows: list[Mapping[str, Value]] = [dict(zip(names, row, strict=True)) for row in write.rows]
    if isinstance(write, Insert):
        values = ", ".join(f":{name}" for name in names)
        statement = f"insert into {write.table} ({', '.join(names)}) values ({values}) {write.conflict}"
        await connection.execute(sa.text(statement), rows)
        return len(rows)
    sets = ", ".join(f"{name} = :{name}" for name in names[1:])
    guard = " and version = :version - 1" if write.versioned else ""
    statement = sa.text(f"update {write.table} set {sets} where {names[0]} = :{names[0]}{guard}")
    changed = 0
    for row in rows:
        changed += (await connection.execute(statement, row)).rowcount
    return changed


def _make_sqlite_durable(engine: sa.Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        # The driver's own transaction control is switched off; `on_begin` says when a transaction starts and how.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        # IMMEDIATE takes the write lock at once: a reader that turns writer could otherwise fail in the middle.
        reading = connection.get_execution_options().get("exportlane_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
