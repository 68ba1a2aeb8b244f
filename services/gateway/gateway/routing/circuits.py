"""Whether an agency can be reached: one circuit breaker for each, and what is known about it without asking now.

A page about a case must never wait for an agency that is down, so what it says about reachability is what the last
call or probe found.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from exportlane.runtime.clock import Clock
from exportlane.runtime.problems import problem

Reach = Literal["reachable", "unreachable", "unknown"]

THRESHOLD = 5
"""Failed calls in a row after which an agency is left alone for a while."""
REST_SECONDS = 10.0


class AgencyFailed(Exception):
    """A call found the agency out of reach or out of service; the circuit counts it."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What is known of an agency: the finding, since when it holds and when it was last confirmed."""

    agency: str
    state: Reach
    since: datetime | None
    checked_at: datetime | None
    sentence: str


class Circuits:
    """The breakers of all agencies. Not shared between processes: each replica finds out for itself."""

    def __init__(self, clock: Clock, *, threshold: int = THRESHOLD, rest: float = REST_SECONDS) -> None:
        self._clock = clock
        self._rest = rest
        self._factory = AsyncCircuitBreakerFactory(
            default_threshold=threshold,
            default_ttl=rest,
            # A caller who went away says nothing about the agency.
            exclude=[asyncio.CancelledError],
        )
        self._reached: dict[str, Reached] = {}

    @asynccontextmanager
    async def guard(self, agency: str) -> AsyncIterator[None]:
        """Make one call inside. An AgencyFailed (or any other error) counts against the agency.

        Raises the problem `agency-unavailable` at once, with Retry-After, while the agency is left alone.
        """
        breaker = await self._factory.get_breaker(agency)
        try:
            await breaker.__aenter__()
        except OpenedState as opened:
            left = max(1, round(opened.opened_at + self._rest - time.time()))
            sentence = (
                f"The agency {agency} did not answer several calls in a row and is left alone for {left} s."
            )
            raise problem("agency-unavailable", sentence, headers={"retry-after": str(left)}) from None
        try:
            yield
        except BaseException as error:
            await breaker.__aexit__(type(error), error, None)
            if isinstance(error, AgencyFailed):
                self.note(agency, "unreachable", str(error))
            raise
        await breaker.__aexit__(None, None, None)
        self.note(agency, "reachable", "It answered.")

    def note(self, agency: str, state: Reach, sentence: str) -> None:
        """Remember what a call or a probe found."""
        now = self._clock.now()
        before = self.reached(agency)
        since = before.since if before.state == state else now
        self._reached[agency] = Reached(agency, state, since, now, sentence)

    def reached(self, agency: str) -> Reached:
        """What is known of the agency, without asking it."""
        return self._reached.get(agency) or Reached(
            agency, "unknown", None, None, "It has not been asked yet."
        )
