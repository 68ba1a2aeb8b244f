"""Two processes of one service share its work; when one dies, the other does all of it, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.faults.load import Load
from tests.faults.standing import RealLane, people_of
from tools.stack.programs import free_port
from tools.stack.service import ServiceProcess

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


@asynccontextmanager
async def second(lane: RealLane, name: str) -> AsyncIterator[ServiceProcess]:
    """A second process of a service, on the same database and in the same group, until the block ends."""
    first = lane.service(name)
    environment = {**first.environment, "EXPORTLANE_PORT": str(free_port())}
    process = ServiceProcess(name, environment, first.log.with_name(f"{name}-2.log"))
    await asyncio.to_thread(process.start)
    try:
        await asyncio.to_thread(process.wait_ready)
        yield process
    finally:
        await asyncio.to_thread(process.stop)


async def test_when_one_of_two_licensing_processes_is_killed_the_other_goes_on(lane: RealLane) -> None:
    async with lane.load.going_on():
        async with second(lane, "licensing"):
            await lane.load.rounds(1)
            lane.service("licensing").kill()
            await lane.load.rounds(1)
            await lane.restart("licensing")
            await lane.load.rounds(1)
        await lane.load.rounds(1)

    await lane.load.proven()


async def test_when_one_of_two_gateways_is_killed_the_other_shows_and_hands_over_everything(
    lane: RealLane,
) -> None:
    async with second(lane, "gateway") as other, people_of(lane.platform, other.url) as elsewhere:
        beside = Load(elsewhere, lane.books)
        await asyncio.gather(lane.load.rounds(1), beside.rounds(1))
        lane.service("gateway").kill()
        await beside.rounds(1)

        # What either of them took in is shown by the one that is left.
        for load in (beside, lane.load):
            await elsewhere.ended(load.stories)
        await lane.restart("gateway")
        await beside.proven()

    await lane.load.proven()
