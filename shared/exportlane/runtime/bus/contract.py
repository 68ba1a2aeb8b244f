"""What every bus must do, whichever broker stands behind it.

Two implementations keep this contract and pass one suite: the embedded log (a durable file, the default) and Apache
Kafka. The rest of the runtime sees nothing but these types.

Errors
------
BusError
└── BusUnavailable    the broker or the log cannot be reached now; no effect may be relied on, try again
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Headers = tuple[tuple[str, bytes], ...]


class BusError(Exception):
    """Root of what a bus can raise."""


class BusUnavailable(BusError):
    """The broker cannot be reached now. The caller waits and tries again; nothing may be assumed published."""


@dataclass(frozen=True, slots=True)
class Record:
    """One message to publish. `key` decides the partition, so records of one key stay in order."""

    topic: str
    key: str
    headers: Headers
    value: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as it was read. `timestamp_ms` is the broker's, in milliseconds since 1970-01-01T00:00Z."""

    topic: str
    partition: int
    offset: int
    key: str
    headers: Headers
    value: bytes
    timestamp_ms: int


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a group is behind on its topics.

    `unhandled` counts messages after the committed offset; `oldest_ms` is the broker's timestamp of the oldest of them,
    None when there is none (or when the broker cannot tell).
    """

    unhandled: int
    oldest_ms: int | None


class Consumer(Protocol):
    """A member of a consumer group. Offsets are committed by the caller only, after its effects are durable."""

    async def poll(self, *, max_records: int, timeout: float) -> list[Delivery]:
        """Return at once with what is there (in order per partition), or wait up to `timeout` seconds for the first."""

    async def commit(self, deliveries: Sequence[Delivery]) -> None:
        """Commit the offsets after these deliveries.

        Partitions lost in a rebalance are left out without an error: their next owner reads the messages again, and
        the inbox drops them.
        """

    async def rewind(self) -> None:
        """Go back to the last committed offsets, so that uncommitted deliveries are read again."""

    async def lag(self) -> Lag: ...

    async def close(self) -> None:
        """Leave the group. Uncommitted deliveries will be read again by whoever comes next."""


class Bus(Protocol):
    """Durable, ordered, partitioned topics with consumer groups."""

    async def start(self) -> None: ...

    async def ensure_topics(self, topics: Sequence[str], *, partitions: int) -> None:
        """Create the topics that are missing; leave existing ones as they are."""

    async def publish(self, records: Sequence[Record]) -> None:
        """Return when every record is durable, in order per key. Raises BusUnavailable; then some may be published."""

    async def consumer(self, group: str, topics: Sequence[str]) -> Consumer:
        """Join `group`. A new group starts at the oldest message."""

    async def ping(self) -> None:
        """Ask the broker for its metadata (embedded: read the log). Raises BusUnavailable."""

    async def close(self) -> None:
        """Finish what is under way and let go of every connection."""
