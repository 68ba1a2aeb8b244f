"""What an operator asks of a service first: what is unpublished, unhandled, parked, and since when."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exportlane.runtime.bus.contract import BusError
from exportlane.runtime.parking import count_open
from exportlane.runtime.timers import list_failing, look_for_due

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


LOOK_SECONDS = 15.0
MOST_DUE = 1000
"""Of each kind; more are not counted."""


@dataclass(slots=True)
class Vitals:
    """Ages in seconds; None means that there is nothing, or that it could not be asked (then `troubles` says so)."""

    oldest_unpublished_seconds: float | None = None
    oldest_unhandled_seconds: float | None = None
    unhandled: int | None = None
    parked: Mapping[str, int] = field(default_factory=dict)
    timers: Mapping[str, int] = field(default_factory=dict)
    """Timers whose moment has come (`due`), and those that failed: to be tried again, or set aside for a person."""
    companions: Mapping[str, object] = field(default_factory=dict)
    """What those that run beside the service say of themselves."""
    troubles: tuple[str, ...] = ()


async def look(service: Service) -> Vitals:
    """Ask now. What cannot be asked is said, not raised: a sick service must still answer about itself."""
    vitals = Vitals()
    found = list(service.troubles())
    try:
        vitals.oldest_unpublished_seconds = await service.relay.oldest_unpublished()
        vitals.parked = await count_open(service.database)
        vitals.timers, causes = await _timers(service)
        found += causes
    except Exception as error:  # noqa: BLE001  # whatever the driver raises is the answer to the question
        found.append(f"The database cannot be asked: {type(error).__name__}: {error}"[:300])
    if service.consumer is not None:
        try:
            lag = await service.consumer.lag()
        except BusError as error:
            found.append(f"The bus cannot be asked: {error}"[:300])
        else:
            vitals.unhandled = lag.unhandled
            if lag.oldest_ms is not None:
                age = service.clock.now().timestamp() - lag.oldest_ms / 1000
                vitals.oldest_unhandled_seconds = max(age, 0.0)
    for companion in service.companions:
        vitals.companions = {**vitals.companions, **companion.vitals()}
        found += companion.troubles()
    vitals.troubles = tuple(found)
    service.vitals = vitals
    return vitals


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
