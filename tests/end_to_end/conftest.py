"""A whole platform in this process for each test, and its people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from exportlane.runtime.clock import Clock
from exportlane.runtime.definition import ServiceDefinition
from exportlane.runtime.testing import System, system
from tests.end_to_end.people import Entrance, Submitted
from tests.end_to_end.stories import Story
from tests.faults.audit import Expected
from tests.faults.books import SqliteBooks
from tests.faults.hops import every_hop_is_reachable
from tests.faults.proof import Proof, prove


@dataclass(frozen=True)
class Lane:
    """A running platform: people at its entrance, and its books for the proof at the end."""

    system: System
    entrance: Entrance
    books: SqliteBooks

    async def proven(self, *told: tuple[Submitted, Story | dict[str, Story]]) -> Proof:
        """Every case of these submissions ends as its story says, and the whole can be proven.

        A story is that of all vehicles, or one for each VIN.
        """
        stories = {
            case: story if isinstance(story, Story) else story[vin]
            for submitted, story in told
            for vin, case in submitted.cases.items()
        }
        lots = {lot: cases for submitted, _ in told for lot, cases in submitted.lots}
        await self.entrance.ended(stories, limit=30)
        proof = await prove(self.entrance, self.books, Expected(stories, lots), limit=15)
        await every_hop_is_reachable(self.entrance, proof)
        return proof


Opened = Callable[[str], AbstractAsyncContextManager[Lane]]


@asynccontextmanager
async def open_lane(
    folder: Path,
    automatic: str,
    *,
    clock: Clock | None = None,
    definitions: Mapping[str, ServiceDefinition] | None = None,
) -> AsyncIterator[Lane]:
    async with system(folder, clock=clock, definitions=definitions, automatic=automatic) as running:
        transport = httpx.ASGITransport(app=running.apps["gateway"])
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway", timeout=30) as http:
            entrance = Entrance(http, lambda who: running.token(who.agency, who.role, uscc=who.uscc))
            yield Lane(running, entrance, SqliteBooks(folder))


@pytest.fixture
async def lane(tmp_path: Path) -> AsyncIterator[Lane]:
    """The platform where agencies decide alone whatever their rules let them."""
    async with open_lane(tmp_path, "all") as opened:
        yield opened


EVERYTHING = (
    "licence.grant", "vehicle.deregister", "vehicle.restore", "customs.release", "customs.clear", "rebate.decide",
    "rebate.pay", "rebate.clawback",
)  # fmt: skip


@pytest.fixture
def by_hand(tmp_path: Path) -> Opened:
    """The platform where officers do these verbs by hand (comma list, or all of them), and rules do the others."""

    def opened(verbs: str) -> AbstractAsyncContextManager[Lane]:
        hands = set(EVERYTHING if verbs == "all" else verbs.split(","))
        assert hands <= set(EVERYTHING)
        return open_lane(tmp_path, ",".join(verb for verb in EVERYTHING if verb not in hands) or "none")

    return opened
