"""The file behind the embedded bus: an append-only log in SQLite.

What the log acknowledged has been flushed to the disk (WAL, ``synchronous=FULL``): it is there after ``kill -9`` and
after a power cut.
"""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, ClassVar, Protocol, TypeVar
from zlib import crc32

import orjson

from exportlane.runtime.bus.contract import BusError, BusUnavailable, Delivery, Headers, Record
from exportlane.runtime.bus.embedded_writer import Writer, from_thread

T = TypeVar("T")
TopicPartition = tuple[str, int]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS partitions (
  topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, partition)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
  topic TEXT NOT NULL, partition INTEGER NOT NULL, "offset" INTEGER NOT NULL,
  key TEXT NOT NULL, headers BLOB NOT NULL, value BLOB NOT NULL, timestamp_ms INTEGER NOT NULL,
  PRIMARY KEY (topic, partition, "offset")) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS offsets (
  consumer_group TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
  PRIMARY KEY (consumer_group, topic, partition)) WITHOUT ROWID;
"""


class Member(Protocol):
    """A consumer as its group sees it."""

    topics: tuple[str, ...]


class Log:
    """One open log file of this process. All buses of the process on one path share it, and so wake each other."""

    _open: ClassVar[dict[Path, Log]] = {}
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, path: Path, clock: Callable[[], int], busy_seconds: float) -> None:
        self.path = path
        self.heads: dict[TopicPartition, int] = {}
        self.groups: dict[str, list[Member]] = {}
        self.generation = 0
        self._clock = clock
        self._busy_seconds = busy_seconds
        self._reading: IO[str] | None = None
        self.users = 0
        self._heading = threading.Lock()
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = self._connect()
        connection.executescript(_SCHEMA)
        self._refresh(connection)
        self._writer = Writer(connection, self._announce)
        self._readable = self._connect()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="bus-reader")

    @classmethod
    def share(cls, path: Path, clock: Callable[[], int], busy_seconds: float) -> Log:
        """The log at `path`, opened by the first who asks. Every call is answered by one :meth:`release`."""
        path = path.resolve()
        with cls._guard:
            if path not in cls._open:
                try:
                    cls._open[path] = cls(path, clock, busy_seconds)
                except (sqlite3.Error, OSError) as error:
                    raise BusUnavailable(f"the log {path} cannot be opened: {error}") from error
            log = cls._open[path]
            log.users += 1
            return log

    def release(self) -> None:
        """Let go; the last to do so closes the file, after everything that waits is written."""
        with self._guard:
            self.users -= 1
            if self.users:
                return
            del self._open[self.path]
        self._writer.close()
        self._reader.shutdown()
        self._readable.close()
        if self._reading:
            self._reading.close()

    def reserve(self) -> None:
        """Keep other processes from consuming as long as this one has the log open (``kill -9`` ends that too)."""
        if self._reading:
            return
        handle = self.path.with_suffix(self.path.suffix + ".lock").open("a")
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.close()
            raise BusError(
                f"another process reads the log {self.path}; stop it first, or use another folder"
            ) from error
        self._reading = handle

    def listen(self, event: asyncio.Event) -> None:
        """Set `event` whenever something was written to the log."""
        self._listeners[event] = asyncio.get_running_loop()

    def forget(self, event: asyncio.Event) -> None:
        """Set `event` no longer."""
        self._listeners.pop(event, None)

    async def create(self, topics: Sequence[str], partitions: int) -> None:
        """Create the topics that are missing."""
        missing = [topic for topic in topics if (topic, 0) not in self.heads]
        rows = [(topic, partition) for topic in missing for partition in range(partitions)]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR IGNORE INTO partitions (topic, partition) VALUES (?, ?)", rows)
            self._refresh(connection)

        if rows:
            await self._writer.submit(write)

    async def append(self, records: Sequence[Record]) -> None:
        """Write all of the records or, when one has no topic to go to, none."""
        counts: dict[str, int] = {}
        for topic, _ in self.heads:
            counts[topic] = counts.get(topic, 0) + 1
        for record in records:
            if record.topic not in counts:
                raise BusError(f"there is no topic {record.topic}; ensure_topics creates it")
        placed = [
            (record.topic, crc32(record.key.encode()) % counts[record.topic], record, _pack(record.headers))
            for record in records
        ]

        def write(connection: sqlite3.Connection) -> None:
            now = self._clock()
            heads: dict[TopicPartition, int] = {}
            rows = []
            for topic, partition, record, headers in placed:
                place = (topic, partition)
                if place not in heads:
                    # Another process may have written since: the head is read inside the transaction.
                    heads[place] = connection.execute(
                        "SELECT next FROM partitions WHERE topic = ? AND partition = ?", place
                    ).fetchone()[0]
                rows.append((topic, partition, heads[place], record.key, headers, record.value, now))
                heads[place] += 1
            connection.executemany("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            connection.executemany(
                "UPDATE partitions SET next = ? WHERE topic = ? AND partition = ?",
                [(head, *place) for place, head in heads.items()],
            )

        await self._writer.submit(write)

    async def commit(self, group: str, offsets: dict[TopicPartition, int]) -> None:
        """Remember that a group has handled everything before these offsets. An offset never goes back."""
        rows = [(group, topic, partition, offset) for (topic, partition), offset in offsets.items()]
        statement = (
            "INSERT INTO offsets VALUES (?, ?, ?, ?) ON CONFLICT (consumer_group, topic, partition) "
            "DO UPDATE SET next = max(next, excluded.next)"
        )
        await self._writer.submit(lambda connection: connection.executemany(statement, rows))

    async def committed(self, group: str) -> dict[TopicPartition, int]:
        """The first unhandled offset of a group per partition; a partition without one stands at 0."""
        query = "SELECT topic, partition, next FROM offsets WHERE consumer_group = ?"
        rows = await self._read(lambda connection: connection.execute(query, (group,)).fetchall())
        return {(topic, partition): offset for topic, partition, offset in rows}

    async def read(self, wanted: Sequence[tuple[TopicPartition, int]], limit: int) -> list[Delivery]:
        """Up to `limit` messages from these positions, in the order of the partitions given."""
        query = (
            'SELECT topic, partition, "offset", key, headers, value, timestamp_ms FROM messages '
            'WHERE topic = ? AND partition = ? AND "offset" >= ? ORDER BY "offset" LIMIT ?'
        )

        def read(connection: sqlite3.Connection) -> list[Delivery]:
            found: list[Delivery] = []
            for (topic, partition), position in wanted:
                rows = connection.execute(query, (topic, partition, position, limit - len(found)))
                found += [
                    Delivery(t, p, o, key, _unpack(h), value, ms) for t, p, o, key, h, value, ms in rows
                ]
                if len(found) >= limit:
                    break
            return found

        return await self._read(read)

    async def refresh(self) -> None:
        """Look at the heads again, in case another process has published."""
        await self._read(self._refresh)

    async def _read(self, read: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reader, read, self._readable)
        except sqlite3.Error as error:
            raise BusUnavailable(f"the log {self.path} cannot be read: {error}") from error

    def _connect(self) -> sqlite3.Connection:
        # Used by one thread at a time: the writer's by the writer, the reader's by the reader.
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=self._busy_seconds
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _refresh(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT topic, partition, next FROM partitions").fetchall()
        # Reader and writer both come here, and the reader's snapshot may be the older one: a head never goes back.
        with self._heading:
            if len(rows) > len(self.heads):
                self.generation += 1  # new partitions are shared out like old ones
            for topic, partition, head in rows:
                self.heads[topic, partition] = max(head, self.heads.get((topic, partition), 0))

    def _announce(self, connection: sqlite3.Connection) -> None:
        self._refresh(connection)
        for event, loop in list(self._listeners.items()):
            from_thread(loop, event.set)


def wall_clock_ms() -> int:
    """Milliseconds since 1970-01-01T00:00Z: the log stands in for a broker, and a broker stamps what it takes."""
    return time.time_ns() // 1_000_000


def _pack(headers: Headers) -> bytes:
    return orjson.dumps([(name, value.decode("latin-1")) for name, value in headers])


def _unpack(packed: bytes) -> Headers:
    return tuple((name, value.encode("latin-1")) for name, value in orjson.loads(packed))
