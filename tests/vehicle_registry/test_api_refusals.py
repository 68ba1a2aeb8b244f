"""Codes of the registry that only the whole service shows: in a notice, on a rest day, after a dispute, by a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from exportlane.law.calendar import shipped_calendar
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import until
from tests.vehicle_registry.conftest import Registry, Start, granted
from tests.vehicle_registry.test_transfer_api import TODAY, does, refused


def a_rest_day() -> str:
    """The next day on which nobody works."""
    calendar, found = shipped_calendar(), TODAY
    while calendar.is_workday(found):
        found += timedelta(days=1)
    return found.isoformat()


def released(on: str) -> dict[str, Any]:
    """`customs.released` for one vehicle."""
    return {
        "declaration_id": "lot", "declaration_no": "020220260000000017", "vin": "LSVAU033002221761",
        "licence_no": "26-12-00000A", "released_on": on,
        "customs_port": "0202",
    }  # fmt: skip


async def test_no_appointments_are_given_for_a_rest_day(registry: Registry) -> None:
    body = {"place": "office", "day": a_rest_day(), "capacity": 30}

    answer = await registry.supervisor.post("/v1/appointment-days", body)

    assert refused(answer) == (422, "rule-violated", "not_a_workday")


async def test_applied_for_before_customs_what_customs_would_have_shared_is_asked_for_on_paper(
    registry: Registry,
) -> None:
    case = await registry.receive(profile="national", customs_supervised=True)
    async with registry.speaks("licensing") as licensing:
        await licensing.says(case, "licence.granted.v1", granted())

    answer = await does(registry, case, "request-deregistration", None, "exporter")

    assert answer.json()["status"] == "correction_requested"
    assert {"export_proof", "customs_plate_notice", "exit_record"} <= {
        item["code"] for item in answer.json()["asked"]
    }
    assert all(item["article"] for item in answer.json()["asked"])


async def test_a_correction_that_turns_the_dates_round_is_refused(registry: Registry) -> None:
    case = await registry.receive()
    doubt = {
        "resource": "registration_status", "field": "transfer_pending_export_date", "case_id": case,
        "proposed": "2021-01-01", "reason": "The certificate says so.",
    }  # fmt: skip
    dispute = await registry.caller("licensing", "officer").post("/v1/sharing/disputes", doubt)

    answer = await registry.officer.post(
        f"/v1/sharing/disputes/{dispute.json()['id']}/answer",
        {"correct": True, "reason": "Typing error."},
        version=dispute.json()["version"],
    )

    assert refused(answer) == (422, "rule-violated", "correction_impossible")
    assert (await registry.see(case))["transfer_pending_export_date"] == "2024-05-06"


async def test_two_months_after_the_release_nobody_has_applied_and_everybody_hears_it_once(
    start: Start,
) -> None:
    clock = ManualClock(datetime(2026, 3, 10, 2, tzinfo=UTC))
    async with start(clock=clock, automatic="none") as run:
        registry = Registry(run)
        case = await registry.receive(profile="national", temp_plate_valid_to=None)
        async with registry.speaks("licensing") as licensing, registry.speaks("customs") as customs:
            await licensing.says(case, "licence.granted.v1", granted())
            await customs.says(case, "customs.released.v1", released("2026-03-10"))

            async def heard() -> bool:
                return (await registry.see(case))["released_on"] is not None

            await until(heard, what="the release")
        # 10 May is a Sunday: the last day is the Monday after it, until midnight in Shanghai.
        clock.move_to(datetime(2026, 5, 11, 15, 59, 59, tzinfo=UTC))
        await registry.service.wake_due()
        in_time = await registry.see(case)
        clock.move_to(datetime(2026, 5, 11, 16, tzinfo=UTC))
        for _ in range(3):
            await registry.service.wake_due()
        late = await registry.see(case)

    assert in_time["status"] == "pending_export"
    assert (late["status"], late["overdue_since"]) == ("deregistration_overdue", "2026-05-11")
    said = [fact["type"] for fact in late["history"]]
    assert said.count("vehicle.deregistration_overdue.v1") == 1
