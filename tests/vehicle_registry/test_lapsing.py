"""A notice that nobody answers ends the application as if it were withdrawn, after thirty days and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exportlane.runtime.clock import ManualClock
from tests.vehicle_registry.conftest import Registry, Start, a_hand_over, a_paper, new_id
from tests.vehicle_registry.test_transfer_api import does

BEGUN = datetime(2026, 3, 10, 2, tzinfo=UTC)
"""A Tuesday in Tianjin; the thirtieth day after it is Thursday 9 April."""
LATE = datetime(2026, 4, 9, 16, tzinfo=UTC)
"""The first instant after 9 April in Shanghai."""


def types(shown: dict[str, object]) -> list[str]:
    history = shown["history"]
    assert isinstance(history, list)
    return [str(fact["type"]).removesuffix(".v1") for fact in history]


@pytest.mark.rule("REG-LAPSE")
async def test_a_deregistration_goes_back_to_where_it_may_be_applied_for_again(start: Start) -> None:
    clock = ManualClock(BEGUN)
    async with start(clock=clock, automatic="none") as run:
        registry = Registry(run)
        case = await registry.receive()
        await does(registry, case, "request-deregistration")
        item = {"items": [{"code": "photo", "sentence": "a photo, please"}]}
        await does(registry, case, "request-correction", item)

        clock.advance(LATE - timedelta(seconds=1) - clock.now())
        await registry.service.wake_due()
        before = await registry.see(case)
        clock.advance(timedelta(seconds=1))
        await registry.service.wake_due()
        after = await registry.see(case)
        again = await does(registry, case, "request-deregistration")

        assert before["status"] == "correction_requested"
        assert types(before)[-1] == "clock.due_soon"
        assert after["status"] == "pending_export"
        assert types(after)[-2:] == ["clock.breached", "vehicle.deregistration_withdrawn"]
        assert "2026-04-09" in after["history"][-1]["data"]["reason"]
        assert again.json()["status"] == "deregistration_requested"


async def test_a_transfer_registration_ends_with_its_own_code(start: Start) -> None:
    clock = ManualClock(BEGUN)
    async with start(clock=clock) as run:
        registry = Registry(run)
        case = new_id()
        transfer = {"delivered_on": "2026-03-09", "seller_kind": "person", "plate_no": "浙J12345"}
        paper = a_paper(case, transfer_pending_export_date=None, temp_plate_valid_to=None, transfer=transfer)
        await registry.gateway.post("/v1/vehicles", a_hand_over(paper))
        await does(registry, case, "request-transfer-correction", {})

        clock.advance(LATE - clock.now())
        await registry.service.wake_due()

        shown = await registry.see(case)
        assert (shown["status"], shown["ended"]["code"]) == ("transfer_refused", "correction_not_supplied")
        assert types(shown)[-2:] == ["clock.breached", "vehicle.transfer_refused"]


async def test_papers_that_come_in_time_stop_the_clock(start: Start) -> None:
    clock = ManualClock(BEGUN)
    async with start(clock=clock, automatic="none") as run:
        registry = Registry(run)
        case = await registry.receive()
        await does(registry, case, "request-deregistration")
        item = {"items": [{"code": "photo", "sentence": "a photo, please"}]}
        await does(registry, case, "request-correction", item)
        await does(registry, case, "supply-correction", {"documents": [{"code": "photo", "reference": "P"}]})

        clock.advance(LATE - clock.now())
        await registry.service.wake_due()

        assert (await registry.see(case))["status"] == "deregistration_requested"
