"""The REST API on the embedded system: papers in, decisions, and what each caller may see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from exportlane.runtime.testing import System, system
from tests.transport.given import USCC, VIN
from transport.main import service

PAPER = {
    "lot_id": "lot-1",
    "batch_id": "batch-1",
    "profile": "tianjin",
    "exporter_uscc": USCC,
    "lines": [{"case_id": "case-1", "vin": VIN}],
}


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[System]:
    async with system(tmp_path, definitions={service.name: service}) as running:
        yield running


async def test_an_officer_accepts_what_the_gateway_handed_in(run: System) -> None:
    gateway, officer = (
        run.client(service.name, "gateway", "service"),
        run.client(service.name, service.name, "officer"),
    )

    received = await gateway.post("/v1/filings", PAPER)
    accepted = await officer.post("/v1/filings/lot-1/accept", version=1)

    assert received.status_code == 201, received.text
    assert accepted.status_code == 200, accepted.text
    assert (accepted.json()["status"], accepted.headers["etag"]) == ("accepted", '"2"')
    listed = (await officer.get("/v1/filings", status="accepted")).json()
    assert [item["id"] for item in listed["items"]] == ["lot-1"]


async def test_a_refusal_names_its_reason_and_ends_the_filing(run: System) -> None:
    officer = run.client(service.name, service.name, "officer")
    await officer.post("/v1/filings", PAPER)
    ground = {"code": "unfit", "reason": "The papers do not suffice.", "article": "Article 1"}

    refused = await officer.post("/v1/filings/lot-1/refuse", ground, version=1)
    again = await officer.post("/v1/filings/lot-1/accept", version=2)

    assert refused.json()["ended"]["article"] == "Article 1"
    assert (again.status_code, again.json()["slug"]) == (409, "move-not-allowed")


async def test_only_a_supervisor_undoes(run: System) -> None:
    officer = run.client(service.name, service.name, "officer")
    supervisor = run.client(service.name, service.name, "supervisor")
    await officer.post("/v1/filings", PAPER)
    await officer.post("/v1/filings/lot-1/accept", version=1)
    ground = {"code": "undone", "reason": "The step after it was refused."}

    denied = await officer.post("/v1/filings/lot-1/cancel", ground, version=2)
    cancelled = await supervisor.post("/v1/filings/lot-1/cancel", ground, version=2)

    assert denied.status_code == 403
    assert cancelled.json()["status"] == "cancelled"


async def test_another_exporter_does_not_learn_that_the_filing_exists(run: System) -> None:
    officer = run.client(service.name, service.name, "officer")
    own = run.client(service.name, "enterprise", "exporter", uscc=USCC)
    other = run.client(service.name, "enterprise", "exporter", uscc="91120116MA05XXXX8K")
    await officer.post("/v1/filings", PAPER)

    answers = [(await who.get("/v1/filings/lot-1")).status_code for who in (own, other)]
    lists = [len((await who.get("/v1/filings")).json()["items"]) for who in (own, other)]

    assert (answers, lists) == ([200, 404], [1, 0])


async def test_bad_papers_are_refused_with_the_place_of_the_fault(run: System) -> None:
    gateway = run.client(service.name, "gateway", "service")
    wrong = {**PAPER, "exporter_uscc": "91120118MA06ABCD1X", "colour": "red"}

    answer = await gateway.post("/v1/filings", wrong)

    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"/exporter_uscc", "/colour"}
