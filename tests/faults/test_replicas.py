"""Two processes of one service share its work; when one dies, the other does all of it, once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from exportlane.law.checks.uscc import uscc_check_character
from exportlane.runtime.testing import until
from tests.faults.load import Load
from tests.faults.standing import RealLane, people_of
from tools.stack.programs import free_port
from tools.stack.service import ServiceProcess

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


FIRMS = 150


@asynccontextmanager
async def second(lane: RealLane, name: str, **settings: str) -> AsyncIterator[ServiceProcess]:
    """A second process of a service, on the same database and in the same group, until the block ends."""
    first = lane.service(name)
    environment = {**first.environment, "EXPORTLANE_PORT": str(free_port())}
    process = ServiceProcess(name, environment, first.log.with_name(f"{name}-2.log"))
    await asyncio.to_thread(process.start, **settings)
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


async def test_filings_that_have_ended_are_ended_once_whichever_of_two_processes_wakes_first(
    lane: RealLane, tmp_path: Path
) -> None:
    register = tmp_path / "enterprises.json"
    register.write_text(json.dumps({"enterprises": filed_long_ago()}, ensure_ascii=False), encoding="utf-8")
    started_anew = {"EXPORTLANE_FILING_REGISTER": str(register)}
    await asyncio.to_thread(lane.service("licensing").stop)
    await asyncio.to_thread(lane.service("licensing").start, **started_anew)

    async with second(lane, "licensing", **started_anew):
        await until(lambda: expired(lane), limit=60, what="the end of all filings")
    await lane.restart("licensing")

    told = [row for row in await lane.books.read("licensing", "ledger") if "filing" in row["type"]]
    ended = Counter(row["case_id"] for row in told if row["type"] == "enterprise.filing_expired.v1")
    assert len(ended) == FIRMS
    assert set(ended.values()) == {1}
    assert await lane.books.read("licensing", "timers_failing") == []


def filed_long_ago() -> list[dict[str, str]]:
    """Firms whose year on the register is over: they are taken over, and end at once."""
    codes = (f"91120118MA{number:07d}" for number in range(FIRMS))
    day = str(date.today() - timedelta(400))  # noqa: DTZ011  # a day more or less does not matter here
    return [
        {"uscc": code + uscc_check_character(code), "name": f"试验企业{code[-7:]}", "valid_from": day}
        for code in codes
    ]


async def expired(lane: RealLane) -> bool:
    filings = await lane.books.read("licensing", "filings")
    return sum(filing["status"] == "expired" for filing in filings) == FIRMS
