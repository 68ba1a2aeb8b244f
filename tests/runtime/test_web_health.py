from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from exportlane.runtime.web import Check, CheckFailed, checked
from tests.runtime.edge_given import Edge, small_service


@pytest.fixture
def edge(tmp_path: Path) -> Edge:
    return small_service(tmp_path)


async def test_liveness_asks_nobody(tmp_path: Path) -> None:
    async def broken() -> list[Check]:
        raise AssertionError("liveness must not ask")

    edge = small_service(tmp_path, readiness=broken)
    async with edge.client() as client:
        answer = await client.get("/healthz")

    told = answer.json()
    assert (told["status"], told["service"]) == ("alive", "licensing")
    assert abs(datetime.now(UTC) - datetime.fromisoformat(told["now"])) < timedelta(seconds=30)


async def test_readiness_shows_each_check(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.get("/readyz")

    check = {"name": "database", "ok": True, "sentence": "It takes writes.", "ms": 0.4}
    assert answer.json() == {"status": "ready", "service": "licensing", "checks": [check]}


async def test_one_failed_check_makes_the_service_unready(edge: Edge) -> None:
    edge.checks.append(Check("broker", ok=False, sentence="It does not answer.", ms=1000))
    async with edge.client() as client:
        answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")


async def test_a_check_that_raises_makes_the_service_unready_and_tells_no_details(tmp_path: Path) -> None:
    async def broken() -> list[Check]:
        raise RuntimeError("postgresql://owner:secret@db")

    edge = small_service(tmp_path, readiness=broken)
    async with edge.client() as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert "secret" not in answer.text


async def test_many_probes_ask_the_dependencies_once(tmp_path: Path) -> None:
    asked = 0

    async def readiness() -> list[Check]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return []

    edge = small_service(tmp_path, readiness=readiness)
    async with edge.client() as client:
        answers = await asyncio.gather(*(client.get("/readyz") for _ in range(20)))

    assert {answer.status_code for answer in answers} == {200}
    assert asked == 1


async def test_a_check_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exportlane.runtime.web.health._LIMIT_S", 0.01)

    async def readiness() -> list[Check]:
        await asyncio.Event().wait()
        return []

    edge = small_service(tmp_path, readiness=readiness)
    async with edge.client() as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert "did not answer" in answer.json()["checks"][0]["sentence"]


async def test_a_check_tells_its_own_sentence_and_nobody_elses() -> None:
    async def fine() -> str:
        return "Ten partitions answer."

    async def refused() -> str:
        raise CheckFailed("The relay has stopped.")

    async def broken() -> str:
        raise OSError("password of owner")

    assert (await checked("broker", fine)).sentence == "Ten partitions answer."
    assert (await checked("relay", refused)).sentence == "The relay has stopped."
    hidden = await checked("database", broken)
    assert (hidden.ok, hidden.sentence) == (False, "It does not answer (OSError).")
