"""Figures that were reckoned a moment ago, kept for whoever asks the same: many people look at one screen.

What is kept is good as long as no row has changed, and for a few seconds whatever changes; the page says as of when.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, Final

from gateway.flow.reading import Freshness

SECONDS: Final = 5.0
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """`made` is as of `fresh`."""

    made: Any
    fresh: Freshness
    at: float


class Kept:
    """One for each gateway."""

    def __init__(self, *, seconds: float = SECONDS, most: int = MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._figures: OrderedDict[Hashable, Figures] = OrderedDict()
        self._locks: dict[Hashable, asyncio.Lock] = {}

    async def of(self, key: Hashable, fresh: Freshness, make: Callable[[], Awaitable[Any]]) -> Figures:
        """The figures of this key, reckoned anew unless they are kept; whoever asks meanwhile waits for the same."""
        found = self._known(key, fresh)
        if found is not None:
            return found
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                found = self._known(key, fresh)
                if found is None:
                    found = Figures(await make(), fresh, time.monotonic())
                    self._figures[key] = found
                    self._figures.move_to_end(key)
                    while len(self._figures) > self._most:
                        self._figures.popitem(last=False)
                return found
        finally:
            self._locks.pop(key, None)

    def _known(self, key: Hashable, fresh: Freshness) -> Figures | None:
        found = self._figures.get(key)
        if found is None:
            return None
        if found.fresh.revision == fresh.revision and found.fresh.built == fresh.built:
            # Nothing has changed since, so the figures are as of now.
            return replace(found, fresh=fresh)
        return found if time.monotonic() - found.at < self._seconds else None
