"""The relay: publishes what stands in the ledger and is not yet published, in order per case, at least once.

One relay per service publishes at a time. On PostgreSQL an advisory lock says which; the others stand by, and tell the
leader by NOTIFY when their process wrote facts. The leader is handed the facts of its own process straight after the commit,
so the ledger is read only to catch up: at the start, after a fault, and once a second for what others wrote.
A kill between sending and marking sends the facts again; consumers drop the repeats.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import zlib
from collections import deque
from collections.abc import Sequence
from typing import Any

import asyncpg
import sqlalchemy as sa

from exportlane.contracts.envelope import Envelope
from exportlane.runtime import failpoints
from exportlane.runtime.bus.contract import Bus, BusUnavailable, Record
from exportlane.runtime.clock import Clock, parse_rfc3339
from exportlane.runtime.database import Database, is_outage
from exportlane.runtime.incoming import topic_of
from exportlane.runtime.ledger import SELECT, read_row
from exportlane.runtime.telemetry import Telemetry

CHANNEL = "exportlane_ledger"
SWEEP_SECONDS = 1.0
LONGEST_PAUSE = 5.0


class Relay:
    """Runs as one task of a service until it is stopped."""

    def __init__(
        self,
        source: str,
        database: Database,
        bus: Bus,
        clock: Clock,
        telemetry: Telemetry,
        *,
        page: int = 500,
    ) -> None:
        self._source = source
        self._topic = topic_of(source)
        self._database = database
        self._bus = bus
        self._clock = clock
        self._telemetry = telemetry
        self._page = page
        self._queue: deque[Envelope] = deque()
        self._wake = asyncio.Event()
        self._leading = False
        self._stopping = False
        self._seat: Seat | None = None
        self.trouble: str | None = None
        """Why nothing is published now, None when all is well."""

    def announce(self, envelopes: Sequence[Envelope]) -> None:
        """Facts were just committed by this process. Never waits."""
        if not envelopes:
            return
        if self._leading:
            self._queue.extend(envelopes)
            self._wake.set()
        elif self._seat is not None:
            self._seat.tell_leader()

    async def run(self) -> None:
        """Publish until `stop`; every fault is logged, waited out with a growing pause, and tried again."""
        pause = 0.1
        while not self._stopping:
            try:
                await self._lead()
                pause = 0.1
            except (
                BusUnavailable,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                OSError,
                sa.exc.SQLAlchemyError,
            ) as error:
                if isinstance(error, sa.exc.SQLAlchemyError) and not is_outage(error):
                    self._telemetry.log.exception("relay.failed", error)
                self.trouble = f"The relay of {self._source} waits: {type(error).__name__}: {error}"
                self._telemetry.log.warning("relay.waiting", error=repr(error)[:300], wait_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                self._leading = False
                self._queue.clear()

    async def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._seat is not None:
            self._seat.cancel_wait()

    async def oldest_unpublished(self) -> float | None:
        """Age in seconds of the oldest fact that is not published yet, None when there is none."""
        statement = sa.text("select recordedtime from ledger where not published order by position limit 1")
        async with self._database.reading() as connection:
            found = (await connection.execute(statement)).scalar_one_or_none()
        if found is None:
            return None
        return max((self._clock.now() - parse_rfc3339(found)).total_seconds(), 0.0)

    async def _lead(self) -> None:
        seat = (
            PostgresSeat(self._database, self._source)
            if self._database.dialect == "postgresql"
            else FileSeat(self._database)
        )
        self._seat = seat
        try:
            if not await seat.take(self._wake):
                return
            self._leading = True
            await self._sweep(seat)
            swept = time.monotonic()
            while not self._stopping:
                await self._wait(swept)
                await self._drain(seat)
                if seat.told or time.monotonic() - swept >= SWEEP_SECONDS:
                    seat.told = False
                    await self._sweep(seat)
                    swept = time.monotonic()
        finally:
            self._seat = None
            await seat.leave()

    async def _wait(self, swept: float) -> None:
        remaining = max(SWEEP_SECONDS - (time.monotonic() - swept), 0.0)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), remaining)
        self._wake.clear()

    async def _drain(self, seat: Seat) -> None:
        while self._queue:
            facts = [self._queue.popleft() for _ in range(min(len(self._queue), self._page))]
            await self._publish(facts, seat)

    async def _sweep(self, seat: Seat) -> None:
        """Publish what the ledger holds unpublished. What was handed over meanwhile is among it, so it is not sent twice."""
        statement = sa.text(f"{SELECT} where not published order by position limit :page")
        while not self._stopping:
            async with self._database.reading() as connection:
                rows = (await connection.execute(statement, {"page": self._page})).all()
            if not rows:
                self.trouble = None
                return
            facts = [read_row(row, self._source) for row in rows]
            await self._publish(facts, seat)
            sent = {fact.id for fact in facts}
            self._queue = deque(fact for fact in self._queue if fact.id not in sent)

    async def _publish(self, facts: list[Envelope], seat: Seat) -> None:
        records = [Record(self._topic, fact.subject, fact.headers(), fact.data) for fact in facts]
        await self._bus.publish(records)
        failpoints.passed(self._source, "after_send")
        await seat.mark(facts)
        self.trouble = None


class Seat:
    """The right to publish for a service, and the marking of what was published."""

    told = False

    async def take(self, wake: asyncio.Event) -> bool:
        """Wait for the seat; False when the wait was cancelled."""
        raise NotImplementedError

    async def mark(self, facts: Sequence[Envelope]) -> None:
        raise NotImplementedError

    async def leave(self) -> None: ...

    def tell_leader(self) -> None: ...

    def cancel_wait(self) -> None: ...


class FileSeat(Seat):
    """Embedded: one process owns the file, so the seat is always free."""

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
        url = database.engine.url
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._key = zlib.crc32(f"exportlane.relay.{source}".encode())
        self._connection: Any = None
        self._cancelled = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, wake: asyncio.Event) -> bool:
        self._connection = await asyncpg.connect(self._dsn, timeout=5, command_timeout=30)
        while not self._cancelled:
            if await self._connection.fetchval("select pg_try_advisory_lock($1)", self._key):
                # Losing a mark only sends a fact twice, so the disk need not be waited for.
                await self._connection.execute("set synchronous_commit = off")
                await self._connection.add_listener(CHANNEL, lambda *_: self._on_told(wake))
                return True
            await asyncio.sleep(0.5)
        return False

    def _on_told(self, wake: asyncio.Event) -> None:
        self.told = True
        wake.set()

    async def mark(self, facts: Sequence[Envelope]) -> None:
        await self._connection.execute(self.MARK, [f.subject for f in facts], [f.sequence for f in facts])

    def tell_leader(self) -> None:
        task = asyncio.create_task(self._notify())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _notify(self) -> None:
        # Losing this is harmless: the leader looks by itself once a second.
        with contextlib.suppress(Exception):
            await self._connection.execute(f"notify {CHANNEL}")

    def cancel_wait(self) -> None:
        self._cancelled = True

    async def leave(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(Exception):
                await self._connection.close(timeout=2)
