"""A companion of the gateway that looks at others: whether agencies answer, what time they tell, what waits for them.

It asks what is open to anybody, so that it needs no token: an agency whose clock is wrong refuses every token.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import APIRouter

from exportlane.law.instants import statutory_day
from exportlane.operations.findings import offset_of
from exportlane.runtime.clock import parse_rfc3339, rfc3339
from exportlane.runtime.database import is_outage
from exportlane.runtime.service import Service
from exportlane.runtime.telemetry import metrics as names
from exportlane.runtime.vitals import LOOK_SECONDS
from gateway.entrance import entrance_of

PROBE_SECONDS = 5.0
PROBE_LIMIT = 2.0
STALE_SECONDS = 4 * PROBE_SECONDS
AT_RISK_DAYS = 3
DEADLINES = sa.text(
    "select (select count(*) from case_flow where due_on < :today), "
    "(select count(*) from case_flow where due_on >= :today and due_on <= :soon)"
)
OLDEST = sa.text("select id, last_error from deliveries where status = 'pending' order by id limit 1")
OPEN = sa.text("select status, count(*) from deliveries where status <> 'delivered' group by status")


@dataclass(frozen=True, slots=True)
class Peer:
    """What the last probe of an agency found; `offset` is by how many seconds its clock is ahead, None if untold."""

    reachable: bool
    checked_at: datetime
    offset: float | None = None


class Watch:
    """The companion. What it found stands in the gateway's own vitals and in its metrics."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._peers: dict[str, Peer] = {}
        self._deliveries: Mapping[str, Any] = {}
        self._deadlines: Mapping[str, Any] = {}
        observe = service.telemetry.metrics.observe
        observe(names.PEER_REACHABLE, lambda: self._of_peers(lambda peer: float(peer.reachable)))
        observe(names.PEER_CLOCK_AHEAD, lambda: self._of_peers(lambda peer: peer.offset))
        observe(names.DELIVERIES, lambda: _by_name(self._deliveries, "status", ("pending", "refused")))
        observe(names.OLDEST_DELIVERY_AGE, lambda: self._deliveries.get("oldest_pending_seconds"))
        observe(names.DEADLINES, lambda: _by_name(self._deadlines, "state", ("at_risk", "overdue")))

    async def open(self) -> None:
        """Nothing need be known before the first decision."""

    def routes(self, router: APIRouter) -> None:
        """It offers none of its own."""

    def troubles(self) -> tuple[str, ...]:
        return ()

    def vitals(self) -> Mapping[str, object]:
        peers = {
            name: {
                "reachable": peer.reachable,
                "clock_ahead_seconds": peer.offset,
                "checked_at": rfc3339(peer.checked_at),
            }
            for name, peer in sorted(self._peers.items())
        }
        return {"peers": peers, "deliveries": self._deliveries, "deadlines": self._deadlines}

    def offsets(self) -> dict[str, float]:
        """By how many seconds each agency's clock was ahead when it was last asked, if that was lately."""
        latest = self._service.clock.now() - timedelta(seconds=STALE_SECONDS)
        return {
            name: peer.offset
            for name, peer in self._peers.items()
            if peer.offset is not None and peer.checked_at >= latest
        }

    async def run(self) -> None:
        """Probe, and now and then count; what cannot be counted is counted later."""
        counted = float("-inf")
        while True:
            agencies = entrance_of(self._service).agencies
            await asyncio.gather(*(self.probe(name, client) for name, client in agencies.items()))
            if time.monotonic() - counted >= LOOK_SECONDS:
                try:
                    await self.count()
                except Exception as error:
                    if not is_outage(error):
                        raise
                counted = time.monotonic()
            await asyncio.sleep(PROBE_SECONDS)

    async def probe(self, name: str, client: httpx.AsyncClient) -> None:
        """Ask whether an agency is alive, and what time it is there; pages say so without asking."""
        circuits, clock = entrance_of(self._service).circuits, self._service.clock
        sent = clock.now()
        try:
            async with asyncio.timeout(PROBE_LIMIT):
                answer = await client.get("/healthz")
        except (TimeoutError, httpx.HTTPError, OSError):
            self._peers[name] = Peer(reachable=False, checked_at=sent)
            circuits.note(name, "unreachable", "It did not answer a probe.")
            return
        offset = _offset(answer, sent, clock.now())
        self._peers[name] = Peer(answer.is_success, sent, offset)
        if answer.is_success:
            circuits.note(name, "reachable", "It answered a probe.")
        else:
            circuits.note(name, "unreachable", f"It answered a probe with the status {answer.status_code}.")

    async def count(self) -> None:
        """Count papers on their way, and cases with a last day that has passed or is near."""
        today = statutory_day(self._service.clock.now())
        soon = today + timedelta(days=AT_RISK_DAYS)
        async with self._service.database.reading() as connection:
            deliveries = {row[0]: row[1] for row in await connection.execute(OPEN)}
            oldest = (await connection.execute(OLDEST)).one_or_none()
            days = {"today": today.isoformat(), "soon": soon.isoformat()}
            overdue, at_risk = (await connection.execute(DEADLINES, days)).one()
        self._deliveries = {
            "pending": deliveries.get("pending", 0),
            "refused": deliveries.get("refused", 0),
            "oldest_pending_seconds": None if oldest is None else _age(oldest[0]),
            "last_error": None if oldest is None else oldest[1],
        }
        now = rfc3339(self._service.clock.now())
        self._deadlines = {"overdue": overdue, "at_risk": at_risk, "as_of": now}

    @property
    def deliveries(self) -> Mapping[str, Any]:
        return self._deliveries

    def _of_peers(self, told: Callable[[Peer], float | None]) -> Iterator[tuple[float, Mapping[str, str]]]:
        for name, peer in self._peers.items():
            value = told(peer)
            if value is not None:
                yield value, {"agency": name}


def _by_name(
    counts: Mapping[str, Any], label: str, known: tuple[str, ...]
) -> Iterator[tuple[float, Mapping[str, str]]]:
    for name in known:
        if name in counts:
            yield float(counts[name]), {label: name}


def _offset(answer: httpx.Response, sent: datetime, received: datetime) -> float | None:
    """By how much the clock is ahead; None when a service of an older release does not tell its time."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return offset_of(parse_rfc3339(str(answer.json()["now"])), sent=sent, received=received)
    return None


def _age(delivery_id: str) -> float | None:
    """Seconds since a paper was handed to the courier: its id is a UUID of version 7, which tells when it was made."""
    with contextlib.suppress(ValueError):
        return max(round(time.time() - (uuid.UUID(delivery_id).int >> 80) / 1000, 1), 0.0)
    return None
