"""The same tests under other circumstances: on another day, with facts that overtake each other, on a slow database.

A test that passes only this week, or only while the facts of two agencies happen to come in the order in which they
were said, is wrong and fails some day on somebody else's machine. `make test-otherwise` finds it before:

* ``EXPORTLANE_TEST_DAY=2027-02-08``: the process believes that it is 10 o'clock of this day in Shanghai; tests that
  start programs, which would not, are left out (mark ``machine_time``);
* ``EXPORTLANE_TEST_LATE_FACTS=yes``: on the embedded bus each partition is held back by chance, for up to `LONGEST`
  seconds, as real partitions are: what one agency says keeps its order, what two say does not;
* ``EXPORTLANE_TEST_SLOW_DATABASE=yes``: the database takes its time by chance, up to `SLOWEST` seconds before a
  transaction begins and after it was committed: what two tasks do at once is done in another order each time.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from exportlane.law.instants import SHANGHAI

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

DAY = os.environ.get("EXPORTLANE_TEST_DAY")
LONGEST = 0.4
"""Seconds for which facts are held back at most."""
SLOWEST = 0.03
"""Seconds that the database takes at most before a transaction, and once more after it."""


def take_effect() -> None:
    """Turn the clock and make the bus late, as the environment says. Before any module asks what day it is."""
    if DAY:
        import time_machine  # noqa: PLC0415 - only these runs turn the clock

        moment = datetime.combine(date.fromisoformat(DAY), time(10), SHANGHAI)
        time_machine.travel(moment, tick=True).start()
    if os.environ.get("EXPORTLANE_TEST_LATE_FACTS"):
        _hold_back()
    if os.environ.get("EXPORTLANE_TEST_SLOW_DATABASE"):
        _slow_down()


def _hold_back() -> None:
    from exportlane.runtime.bus.embedded import Delivery, EmbeddedConsumer  # noqa: PLC0415 - after the clock

    read = EmbeddedConsumer._read
    until: WeakKeyDictionary[EmbeddedConsumer, dict[tuple[str, int], float]] = WeakKeyDictionary()

    async def late(self: EmbeddedConsumer, max_records: int) -> list[Delivery]:
        loop, holds = asyncio.get_running_loop(), until.setdefault(self, {})
        waiting = [place for place, at in self._positions.items() if self._log.heads[place] > at]
        for place in waiting:
            if place not in holds:
                holds[place] = loop.time() + random.choice((0.0, random.uniform(0, LONGEST)))
                loop.call_at(holds[place], self._written.set)
        held = {place: self._positions.pop(place) for place in waiting if holds[place] > loop.time()}
        try:
            found = await read(self, max_records)
        finally:
            self._positions |= held
        for delivery in found:
            holds.pop((delivery.topic, delivery.partition), None)
        return found

    EmbeddedConsumer._read = late


def _slow_down() -> None:
    from exportlane.runtime.database import Database  # noqa: PLC0415 - after the clock

    transaction, reading = Database.transaction, Database.reading

    def by_chance() -> float:
        return random.choice((0.0, random.uniform(0, SLOWEST)))

    async def dawdle(seconds: float) -> None:
        await asyncio.sleep(seconds)

    @asynccontextmanager
    async def slow_transaction(self: Database) -> AsyncIterator[AsyncConnection]:
        await dawdle(by_chance())
        async with transaction(self) as connection:
            yield connection
        await dawdle(by_chance())

    @asynccontextmanager
    async def slow_reading(self: Database) -> AsyncIterator[AsyncConnection]:
        await dawdle(by_chance())
        async with reading(self) as connection:
            yield connection

    Database.transaction, Database.reading = slow_transaction, slow_reading
