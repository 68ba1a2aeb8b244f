"""What an operator asks of a service first: does it stand, what is unpublished, unhandled, parked, and since when.

Each part is asked within a limit of its own, all at once: a sick service must answer about itself before whoever asks
gives up. What cannot be asked is said, never raised.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from exportlane.runtime.bus.contract import BusError
from exportlane.runtime.parking import count_causes, count_open
from exportlane.runtime.timers import list_failing, look_for_due
from exportlane.runtime.vitals.checks import CHECK_SECONDS, WriteProbe, readiness
from exportlane.runtime.vitals.disks import disks_of
from exportlane.runtime.vitals.expiries import HeldToken, expiries_of
from exportlane.runtime.vitals.relaying import RelayWatch, relay_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service
    from exportlane.runtime.web.health import Check

__all__ = [
    "LOOK_SECONDS", "HeldToken", "RelayWatch", "Vitals", "WriteProbe", "keep_looking", "look", "readiness",
]  # fmt: skip

LOOK_SECONDS = 15.0
MOST_DUE = 1000
"""Of each kind; more are not counted."""


@dataclass(slots=True)
class Vitals:
    """Ages in seconds; None means that there is nothing, or that it could not be asked (then `troubles` says so)."""

    checks: Sequence[Mapping[str, Any]] = ()
    """What the service stands on; see `web.health.Check`."""
    database: Mapping[str, Any] = field(default_factory=dict)
    """How long its last writes took, and whether one failed lately because the disk is full."""
    disks: Sequence[Mapping[str, Any]] = ()
    expiries: Sequence[Mapping[str, Any]] = ()
    issuer: Mapping[str, Any] = field(default_factory=dict)
    relay: Mapping[str, Any] = field(default_factory=dict)
    dead_tasks: Sequence[str] = ()
    oldest_unpublished_seconds: float | None = None
    oldest_unhandled_seconds: float | None = None
    unhandled: int | None = None
    parked: Mapping[str, int] = field(default_factory=dict)
    parked_causes: Sequence[Mapping[str, Any]] = ()
    timers: Mapping[str, int] = field(default_factory=dict)
    """Timers whose moment has come (`due`), and those that failed: to be tried again, or set aside for a person."""
    companions: Mapping[str, object] = field(default_factory=dict)
    """What those that run beside the service say of themselves."""
    troubles: tuple[str, ...] = ()


async def look(service: Service) -> Vitals:
    """Ask now, and remember the answer for the metrics."""
    vitals, found = Vitals(), list(service.troubles())
    checks = await readiness(service)
    vitals.checks = [asdict(check) for check in checks]
    bus_answers = _ok(checks, "bus")
    asked = [
        _within(found, "The database", lambda: _of_database(service, vitals, found, bus_answers=bus_answers)),
        _within(found, "The bus", lambda: _of_bus(service, vitals)),
        _within(found, "What ends", lambda: _of_ends(service, vitals)),
    ]
    await asyncio.gather(*asked)
    probe = service.probe
    vitals.database = {
        "dialect": service.database.dialect, "median_ms": probe.median_ms, "slowest_ms": probe.slowest_ms,
        "probes": probe.probes, "disk_full": service.database.disk_full,
    }  # fmt: skip
    vitals.issuer, vitals.dead_tasks = service.authenticator.describe(), tuple(service.dead_tasks())
    for companion in service.companions:
        vitals.companions = {**vitals.companions, **companion.vitals()}
        found += companion.troubles()
    vitals.troubles = tuple(found)
    service.vitals, service.looked_at = vitals, time.monotonic()
    return vitals


def _ok(checks: Sequence[Check], name: str) -> bool:
    return any(check.ok for check in checks if check.name == name)


async def _within(found: list[str], what: str, ask: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await ask()
    except TimeoutError:
        found.append(f"{what} cannot be asked: it did not answer within {CHECK_SECONDS:g} s.")
    except BusError as error:
        found.append(f"{what} cannot be asked: {error}"[:300])
    except Exception as error:  # noqa: BLE001  # whatever the driver raises is the answer to the question
        found.append(f"{what} cannot be asked: {type(error).__name__}: {error}"[:300])


async def _of_database(service: Service, vitals: Vitals, found: list[str], *, bus_answers: bool) -> None:
    vitals.relay, vitals.oldest_unpublished_seconds = await relay_of(service, bus_answers=bus_answers)
    vitals.parked = await count_open(service.database)
    if vitals.parked:
        vitals.parked_causes = await count_causes(service.database)
    vitals.timers, causes = await _timers(service)
    found += causes


async def _of_bus(service: Service, vitals: Vitals) -> None:
    if service.consumer is None:
        return
    lag = await service.consumer.lag()
    vitals.unhandled = lag.unhandled
    if lag.oldest_ms is not None:
        age = service.clock.now().timestamp() - lag.oldest_ms / 1000
        vitals.oldest_unhandled_seconds = max(age, 0.0)


async def _of_ends(service: Service, vitals: Vitals) -> None:
    vitals.disks = await asyncio.to_thread(disks_of, service.settings)
    vitals.expiries = await expiries_of(service)


async def _timers(service: Service) -> tuple[dict[str, int], list[str]]:
    """How many timers are due or failed, and the sentences of those that are set aside (at most five)."""
    kinds = [kind for kind in service.definition.kinds if kind.wake is not None]
    if not kinds:
        return {}, []
    due, _ = await look_for_due(service.database, kinds, now=service.clock.now(), limit=MOST_DUE)
    rows = await list_failing(service.database, kinds)
    aside = [row for row in rows if row.set_aside]
    counts = {"due": len(due), "failing": len(rows) - len(aside), "set_aside": len(aside)}
    sentences = [
        f"The timer of {row.kind} {row.thing_id} failed {row.attempts} times and is set aside: {row.sentence}"[
            :300
        ]
        for row in aside[:5]
    ]
    return {name: count for name, count in counts.items() if count}, sentences


async def keep_looking(service: Service) -> None:
    """Look now and then, so that the metrics have something to show. Never returns."""
    while True:
        await look(service)
        await asyncio.sleep(LOOK_SECONDS)
