"""What the embedded log promises beyond the contract: it survives `kill -9`, and says what is wrong with its file."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from exportlane.runtime.bus import BusError, BusUnavailable, Delivery, EmbeddedBus, Record

TOPIC = "exportlane.licensing.facts"

_PUBLISHER = textwrap.dedent(
    """
    import asyncio, sys
    from pathlib import Path
    from exportlane.runtime.bus import EmbeddedBus, Record

    async def main():
        bus = EmbeddedBus(Path(sys.argv[1]))
        await bus.start()
        await bus.ensure_topics(["exportlane.licensing.facts"], partitions=3)
        for number in range(100_000):
            records = [
                Record("exportlane.licensing.facts", f"case-{number}", (), f"{number}/{part}".encode())
                for part in range(3)
            ]
            await bus.publish(records)
            print(number, flush=True)

    asyncio.run(main())
    """,
)

_READER = textwrap.dedent(
    """
    import asyncio, sys
    from pathlib import Path
    from exportlane.runtime.bus import EmbeddedBus

    async def main():
        bus = EmbeddedBus(Path(sys.argv[1]))
        await bus.start()
        consumer = await bus.consumer("reader", ["exportlane.licensing.facts"])
        while batch := await consumer.poll(max_records=7, timeout=1.0):
            print(*(delivery.value.decode() for delivery in batch), flush=True)
            await consumer.commit(batch)
            print("committed", flush=True)

    asyncio.run(main())
    """,
)


def record(key: str, value: bytes = b"", topic: str = TOPIC) -> Record:
    return Record(topic=topic, key=key, headers=(), value=value)


def run_until_killed(program: str, path: Path, lines: int) -> list[str]:
    """Run a program on the log, read `lines` lines, kill it by SIGKILL in the middle of its work, read the rest."""
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(lines)]
        os.kill(process.pid, signal.SIGKILL)
        said += [line.strip() for line in process.stdout if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL
    return said


def read_alone(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _READER, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


async def everything(path: Path, group: str = "auditor") -> list[Delivery]:
    bus = EmbeddedBus(path)
    await bus.start()
    consumer = await bus.consumer(group, [TOPIC])
    found: list[Delivery] = []
    while batch := await consumer.poll(max_records=1000, timeout=0.05):
        found += batch
    await bus.close()
    return found


async def test_what_was_acknowledged_is_there_after_kill_9_and_no_batch_is_torn(tmp_path: Path) -> None:
    path = tmp_path / "bus.db"

    acknowledged = run_until_killed(_PUBLISHER, path, lines=50)
    found = await everything(path)

    values = [delivery.value.decode() for delivery in found]
    assert len(acknowledged) >= 50
    assert {f"{number}/{part}" for number in acknowledged for part in range(3)} <= set(values)
    assert len(values) == len(set(values))
    # Each batch is there with all of its three records or not at all.
    assert len(values) % 3 == 0


async def test_offsets_committed_before_kill_9_are_not_delivered_again(tmp_path: Path) -> None:
    path = tmp_path / "bus.db"
    bus = EmbeddedBus(path)
    await bus.start()
    await bus.ensure_topics([TOPIC], partitions=3)
    await bus.publish([record(f"case-{n}", str(n).encode()) for n in range(20_000)])
    await bus.close()

    said = run_until_killed(_READER, path, lines=10)
    left = {int(delivery.value) for delivery in await everything(path, group="reader")}

    handled: set[int] = set()
    for values, after in zip(said[::2], said[1::2], strict=False):
        assert after == "committed"
        handled |= {int(value) for value in values.split()}
    assert handled
    assert not handled & left
    # Nothing is skipped either: only the batch under way may have been committed without a word.
    assert len(set(range(20_000)) - handled - left) <= 7


async def test_two_processes_do_not_consume_from_one_log(tmp_path: Path) -> None:
    path = tmp_path / "bus.db"
    bus = EmbeddedBus(path)
    await bus.start()
    await bus.ensure_topics([TOPIC], partitions=1)
    await bus.consumer("reader", [TOPIC])

    done = await asyncio.to_thread(read_alone, path)
    await bus.close()
    after = await asyncio.to_thread(read_alone, path)

    assert done.returncode == 1
    assert "another process reads the log" in done.stderr
    assert after.returncode == 0


async def test_a_message_from_another_process_is_seen_without_a_wake_up_call(tmp_path: Path) -> None:
    path = tmp_path / "bus.db"
    bus = EmbeddedBus(path)
    await bus.start()
    await bus.ensure_topics([TOPIC], partitions=3)
    consumer = await bus.consumer("reader", [TOPIC])

    waiting = asyncio.create_task(consumer.poll(max_records=10, timeout=20))
    said = await asyncio.to_thread(run_until_killed, _PUBLISHER, path, 1)
    found = await waiting
    await bus.close()

    assert said
    assert found


async def test_a_batch_with_a_record_that_has_no_topic_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "bus.db"
    bus = EmbeddedBus(path)
    await bus.start()
    await bus.ensure_topics([TOPIC], partitions=1)

    with pytest.raises(BusError, match="ensure_topics"):
        await bus.publish([record("a"), record("b", topic="exportlane.nobody.facts")])
    await bus.close()

    assert await everything(path) == []


async def test_a_file_that_is_no_log_is_named_in_the_refusal(tmp_path: Path) -> None:
    path = tmp_path / "bus.db"
    path.write_bytes(b"this is no database, and long enough to be sure of it" * 20)

    with pytest.raises(BusUnavailable, match=r"bus\.db cannot be opened"):
        await EmbeddedBus(path).start()


async def test_a_log_locked_for_too_long_is_unavailable_and_works_again_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "bus.db"
    bus = EmbeddedBus(path, busy_seconds=0.2)
    await bus.start()
    await bus.ensure_topics([TOPIC], partitions=1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(BusUnavailable, match="cannot be written"):
        await bus.publish([record("a", b"lost")])
    other.execute("ROLLBACK")
    other.close()
    await bus.publish([record("a", b"kept")])
    await bus.close()

    assert [delivery.value for delivery in await everything(path)] == [b"kept"]


async def test_a_bus_that_was_not_started_says_so(tmp_path: Path) -> None:
    with pytest.raises(BusError, match="not been started"):
        await EmbeddedBus(tmp_path / "bus.db").ping()


async def test_offsets_never_go_back(tmp_path: Path) -> None:
    path = tmp_path / "bus.db"
    bus = EmbeddedBus(path)
    await bus.start()
    await bus.ensure_topics([TOPIC], partitions=1)
    await bus.publish([record("a", str(n).encode()) for n in range(3)])
    consumer = await bus.consumer("reader", [TOPIC])
    batch = await consumer.poll(max_records=10, timeout=1)

    await consumer.commit(batch)
    await consumer.commit(batch[:1])
    await bus.close()

    assert await everything(path, group="reader") == []


async def test_a_write_that_fails_leaves_the_thread_and_the_other_writes_alone(tmp_path: Path) -> None:
    path = tmp_path / "bus.db"
    bus = EmbeddedBus(path)
    await bus.start()
    await bus.ensure_topics([TOPIC], partitions=1)
    unstorable = Record(topic=TOPIC, key="a", headers=(), value=object())  # type: ignore[arg-type]

    results = await asyncio.gather(
        *(bus.publish([record("a", b"%d" % n)]) for n in range(5)),
        bus.publish([record("a", b"torn"), unstorable]),
        *(bus.publish([record("a", b"%d" % n)]) for n in range(5, 10)),
        return_exceptions=True,
    )
    await bus.publish([record("a", b"10")])
    await bus.close()

    assert [result for result in results if result is not None] == [results[5]]
    assert isinstance(results[5], BusError)
    assert [delivery.value for delivery in await everything(path)] == [b"%d" % n for n in range(11)]


async def test_a_commit_after_the_end_is_an_error_and_does_not_wait_for_ever(tmp_path: Path) -> None:
    bus = EmbeddedBus(tmp_path / "bus.db")
    await bus.start()
    await bus.ensure_topics([TOPIC], partitions=1)
    await bus.publish([record("a")])
    consumer = await bus.consumer("reader", [TOPIC])
    batch = await consumer.poll(max_records=1, timeout=1)
    log = bus._opened()
    await bus.close()

    assert await consumer.poll(max_records=1, timeout=1) == []
    with pytest.raises(BusError, match="closed"):
        await log.commit("reader", {(TOPIC, 0): 1})
    await consumer.commit(batch)  # the partitions belong to somebody else by now: no error
