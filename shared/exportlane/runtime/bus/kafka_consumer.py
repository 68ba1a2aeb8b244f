"""A member of a Kafka consumer group: it delivers, commits on request, and lets go of partitions in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from exportlane.runtime.bus.contract import BusUnavailable, Delivery, Lag

SESSION_MS = 6_000  # after so long without a sign of life, a member's partitions go to the others
_FINISH_SECONDS = (
    20.0  # so long a rebalance waits for the batch under way; well below the rebalance's own limit
)


@dataclass(frozen=True, slots=True)
class Member:
    """Which group, what it listens to, and its limits in seconds: for an answer, and for the batch in a rebalance."""

    group: str
    topics: tuple[str, ...]
    answer_seconds: float
    finish_seconds: float


class KafkaConsumer:
    """See the contract. `connection` and `admin` serve the questions about lag, beside the member's own client."""

    def __init__(
        self,
        client: AIOKafkaConsumer,
        member: Member,
        connection: Mapping[str, Any],
        admin: Callable[[], Awaitable[AIOKafkaAdminClient]],
    ) -> None:
        self._client = client
        self._member = member
        self._connection = connection
        self._admin = admin
        self._under_way = _UnderWay()
        self.closed = False

    async def start(self) -> None:
        """Join the group. Raises aiokafka's own errors; the bus puts them in our words."""
        listener = _FinishFirst(self._under_way, self._member.finish_seconds)
        self._client.subscribe(self._member.topics, listener=listener)
        await self._client.start()

    async def poll(self, *, max_records: int, timeout: float) -> list[Delivery]:
        if self.closed:
            return []
        try:
            # The client waits without a limit while a rebalance is going on; the caller's limit still holds.
            async with asyncio.timeout(timeout + 1):
                found = await self._client.getmany(timeout_ms=int(timeout * 1000), max_records=max_records)
        except TimeoutError:
            return []
        except KafkaError as error:
            raise BusUnavailable(f"Kafka cannot be read now: {error!r}") from error
        deliveries = [
            Delivery(
                topic=message.topic,
                partition=message.partition,
                offset=message.offset,
                key=(message.key or b"").decode(),
                headers=tuple(message.headers),
                value=message.value or b"",
                timestamp_ms=message.timestamp,
            )
            for messages in found.values()
            for message in messages
        ]
        self._under_way.delivered(deliveries)
        return deliveries

    async def commit(self, deliveries: Sequence[Delivery]) -> None:
        offsets = _offsets_after(deliveries)
        try:
            async with asyncio.timeout(self._member.answer_seconds):
                await self._commit_owned(offsets)
        except (KafkaError, TimeoutError) as error:
            raise BusUnavailable(f"Kafka cannot take the offsets now: {error!r}") from error
        self._under_way.settled(offsets)

    async def _commit_owned(self, offsets: dict[TopicPartition, int]) -> None:
        owned = {place: offset for place, offset in offsets.items() if place in self._client.assignment()}
        if not owned:
            return
        try:
            await self._client.commit(owned)
        except (CommitFailedError, IllegalStateError):
            # The group has moved on: the next owner reads these messages again, and its inbox drops them.
            return

    async def rewind(self) -> None:
        """Asks no broker: where each partition stood after its last commit is known here."""
        for place, first in self._under_way.forget().items():
            if place in self._client.assignment():
                self._client.seek(place, first)

    async def lag(self) -> Lag:
        """The whole group's, whichever member is asked."""
        try:
            async with asyncio.timeout(self._member.answer_seconds):
                return await self._lag()
        except (KafkaError, OSError, TimeoutError) as error:
            raise BusUnavailable(f"Kafka cannot tell the lag now: {error!r}") from error

    async def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        # Whoever closes has stopped handling: nothing under way is worth waiting for.
        self._under_way.forget()
        await stop_client(self._client)

    async def _lag(self) -> Lag:
        places = [
            TopicPartition(topic, partition)
            for topic in self._member.topics
            for partition in self._client.partitions_for_topic(topic) or ()
        ]
        committed = await (await self._admin()).list_consumer_group_offsets(
            self._member.group, partitions=places
        )
        # A client of its own: on the member's, each question would wait behind the fetch that waits for messages.
        probe = AIOKafkaConsumer(**self._connection, max_partition_fetch_bytes=1024)
        try:
            await probe.start()
            ends, starts = await probe.end_offsets(places), await probe.beginning_offsets(places)
            firsts = {
                place: max(committed[place].offset if place in committed else 0, starts[place])
                for place in places
            }
            behind = {place: first for place, first in firsts.items() if ends[place] > first}
            stamps = await _timestamps(probe, behind)
        finally:
            await stop_client(probe)
        return Lag(sum(ends[place] - first for place, first in behind.items()), min(stamps, default=None))


async def _timestamps(probe: AIOKafkaConsumer, firsts: Mapping[TopicPartition, int]) -> list[int]:
    """The broker's stamps of the messages at these positions."""
    stamps: dict[TopicPartition, int] = {}
    if firsts:
        probe.assign(list(firsts))
    for place, first in firsts.items():
        probe.seek(place, first)
    while len(stamps) < len(firsts):
        for place, messages in (await probe.getmany(timeout_ms=1000)).items():
            stamps.setdefault(place, messages[0].timestamp)
    return list(stamps.values())


class _UnderWay:
    """What is delivered, but neither committed nor given back: the first such offset and the end, per partition."""

    def __init__(self) -> None:
        self._open: dict[TopicPartition, tuple[int, int]] = {}
        self._none = asyncio.Event()
        self._none.set()

    def delivered(self, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            place = TopicPartition(delivery.topic, delivery.partition)
            first, _ = self._open.get(place, (delivery.offset, 0))
            self._open[place] = (first, delivery.offset + 1)
            self._none.clear()

    def settled(self, offsets: Mapping[TopicPartition, int]) -> None:
        for place, offset in offsets.items():
            first, end = self._open.pop(place, (0, 0))
            if end > offset:
                self._open[place] = (max(first, offset), end)
        if not self._open:
            self._none.set()

    def forget(self) -> dict[TopicPartition, int]:
        """Give everything back; returns the first offset of each partition that must be read again."""
        given_back = {place: first for place, (first, _) in self._open.items()}
        self._open.clear()
        self._none.set()
        return given_back

    async def finished(self) -> None:
        await self._none.wait()


class _FinishFirst(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Partitions leave when the batch under way is committed, or when the limit (seconds) is over."""

    def __init__(self, under_way: _UnderWay, limit: float) -> None:
        self._under_way = under_way
        self._limit = limit

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        if revoked:
            try:
                async with asyncio.timeout(self._limit):
                    await self._under_way.finished()
            except TimeoutError:
                self._under_way.forget()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Nothing to do: a partition starts at its committed offset."""


async def stop_client(client: AIOKafkaConsumer) -> None:
    """Stop a consumer also when its broker is gone: aiokafka then lets its own cancellation out, and a socket open."""
    stopping = asyncio.ensure_future(client.stop())
    await asyncio.wait([stopping])
    if stopping.cancelled() or stopping.exception():
        await client._client.close()  # noqa: SLF001 - the part of stop() that was not reached


def _offsets_after(deliveries: Sequence[Delivery]) -> dict[TopicPartition, int]:
    offsets: dict[TopicPartition, int] = {}
    for delivery in deliveries:
        place = TopicPartition(delivery.topic, delivery.partition)
        offsets[place] = max(offsets.get(place, 0), delivery.offset + 1)
    return offsets
