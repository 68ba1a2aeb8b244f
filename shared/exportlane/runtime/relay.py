"""The relay: publishes what stands in the ledger and is not yet published, in order per case, at least once.

One relay per service publishes at a time. On PostgreSQL an advisory lock says which (`seats`); the others stand by, and
tell the leader by NOTIFY when their process wrote facts. The leader is handed the facts of its own process straight
after the commit, so the ledger is read only to catch up: at the start, after a fault, and once a second for what
others wrote. A kill between sending and marking sends the facts again; consumers drop the repeats.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from exportlane.contracts.envelope import Envelope
from exportlane.runtime import failpoints
from exportlane.runtime.bus.contract import Bus, Record
from exportlane.runtime.clock import Clock, parse_rfc3339
from exportlane.runtime.database import Database
from exportlane.runtime.incoming import topic_of
from exportlane.runtime.ledger import SELECT, read_row
from exportlane.runtime.seats import Seat, seat_for
from exportlane.runtime.telemetry import Telemetry

SWEEP_SECONDS = 1.0
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
MOST_COUNTED = 1000
WAITING = sa.text(
    "select position, recordedtime, (select count(*) from (select 1 from ledger where not published limit :most) w) "
    "from ledger where not published order by position limit 1"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is not published yet: the oldest fact's place in the ledger and its age, and how many there are."""

    position: int | None = None
    age_seconds: float | None = None
    count: int = 0


class SeatLost(Exception):
    """The connection that held the seat is gone; another relay may publish now."""


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
        self.last_published_at: datetime | None = None
        """When this relay last published something; another replica's may have done so since."""

    @property
    def leading(self) -> bool:
        """Whether this relay is the one that publishes."""
        return self._leading

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
        pause = FIRST_PAUSE
        while not self._stopping:
            try:
                await self._lead()
            except Exception as error:  # noqa: BLE001  # facts must leave whatever happened; the trouble is shown by readiness
                pause = FIRST_PAUSE if self.trouble is None else pause
                self.trouble = f"The relay of {self._source} waits: {type(error).__name__}: {error}"
                self._telemetry.log.warning("relay.waiting", error=repr(error)[:300], wait_seconds=pause)
                await self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def stop(self) -> None:
        """Let `run` publish what the ledger holds, if the bus takes it, and return."""
        self._stopping = True
        self._wake.set()
        if self._seat is not None:
            self._seat.cancel_wait()

    async def oldest_unpublished(self) -> float | None:
        """Age in seconds of the oldest fact that is not published yet, None when there is none."""
        return (await self.waiting()).age_seconds

    async def waiting(self) -> Waiting:
        """What waits to be published; more than `MOST_COUNTED` are not counted."""
        async with self._database.reading() as connection:
            found = (await connection.execute(WAITING, {"most": MOST_COUNTED})).one_or_none()
        if found is None:
            return Waiting()
        age = (self._clock.now() - parse_rfc3339(found[1])).total_seconds()
        return Waiting(found[0], max(age, 0.0), found[2])

    async def _lead(self) -> None:
        seat = self._seat = seat_for(self._database, self._source)
        try:
            if await seat.take(self._wake):
                self._leading = True
                await self._publish_until_stopped(seat)
        finally:
            self._leading = False
            self._queue.clear()
            self._seat = None
            await seat.leave()

    async def _publish_until_stopped(self, seat: Seat) -> None:
        await self._sweep(seat)
        swept = time.monotonic()
        while not self._stopping:
            await self._wait(swept)
            await self._drain(seat)
            if seat.told or time.monotonic() - swept >= SWEEP_SECONDS:
                seat.told = False
                if seat.lost():
                    raise SeatLost("the connection that holds the lock is closed")
                await self._sweep(seat)
                swept = time.monotonic()
        await self._sweep(seat)

    async def _wait(self, swept: float) -> None:
        await self._rest(max(SWEEP_SECONDS - (time.monotonic() - swept), 0.0))

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)
        self._wake.clear()

    async def _drain(self, seat: Seat) -> None:
        while self._queue:
            facts = [self._queue.popleft() for _ in range(min(len(self._queue), self._page))]
            await self._publish(facts, seat)

    async def _sweep(self, seat: Seat) -> None:
        """Publish what the ledger holds unpublished.

        What was handed over meanwhile is among it, so it is not sent twice.
        """
        statement = sa.text(f"{SELECT} where not published order by position limit :page")
        while True:
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
        self.trouble, self.last_published_at = None, self._clock.now()
