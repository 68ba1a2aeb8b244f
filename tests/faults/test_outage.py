"""Servers that go away under load and come back: the broker for a minute, the database at once or by a kill."""

from __future__ import annotations

import asyncio

import pytest

from tests.end_to_end.people import OPERATOR
from tests.end_to_end.stories import TIANJIN
from tests.faults.load import MIXED, lasting
from tests.faults.standing import RealLane

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]

OUTAGE_SECONDS = 60.0


async def test_a_broker_that_is_away_for_a_minute_delays_cases_and_loses_none(lane: RealLane) -> None:
    async with lane.load.going_on(pause=2.0):
        await lane.load.rounds(1)
        await asyncio.to_thread(lane.platform.kafka.stop)
        before = len(lane.load.submitted)
        await lasting(OUTAGE_SECONDS)
        meanwhile = lane.load.submitted[before:]
        vitals = await lane.entrance.get(OPERATOR, "/v1/licensing/operations/status")
        shown = [await lane.entrance.case(next(iter(each.cases.values()))) for each in meanwhile]
        await asyncio.to_thread(lane.platform.kafka.start)

    # Cases were opened and papers delivered without the broker; what the agencies announced waited in their ledgers.
    assert len(meanwhile) >= 10
    assert vitals["oldest_unpublished_seconds"] > OUTAGE_SECONDS / 2
    assert vitals["troubles"]
    assert all(case["status"]["end"] is None for case in shown)
    await lane.load.proven()


async def test_a_database_restarted_and_killed_under_load_loses_and_doubles_nothing(lane: RealLane) -> None:
    async with lane.load.going_on(pause=0.2):
        await lane.load.rounds(1)
        await asyncio.to_thread(lane.platform.postgres.restart)
        await lane.load.rounds(1)
        lane.platform.postgres.kill()
        await lasting(3)
        await asyncio.to_thread(lane.platform.postgres.start)
        await lane.load.rounds(1)

    await lane.load.proven()


async def test_an_agency_that_is_away_holds_up_its_own_step_only(lane: RealLane) -> None:
    customs = lane.service("customs")
    await asyncio.to_thread(customs.stop)
    submitted = await lane.load.hand_in((MIXED[0][0], TIANJIN))

    for case in submitted.cases.values():
        await lane.entrance.reaches("vehicle-registry", case, "deregistered_provisional")
        shown = await lane.entrance.case(case)
        assert shown["status"]["end"] is None
        reach = {each["agency"]: each["reach"]["state"] for each in shown["slices"]}
        assert reach["licensing"] == "reachable"
        late = [each["agency"] for each in shown["deliveries"] if each["status"] != "delivered"]
        assert late == ["customs"]

    await lane.restart("customs")
    await lane.load.proven()
