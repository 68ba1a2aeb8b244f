"""What an operator asks of a service first: does it stand, what is unpublished, unhandled, parked, and since when.

Each part is asked within a limit of its own, all at once: a sick service must answer about itself before whoever asks
gives up. What cannot be asked is said, never raised.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from exportlane.runtime.bus.contract import BusError
from exportlane.runtime.parking import count_causes, count_open
from exportlane.runtime.timers import list_failing, look_for_due
from exportlane.runtime.vitals.asking import Question, Questions
from exportlane.runtime.vitals.checks import CHECK_SECONDS, WriteProbe, readiness
from exportlane.runtime.vitals.disks import disks_of
from exportlane.runtime.vitals.expiries import HeldToken, expiries_of
from exportlane.runtime.vitals.relaying import RelayWatch, relay_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service
    from exportlane.runtime.web.health import Check

__all__ = [
    "LOOK_SECONDS", "HeldToken", "Questions", "RelayWatch", "Vitals", "WriteProbe", "backlog", "keep_looking", "look",
    "readiness",
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
    timer_troubles: Sequence[str] = ()
    """The sentences of those that are set aside; they stand among `troubles`."""
    companions: Mapping[str, object] = field(default_factory=dict)
    """What those that run beside the service say of themselves."""
    troubles: tuple[str, ...] = ()


async def look(service: Service) -> Vitals:
    """Ask now, and remember the answer for the metrics."""
    found = list(service.troubles())
    checks = await readiness(service)
    parts = await asyncio.gather(
        _part(
            service, found, "database", checks, lambda: _of_database(service, bus_answers=_ok(checks, "bus"))
        ),
        _part(service, found, "bus", checks, lambda: _of_bus(service)),
        _part(service, found, "ends", checks, lambda: _of_ends(service)),
    )
    vitals = Vitals(checks=[asdict(check) for check in checks])
    for name, value in (pair for part in parts for pair in part.items()):
        setattr(vitals, name, value)
    found += vitals.timer_troubles
    vitals.database = _writes(service)
    vitals.issuer, vitals.dead_tasks = service.authenticator.describe(), tuple(service.dead_tasks())
    for companion in service.companions:
        vitals.companions = {**vitals.companions, **companion.vitals()}
        found += companion.troubles()
    vitals.troubles = tuple(found)
    service.vitals, service.looked_at = vitals, time.monotonic()
    return vitals


Part = dict[str, Any]
"""Fields of the vitals, by name."""


_WHAT = {"database": "The database", "bus": "The bus", "ends": "What ends"}


async def _part(
    service: Service, found: list[str], name: str, checks: Sequence[Check], question: Question[Part]
) -> Part:
    """One part of the vitals. Who did not answer the check is not asked more: whoever asks us has a limit, too."""
    away = next((check.sentence for check in checks if check.name == name and not check.ok), None)
    if away is not None:
        found.append(f"{_WHAT[name]} cannot be asked: {away}")
        return {}
    try:
        return await service.questions.ask(name, question, seconds=CHECK_SECONDS)
    except TimeoutError:
        sentence = f"it did not answer within {CHECK_SECONDS:g} s."
    except BusError as error:
        sentence = str(error)
    except Exception as error:  # noqa: BLE001  # whatever the driver raises is the answer to the question
        sentence = f"{type(error).__name__}: {error}"
    found.append(f"{_WHAT[name]} cannot be asked: {sentence}"[:300])
    return {}


def _ok(checks: Sequence[Check], name: str) -> bool:
    return any(check.ok for check in checks if check.name == name)


def _writes(service: Service) -> Part:
    probe = service.probe
    return {
        "dialect": service.database.dialect, "median_ms": probe.median_ms, "slowest_ms": probe.slowest_ms,
        "probes": probe.probes, "disk_full": service.database.disk_full,
    }  # fmt: skip


async def backlog(service: Service) -> Vitals:
    """What waits and nothing else, straight from the database and the bus: for who asks again and again.

    Raises what they raise.
    """
    vitals = Vitals(troubles=tuple(service.troubles()))
    for part in (await _of_database(service, bus_answers=True), await _of_bus(service)):
        for name, value in part.items():
            setattr(vitals, name, value)
    return vitals


async def _of_database(service: Service, *, bus_answers: bool) -> Part:
    relay, oldest = await relay_of(service, bus_answers=bus_answers)
    parked = await count_open(service.database)
    causes = await count_causes(service.database) if parked else ()
    timers, sentences = await _timers(service)
    return {
        "relay": relay, "oldest_unpublished_seconds": oldest, "parked": parked, "parked_causes": causes,
        "timers": timers, "timer_troubles": sentences,
    }  # fmt: skip


async def _of_bus(service: Service) -> Part:
    if service.consumer is None:
        return {}
    lag = await service.consumer.lag()
    if lag.oldest_ms is None:
        return {"unhandled": lag.unhandled}
    age = service.clock.now().timestamp() - lag.oldest_ms / 1000
    return {"unhandled": lag.unhandled, "oldest_unhandled_seconds": max(age, 0.0)}


async def _of_ends(service: Service) -> Part:
    disks = await asyncio.to_thread(disks_of, service.settings)
    return {"disks": disks, "expiries": await expiries_of(service)}


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
