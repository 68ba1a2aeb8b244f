"""New facts as they come, for pages and programs that stay on the line.

One look at the tables serves all listeners of a process: at once when this process has just taken facts in, and once a
second for what other replicas took in. Nobody listens, nobody looks. A listener that does not keep up is let go; it
comes back with the id of the last fact it saw and misses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from exportlane.runtime.database import Database, is_outage
from exportlane.runtime.problems import problem
from exportlane.runtime.telemetry import Telemetry
from gateway.reading import TimelineFact

LOOK_SECONDS = 1.0
PAGE = 1000
WAITING_FACTS = 256
"""How many facts may wait for one listener."""
GAP_LOOKS = 30
"""For how many looks a missing position is looked for: transactions become visible in another order than numbered."""

Row = sa.Row[Any]

_HEARD = (
    "select t.position, c.exporter_uscc, c.vin, t.id, t.case_id, t.agency, t.type, t.sequence, t.occurred_at, "
    "t.received_at, t.data from timeline t join cases c on c.id = t.case_id where "
)
_OWN = (
    "select l.position, c.exporter_uscc, c.vin, l.id, l.case_id, 'gateway', l.type, l.sequence, l.time, "
    "l.recordedtime, l.data from ledger l join cases c on c.id = l.case_id where "
)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a listener has read: the last position heard and the last one in the own ledger."""

    heard: int
    own: int

    def __str__(self) -> str:
        return f"{self.heard}.{self.own}"


def read_place(text: str | None) -> Place | None:
    """The place in a Last-Event-ID; None when there is none or it is not one of ours."""
    heard, _, own = (text or "").partition(".")
    numbers = [part for part in (heard, own) if part.isascii() and part.isdigit() and len(part) < 19]
    return Place(int(heard), int(own)) if len(numbers) == 2 else None


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact with whose case it is and where it stands."""

    place: Place
    position: int
    exporter_uscc: str
    vin: str
    fact: TimelineFact


@dataclass(eq=False)
class Listener:
    """One open line. `case_id` None hears all cases, `uscc` None those of every exporter."""

    case_id: str | None
    uscc: str | None
    queue: asyncio.Queue[Seen | None] = field(default_factory=lambda: asyncio.Queue(WAITING_FACTS))
    over: bool = False

    def wants(self, seen: Seen) -> bool:
        return self.case_id in (None, seen.fact.case_id) and self.uscc in (None, seen.exporter_uscc)

    def tell(self, seen: Seen) -> None:
        try:
            self.queue.put_nowait(seen)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Let the listener go after what it has already been told."""
        self.over = True
        with contextlib.suppress(asyncio.QueueFull):
            self.queue.put_nowait(None)


class Feed:
    """Runs as one background task of the gateway."""

    def __init__(
        self, database: Database, telemetry: Telemetry, *, most: int, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._database = database
        self._log = telemetry.log
        self._most = most
        self._look_seconds = look_seconds
        self._listeners: set[Listener] = set()
        self._wake = asyncio.Event()
        self._place: Place | None = None
        self._gaps: dict[int, int] = {}

    def wake(self) -> None:
        """Facts were just taken in by this process."""
        if self._listeners:
            self._wake.set()

    async def run(self) -> None:
        """Look and tell, until cancelled; then every listener is let go."""
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._look_seconds):
                        await self._wake.wait()
                self._wake.clear()
                if not self._listeners:
                    self._place, self._gaps = None, {}
                    continue
                try:
                    await self._look()
                except Exception as error:
                    if not is_outage(error):
                        raise
                    self._log.warning("feed.database_unreachable", error=repr(error)[:300])
        finally:
            for listener in self._listeners:
                listener.end()

    async def listen(
        self, *, case_id: str | None, uscc: str | None, after: Place | None
    ) -> AsyncIterator[Seen]:
        """Facts after a place (None: from now on), then new ones as they come. Raises too-many-requests."""
        if len(self._listeners) >= self._most:
            raise problem(
                "too-many-requests", "Too many lines are open; come again.", headers={"retry-after": "5"}
            )
        if self._place is None:
            self._place = await self.newest()
        return self._told(Listener(case_id, uscc), after)

    async def _told(self, listener: Listener, after: Place | None) -> AsyncIterator[Seen]:
        self._listeners.add(listener)
        known: set[str] = set()
        try:
            while after is not None:
                missed, after = await self._since(after, listener)
                for seen in missed:
                    known.add(seen.fact.id)
                    yield seen
            while (told := await listener.queue.get()) is not None:
                if told.fact.id not in known:
                    yield told
                if listener.over and listener.queue.empty():
                    return
        finally:
            self._listeners.discard(listener)

    async def _since(self, after: Place, listener: Listener) -> tuple[list[Seen], Place | None]:
        """A page of what the listener has missed, and where the next page begins, None when there is none."""
        condition = " and c.id = :case_id" if listener.case_id else ""
        parameters: dict[str, object] = {"case_id": listener.case_id} if listener.case_id else {}
        found, full = await self._read(
            after, f"t.position > :heard{condition}", f"l.position > :own{condition}", parameters
        )
        return [seen for seen in found if listener.wants(seen)], found[-1].place if full else None

    async def _read(
        self, after: Place, heard: str, own: str, parameters: dict[str, object]
    ) -> tuple[list[Seen], bool]:
        """The facts of both tables after a place, and whether either has more."""
        parameters = {**parameters, "heard": after.heard, "own": after.own, "page": PAGE}
        async with self._database.reading() as connection:
            of_others = await connection.execute(
                sa.text(f"{_HEARD}{heard} order by t.position limit :page"), parameters
            )
            of_us = await connection.execute(
                sa.text(f"{_OWN}{own} order by l.position limit :page"), parameters
            )
        rows = of_others.all(), of_us.all()
        return list(_placed(after, *rows)), any(len(found) == PAGE for found in rows)

    async def _look(self) -> None:
        before = self._place
        if before is None:
            # Whoever has been listening since a moment ago asked for what comes from now on.
            self._place = await self.newest()
            return
        gaps = f" or t.position in ({', '.join(map(str, sorted(self._gaps)))})" if self._gaps else ""
        found, full = await self._read(before, f"(t.position > :heard{gaps})", "l.position > :own", {})
        self._note_gaps(before.heard, [seen.position for seen in found if seen.fact.agency != "gateway"])
        for seen in found:
            self._place = seen.place
            for listener in self._listeners:
                if not listener.over and listener.wants(seen):
                    listener.tell(seen)
        if full:
            self._wake.set()

    def _note_gaps(self, before: int, positions: list[int]) -> None:
        self._gaps = {gap: looks + 1 for gap, looks in self._gaps.items() if looks < GAP_LOOKS}
        for position in positions:
            self._gaps.pop(position, None)
        new = [position for position in positions if position > before]
        if new:
            missing = set(range(before + 1, new[-1])) - set(new)
            self._gaps |= dict.fromkeys(sorted(missing)[-PAGE:], 0)

    async def newest(self) -> Place:
        """The place of the newest fact."""
        statement = sa.text(
            "select coalesce((select max(position) from timeline), 0), coalesce((select max(position) from ledger), 0)"
        )
        async with self._database.reading() as connection:
            heard, own = (await connection.execute(statement)).one()
        return Place(heard, own)


def _placed(before: Place, heard: Sequence[Row], own: Sequence[Row]) -> Iterator[Seen]:
    """Both lists as one, each fact with the place that a listener has reached with it."""
    place = before
    for row in heard:
        place = Place(max(place.heard, row.position), place.own)
        yield Seen(place, row.position, row.exporter_uscc, row.vin, TimelineFact(*tuple(row)[3:]))
    for row in own:
        place = Place(place.heard, row.position)
        yield Seen(place, row.position, row.exporter_uscc, row.vin, TimelineFact(*tuple(row)[3:]))
