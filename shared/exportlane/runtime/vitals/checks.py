"""What a service stands on, asked now: its database, the bus, its key, its tasks; each within a limit of its own."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from exportlane.runtime.web.health import Check, checked

if TYPE_CHECKING:
    from exportlane.runtime.database import Database
    from exportlane.runtime.service import Service

CHECK_SECONDS = 3.0
"""A dependency that needs longer does not answer: whoever asks has a limit too, and wants to hear of the others."""
REMEMBERED = 3


class WriteProbe:
    """Writes to the database, and remembers how long the last few writes took."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last: deque[float] = deque(maxlen=REMEMBERED)

    async def ping(self) -> None:
        """Prove that the database takes a write. Raises what the driver raises."""
        started = perf_counter()
        await self._database.ping()
        self._last.append((perf_counter() - started) * 1000)

    @property
    def median_ms(self) -> float | None:
        """The middle one of the last few, so that a single slow write is no alarm; None before the first."""
        return round(median(self._last), 2) if self._last else None

    @property
    def slowest_ms(self) -> float | None:
        return round(max(self._last), 2) if self._last else None

    @property
    def probes(self) -> int:
        return len(self._last)


async def readiness(service: Service) -> Sequence[Check]:
    """Ask what the service stands on, all at once: a slow database must not hide a broker that is away."""

    async def database() -> str:
        await service.questions.ask("write", service.probe.ping, seconds=CHECK_SECONDS)
        return "The database takes writes."

    async def bus() -> str:
        await service.questions.ask("broker", service.bus.ping, seconds=CHECK_SECONDS)
        return "The bus answers."

    async def key() -> str:
        service.verifier.verify(service.desk.signer.sign(b"ready"), b"ready", source=service.name)
        return f"Facts are signed with {service.desk.signer.kid}."

    async def tasks() -> str:
        if found := service.troubles():
            raise RuntimeError("; ".join(found))
        aside = service.vitals.timers.get("set_aside", 0)
        return "Relay and consumer run." + (f" {aside} timer(s) are set aside." if aside else "")

    checks = {"database": database, "bus": bus, "signing-key": key, "tasks": tasks}
    return await asyncio.gather(
        *(checked(name, ask, seconds=CHECK_SECONDS + 1) for name, ask in checks.items())
    )
