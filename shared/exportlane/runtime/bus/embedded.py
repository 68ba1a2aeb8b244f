"""The embedded bus: the contract of Kafka on one file, for one process that holds all services.

Partitions, keys, groups and committed offsets behave as they do there, so a service cannot tell the difference. Groups
live in the process that reads: a second process may publish and look, but not consume, and is told so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from exportlane.runtime.bus.contract import BusError, Consumer, Delivery, Lag, Record
from exportlane.runtime.bus.embedded_log import Log, TopicPartition, wall_clock_ms

_LOOK_AGAIN = 0.25  # seconds: so late, at worst, is a message that another process published


class EmbeddedBus:
    """A bus on the log file at `path`; several buses of one process on the same path are one bus.

    A file that another process keeps locked for `busy_seconds` counts as unavailable.
    """

    def __init__(
        self, path: Path, *, clock_ms: Callable[[], int] = wall_clock_ms, busy_seconds: float = 10.0
    ) -> None:
        self._path = path
        self._clock_ms = clock_ms
        self._busy_seconds = busy_seconds
        self._log: Log | None = None
        self._consumers: list[EmbeddedConsumer] = []

    async def start(self) -> None:
        """Open the log, and create it when it is new."""
        if self._log is None:
            self._log = await asyncio.to_thread(Log.share, self._path, self._clock_ms, self._busy_seconds)

    async def ensure_topics(self, topics: Sequence[str], *, partitions: int) -> None:
        await self._opened().create(topics, partitions)

    async def publish(self, records: Sequence[Record]) -> None:
        """All of the records become durable together, or none does."""
        if records:
            await self._opened().append(records)

    async def consumer(self, group: str, topics: Sequence[str]) -> Consumer:
        log = self._opened()
        log.reserve()
        consumer = EmbeddedConsumer(log, group, tuple(topics))
        self._consumers = [other for other in self._consumers if not other.closed] + [consumer]
        return consumer

    async def ping(self) -> None:
        await self._opened().refresh()

    async def close(self) -> None:
        for consumer in self._consumers:
            await consumer.close()
        if self._log is not None:
            log, self._log = self._log, None
            await asyncio.to_thread(log.release)

    def _opened(self) -> Log:
        if self._log is None:
            raise BusError("the bus has not been started, or has been closed")
        return self._log


class EmbeddedConsumer:
    """A member of a group in this process. The members share the partitions of their topics evenly."""

    def __init__(self, log: Log, group: str, topics: tuple[str, ...]) -> None:
        self.topics = topics
        self._log = log
        self._group = group
        self._positions: dict[TopicPartition, int] = {}
        self._generation = -1
        self._turn = 0
        self._written = asyncio.Event()
        self.closed = False
        log.listen(self._written)
        log.groups.setdefault(group, []).append(self)
        log.generation += 1

    async def poll(self, *, max_records: int, timeout: float) -> list[Delivery]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not self.closed:
            self._written.clear()
            await self._rebalance()
            found = await self._read(max_records)
            remaining = deadline - loop.time()
            if found or remaining <= 0:
                return found
            try:
                async with asyncio.timeout(min(remaining, _LOOK_AGAIN)):
                    await self._written.wait()
            except TimeoutError:
                await self._log.refresh()
        return []

    async def commit(self, deliveries: Sequence[Delivery]) -> None:
        mine = self._assignment()
        offsets: dict[TopicPartition, int] = {}
        for delivery in deliveries:
            place = (delivery.topic, delivery.partition)
            if place in mine:
                offsets[place] = max(offsets.get(place, 0), delivery.offset + 1)
        if offsets:
            await self._log.commit(self._group, offsets)

    async def rewind(self) -> None:
        committed = await self._log.committed(self._group)
        self._positions = {place: committed.get(place, 0) for place in self._positions}

    async def lag(self) -> Lag:
        """The whole group's, whichever member is asked."""
        await self._log.refresh()
        committed = await self._log.committed(self._group)
        behind = {
            place: (committed.get(place, 0), head)
            for place, head in self._log.heads.items()
            if place[0] in self.topics and head > committed.get(place, 0)
        }
        oldest = [await self._log.read([(place, first)], 1) for place, (first, _) in behind.items()]
        stamps = [delivery.timestamp_ms for found in oldest for delivery in found]
        return Lag(sum(head - first for first, head in behind.values()), min(stamps, default=None))

    async def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        self._log.forget(self._written)
        self._log.groups[self._group].remove(self)
        self._log.generation += 1
        self._written.set()

    async def _read(self, max_records: int) -> list[Delivery]:
        places = sorted(self._positions)
        self._turn += 1
        start = self._turn % len(places) if places else 0
        # Another partition is first in every turn: a busy one does not starve the others.
        ready = [
            (place, self._positions[place])
            for place in places[start:] + places[:start]
            if self._log.heads[place] > self._positions[place]
        ]
        found = await self._log.read(ready, max_records) if ready else []
        for delivery in found:
            self._positions[delivery.topic, delivery.partition] = delivery.offset + 1
        return found

    async def _rebalance(self) -> None:
        """Take up what is ours now: kept partitions go on where they are, new ones start at the committed offset."""
        if self._generation == self._log.generation:
            return
        self._generation = self._log.generation
        mine = self._assignment()
        committed = await self._log.committed(self._group)
        self._positions = {place: self._positions.get(place, committed.get(place, 0)) for place in mine}

    def _assignment(self) -> set[TopicPartition]:
        mine: set[TopicPartition] = set()
        for place in self._log.heads:
            entitled = [member for member in self._log.groups[self._group] if place[0] in member.topics]
            if entitled and entitled[place[1] % len(entitled)] is self:
                mine.add(place)
        return mine
