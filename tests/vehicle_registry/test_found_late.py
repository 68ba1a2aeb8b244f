"""What is found late, ended by customs, or decided without what it rests on."""

from __future__ import annotations

from datetime import date

import pytest

from tests.vehicle_registry.conftest import VIN, Registry, granted
from tests.vehicle_registry.given import (
    LICENCE,
    NATIONAL,
    NATIONAL_BY_HAND,
    NOW,
    REJECTED,
    TIANJIN,
    TIANJIN_BY_HAND,
    a_vehicle,
    decided,
    provisional,
    requested,
)
from tests.vehicle_registry.test_transfer_api import does
from vehicle_registry.domain import (
    Document,
    Status,
    add_bar,
    customs_ended,
    customs_released,
    note_licence,
    request_deregistration,
    supply_correction,
    wake,
    withdraw,
)
from vehicle_registry.domain.materials import checklist
from vehicle_registry.timers import on_time

CANCELLED = {
    "declaration_id": "lot", "declaration_no": "020220260000000017", "vin": VIN, "reason": "smuggled parts",
}  # fmt: skip


@pytest.mark.parametrize(("code", "locks"), [("confiscated", ["confiscated"]), ("shut_out_too_long", [])])
async def test_what_customs_confiscate_after_the_release_is_restored_and_stays_locked(
    registry: Registry, code: str, locks: list[str]
) -> None:
    case = await registry.receive()

    async with registry.speaks("licensing") as licensing, registry.speaks("customs") as customs:
        await licensing.says(case, "licence.granted.v1", granted())
        await registry.until_status(case, "deregistered_provisional")
        await customs.says(case, "customs.cancelled.v1", {**CANCELLED, "code": code})
        shown = await registry.until_status(case, "restored")

    assert [lock["code"] for lock in shown["locks"]] == locks
    answer = await does(registry, case, "lift-transfer", {"reason": "given up"}, "supervisor")
    assert answer.status_code == (422 if locks else 200)


@pytest.mark.rule("C16")
def test_where_customs_come_first_a_request_that_was_made_early_does_not_hide_the_theft_from_them() -> None:
    licensed = decided(note_licence(a_vehicle("national"), LICENCE, now=NOW, policy=NATIONAL_BY_HAND))
    early = decided(request_deregistration(licensed, by="exporter", now=NOW, policy=NATIONAL_BY_HAND))

    before = add_bar(early, "stolen", now=NOW, policy=NATIONAL_BY_HAND)
    after = add_bar(requested(two_phase=False), "stolen", now=NOW, policy=NATIONAL_BY_HAND)

    assert [fact.type for fact in before.facts] == [  # type: ignore[union-attr]
        "vehicle.locked.v1", "vehicle.deregistration_blocked.v1",
    ]  # fmt: skip
    # The vehicle has left: there is nothing that customs could hold.
    assert [fact.type for fact in after.facts] == ["vehicle.deregistration_blocked.v1"]  # type: ignore[union-attr]


def test_a_request_that_is_withdrawn_after_the_two_months_leaves_the_vehicle_overdue() -> None:
    licensed = decided(note_licence(a_vehicle("national"), LICENCE, now=NOW, policy=NATIONAL_BY_HAND))
    released = decided(customs_released(licensed, date(2026, 9, 1), policy=NATIONAL_BY_HAND))
    late = on_time(released, now=NOW, policy=NATIONAL_BY_HAND).state
    asked = decided(request_deregistration(late, by="exporter", now=NOW, policy=NATIONAL_BY_HAND))

    back = decided(withdraw(asked, reason="later", now=NOW, policy=NATIONAL_BY_HAND))

    assert (late.status, back.status) == (Status.OVERDUE, Status.OVERDUE)
    assert back.overdue_since == late.overdue_since == date(2026, 11, 2)


def test_nobody_is_alarmed_about_an_exit_that_is_not_expected_any_more() -> None:
    vehicle = provisional(temp_plate_valid_to=None)

    asked = decided(customs_ended(vehicle, REJECTED, now=NOW, policy=TIANJIN_BY_HAND))

    assert wake(vehicle) is not None
    assert (asked.status, wake(asked)) == (Status.RESTORATION_ASKED, None)


@pytest.mark.rule("REG-39.exit")
def test_before_customs_the_rules_decide_only_on_a_licence_that_was_heard_of() -> None:
    asked = decided(request_deregistration(a_vehicle(), by="exporter", now=NOW, policy=TIANJIN))
    papers = (Document("export_licence", "copy"), Document("identity_proof", "copy"))

    supplied = decided(
        supply_correction(asked, certificate_no=None, documents=papers, now=NOW, policy=TIANJIN)
    )
    heard = decided(note_licence(supplied, LICENCE, now=NOW, policy=TIANJIN))

    assert (supplied.status, heard.status) == (Status.REQUESTED, Status.PROVISIONAL)


@pytest.mark.rule("MAT-M5")
def test_the_release_that_customs_shared_spares_the_export_proof_and_not_the_exit_record() -> None:
    licensed = decided(note_licence(a_vehicle("national"), LICENCE, now=NOW, policy=NATIONAL))
    released = customs_released(licensed, date(2026, 11, 20), fact_id="fact-released", policy=NATIONAL)

    items = {m.code: m for m in checklist(decided(released), on=NOW.date(), provisional=False)}

    assert (items["M5"].status, items["M5"].fact_id, items["M5"].as_of) == (
        "waived", "fact-released", date(2026, 11, 20),
    )  # fmt: skip
    assert items["M11"].status == "required"
