"""The registry asks commerce through the gateway whether a licence is still good, before it decides: real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import System, system, until
from tests.gateway.batches import batch

BY_OFFICER = "licence.grant"
"""The rules grant; whatever comes after that an officer decides."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime.now(UTC))


@pytest.fixture
async def run(tmp_path: Path, clock: ManualClock) -> AsyncIterator[System]:
    async with system(tmp_path, clock=clock, automatic=BY_OFFICER) as running:
        yield running


async def requested(run: System) -> str:
    """A vehicle with a licence, whose deregistration waits for an officer."""
    gateway = run.client("gateway", "gateway", "officer")
    answer = await gateway.post("/v1/batches", batch(1))
    assert answer.status_code == 202, answer.text
    case: str = answer.json()["rows"][0]["case_id"]
    await until(lambda: waits(run, case), what="the request at the registry")
    return case


async def waits(run: System, case: str) -> bool:
    answer = await police(run).get(f"/v1/vehicles/{case}")
    return answer.status_code == 200 and answer.json()["status"] == "deregistration_requested"


def police(run: System) -> Any:
    return run.client("vehicle-registry", "vehicle-registry", "officer", subject="li")


async def material(run: System, case: str, code: str) -> dict[str, Any]:
    listed = (await police(run).get(f"/v1/vehicles/{case}/materials")).json()["materials"]
    found: dict[str, Any] = next(each for each in listed if each["code"] == code)
    return found


@pytest.mark.requirement("TJ-6.4")
async def test_an_officers_approval_asks_again_when_the_licences_data_are_a_day_old(
    run: System, clock: ManualClock
) -> None:
    case = await requested(run)
    clock.advance(timedelta(hours=25))
    before = await material(run, case, "M6")

    answer = await police(run).post(f"/v1/vehicles/{case}/deregister", version="*")

    assert before["ask_again"] is True
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "deregistered_provisional"
    commerce = run.client("licensing", "licensing", "officer")
    lot = (await police(run).get(f"/v1/vehicles/{case}")).json()["lot_id"]
    history = (await commerce.get(f"/v1/applications/{lot}")).json()["history"]
    looks = [fact["data"] for fact in history if fact["type"] == "sharing.looked_up.v1"]
    assert [(look["by_agency"], look["purpose"], look["agreement"]) for look in looks] == [
        ("vehicle-registry", "deregistration", "SH-01")
    ]


async def test_an_approval_on_the_same_day_asks_nobody(run: System) -> None:
    case = await requested(run)

    answer = await police(run).post(f"/v1/vehicles/{case}/deregister", version="*")

    assert answer.status_code == 200, answer.text
    lot = answer.json()["lot_id"]
    commerce = run.client("licensing", "licensing", "officer")
    history = (await commerce.get(f"/v1/applications/{lot}")).json()["history"]
    assert "sharing.looked_up.v1" not in {fact["type"] for fact in history}


async def test_when_sharing_is_down_the_answer_falls_back_to_paper_and_says_since_when(
    run: System, clock: ManualClock
) -> None:
    case = await requested(run)
    clock.advance(timedelta(hours=25))
    peers: Any = run.services["gateway"].peers
    away = peers.pop("licensing")

    refused = await police(run).post(f"/v1/vehicles/{case}/deregister", version="*")
    asked = await police(run).post(f"/v1/vehicles/{case}/refresh-materials", version="*")
    shown = await material(run, case, "M6")
    peers["licensing"] = away
    back = await police(run).post(f"/v1/vehicles/{case}/refresh-materials", version="*")
    again = await material(run, case, "M6")

    assert refused.status_code == 422
    assert "sharing was unavailable" in refused.json()["detail"]
    assert asked.status_code == 200, asked.text
    assert shown["status"] == "required"
    assert "unavailable at" in shown["reason"]
    assert "改为提交纸质材料" in shown["reason_zh"]
    assert (back.status_code, again["status"]) == (200, "waived")


async def test_who_asks_anew_has_data_that_are_fresh(run: System, clock: ManualClock) -> None:
    case = await requested(run)
    clock.advance(timedelta(hours=1))

    answer = await police(run).post(f"/v1/vehicles/{case}/refresh-materials", version="*")
    licence = await material(run, case, "M6")

    assert answer.status_code == 200, answer.text
    assert licence["age_seconds"] == 0
    assert licence["status"] == "waived"
