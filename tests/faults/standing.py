"""A real platform on this machine for the whole session: PostgreSQL, Kafka, and one process for each service.

The tests of two folders share it, because two platforms on one broker would read each other's facts.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from exportlane.contracts import ON_THE_WAY
from tests.end_to_end.people import SERVICES, Entrance
from tests.faults.books import PostgresBooks
from tests.faults.load import Load
from tools.stack.kafka import KafkaBroker
from tools.stack.platform import Platform
from tools.stack.postgres import PostgresServer
from tools.stack.service import ServiceProcess

_KEY: pytest.StashKey[Platform] = pytest.StashKey()
SPANS = "spans.db"


@pytest.fixture(scope="session")
def platform(
    request: pytest.FixtureRequest,
    server_folder: Path,
    postgres_server: PostgresServer,
    kafka_broker: KafkaBroker,
) -> Iterator[Platform]:
    """The platform; agencies decide alone, and all services keep their spans in one file."""
    stash = request.config.stash
    if _KEY in stash:
        yield stash[_KEY]
        return
    folder = server_folder / "platform"
    running = Platform(
        folder,
        postgres=postgres_server,
        kafka=kafka_broker,
        only=ON_THE_WAY,
        settings={"EXPORTLANE_AUTOMATIC": "all", "EXPORTLANE_SPANS_DB": str(folder / SPANS)},
    )
    postgres_server.start()
    kafka_broker.start()
    running.start()
    stash[_KEY] = running
    yield running
    running.stop()


@dataclass(frozen=True)
class RealLane:
    """The platform with people at its entrance, its books, and a load."""

    platform: Platform
    entrance: Entrance
    books: PostgresBooks
    load: Load

    def service(self, name: str) -> ServiceProcess:
        return self.platform.services[name]

    async def restart(self, name: str, **settings: str) -> None:
        """End the process if it runs, start it, and return when it is ready."""
        process = self.service(name)
        await asyncio.to_thread(process.stop)
        await asyncio.to_thread(process.start, **settings)
        await asyncio.to_thread(process.wait_ready)

    async def healthy(self) -> None:
        """Servers and services run and are ready, whatever was done to them before."""
        await asyncio.to_thread(self.platform.postgres.start)
        await asyncio.to_thread(self.platform.kafka.start)
        for process in self.platform.services.values():
            await asyncio.to_thread(process.start)
        for process in self.platform.services.values():
            await asyncio.to_thread(process.wait_ready)


def books_of(platform: Platform) -> PostgresBooks:
    dsns = {name: platform.postgres.dsn(name.replace("-", "_")) for name in SERVICES}
    return PostgresBooks(dsns, platform.identity.folder)


@asynccontextmanager
async def people_of(platform: Platform, url: str | None = None) -> AsyncIterator[Entrance]:
    """People at the gateway, or at the one at `url`."""
    async with httpx.AsyncClient(base_url=url or platform.gateway.url, timeout=15) as http:
        yield Entrance(
            http, lambda who: platform.identity.token(agency=who.agency, role=who.role, uscc=who.uscc)
        )


@asynccontextmanager
async def open_real_lane(running: Platform) -> AsyncIterator[RealLane]:
    """The platform with a new load, healthy before the block and after it."""
    async with people_of(running) as entrance:
        books = books_of(running)
        opened = RealLane(running, entrance, books, Load(entrance, books))
        await opened.healthy()
        yield opened
        await opened.healthy()


@pytest.fixture
async def lane(platform: Platform) -> AsyncIterator[RealLane]:
    """The platform with a load of this test."""
    async with open_real_lane(platform) as opened:
        yield opened
