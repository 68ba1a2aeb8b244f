"""What the Kafka bus promises beyond the contract, on a real broker: outages, rebalances, members that die."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Sequence

import pytest

from exportlane.runtime.bus import BusError, BusUnavailable, Consumer, Delivery, Record
from exportlane.runtime.bus.kafka import KafkaBus
from tools.stack.kafka import KafkaBroker
from tools.stack.programs import free_port

LIMIT = 60.0

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(100)]

_MEMBER = textwrap.dedent(
    """
    import asyncio, sys
    from exportlane.runtime.bus.kafka import KafkaBus

    async def main():
        bus = KafkaBus(sys.argv[1])
        await bus.start()
        consumer = await bus.consumer("reader", [sys.argv[2]])
        while True:
            if batch := await consumer.poll(max_records=100, timeout=1.0):
                print(len(batch), flush=True)

    asyncio.run(main())
    """,
)


@pytest.fixture
async def bus(kafka_broker: KafkaBroker) -> AsyncIterator[KafkaBus]:
    await asyncio.to_thread(kafka_broker.start)
    bus = KafkaBus(kafka_broker.bootstrap, answer_seconds=3)
    await bus.start()
    yield bus
    await bus.close()


@pytest.fixture
async def topic(bus: KafkaBus) -> str:
    name = f"exportlane.test-{secrets.token_hex(4)}.facts"
    await bus.ensure_topics([name], partitions=4)
    return name


def record(topic: str, key: str, value: bytes = b"") -> Record:
    return Record(topic=topic, key=key, headers=(), value=value)


def read_and_be_killed(bootstrap: str, topic: str, count: int) -> None:
    """A member that reads `count` messages in a process of its own, and dies without a commit or a word."""
    command = [sys.executable, "-c", _MEMBER, bootstrap, topic]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as member:
        assert member.stdout is not None
        read = 0
        while read < count:
            read += int(member.stdout.readline())
        os.kill(member.pid, signal.SIGKILL)


async def drain(consumer: Consumer, count: int) -> list[Delivery]:
    found: list[Delivery] = []
    async with asyncio.timeout(LIMIT):
        while len(found) < count:
            found += await consumer.poll(max_records=100, timeout=1.0)
    return found


async def publish_until_accepted(bus: KafkaBus, records: Sequence[Record]) -> int:
    """Publish again until the bus takes it, as the relay does; returns how often it was refused."""
    refusals = 0
    async with asyncio.timeout(LIMIT):
        while True:
            try:
                await bus.publish(records)
            except BusUnavailable:
                refusals += 1
                await asyncio.sleep(0.2)
            else:
                return refusals


@pytest.mark.slow
async def test_while_the_broker_is_away_nothing_is_acknowledged_and_afterwards_everything_arrives(
    kafka_broker: KafkaBroker, bus: KafkaBus, topic: str
) -> None:
    consumer = await bus.consumer("reader", [topic])
    await bus.publish([record(topic, "before", b"1")])
    first = await drain(consumer, 1)
    await consumer.commit(first)

    await asyncio.to_thread(kafka_broker.kill)
    with pytest.raises(BusUnavailable):
        await bus.publish([record(topic, "during", b"2")])
    with pytest.raises(BusUnavailable):
        await bus.ping()
    waiting = asyncio.create_task(publish_until_accepted(bus, [record(topic, "after", b"3")]))
    nothing = await consumer.poll(max_records=10, timeout=0.2)
    await asyncio.to_thread(kafka_broker.start)
    await waiting
    await bus.ping()

    keys: list[str] = []
    async with asyncio.timeout(LIMIT):
        while "after" not in keys:
            batch = await consumer.poll(max_records=10, timeout=1.0)
            keys += [delivery.key for delivery in batch]
    assert nothing == []
    # A refused record may have been written all the same: the contract promises no more.
    assert set(keys) <= {"during", "after"}


@pytest.mark.slow
async def test_a_commit_while_the_broker_is_away_is_refused_and_the_messages_come_again(
    kafka_broker: KafkaBroker, bus: KafkaBus, topic: str
) -> None:
    consumer = await bus.consumer("reader", [topic])
    await bus.publish([record(topic, "a", b"1")])
    batch = await drain(consumer, 1)

    await asyncio.to_thread(kafka_broker.kill)
    with pytest.raises(BusUnavailable):
        await consumer.commit(batch)
    await consumer.rewind()
    await asyncio.to_thread(kafka_broker.start)
    again = await drain(consumer, 1)

    assert [delivery.value for delivery in again] == [b"1"]


@pytest.mark.slow
async def test_a_batch_under_way_is_finished_before_its_partitions_go_to_another_member(
    kafka_broker: KafkaBroker, bus: KafkaBus, topic: str
) -> None:
    await bus.publish([record(topic, f"case-{n}") for n in range(40)])
    consumer = await bus.consumer("reader", [topic])
    held = await drain(consumer, 40)

    joining = asyncio.create_task(bus.consumer("reader", [topic]))
    # The group asks the old member to let go; it does not, as long as its batch is not committed.
    _, pending = await asyncio.wait([joining], timeout=4)
    await consumer.commit(held)
    other = await asyncio.wait_for(joining, LIMIT)
    mine, theirs = await asyncio.gather(
        consumer.poll(max_records=100, timeout=3), other.poll(max_records=100, timeout=3)
    )

    assert joining in pending
    assert mine == []
    assert theirs == []


@pytest.mark.slow
async def test_when_a_member_is_killed_the_others_read_what_it_had_not_committed(
    kafka_broker: KafkaBroker, bus: KafkaBus, topic: str
) -> None:
    await bus.publish([record(topic, f"case-{n}") for n in range(30)])
    await asyncio.to_thread(read_and_be_killed, kafka_broker.bootstrap, topic, 30)

    start = time.monotonic()
    consumer = await bus.consumer("reader", [topic])
    found = await drain(consumer, 30)

    assert {delivery.key for delivery in found} == {f"case-{n}" for n in range(30)}
    assert time.monotonic() - start < 15


async def test_an_address_where_nobody_answers_is_unavailable_at_the_start() -> None:
    bus = KafkaBus(f"127.0.0.1:{free_port()}", answer_seconds=1)

    with pytest.raises(BusUnavailable, match="cannot be reached"):
        await bus.start()

    await bus.close()


async def test_a_record_larger_than_kafka_takes_is_an_error_and_no_outage(bus: KafkaBus, topic: str) -> None:
    with pytest.raises(BusError, match="too large") as refusal:
        await bus.publish([record(topic, "a", b"x" * 2_000_000)])

    assert not isinstance(refusal.value, BusUnavailable)
    await bus.publish([record(topic, "a", b"small")])
