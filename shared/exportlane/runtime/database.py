"""One service's database: SQLAlchemy 2 asynchronous, PostgreSQL (asyncpg) or SQLite (aiosqlite).

Rows that matter are text, whole numbers or booleans in both, so that what is hashed and signed comes back bit by bit
as it was written. The statements that write many rows are in `writing`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError, MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from exportlane.runtime.settings import StartupRefused
from exportlane.runtime.writing import Columns, Insert, SqlType, Update, Value, write_postgresql, write_sqlite

__all__ = [
    "Columns",
    "Database",
    "Insert",
    "SqlType",
    "Update",
    "Value",
    "VersionConflict",
    "is_conflict",
    "is_disk_full",
    "is_outage",
]


SESSION: Mapping[str, str] = {"jit": "off", "plan_cache_mode": "force_generic_plan"}
"""Our statements are few, short and always the same: compiling or planning them anew costs more than running them."""


class VersionConflict(Exception):
    """Somebody else changed the thing between our reading and our writing; nothing was written."""


FULL_SECONDS = 20.0
"""So long after a write failed because the disk is full, it counts as full: what failed is tried again sooner."""
DRIVERS = ("postgresql+asyncpg", "sqlite+aiosqlite")


class Database:
    """Opens transactions. `dialect` is "postgresql" or "sqlite"."""

    def __init__(self, url: str, *, pool_size: int = 8, command_seconds: float = 30) -> None:
        try:
            parsed = sa.make_url(url)
        except sa.exc.ArgumentError as error:
            raise StartupRefused("The setting EXPORTLANE_DATABASE_URL is not a database address.") from error
        if parsed.drivername not in DRIVERS:
            raise StartupRefused(
                f"EXPORTLANE_DATABASE_URL must begin with {DRIVERS[0]}://, not {parsed.drivername}://."
            )
        self.dialect = parsed.get_backend_name()
        # What stands in a row may be personal; an error's text goes to logs and to operators.
        options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 4, "hide_parameters": True}
        if self.dialect == "postgresql":
            options |= {"pool_pre_ping": False, "pool_timeout": 10}
            options["connect_args"] = {
                "timeout": 5,
                "command_timeout": command_seconds,
                "server_settings": SESSION,
            }
        self.engine = create_async_engine(url, **options)
        if self.dialect == "sqlite":
            _make_sqlite_durable(self.engine.sync_engine)
        self._full: tuple[float, str] | None = None

    @property
    def disk_full(self) -> str | None:
        """The sentence of a write that failed lately because the server's disk is full; None when none did."""
        if self._full is None or time.monotonic() - self._full[0] > FULL_SECONDS:
            return None
        return self._full[1]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that may write; committed at the end, rolled back on an error."""
        try:
            async with self.engine.begin() as connection:
                yield connection
        except Exception as error:
            if is_disk_full(error):
                self._full = (time.monotonic(), _first_line(error))
            raise

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
        """Write all of it, in one round trip on PostgreSQL. After VersionConflict the caller's transaction must end."""
        pending = [write for write in writes if write.rows]
        if not pending:
            return
        counts = await (write_postgresql if self.dialect == "postgresql" else write_sqlite)(
            connection, pending
        )
        for write, count in zip(pending, counts, strict=True):
            if isinstance(write, Update) and write.versioned and count != len(write.rows):
                raise VersionConflict(write.table)

    def many(self, name: str) -> str:
        """SQL for «is one of the texts in parameter `name`», which `texts` prepares."""
        if self.dialect == "postgresql":
            return f"= any(cast(:{name} as text[]))"
        return f"in (select value from json_each(:{name}))"  # noqa: S608  # the name of a parameter, from the code

    def texts(self, values: Sequence[str]) -> object:
        """The parameter for `many`."""
        return list(values) if self.dialect == "postgresql" else json.dumps(list(values))


def is_outage(error: BaseException) -> bool:
    """Whether the database was out of reach, so that the same work may succeed later."""
    if isinstance(error, OSError | TimeoutError | sa.exc.TimeoutError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # 08 connection exception, 53 insufficient resources, 57P operator intervention (shutdown, starting up),
    # 25006 read-only after a failover.
    return _sqlstate(error).startswith(("08", "53", "57P", "25006")) or _sqlite_code(error) in _SQLITE_OUTAGES


def is_disk_full(error: BaseException) -> bool:
    """Whether a write failed because there is no room left: 53100 disk_full, SQLITE_FULL."""
    return _sqlstate(error) == "53100" or _sqlite_code(error) == sqlite3.SQLITE_FULL


def _first_line(error: BaseException) -> str:
    """What the driver says, without the statement and its parameters."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(said).strip().split("\n", 1)[0][-200:]


def is_conflict(error: BaseException) -> bool:
    """Whether somebody else was quicker (a changed row, a taken key, a deadlock), so that a new look may succeed."""
    if isinstance(error, IntegrityError):
        return not _never_fits(error)
    return isinstance(error, VersionConflict) or _sqlstate(error).startswith("40")


def _never_fits(error: IntegrityError) -> bool:
    """Whether a row breaks a rule of its own (a null, a check, a key that is nowhere): a new look would not help."""
    state = _sqlstate(error)
    if state.startswith("23"):
        # 23505, unique_violation: the key is taken, and who took it is seen by the next look.
        return state != "23505"
    return getattr(error.orig, "sqlite_errorcode", None) in _SQLITE_NEVER


_SQLITE_NEVER = frozenset(
    {
        sqlite3.SQLITE_CONSTRAINT_NOTNULL,
        sqlite3.SQLITE_CONSTRAINT_CHECK,
        sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
        sqlite3.SQLITE_CONSTRAINT_TRIGGER,
    }
)


_SQLITE_OUTAGES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)


def _sqlstate(error: BaseException) -> str:
    """PostgreSQL's five letters. A failed connect comes from the driver itself, all else wrapped by SQLAlchemy."""
    driver = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(driver, "sqlstate", None) or "")


def _sqlite_code(error: BaseException) -> int | None:
    code: int | None = (
        getattr(error.orig, "sqlite_errorcode", None) if isinstance(error, DBAPIError) else None
    )
    return None if code is None else code & 0xFF


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

    @event.listens_for(engine, "invalidate")
    def on_invalidate(connection: Any, _record: object, _error: BaseException | None) -> None:
        # A connection whose work was cancelled is closed. SQLite keeps its write lock until the last statement is gone,
        # and whoever was cancelled may hold one for long: the lock is given back first.
        with contextlib.suppress(MissingGreenlet, ValueError, sqlite3.Error):
            connection.run_async(lambda driver: asyncio.shield(driver.rollback()))
