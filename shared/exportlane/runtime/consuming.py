"""The consumer's loop: poll, handle, commit. It outlives every fault, and reads again from the last commit."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from exportlane.runtime import failpoints
from exportlane.runtime.bus.contract import Bus, Consumer, Delivery
from exportlane.runtime.handling import Handling
from exportlane.runtime.telemetry import Telemetry

COMMIT_SECONDS = 0.2
POLL_SECONDS = 0.5
LONGEST_PAUSE = 5.0


BUSY_RATE = 150.0
MEMORY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a batch may gather: `seconds` for each message per second above `BUSY_RATE`, at most `longest`."""

    seconds: float
    longest: float


PROMPT = Patience(1e-4, 0.05)
"""For an agency: others wait for what it announces."""
PATIENT = Patience(6e-4, 0.15)
"""For a view: nobody waits for it, and it hears everything."""


class Pace:
    """How long to gather messages before they are handled: not at all when they come singly, a little when they pour.

    A transaction costs much the same for one message as for twenty. Below `BUSY_RATE` messages per second nobody waits;
    above it a batch gathers the longer the more there is: a busy system would have waited for its processors anyway,
    and spends them better on full batches.
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._rate = 0.0
        self._at = 0.0

    def note(self, messages: int, now: float) -> None:
        """Remember that so many messages came; the rate fades with `MEMORY_SECONDS`."""
        self._rate = self._rate * math.exp((self._at - now) / MEMORY_SECONDS) + messages / MEMORY_SECONDS
        self._at = now

    def gather_seconds(self, now: float) -> float:
        """How long a batch that has begun now may still wait for more."""
        rate = self._rate * math.exp((self._at - now) / MEMORY_SECONDS)
        return min(max(rate - BUSY_RATE, 0.0) * self._patience.seconds, self._patience.longest)


class Consuming:
    """Feeds what a service hears to its `Handling`, as one task, until `stop`."""

    def __init__(  # noqa: PLR0913  # what a consumer is made of
        self,
        name: str,
        topics: Sequence[str],
        bus: Bus,
        handling: Handling,
        telemetry: Telemetry,
        *,
        pace: Pace,
        batch_max: int,
    ) -> None:
        self._name = name
        self._topics = topics
        self._bus = bus
        self._handling = handling
        self._telemetry = telemetry
        self._batch_max = batch_max
        self._pace = pace
        self._stopping = asyncio.Event()
        self.consumer: Consumer | None = None
        """The member of the group, None while there is none."""
        self.trouble: str | None = None
        """Why nothing is read now, None when all is well."""

    def stop(self) -> None:
        """Finish the batch under way, commit, leave the group."""
        self._stopping.set()

    async def run(self) -> None:
        """Until `stop`: whatever goes wrong is logged, waited out, and read again from the last commit."""
        pause = 0.1
        while not self._stopping.is_set():
            try:
                await self._until_trouble()
            except Exception as error:
                pause = 0.1 if self.trouble is None else pause
                self.trouble = f"The consumer of {self._name} waits: {type(error).__name__}: {error}"
                self._telemetry.log.exception("consumer.failed", wait_seconds=pause)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                await self._leave_group()

    async def _until_trouble(self) -> None:
        consumer = self.consumer = await self._bus.consumer(f"exportlane.{self._name}", self._topics)
        loop = asyncio.get_running_loop()
        pending: list[Delivery] = []
        committed_at = loop.time()
        while not self._stopping.is_set():
            wait = COMMIT_SECONDS if pending else POLL_SECONDS
            deliveries = await self._gather(consumer, wait)
            if deliveries:
                await self._handling.handle(deliveries)
                pending.extend(deliveries)
                failpoints.passed(self._name, "before_offset_commit")
            self.trouble = None
            # Offsets may lag behind the effects: a repeat is dropped by the inbox, so not every batch pays for a
            # commit.
            if pending and (not deliveries or loop.time() - committed_at >= COMMIT_SECONDS):
                await consumer.commit(pending)
                pending, committed_at = [], loop.time()
        if pending:
            await consumer.commit(pending)

    async def _gather(self, consumer: Consumer, wait: float) -> list[Delivery]:
        loop = asyncio.get_running_loop()
        deliveries = await consumer.poll(max_records=self._batch_max, timeout=wait)
        longer = self._pace.gather_seconds(loop.time()) if deliveries else 0.0
        if longer and len(deliveries) < self._batch_max // 2:
            await asyncio.sleep(longer)
            deliveries += await consumer.poll(max_records=self._batch_max - len(deliveries), timeout=0)
        if deliveries:
            self._pace.note(len(deliveries), loop.time())
        return deliveries

    async def _leave_group(self) -> None:
        consumer, self.consumer = self.consumer, None
        if consumer is not None:
            # Who cannot say goodbye is missed by the broker after a while; nothing depends on it.
            with contextlib.suppress(Exception):
                await consumer.close()
