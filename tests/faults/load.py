"""A load of mixed cases that end by themselves, each with the story that it must have whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

from tests.end_to_end.papers import OTHER_PORT, Document, batch, bought_privately, near_scrapping, vehicle
from tests.end_to_end.people import Entrance, Submitted
from tests.end_to_end.stories import EXEMPT, NATIONAL, REFUSED, TIANJIN, UNDONE, Story
from tests.faults.audit import Expected
from tests.faults.books import Books
from tests.faults.proof import Proof, prove

Kind = tuple[Callable[[], Document], Story]

MIXED: tuple[Kind, ...] = (
    (lambda: batch(vehicle(), vehicle()), TIANJIN),
    (lambda: batch(vehicle(), vehicle(), declaration={"customs_port": OTHER_PORT}), UNDONE),
    (lambda: batch(vehicle(), profile="national"), NATIONAL),
    (lambda: batch(near_scrapping(), vehicle(), profile="taizhou"), REFUSED),
    (lambda: batch(bought_privately()), EXEMPT["tianjin"]),
)
"""Eight cases in five submissions: paid, undone, paid in the other order, refused, exempt."""


async def lasting(seconds: float) -> None:
    """Let the load go on, or the fault last, for this long: the length is what is tried."""
    await asyncio.sleep(seconds)


class Load:
    """What was handed in, and what must come of it."""

    def __init__(self, entrance: Entrance, books: Books) -> None:
        self.entrance = entrance
        self._books = books
        self._kinds: Iterator[Kind] = cycle(MIXED)
        self.submitted: list[Submitted] = []
        self.stories: dict[str, Story] = {}
        self.lots: dict[str, tuple[str, ...]] = {}

    async def hand_in(self, kind: Kind | None = None) -> Submitted:
        """The next submission of the mixture, or one of this kind."""
        make, story = kind or next(self._kinds)
        submitted = await self.entrance.submits(make())
        self.submitted.append(submitted)
        self.stories |= dict.fromkeys(submitted.cases.values(), story)
        self.lots |= dict(submitted.lots)
        return submitted

    async def rounds(self, number: int, *, pause: float = 0.0) -> None:
        """The whole mixture `number` times, with a pause (seconds) after each submission."""
        for _ in range(number * len(MIXED)):
            await self.hand_in()
            await asyncio.sleep(pause)

    @asynccontextmanager
    async def going_on(self, *, pause: float = 0.3) -> AsyncIterator[None]:
        """Hand in all the time until the block ends; what is under way then is finished."""
        stopping = asyncio.Event()

        async def keep_on() -> None:
            while not stopping.is_set():
                await self.hand_in()
                await asyncio.sleep(pause)

        task = asyncio.create_task(keep_on())
        try:
            yield
            stopping.set()
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def proven(
        self,
        *,
        limit: float = 90.0,
        parked: Mapping[tuple[str, str, str], int] | None = None,
        **changes: Any,
    ) -> Proof:
        """Every case ended as it must, and nothing was lost, doubled, altered or left lying."""
        expected = Expected(self.stories, self.lots, parked or {}, **changes)
        return await prove(self.entrance, self._books, expected, limit=limit)
