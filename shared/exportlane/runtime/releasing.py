"""Tries again what waits for nobody: at once for cases that changed, and now and then for all of them.

What a message waits for usually releases it: the papers that come in, the fact that fills the gap. But a process may be
killed between the one and the other, and on PostgreSQL two transactions may each miss what the other is about to write.
The look at all finds these. It comes less often for a case the longer it waits, so that papers that never come cost
nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

from exportlane.runtime.database import Database
from exportlane.runtime.handling import Handling
from exportlane.runtime.parking import cases_waiting
from exportlane.runtime.telemetry import Telemetry

LOOK_SECONDS = 2.0
LONGEST_PAUSE = 300.0


class Releasing:
    """Runs as one task of a service until it is stopped."""

    def __init__(self, database: Database, handling: Handling, telemetry: Telemetry) -> None:
        self._database = database
        self._handling = handling
        self._telemetry = telemetry
        self._cases: set[str] = set()
        self._something = asyncio.Event()
        self._stopping = False
        self._asked: dict[str, tuple[float, float]] = {}
        """Of every waiting case: when it is due, and the pause after that."""
        self._looked_at = float("-inf")

    def soon(self, case_ids: Sequence[str]) -> None:
        """Something changed for these cases. Never waits."""
        self._cases.update(case_ids)
        self._something.set()

    def stop(self) -> None:
        """Finish what is under way."""
        self._stopping = True
        self._something.set()

    async def run(self) -> None:
        """Until `stop`."""
        while not self._stopping:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._something.wait(), LOOK_SECONDS)
            self._something.clear()
            cases, self._cases = self._cases, set()
            try:
                cases.update(await self._due())
                await self._handling.release(sorted(cases))
            except Exception:
                # The messages stay parked, and are looked at again.
                self._telemetry.log.exception("release.failed", cases=len(cases))

    async def _due(self) -> list[str]:
        """The waiting cases whose turn it is; asked at most every `LOOK_SECONDS`."""
        now = asyncio.get_running_loop().time()
        if now - self._looked_at < LOOK_SECONDS:
            return []
        self._looked_at = now
        waiting = await cases_waiting(self._database)
        self._asked = {case: self._asked.get(case, (now, LOOK_SECONDS)) for case in waiting}
        due = [case for case, (at, _) in self._asked.items() if at <= now]
        for case in due:
            pause = self._asked[case][1]
            self._asked[case] = (now + pause, min(pause * 2, LONGEST_PAUSE))
        return due
