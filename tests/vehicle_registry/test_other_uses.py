"""A car that was registered for export is neither sold at home nor counted for an update quota (TJ-2.2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vehicle_registry.conftest import VIN, Registry, cleared, granted
from tests.vehicle_registry.test_transfer_api import a_transfer, does, endorsed

TIANJIN = "天津措施（征求意见稿）第二条"


async def asked(registry: Registry, kind: str, vin: str = VIN) -> dict[str, Any]:
    body = {"kind": kind, "vin": vin, "reference": "JJ-2026-7"}
    answer = await registry.officer.post("/v1/other-uses", body)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def refusal(shown: dict[str, Any]) -> tuple[str, str | None, str | None]:
    said = shown["refusal"] or {}
    return shown["answer"], said.get("code"), said.get("article")


@pytest.mark.rule("TJ-2.2.sale")
@pytest.mark.rule("TJ-2.2.update")
async def test_a_car_on_a_quota_unit_serves_no_other_use_before_and_after_it_has_left(
    registry: Registry,
) -> None:
    case = await endorsed(registry, plate_no="津A12345", quota_unit_no="QU-9")

    before = [await asked(registry, kind) for kind in ("domestic_transfer", "update_quota")]
    async with registry.speaks("licensing") as licensing, registry.speaks("customs") as customs:
        await licensing.says(case, "licence.granted.v1", granted())
        await registry.until_status(case, "deregistered_provisional")
        await customs.says(case, "customs.cleared.v1", cleared())
        await registry.until_status(case, "deregistered")
    after = await asked(registry, "update_quota")

    assert [refusal(one) for one in before] == [
        ("refused", "domestic_transfer_barred", TIANJIN),
        ("refused", "no_update_quota", TIANJIN),
    ]
    assert refusal(after) == ("refused", "no_update_quota", TIANJIN)
    assert after["case_id"] == case


async def test_without_a_quota_unit_the_endorsement_alone_bars_the_sale_until_it_is_lifted(
    registry: Registry,
) -> None:
    case = await registry.receive()

    sale, update = [await asked(registry, kind) for kind in ("domestic_transfer", "update_quota")]
    await does(registry, case, "lift-transfer", {"reason": "given up"}, "supervisor")
    lifted = await asked(registry, "domestic_transfer")

    assert refusal(sale)[:2] == ("refused", "domestic_transfer_barred")
    assert "申办指南" in str(refusal(sale)[2])
    assert [one["answer"] for one in (update, lifted)] == ["not_barred", "not_barred"]


async def test_what_is_not_endorsed_yet_and_what_is_not_known_is_not_barred(registry: Registry) -> None:
    await registry.receive(**a_transfer())

    submitted = await asked(registry, "domestic_transfer")
    unknown = await asked(registry, "domestic_transfer", "1M8GDM9AXKP042788")

    assert [one["answer"] for one in (submitted, unknown)] == ["not_barred", "not_barred"]


async def test_each_request_is_kept_with_its_answer(registry: Registry) -> None:
    await registry.receive()
    first = await asked(registry, "domestic_transfer")

    listed = await registry.officer.get(f"/v1/other-uses?vin={VIN}")
    one = await registry.officer.get(f"/v1/other-uses/{first['id']}")
    stranger = await registry.stranger.post(
        "/v1/other-uses", {"kind": "update_quota", "vin": VIN, "reference": "X"}
    )

    assert [row["id"] for row in listed.json()["items"]] == [first["id"]]
    assert one.json()["refusal"]["code"] == "domestic_transfer_barred"
    assert stranger.status_code == 403
