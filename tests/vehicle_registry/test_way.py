"""Facts heard and announced: the registry's step from end to end on the embedded system."""

from __future__ import annotations

from typing import Any

from exportlane.process import hears
from exportlane.runtime.ledger import verify
from tests.vehicle_registry.conftest import VIN, Registry, cleared, granted, new_id
from vehicle_registry.consumer import HEARS


def types(shown: dict[str, Any]) -> list[str]:
    return [fact["type"].removeprefix("vehicle.").removesuffix(".v1") for fact in shown["history"]]


def rejected() -> dict[str, object]:
    return {
        "declaration_id": "lot",
        "declaration_no": None,
        "vin": VIN,
        "code": "licence_mismatch",
        "reason": "the port is another one",
        "article": "海关法 第二十四条",
    }


def cancelled() -> dict[str, object]:
    return {
        "application_id": "lot",
        "licence_no": "26-12-00000A",
        "vin": VIN,
        "code": "sibling_refused",
        "reason": "one vehicle of the licence stays",
        "article": "公告2024年第6号",
    }


def test_the_registry_hears_what_the_process_says_that_it_must() -> None:
    assert set(HEARS) == hears("vehicle-registry")


async def test_a_vehicle_leaves_the_register_in_two_phases(registry: Registry) -> None:
    case = await registry.receive()

    async with registry.speaks("licensing") as licensing, registry.speaks("customs") as customs:
        await licensing.says(case, "licence.granted.v1", granted())
        provisional = await registry.until_status(case, "deregistered_provisional")
        await customs.says(case, "customs.cleared.v1", cleared())
        final = await registry.until_status(case, "deregistered")

    assert provisional["proof_no"] is None
    assert final["proof_no"].endswith(VIN)
    assert types(final) == ["transfer_pending_export", "deregistered", "exit_confirmed"]
    waived = {item["code"] for item in final["materials"] if item["status"] == "waived"}
    assert {"M2", "M3", "M4", "M5", "M6", "M7", "M8", "M10"} <= waived
    own = registry.run.services["vehicle-registry"]
    assert (await verify(own.database, own.name, own.verifier)).faults == ()


async def test_after_customs_order_the_exit_record_may_come_before_the_licence(registry: Registry) -> None:
    case = await registry.receive(profile="national")

    async with registry.speaks("licensing") as licensing, registry.speaks("customs") as customs:
        await customs.says(case, "customs.cleared.v1", cleared())
        await licensing.says(case, "licence.granted.v1", granted())
        final = await registry.until_status(case, "deregistered")

    assert types(final) == ["transfer_pending_export", "deregistered"]
    assert final["history"][-1]["data"]["phase"] == "final"


async def test_a_licence_that_comes_before_the_papers_waits_for_them(registry: Registry) -> None:
    case = new_id()

    async with registry.speaks("licensing") as licensing:
        await licensing.says(case, "licence.granted.v1", granted())
        assert [item["state"] for item in await registry.parked()] == ["waiting"]
        await registry.receive(case)
        shown = await registry.until_status(case, "deregistered_provisional")

    assert types(shown) == ["transfer_pending_export", "deregistered"]


async def test_customs_rejection_restores_the_registration(registry: Registry) -> None:
    case = await registry.receive()

    async with registry.speaks("licensing") as licensing, registry.speaks("customs") as customs:
        await licensing.says(case, "licence.granted.v1", granted())
        await registry.until_status(case, "deregistered_provisional")
        await customs.says(case, "customs.rejected.v1", rejected())
        restored = await registry.until_status(case, "restored")
        await licensing.says(case, "licence.cancelled.v1", cancelled())

    assert types(restored)[-1] == "registration_restored"
    assert restored["history"][-1]["data"]["code"] == "licence_mismatch"


async def test_goods_shut_out_by_the_vessel_are_registered_again(registry: Registry) -> None:
    case = await registry.receive()
    shut_out = {**rejected(), "declaration_no": "020220260000000017", "code": "not_loaded"}
    del shut_out["article"]

    async with registry.speaks("licensing") as licensing, registry.speaks("customs") as customs:
        await licensing.says(case, "licence.granted.v1", granted())
        await registry.until_status(case, "deregistered_provisional")
        await customs.says(case, "customs.cancelled.v1", shut_out)
        await registry.until_status(case, "restored")


async def test_a_refused_or_withdrawn_licence_leaves_the_register_as_it_is(registry: Registry) -> None:
    refused, withdrawn = await registry.receive(), await registry.receive()
    no = {"application_id": "lot", "vin": VIN, "code": "scrapping_within_year", "reason": "too old"}

    async with registry.speaks("licensing") as licensing:
        await licensing.says(
            refused, "licence.refused.v1", {**no, "article": "公告2024年第6号", "remedy": "行政复议"}
        )
        await licensing.says(
            withdrawn, "licence.withdrawn.v1", {"application_id": "lot", "vin": VIN, "reason": "no buyer"}
        )
        for case in (refused, withdrawn):
            assert types(await registry.until_status(case, "closed")) == ["transfer_pending_export"]


async def test_a_licence_cancelled_after_the_exit_goes_to_a_person_and_changes_nothing(
    registry: Registry,
) -> None:
    case = await registry.receive()

    async with registry.speaks("licensing") as licensing, registry.speaks("customs") as customs:
        await licensing.says(case, "licence.granted.v1", granted())
        await registry.until_status(case, "deregistered_provisional")
        await customs.says(case, "customs.cleared.v1", cleared())
        await registry.until_status(case, "deregistered")
        await licensing.says(case, "licence.cancelled.v1", cancelled())
        (parked,) = await registry.parked()

    assert (parked["state"], parked["cause"]) == ("failed", "contradiction")
    assert "cleared the vehicle" in parked["sentence"]
    assert (await registry.see(case))["status"] == "deregistered"


async def test_a_fact_that_names_another_vehicle_goes_to_a_person(registry: Registry) -> None:
    licensed, left = await registry.receive(), await registry.receive(profile="national")
    other = "LGXC76C30P0123456"

    async with registry.speaks("licensing") as licensing, registry.speaks("customs") as customs:
        await licensing.says(licensed, "licence.granted.v1", granted(other))
        await customs.says(left, "customs.cleared.v1", cleared(other))
        parked = await registry.parked(2)

    assert {item["cause"] for item in parked} == {"contradiction"}
    assert all(other in item["sentence"] for item in parked)


async def test_a_licence_for_another_exporter_spares_no_paper(registry: Registry) -> None:
    case = await registry.receive()

    async with registry.speaks("licensing") as licensing:
        await licensing.says(case, "licence.granted.v1", granted(exporter_uscc="91331004MA2A1B2C3U"))
        shown = await registry.until_status(case, "correction_requested")

    assert [item["code"] for item in shown["asked"]] == ["export_licence"]
