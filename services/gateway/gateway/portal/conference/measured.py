"""The promises as they stand, kept for a while: a screen that asks every few seconds must not count each time.

Counting a year of a hundred thousand cases takes a second. Whoever asks for figures that are older than half a minute
gets these, with their age, and they are counted anew meanwhile; only figures older than five minutes are waited for.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from exportlane.law.errors import CalendarOutOfRange
from exportlane.runtime.problems import problem
from gateway.entrance import Entrance
from gateway.promises.measure import measured
from gateway.promises.shape import Period, Promise

KEPT_SECONDS: Final = 30.0
OLDEST_SECONDS: Final = 300.0
MOST_KEPT: Final = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figures: of a city, over a period that ends with a day, perhaps of one class of claims."""

    profile: str
    period: Period = Period.MONTH
    on: dt.date | None = None
    of_class: int | None = None


@dataclass(slots=True)
class Figures:
    """What was counted last. One for each gateway; `seconds` is a clock that never goes back."""

    entrance: Entrance
    seconds: Callable[[], float] = time.monotonic
    _found: dict[Wanted, tuple[float, list[Promise]]] = field(default_factory=dict)
    _counting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _renewing: dict[Wanted, asyncio.Task[None]] = field(default_factory=dict)

    async def of(self, wanted: Wanted) -> list[Promise]:
        """The promises of a city. Raises Problem bad-request for a day that no calendar knows."""
        found = self._kept(wanted, OLDEST_SECONDS)
        if found is None:
            return await self._counted(wanted)
        if self._kept(wanted, KEPT_SECONDS) is None and wanted not in self._renewing:
            task = asyncio.create_task(self._renew(wanted))
            self._renewing[wanted] = task
            task.add_done_callback(lambda _done: self._renewing.pop(wanted, None))
        return found

    def _kept(self, wanted: Wanted, seconds: float) -> list[Promise] | None:
        kept = self._found.get(wanted)
        return None if kept is None or self.seconds() - kept[0] > seconds else kept[1]

    async def _counted(self, wanted: Wanted) -> list[Promise]:
        async with self._counting:
            if (found := self._kept(wanted, KEPT_SECONDS)) is not None:
                return found
            asked_at, found = self.seconds(), await self._count(wanted)
            self._found[wanted] = (asked_at, found)
            while len(self._found) > MOST_KEPT:
                self._found.pop(min(self._found, key=lambda each: self._found[each][0]))
            return found

    async def _renew(self, wanted: Wanted) -> None:
        try:
            await self._counted(wanted)
        except Exception as error:  # noqa: BLE001 - the old figures stay, with their age; who waits is told the cause
            log = self.entrance.service.telemetry.log
            log.warning("promises.not_renewed", profile=wanted.profile, error=repr(error)[:300])

    async def _count(self, wanted: Wanted) -> list[Promise]:
        try:
            return await measured(
                self.entrance.service, period=wanted.period, profile=wanted.profile, on=wanted.on,
                of_class=wanted.of_class,
            )  # fmt: skip
        except CalendarOutOfRange as error:
            raise problem("bad-request", f"{error}.", field="/on") from error


def figures_of(entrance: Entrance) -> Figures:
    """The figures of this gateway: pages and screens share them."""
    return entrance.service.part(Figures, lambda: Figures(entrance))
