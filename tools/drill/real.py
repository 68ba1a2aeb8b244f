"""The system as it runs in earnest: PostgreSQL, Kafka, one process per service; all of it ours, and gone afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx

from exportlane.contracts import ON_THE_WAY
from exportlane.runtime.bus.kafka import KafkaBus
from tools.drill.issuer import Issuer
from tools.drill.lane import Lane
from tools.drill.volume import NoVolume, Volume
from tools.drill.wire import Wire
from tools.stack.identity import Identity
from tools.stack.platform import Platform
from tools.stack.service import ServiceProcess

SLOW, SMALL = "licensing", "vehicle-registry"
"""Whose database is reached over a line of ours, and whose tables lie on the small disk."""


class RealLane(Lane):
    """With its pieces at hand. `volume` is None where no small disk can be made, and `without` says why."""

    platform: Platform
    wire: Wire
    volume: Volume | None = None
    without: str = ""

    def service(self, name: str) -> ServiceProcess:
        return self.platform.services[name]


@asynccontextmanager
async def real_lane(folder: Path) -> AsyncIterator[RealLane]:
    """The running system until the block ends. Raises Missing when a program is not on this machine."""
    async with AsyncExitStack() as stack:
        issuer = Issuer()
        issuer.open()
        stack.callback(issuer.close)
        platform = Platform(
            folder, only=ON_THE_WAY, settings={"EXPORTLANE_AUTOMATIC": "all", "EXPORTLANE_DRILLS": "allowed"}
        )
        platform.identity = issuer.identity = Identity(folder / "keys", issuer.url)
        # Before the servers are stopped, whatever the faults left behind is taken away.
        stack.push_async_callback(asyncio.to_thread, platform.postgres.remove)
        stack.push_async_callback(asyncio.to_thread, platform.stop)
        await asyncio.to_thread(platform.start_servers)
        await asyncio.to_thread(platform.prepare)
        wire = Wire(platform.postgres.port)
        await wire.open()
        stack.push_async_callback(wire.close)
        _lead_over(platform, SLOW, wire)
        platform.gateway.environment.update(issuer.settings())
        bus = KafkaBus(platform.kafka.bootstrap, client_id="drill")
        stack.push_async_callback(bus.close)
        lane = RealLane(
            "", platform.identity.token, bus, platform.identity.folder, ["gateway"], _signed_in,
        )  # fmt: skip
        lane.platform, lane.wire = platform, wire
        await _small_disk(lane, stack)
        await asyncio.to_thread(platform.start_services)
        await bus.start()
        lane.url, lane.services = platform.gateway.url, list(platform.services)
        yield lane


def _lead_over(platform: Platform, service: str, wire: Wire) -> None:
    environment = platform.services[service].environment
    direct = f":{platform.postgres.port}/"
    environment["EXPORTLANE_DATABASE_URL"] = environment["EXPORTLANE_DATABASE_URL"].replace(
        direct, f":{wire.port}/"
    )


async def _small_disk(lane: RealLane, stack: AsyncExitStack) -> None:
    """Have the tables of one service on a disk of a few megabytes; the server's log of writes stays where it is."""
    volume = Volume(lane.platform.postgres.place / "small-disk")
    try:
        volume.mount()
    except NoVolume as sentence:
        lane.without = str(sentence)
        return
    stack.callback(volume.unmount)
    await asyncio.to_thread(lane.platform.postgres.move_tables, SMALL.replace("-", "_"), volume.folder)
    lane.volume = volume


async def _signed_in(browser: httpx.AsyncClient) -> None:
    """Through the issuer, as a person's browser goes."""
    address = "/sign-in?next=/operations"
    for _ in range(6):
        answer = await browser.get(address)
        if answer.status_code not in {302, 303}:
            raise RuntimeError(f"The sign-in ended with {answer.status_code} at {address[:200]}")
        address = answer.headers["location"]
        if address == "/operations":
            return
    raise RuntimeError("The sign-in leads round in a circle")
