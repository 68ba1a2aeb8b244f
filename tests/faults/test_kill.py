"""`kill -9` of each service at each labelled point under load; after the last restart everything must be as if not."""

from __future__ import annotations

import asyncio

import pytest

from exportlane.runtime.failpoints import LABELS
from tests.faults.load import lasting
from tests.faults.standing import RealLane

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(400)]

TIMES_PASSED = 3
"""The point is passed so often before it kills: what went before is durable, what comes after is not begun."""


async def killed_at_each_point(lane: RealLane, name: str) -> int:
    """Let a service end itself at one point after the other, and start it again; the number of its deaths."""
    process, deaths = lane.service(name), 0
    await asyncio.to_thread(process.stop)
    for label in LABELS:
        await asyncio.to_thread(process.start, EXPORTLANE_KILL_AT=f"{label}:{TIMES_PASSED}")
        status = await asyncio.to_thread(process.wait_end, 60)
        assert status == -9, f"{name} ended with {status} at {label}: {process.last_words()}"
        deaths += 1
    await lane.restart(name)
    return deaths


@pytest.mark.parametrize(
    "victims",
    [("gateway",), ("licensing", "customs"), ("vehicle-registry", "tax-rebate")],
    ids="+".join,
)
async def test_a_service_killed_at_each_labelled_point_loses_and_doubles_nothing(
    lane: RealLane, victims: tuple[str, ...]
) -> None:
    async with lane.load.going_on():
        deaths = await asyncio.gather(*(killed_at_each_point(lane, name) for name in victims))

    assert deaths == [len(LABELS)] * len(victims)
    await lane.load.proven()


async def test_a_power_cut_of_everything_loses_and_doubles_nothing(lane: RealLane) -> None:
    async with lane.load.going_on(pause=0.1):
        await lasting(1.5)
        for process in lane.platform.services.values():
            process.kill()
        lane.platform.kafka.kill()
        lane.platform.postgres.kill()
        await lane.healthy()

    await lane.load.proven()
