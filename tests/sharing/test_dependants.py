"""What follows from a correction for whoever rests on the field: looked at again, or in a person's hands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.testing import System, system, until
from tests.gateway.batches import batch


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[System]:
    """The whole system, where officers decide everything."""
    async with system(tmp_path, automatic="none") as running:
        yield running


async def handed_in(run: System) -> tuple[str, str]:
    """A vehicle whose endorsement commerce has heard: its case and its lot."""
    answer = await run.client("gateway", "gateway", "officer").post("/v1/batches", batch(1))
    assert answer.status_code == 202, answer.text
    lot = answer.json()["lots"][0]["lot_id"]
    await until(lambda: endorsed(run, lot), what="the endorsement at licensing")
    return answer.json()["rows"][0]["case_id"], lot


async def application(run: System, lot: str) -> dict[str, Any]:
    answer = await run.client("licensing", "licensing", "officer").get(f"/v1/applications/{lot}")
    found: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
    return found


async def endorsed(run: System, lot: str) -> bool:
    lines = (await application(run, lot)).get("lines", [])
    return bool(lines) and all(line["endorsement"] for line in lines)


async def corrected(run: System, case: str, brand: str) -> None:
    """Commerce doubts the brand through the gateway, and the registry corrects it."""
    commerce = run.client("gateway", "licensing", "officer", subject="wang")
    doubt = {
        "resource": "registration_status",
        "field": "brand",
        "case_id": case,
        "proposed": brand,
        "reason": "合格证上的品牌不同。",
    }
    raised = await commerce.post("/v1/sharing/disputes", doubt)
    assert raised.status_code == 201, raised.text
    police = run.client("gateway", "vehicle-registry", "officer")
    place = f"/v1/vehicle-registry/sharing/disputes/{raised.json()['id']}/answer"
    answer = await police.post(
        place, {"correct": True, "reason": "录入错误。"}, version=raised.json()["version"]
    )
    assert answer.status_code == 200, answer.text


async def test_an_undecided_application_is_examined_again_with_the_corrected_value(run: System) -> None:
    case, lot = await handed_in(run)

    await corrected(run, case, "上汽大众")

    async def seen() -> bool:
        line = (await application(run, lot))["lines"][0]
        return bool(line["endorsement"]["brand"] == "上汽大众")

    await until(seen, what="the corrected brand at licensing")
    found = (await application(run, lot))["found"]
    assert any(
        "brand" in item["code"] or "X03" in str(item) or "brand" in item["sentence"] for item in found
    ), found


async def test_dispute_and_answer_stand_on_the_case_for_everybody_who_may_see_it(run: System) -> None:
    case, _ = await handed_in(run)
    await corrected(run, case, "上汽大众")
    officer = run.client("gateway", "customs", "officer")

    async def told() -> list[dict[str, Any]]:
        facts = (await officer.get(f"/v1/cases/{case}/timeline")).json()["facts"]
        found = [fact for fact in facts if fact["type"].startswith("sharing.dispute")]
        return found if len(found) == 2 else []

    raised, answered = await until(told, what="dispute and answer on the case")

    assert (raised["data"]["value"], raised["data"]["proposed"]) == ("大众", "上汽大众")
    assert (answered["data"]["upheld"], answered["data"]["value"]) == (True, "上汽大众")


async def test_a_correction_after_the_licence_goes_to_a_person_at_commerce(run: System) -> None:
    case, lot = await handed_in(run)
    commerce = run.client("licensing", "licensing", "officer")
    for verb in ("accept", "grant"):
        shown = await application(run, lot)
        done = await commerce.post(f"/v1/applications/{lot}/{verb}", {}, version="*")
        assert done.status_code in (200, 409), f"{verb} {shown['status']}: {done.text}"

    await corrected(run, case, "上汽大众")

    async def parked() -> list[dict[str, Any]]:
        supervisor = run.client("licensing", "licensing", "supervisor")
        items = (await supervisor.get("/v1/operations/parked")).json()["items"]
        return [item for item in items if item["state"] == "failed"]

    found = await until(parked, what="the contradiction in a person's hands")
    assert found[0]["cause"] == "contradiction"
