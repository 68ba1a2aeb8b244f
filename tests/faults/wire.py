"""What a fault does on the wire: it reads every message, and writes messages again, in another order, or altered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from exportlane.contracts import AGENCIES, topic_of
from exportlane.runtime.bus.contract import Bus, Delivery, Record
from exportlane.runtime.ids import new_id

TOPICS = tuple(topic_of(agency) for agency in AGENCIES)


def header(delivery: Delivery, name: str) -> str:
    """An attribute of the fact, as its header says it."""
    return next(value.decode() for key, value in delivery.headers if key == f"ce_{name}")


def again(delivery: Delivery) -> Record:
    """The same message once more, byte by byte."""
    return Record(delivery.topic, delivery.key, delivery.headers, delivery.value)


@dataclass
class Listening:
    """What somebody saw who was there all the time: every genuine message, the repeats left out."""

    seen: list[Delivery] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


Told = Callable[[Delivery], Awaitable[None]]


@asynccontextmanager
async def listening(bus: Bus, on_first_sight: Told | None = None) -> AsyncIterator[Listening]:
    """Read all topics from their beginning, beside the services, until the block ends.

    `on_first_sight` is called for every fact that was not seen before, genuine or not.
    """
    consumer = await bus.consumer(f"test.{new_id()}", TOPICS)
    heard, stopping = Listening(), asyncio.Event()

    async def read() -> None:
        while not stopping.is_set():
            for delivery in await consumer.poll(max_records=500, timeout=0.2):
                try:
                    fact_id = header(delivery, "id")
                except (StopIteration, UnicodeDecodeError):
                    continue
                if fact_id in heard.ids:
                    continue
                heard.ids.add(fact_id)
                heard.seen.append(delivery)
                if on_first_sight is not None:
                    await on_first_sight(delivery)

    task = asyncio.create_task(read())
    try:
        yield heard
    finally:
        stopping.set()
        await asyncio.gather(task)
        await consumer.close()


@asynccontextmanager
async def intruding(bus: Bus, group: str, topics: Sequence[str]) -> AsyncIterator[list[Delivery]]:
    """Sit among a service's processes as if one of them, and keep back whatever is delivered here.

    At the end what was read is acknowledged, so that the service will not read it any more: unless the caller writes
    it again after that, it is lost.
    """
    consumer = await bus.consumer(group, topics)
    kept: list[Delivery] = []
    stopping = asyncio.Event()

    async def read() -> None:
        while not stopping.is_set():
            kept.extend(await consumer.poll(max_records=500, timeout=0.2))

    task = asyncio.create_task(read())
    try:
        yield kept
    finally:
        stopping.set()
        await asyncio.gather(task)
        await consumer.commit(kept)
        await consumer.close()
