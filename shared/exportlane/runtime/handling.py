"""Handling messages: a batch in one transaction, single messages when one fails, parking when it keeps failing.

The promise: when `handle` returns, every message of the batch has had its effect exactly once, or is parked with its
cause; then, and only then, may the offsets be committed. A database out of reach is waited for, aloud, and nothing is
acknowledged meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from exportlane.runtime.attempt import Attempts
from exportlane.runtime.batch import Batch, Behind
from exportlane.runtime.bus.contract import Delivery
from exportlane.runtime.database import is_conflict, is_outage
from exportlane.runtime.desk import Desk
from exportlane.runtime.incoming import Incoming, from_delivery
from exportlane.runtime.parking import releasable

__all__ = ["Desk", "Handling"]

LONGEST_PAUSE = 5.0
CONFLICTS = 20
"""So often is a message tried when others write to the same thing at the same time: that is nobody's fault."""


class Handling:
    """Turns deliveries into effects."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._attempts = Attempts(desk)
        self.outage: str | None = None
        """Why the service waits for its database, None when it does not."""

    async def handle(self, deliveries: Sequence[Delivery]) -> None:
        """Return when all effects are durable. Waits as long as the database is out of reach."""
        messages = [from_delivery(delivery) for delivery in deliveries]
        await self._until_reachable(lambda: self._together(messages))

    async def release(self, case_ids: Sequence[str]) -> None:
        """Try again what waits for these cases and needs no person, in order. Waits out outages like `handle`."""
        if case_ids:
            await self._until_reachable(lambda: self._release(case_ids))

    async def retry(self, message: Incoming) -> bool:
        """Try one parked message again. True when it was handled, now or before. Raises what the database raises."""
        await self._together([message])
        return message.handled

    async def _until_reachable(self, work: Callable[[], Awaitable[None]]) -> None:
        pause = self._desk.backoff_seconds or 0.05
        while True:
            try:
                await work()
            except Exception as error:
                if not is_outage(error):
                    raise
                self.outage = f"The database of {self._desk.name} is out of reach: {type(error).__name__}."
                self._desk.telemetry.log.warning(
                    "database.unreachable", error=repr(error)[:300], wait_seconds=pause
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self.outage = None
                return

    async def _together(self, messages: Sequence[Incoming]) -> None:
        """All in one transaction. When it cannot be written, its halves, so that one message is found in few steps."""
        try:
            batch = await self._attempts.make(messages)
        except Exception as error:
            if is_outage(error):
                raise
            self._desk.telemetry.log.info("batch.halved", messages=len(messages), error=type(error).__name__)
            if len(messages) == 1:
                await self._alone(messages[0], error)
                return
            middle = len(messages) // 2
            await self._together(messages[:middle])
            await self._together(messages[middle:])
            return
        await self._after(batch)

    async def _alone(self, message: Incoming, error: Exception) -> None:
        """One message whose effect could not be written, tried with a growing pause; then it is parked."""
        attempt = 1
        while attempt < (CONFLICTS if is_conflict(error) else self._desk.attempts):
            await self._pause(min(attempt, self._desk.attempts))
            try:
                batch = await self._attempts.make([message])
            except Exception as raised:
                if is_outage(raised):
                    raise
                error = raised
                attempt += 1
            else:
                await self._after(batch)
                return
        await self._attempts.park([(message, self._sentence(error))])

    async def _after(self, batch: Batch) -> None:
        await self._release_after(batch)
        await self._again(batch.deferred)

    async def _again(self, deferred: Sequence[tuple[Incoming, Exception]]) -> None:
        """Messages whose handler failed, and those behind them: tried together with a growing pause; then parked.

        The pause is shared: a hundred failing messages cost the partition no more time than one.
        """
        for attempt in range(1, self._desk.attempts):
            if not deferred:
                return
            await self._pause(attempt)
            try:
                batch = await self._attempts.make([message for message, _ in deferred])
            except Exception as error:
                if is_outage(error):
                    raise
                for message, _ in deferred:
                    await self._alone(message, error)
                return
            await self._release_after(batch)
            deferred = batch.deferred
        failed = [
            (message, self._sentence(error)) for message, error in deferred if not isinstance(error, Behind)
        ]
        behind = [message for message, error in deferred if isinstance(error, Behind)]
        if failed:
            await self._attempts.park(failed)
        if behind:
            await self._together(behind)

    async def _release_after(self, batch: Batch) -> None:
        """What was handled may be what others waited for.

        And what was just parked as waiting is asked once more: its papers may have come between our look and our
        commit.
        """
        parked = batch.picture.parked
        cases = {m.case_id for m in batch.received if m.parked_id is None and parked.get(m.case_id)}
        cases |= {
            p.message.case_id for p in batch.parkings if p.state == "waiting" and p.message.parked_id is None
        }
        if cases:
            await self._release(sorted(cases))

    async def _release(self, case_ids: Sequence[str]) -> None:
        moved = True
        while moved:
            async with self._desk.database.reading() as connection:
                waiting = await releasable(self._desk.database, connection, case_ids)
            if waiting:
                await self._together(waiting)
            moved = any(message.handled for message in waiting)

    async def _pause(self, attempt: int) -> None:
        await asyncio.sleep(self._desk.backoff_seconds * 2 ** (attempt - 1))

    def _sentence(self, error: Exception) -> str:
        return f"The handler failed {self._desk.attempts} times: {type(error).__name__}: {error}"
