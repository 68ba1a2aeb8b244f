"""Whether facts leave: how many wait, for how long, and whether it is always the same one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from exportlane.runtime.clock import rfc3339

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

STUCK_SECONDS = 8.0
"""The broker answers, and the oldest fact has been the same one for so long: nobody publishes."""


class RelayWatch:
    """Remembers which fact was the oldest unpublished one at the last look, and since when."""

    def __init__(self) -> None:
        self._oldest: int | None = None
        self._since = 0.0

    def note(self, oldest: int | None) -> float:
        """The seconds for which this fact has been the oldest."""
        now = time.monotonic()
        if oldest is None or oldest != self._oldest:
            self._oldest, self._since = oldest, now
        return now - self._since

    def forget(self) -> None:
        """While broker or database are away, that nothing leaves is their fault."""
        self._oldest = None


async def relay_of(service: Service, *, bus_answers: bool) -> tuple[dict[str, Any], float | None]:
    """How the relay fares, and the age in seconds of the oldest fact that is not published."""
    try:
        waiting = await service.relay.waiting()
    except BaseException:
        service.relay_watch.forget()
        raise
    if not bus_answers:
        service.relay_watch.forget()
    same = service.relay_watch.note(waiting.position)
    last = service.relay.last_published_at
    told = {
        "leading": service.relay.leading,
        "last_published_at": None if last is None else rfc3339(last),
        "unpublished": waiting.count,
        "waiting_seconds": waiting.age_seconds,
        "stuck": bus_answers and waiting.position is not None and same >= STUCK_SECONDS,
    }
    return told, waiting.age_seconds
