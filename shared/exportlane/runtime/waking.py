"""Timers: asks a thing what it does when the moment has come that its `Kind.wake` named, exactly once for each moment.

The moment stands in the thing's row, so it survives restarts. Of several replicas one locks the row, decides, and
writes the next moment in the same transaction; the others find nothing due, or meet its version and look again. What
an `on_time` cannot do is tried again with a growing pause and then set aside, with its cause, until the thing changes
or an operator has it tried again; other things go on.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from exportlane.contracts.decision import Decided
from exportlane.runtime import failpoints
from exportlane.runtime.clock import parse_rfc3339, rfc3339
from exportlane.runtime.database import is_conflict, is_outage
from exportlane.runtime.desk import Desk
from exportlane.runtime.propagation import start_batch
from exportlane.runtime.storage import Kind, Loaded
from exportlane.runtime.timers import (
    AHEAD,
    Due,
    Failure,
    failure_writes,
    lock_due,
    look_for_due,
    settled_writes,
)
from exportlane.runtime.unasked import Decision, write_decisions

LOOK_SECONDS = 1.0
BATCH = 100
LONGEST_PAUSE = 5.0
MOST_AT_ONCE = 50
"""So often may one thing be due again straight after it was asked; then something is wrong with its rule."""
Key = tuple[str, str]


class NothingMoved(Exception):
    """The thing is due at the same moment after it was asked as before."""


class Waking:
    """Runs as one task of a service until it is stopped. `release` is told of cases whose messages may now be tried."""

    def __init__(self, desk: Desk, release: Callable[[Sequence[str]], None]) -> None:
        self._desk = desk
        self._release = release
        self._kinds = {kind.name: kind for kind in desk.kinds.values() if kind.wake is not None}
        self._something = asyncio.Event()
        self._stopping = False
        self._next = ""
        """The moment until which the loop sleeps at most."""
        self._again: Counter[Key] = Counter()
        self.trouble: str | None = None
        """Why no timer is looked at now, None when all is well."""

    @property
    def needed(self) -> bool:
        """Whether any kind of thing here has a timer."""
        return bool(self._kinds)

    def note(self, things: Iterable[Loaded[Any]]) -> None:
        """Things were just written. Never waits; wakes the loop when one is due before what it sleeps for."""
        for thing in things:
            if thing.wake_at is not None and thing.wake_at < self._next:
                self._next = thing.wake_at
                self._something.set()

    def stop(self) -> None:
        """Finish what is under way."""
        self._stopping = True
        self._something.set()

    async def run(self) -> None:
        """Until `stop`: whatever goes wrong is logged, waited out, and looked at again."""
        pause = 0.1
        while not self._stopping:
            try:
                await self.wake_due()
                self.trouble, pause = None, 0.1
                await self._sleep(self._seconds())
            except Exception as error:  # noqa: BLE001  # timers must go on whatever happened; the trouble is shown by readiness
                self.trouble = f"The timers of {self._desk.name} wait: {type(error).__name__}: {error}"[:300]
                self._desk.telemetry.log.warning(
                    "timers.waiting", error=repr(error)[:300], wait_seconds=pause
                )
                await self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def wake_due(self) -> int:
        """Ask everything that is due now, and what becomes due by it; the answer counts how often a thing was asked.

        Raises what the database raises when it is out of reach.
        """
        asked = 0
        while self._kinds and not self._stopping:
            now = self._desk.clock.now()
            due, following = await look_for_due(
                self._desk.database, self._kinds.values(), now=now, limit=BATCH
            )
            self._next = following or rfc3339(now + AHEAD)
            if not due:
                self._again.clear()
                return asked
            done = await self._ask(due)
            asked += done
            if not done:
                # Whoever holds the rows decides on them; then they are due no longer, or due for us.
                await asyncio.sleep(0.01)
        return asked

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._something.wait(), seconds)
        self._something.clear()

    def _seconds(self) -> float:
        left = (parse_rfc3339(self._next) - self._desk.clock.now()).total_seconds()
        return min(max(left, 0.0), LOOK_SECONDS)

    async def _ask(self, due: Sequence[Due]) -> int:
        """All in one transaction. When it cannot be written each by itself, so that one does not hold up the others."""
        try:
            return await self._together(due)
        except Exception as error:
            if is_outage(error):
                raise
            if len(due) > 1:
                return sum([await self._ask([each]) for each in due])
            if is_conflict(error):
                return 0
            return await self._fail(due[0], error)

    async def _together(self, due: Sequence[Due]) -> int:
        desk = self._desk
        span = start_batch(desk.telemetry.tracer, "ask timers")
        try:
            async with desk.database.transaction() as connection:
                locked = await lock_due(desk.database, connection, self._kinds, due, now=desk.clock.now())
                decisions, failures = self._decide(locked)
                beside = [
                    *failure_writes(failures, rfc3339(desk.clock.now())),
                    *settled_writes(
                        [each for each, _ in locked if each.failed], failures, rfc3339(desk.clock.now())
                    ),
                ]
                written = await write_decisions(desk, connection, decisions, span=span, beside=beside)
                failpoints.passed(desk.name, "before_commit")
            failpoints.passed(desk.name, "after_commit")
        finally:
            span.end()
        desk.announce(written)
        for failure in failures:
            self._log(failure)
        self._release(sorted({case for thing, _ in decisions for case in thing.kind.case_ids(thing.state)}))
        return len(locked)

    def _decide(self, locked: Sequence[tuple[Due, Loaded[Any]]]) -> tuple[list[Decision], list[Failure]]:
        decisions: list[Decision] = []
        failures: list[Failure] = []
        for due, thing in locked:
            try:
                decisions.append((thing, self._decided(due, thing)))
            except Exception as error:  # noqa: BLE001  # whatever a rule raises must not take the other things along
                failures.append(self._failure(due, error))
        return decisions, failures

    def _decided(self, due: Due, thing: Loaded[Any]) -> Decided[Any]:
        kind: Kind[Any] = thing.kind
        desk, now = self._desk, self._desk.clock.now()
        if kind.on_time is None or kind.wake is None:
            raise TypeError(f"the kind {kind.name} has no timer")
        asked_for = kind.wake(thing.state)
        if asked_for is None or asked_for > now:
            # The row was written by a version of this code that counted otherwise.
            thing.changed = True
            return Decided(thing.state)
        decided = kind.on_time(thing.state, now=now, policy=desk.policy)
        at = kind.wake(decided.state)
        if at is None or at > now:
            self._again.pop(due.key, None)
        else:
            self._again[due.key] += 1
            if decided.state == thing.state or self._again[due.key] > MOST_AT_ONCE:
                raise NothingMoved(f"it is still due at {rfc3339(at)} after it was asked")
        return decided

    async def _fail(self, due: Due, error: Exception) -> int:
        """What it decided could not be written: nobody's else fault, so it is noted by itself."""
        failure = self._failure(due, error)
        async with self._desk.database.transaction() as connection:
            rows = failure_writes([failure], rfc3339(self._desk.clock.now()))
            await self._desk.database.write(connection, rows)
        self._log(failure)
        return 1

    def _failure(self, due: Due, error: Exception) -> Failure:
        desk, attempts = self._desk, due.attempts + 1
        next_at = None
        if attempts < desk.attempts:
            pause = timedelta(seconds=desk.backoff_seconds * 2 ** (attempts - 1))
            next_at = rfc3339(desk.clock.now() + pause)
        return Failure(due, attempts, f"{type(error).__name__}: {error}"[:2000], next_at)

    def _log(self, failure: Failure) -> None:
        log = self._desk.telemetry.log
        (log.warning if failure.next_at else log.error)(
            "timer.failed" if failure.next_at else "timer.set_aside",
            kind=failure.due.kind, thing_id=failure.due.thing_id, attempts=failure.attempts,
            error=failure.sentence[:300],
        )  # fmt: skip
