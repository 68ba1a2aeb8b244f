"""The seat of the relay: the right to publish for a service, and the marking of what was published.

On SQLite one process owns the file, so the seat is always free. On PostgreSQL it is an advisory lock, held by a
connection of its own: when that connection ends, however it ends, the server frees the seat and the next relay takes
it.
"""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Sequence
from typing import Any

import asyncpg
import sqlalchemy as sa

from exportlane.contracts.envelope import Envelope
from exportlane.runtime.database import Database

CHANNEL = "exportlane_ledger"
ASK_AGAIN_SECONDS = 0.5


class Seat:
    """What a relay needs of its seat. `told` turns true when another process wrote facts."""

    told = False

    async def take(self, wake: asyncio.Event) -> bool:
        """Wait for the seat; False when the wait was cancelled. `wake` is set whenever `told` turns true."""
        raise NotImplementedError

    async def mark(self, facts: Sequence[Envelope]) -> None:
        """Note in the ledger that these facts are published."""
        raise NotImplementedError

    def lost(self) -> bool:
        """Whether somebody else may sit here by now."""
        return False

    async def leave(self) -> None:
        """Free the seat."""

    def tell_leader(self) -> None:
        """Let the one who sits know that facts were written. Never waits."""

    def cancel_wait(self) -> None:
        """Stop waiting for the seat."""


class FileSeat(Seat):
    """Embedded: always free."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, wake: asyncio.Event) -> bool:
        del wake
        return True

    async def mark(self, facts: Sequence[Envelope]) -> None:
        statement = sa.text(
            "update ledger set published = true where case_id = :case_id and sequence = :sequence"
        )
        async with self._database.transaction() as connection:
            await connection.execute(
                statement, [{"case_id": f.subject, "sequence": f.sequence} for f in facts]
            )


class PostgresSeat(Seat):
    """An advisory lock held by one connection, which also listens and marks."""

    MARK = (
        "update ledger l set published = true from unnest($1::text[], $2::bigint[]) u(case_id, sequence) "
        "where l.case_id = u.case_id and l.sequence = u.sequence"
    )

    def __init__(self, database: Database, source: str) -> None:
        engine = database.engine
        # The dialect knows which parts of the address are for asyncpg (ssl, application_name) and which are its own.
        _, options = engine.dialect.create_connect_args(engine.url)
        self._options = {
            name: value for name, value in options.items() if not name.startswith("prepared_statement")
        }
        self._key = zlib.crc32(f"exportlane.relay.{source}".encode())
        self._connection: Any = None
        self._cancelled = False
        self._something = asyncio.Event()
        self._tell = False

    async def take(self, wake: asyncio.Event) -> bool:
        self._connection = await asyncpg.connect(**{**self._options, "timeout": 5, "command_timeout": 30})
        while not self._cancelled:
            if await self._connection.fetchval("select pg_try_advisory_lock($1)", self._key):
                # Losing a mark only sends a fact twice, so the disk need not be waited for.
                await self._connection.execute("set synchronous_commit = off")
                # Marks go by the index, also while the table grows faster than its statistics.
                await self._connection.execute(
                    "set enable_seqscan = off; set enable_hashjoin = off; set jit = off"
                )
                await self._connection.add_listener(CHANNEL, lambda *_: self._on_told(wake))
                return True
            await self._stand_by()
        return False

    async def mark(self, facts: Sequence[Envelope]) -> None:
        await self._connection.execute(self.MARK, [f.subject for f in facts], [f.sequence for f in facts])

    def lost(self) -> bool:
        return self._connection is None or bool(self._connection.is_closed())

    def tell_leader(self) -> None:
        self._tell = True
        self._something.set()

    def cancel_wait(self) -> None:
        self._cancelled = True
        self._something.set()

    async def leave(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            await connection.close(timeout=2)
        except Exception:  # noqa: BLE001  # whoever cannot say goodbye hangs up; the server frees the lock either way
            connection.terminate()

    async def _stand_by(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._something.wait(), ASK_AGAIN_SECONDS)
        self._something.clear()
        if self._tell:
            # Many announcements meanwhile are one word to the leader; losing it costs at most its next look.
            self._tell = False
            await self._connection.execute(f"notify {CHANNEL}")

    def _on_told(self, wake: asyncio.Event) -> None:
        self.told = True
        wake.set()


def seat_for(database: Database, source: str) -> Seat:
    """The seat that fits the database."""
    return PostgresSeat(database, source) if database.dialect == "postgresql" else FileSeat(database)
