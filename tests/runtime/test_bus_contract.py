"""The contract of the bus, held by the embedded log, by the Kafka client against a mock broker, and on real Kafka."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import confluent_kafka
import pytest

from exportlane.runtime.bus import Bus, BusError, Consumer, Delivery, EmbeddedBus, Record
from exportlane.runtime.bus.kafka import KafkaBus

LIMIT = 30.0
PARTITIONS = 4

BusMaker = Callable[[], Awaitable[Bus]]


@pytest.fixture
def mock_broker() -> Iterator[str]:
    """librdkafka's broker in the process: the protocol without the durability."""
    host = confluent_kafka.Producer({"test.mock.num.brokers": 1, "log_level": 0})
    metadata = host.list_topics(timeout=10)
    (broker,) = metadata.brokers.values()
    yield f"{broker.host}:{broker.port}"
    del host


@pytest.fixture(
    params=[
        "embedded",
        "mock",
        pytest.param("kafka", marks=pytest.mark.kafka),
    ],
)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def new_bus(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[BusMaker]:
    """Makes buses on one and the same log, as several services would."""
    address = ""
    if kind == "mock":
        address = request.getfixturevalue("mock_broker")
    elif kind == "kafka":
        address = request.getfixturevalue("kafka_broker").bootstrap
    opened: list[Bus] = []

    async def make() -> Bus:
        bus: Bus = EmbeddedBus(tmp_path / "bus.db")
        if address:
            bus = KafkaBus(address, answer_seconds=5, finish_seconds=1)
        await bus.start()
        opened.append(bus)
        return bus

    yield make
    for bus in opened:
        await bus.close()


@pytest.fixture
async def bus(new_bus: BusMaker) -> Bus:
    return await new_bus()


@pytest.fixture
async def topic(bus: Bus, kind: str) -> str:
    name = f"exportlane.test-{secrets.token_hex(4)}.facts"
    if kind == "mock":
        # The mock broker does not know how to create topics on request; it makes them when they are named.
        await bus.publish([record(name, "made", b"")])
    else:
        await bus.ensure_topics([name], partitions=PARTITIONS)
    return name


@pytest.fixture
def shared_group(kind: str) -> None:
    """Ask for this where a group has two members at a time: the mock broker refuses them (SyncGroup, error 42)."""
    if kind == "mock":
        pytest.skip("the mock broker keeps no group of two members (real Kafka and the embedded log do)")


def record(topic: str, key: str, value: bytes, headers: tuple[tuple[str, bytes], ...] = ()) -> Record:
    return Record(topic=topic, key=key, headers=headers, value=value)


async def drain(consumer: Consumer, count: int, *, commit: bool = False) -> list[Delivery]:
    """Poll until `count` messages that a test has sent are there."""
    found: list[Delivery] = []
    async with asyncio.timeout(LIMIT):
        while len(found) < count:
            batch = await consumer.poll(max_records=100, timeout=1.0)
            if commit and batch:
                await consumer.commit(batch)
            found += [delivery for delivery in batch if delivery.key != "made"]
    return found


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(LIMIT):
        while not await condition():
            await asyncio.sleep(0.02)


@pytest.mark.machine_time
async def test_what_is_published_arrives_with_key_headers_value_and_time(bus: Bus, topic: str) -> None:
    before = int(time.time() * 1000) - 1000
    headers = (("ce_id", b"1"), ("ce_type", b"licence.granted.v1"), ("raw", bytes(range(256))))

    await bus.publish([record(topic, "案-1", b"\x00value\xff", headers)])
    consumer = await bus.consumer("reader", [topic])
    (delivery,) = await drain(consumer, 1)

    assert (delivery.topic, delivery.key, delivery.value) == (topic, "案-1", b"\x00value\xff")
    assert delivery.headers == headers
    assert before <= delivery.timestamp_ms <= int(time.time() * 1000) + 1000
    assert delivery.offset >= 0


async def test_records_of_one_key_stay_in_order_and_in_one_partition(bus: Bus, topic: str) -> None:
    sent = [record(topic, f"case-{n % 7}", str(n).encode()) for n in range(210)]

    for start in range(0, len(sent), 30):
        await bus.publish(sent[start : start + 30])
    consumer = await bus.consumer("reader", [topic])
    found = await drain(consumer, len(sent))

    for case in range(7):
        of_case = [delivery for delivery in found if delivery.key == f"case-{case}"]
        assert [int(delivery.value) for delivery in of_case] == list(range(case, 210, 7))
        assert len({delivery.partition for delivery in of_case}) == 1
    assert len({delivery.partition for delivery in found}) > 1


async def test_a_new_group_starts_at_the_oldest_message_and_every_group_gets_all(
    bus: Bus, topic: str
) -> None:
    await bus.publish([record(topic, "a", b"1")])
    first = await bus.consumer("first", [topic])
    await drain(first, 1, commit=True)

    second = await bus.consumer("second", [topic])
    found = await drain(second, 1)

    assert [delivery.value for delivery in found] == [b"1"]


async def test_committed_messages_are_not_delivered_to_the_next_member(
    new_bus: BusMaker, bus: Bus, topic: str
) -> None:
    await bus.publish([record(topic, "a", str(n).encode()) for n in range(5)])
    consumer = await bus.consumer("reader", [topic])
    found = await drain(consumer, 5)
    await consumer.commit(found[:3])
    await consumer.close()

    successor = await (await new_bus()).consumer("reader", [topic])
    again = await drain(successor, 2)

    assert [delivery.value for delivery in again] == [b"3", b"4"]


async def test_rewinding_delivers_again_what_was_not_committed(bus: Bus, topic: str) -> None:
    await bus.publish([record(topic, "a", str(n).encode()) for n in range(4)])
    consumer = await bus.consumer("reader", [topic])
    found = await drain(consumer, 4)
    await consumer.commit(found[:1])

    await consumer.rewind()
    again = await drain(consumer, 3)

    assert [delivery.value for delivery in again] == [b"1", b"2", b"3"]


async def test_rewinding_before_any_commit_goes_back_to_the_oldest_message(bus: Bus, topic: str) -> None:
    await bus.publish([record(topic, "a", b"1"), record(topic, "a", b"2")])
    consumer = await bus.consumer("reader", [topic])
    await drain(consumer, 2)

    await consumer.rewind()

    assert [delivery.value for delivery in await drain(consumer, 2)] == [b"1", b"2"]


async def test_a_poll_returns_no_more_than_it_was_asked_for(bus: Bus, topic: str) -> None:
    await bus.publish([record(topic, f"{n}", b"") for n in range(20)])
    consumer = await bus.consumer("reader", [topic])

    sizes: list[int] = []
    async with asyncio.timeout(LIMIT):
        while sum(sizes) < 20:
            sizes.append(len(await consumer.poll(max_records=6, timeout=1.0)))

    assert max(sizes) <= 6


async def test_a_poll_of_a_quiet_topic_ends_after_its_time(bus: Bus, topic: str) -> None:
    consumer = await bus.consumer("reader", [topic])
    await bus.publish([record(topic, "a", b"")])
    await drain(consumer, 1)
    start = time.monotonic()

    found = await consumer.poll(max_records=10, timeout=0.3)

    assert found == []
    assert 0.2 < time.monotonic() - start < 2.5


async def test_a_waiting_consumer_wakes_when_something_is_published(bus: Bus, topic: str) -> None:
    consumer = await bus.consumer("reader", [topic])
    await bus.publish([record(topic, "a", b"before")])
    await drain(consumer, 1)
    waiting = asyncio.create_task(drain(consumer, 1))
    await asyncio.sleep(0.1)
    start = time.monotonic()

    await bus.publish([record(topic, "a", b"now")])
    (delivery,) = await waiting

    assert delivery.value == b"now"
    assert time.monotonic() - start < 1.0


@pytest.mark.usefixtures("shared_group")
async def test_members_of_a_group_share_the_messages(new_bus: BusMaker, bus: Bus, topic: str) -> None:
    first = await bus.consumer("reader", [topic])
    second = await (await new_bus()).consumer("reader", [topic])
    got: dict[int, list[Delivery]] = {1: [], 2: []}
    sent = 0

    async def turn(number: int, consumer: Consumer) -> None:
        batch = await consumer.poll(max_records=50, timeout=0.2)
        got[number] += [delivery for delivery in batch if delivery.key != "made"]
        await consumer.commit(batch)

    async def both_have_some() -> bool:
        nonlocal sent
        await bus.publish([record(topic, f"case-{sent + n}", b"") for n in range(20)])
        sent += 20
        await asyncio.gather(turn(1, first), turn(2, second))
        return bool(got[1] and got[2])

    await until(both_have_some)

    async def all_arrived() -> bool:
        await asyncio.gather(turn(1, first), turn(2, second))
        return len({delivery.key for delivery in got[1] + got[2]}) == sent

    await until(all_arrived)


@pytest.mark.usefixtures("shared_group")
async def test_when_a_member_leaves_the_others_take_over(new_bus: BusMaker, bus: Bus, topic: str) -> None:
    staying = await bus.consumer("reader", [topic])
    leaving = await (await new_bus()).consumer("reader", [topic])
    await asyncio.gather(
        staying.poll(max_records=10, timeout=1.0),
        leaving.poll(max_records=10, timeout=1.0),
    )

    await leaving.close()
    await bus.publish([record(topic, f"case-{n}", b"") for n in range(40)])
    found = await drain(staying, 40, commit=True)

    assert {delivery.key for delivery in found} >= {f"case-{n}" for n in range(40)}


@pytest.mark.usefixtures("shared_group")
async def test_committing_what_belongs_to_somebody_else_by_now_is_no_error(
    new_bus: BusMaker, bus: Bus, topic: str
) -> None:
    await bus.publish([record(topic, f"case-{n}", b"") for n in range(40)])
    consumer = await bus.consumer("reader", [topic])
    held = await drain(consumer, 40)
    other = await (await new_bus()).consumer("reader", [topic])

    await asyncio.gather(
        other.poll(max_records=1, timeout=0.5),
        consumer.poll(max_records=1, timeout=0.5),
        consumer.commit(held),
    )
    await consumer.commit(held)


async def test_lag_counts_the_unhandled_messages_and_dates_the_oldest(bus: Bus, topic: str) -> None:
    consumer = await bus.consumer("reader", [topic])
    await bus.publish([record(topic, "a", str(n).encode()) for n in range(5)])
    found = await drain(consumer, 5)
    while await consumer.poll(max_records=10, timeout=0.2):
        pass

    await consumer.commit(found[:2])
    behind = await consumer.lag()
    await consumer.commit(found)
    settled = await consumer.lag()

    assert behind.unhandled >= 3
    assert behind.oldest_ms is not None
    assert behind.oldest_ms <= found[2].timestamp_ms
    assert settled.unhandled <= 1


async def test_topics_that_exist_are_left_as_they_are(bus: Bus, topic: str, kind: str) -> None:
    if kind == "mock":
        pytest.skip("the mock broker creates no topics on request (real Kafka and the embedded log do)")
    await bus.publish([record(topic, "a", b"kept")])

    await bus.ensure_topics([topic], partitions=PARTITIONS * 2)

    consumer = await bus.consumer("reader", [topic])
    assert [delivery.value for delivery in await drain(consumer, 1)] == [b"kept"]


async def test_publishing_nothing_is_nothing(bus: Bus) -> None:
    await bus.publish([])


async def test_a_reachable_bus_answers_a_ping(bus: Bus) -> None:
    await bus.ping()


async def test_a_topic_that_was_never_created_is_an_error(bus: Bus, kind: str) -> None:
    if kind == "mock":
        pytest.skip(
            "the mock broker makes every topic that is named (real Kafka and the embedded log refuse)"
        )

    with pytest.raises(BusError):
        await bus.publish([record("exportlane.nobody.facts", "a", b"")])


async def test_many_publishers_at_once_lose_nothing(bus: Bus, topic: str) -> None:
    await asyncio.gather(*(bus.publish([record(topic, f"case-{n}", b"")]) for n in range(200)))

    consumer = await bus.consumer("reader", [topic])
    found = await drain(consumer, 200)

    assert sorted(delivery.key for delivery in found) == sorted(f"case-{n}" for n in range(200))
