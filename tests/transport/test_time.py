"""What time alone does: reservations and grants run out, with a warning before, each exactly once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import system
from tests.transport.conftest import Transport, a_vin, created, refusal
from transport.main import service

BEGIN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
"""24:00 of 31 December in Shanghai."""


class Timed(Transport):
    """Transport on a clock that the test moves."""

    def __init__(self, run: Any, clock: ManualClock) -> None:
        super().__init__(run)
        self.clock = clock

    async def granted(self, units: int, valid_to: str = "2026-12-31") -> dict[str, Any]:
        body = {"uscc": "91120118MA06ABCD1Y", "year": 2026, "amount": units, "grounds": "orders"}
        grant = created(await self.commerce.post("/v1/grants", body))
        await self.does(f"grants/{grant['id']}", "allocate", {"units": units, "valid_to": valid_to})
        return grant

    async def told(self, unit_no: str) -> list[str]:
        history = (await self.unit(unit_no))["history"]
        return [fact["type"].removesuffix(".v1").removeprefix("quota.") for fact in history]


@pytest.fixture
async def timed(tmp_path: Path) -> AsyncIterator[Timed]:
    clock = ManualClock(BEGIN)
    async with system(tmp_path, clock=clock, definitions={service.name: service}) as run:
        yield Timed(run, clock)


@pytest.mark.rule("QTA-EXPIRE")
async def test_a_reservation_runs_out_with_the_last_day_of_its_unit_and_the_grant_ends(timed: Timed) -> None:
    grant = await timed.granted(2)
    unit = await timed.reserved(grant["id"])

    await timed.run.move_to(NEW_YEAR - timedelta(seconds=1))
    still = await timed.unit(unit["id"])
    warned = await timed.see(grant["id"])
    await timed.run.move_to(NEW_YEAR)
    await timed.run.move_to(NEW_YEAR + timedelta(hours=1))

    assert still["status"] == "reserved"
    assert [each["history"][-1]["type"] for each in (still, warned)] == ["clock.due_soon.v1"] * 2
    assert await timed.told(unit["id"]) == [
        "unit_reserved",
        "clock.due_soon",
        "clock.breached",
        "unit_expired",
    ]
    assert await timed.counts(grant["id"]) == {"expired": 2}
    ended = await timed.see(grant["id"])
    assert ended["status"] == "expired"
    assert [fact["type"] for fact in ended["history"]].count("quota.grant_expired.v1") == 1
    assert refusal(await timed.reserves(grant["id"], a_vin())) == (409, "grant_expired")


async def test_a_reservation_that_nobody_used_frees_its_unit_for_another_car(timed: Timed) -> None:
    body = {"uscc": "91120118MA06ABCD1Y", "year": 2027, "amount": 1, "grounds": "orders"}
    grant = created(await timed.commerce.post("/v1/grants", body))
    await timed.does(f"grants/{grant['id']}", "allocate", {"units": 1})
    await timed.run.move_to(datetime(2027, 1, 4, 2, 0, tzinfo=UTC))
    unit = await timed.reserved(grant["id"])

    await timed.run.move_to(datetime(2027, 4, 4, 16, 0, tzinfo=UTC))
    freed = await timed.unit(unit["id"])
    other = await timed.reserved(grant["id"])

    assert unit["reserved_to"] == "2027-04-04", "ninety days"
    assert (freed["status"], freed["vin"], freed["past"][0]["how"]) == ("available", None, "expired")
    assert other["id"] == unit["id"]


async def test_units_of_two_allocations_end_each_on_their_own_day(timed: Timed) -> None:
    grant = await timed.granted(1, "2026-11-30")
    body = {"amount": 2, "grounds": "more orders"}
    await timed.does(f"grants/{grant['id']}", "determine", body, timed.commerce)
    await timed.does(f"grants/{grant['id']}", "allocate", {"units": 1})

    await timed.run.move_to(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))

    assert await timed.counts(grant["id"]) == {"expired": 1, "available": 1}
    assert (await timed.see(grant["id"]))["status"] == "allocated"


async def test_a_used_unit_hears_no_clock_any_more(timed: Timed) -> None:
    grant = await timed.granted(1)
    unit = await timed.reserved(grant["id"])
    await timed.endorsed(unit["id"], unit["vin"])
    await timed.until_unit(unit["id"], "consumed")

    await timed.run.move_to(NEW_YEAR + timedelta(days=5))

    assert (await timed.unit(unit["id"]))["status"] == "consumed"
    assert "unit_expired" not in await timed.told(unit["id"])


async def test_a_grant_that_was_never_allocated_ends_with_its_year_and_another_may_follow(
    timed: Timed,
) -> None:
    body = {"uscc": "91120118MA06ABCD1Y", "year": 2026, "amount": 5, "grounds": "orders"}
    grant = created(await timed.commerce.post("/v1/grants", body))

    await timed.run.move_to(NEW_YEAR)
    late = await timed.does(f"grants/{grant['id']}", "allocate", {"units": 1})
    over = await timed.commerce.post("/v1/grants", body)
    next_ = await timed.commerce.post("/v1/grants", {**body, "year": 2027})

    assert (await timed.see(grant["id"]))["status"] == "expired"
    assert refusal(late) == (409, "move-not-allowed")
    assert refusal(over) == (422, "year_not_open")
    assert next_.status_code == 201
