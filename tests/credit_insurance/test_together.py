"""The whole platform with the insurer and the banks: from a cleared case to a receipt that the tax office has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from exportlane.runtime.testing import System, system, until
from tests.credit_insurance.running import BANK, BUYER, buyer_paper, days
from tests.end_to_end.papers import USCC, batch, vehicle
from tests.end_to_end.people import EXPORTER, OPERATOR, Entrance, Person, officer

HERE = "/v1/credit-insurance"
INSURER, SUPERVISOR = Person("credit-insurance", "officer"), Person("credit-insurance", "supervisor")


class People(Entrance):
    """The entrance, with verbs of this agency through the gateway."""

    async def ok(self, who: Person, path: str, body: object) -> dict[str, Any]:
        answer = await self.ask(who, "POST", f"{HERE}{path}", json=body)
        assert answer.status_code in {200, 201}, (path, answer.text)
        shown: dict[str, Any] = answer.json()
        return shown


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People]:
    async with system(tmp_path, beside=("credit-insurance",), automatic="all") as running:
        yield People(_line(running), lambda who: running.token(who.agency, who.role, uscc=who.uscc))


def _line(running: System) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=running.apps["gateway"])
    return httpx.AsyncClient(transport=transport, base_url="http://gateway", timeout=30)


@pytest.mark.requirement("TJ-8.3", "TZ-9a")
@pytest.mark.rule("INS-RECEIVABLE")
async def test_a_cleared_case_is_a_receivable_until_its_receipt_which_the_tax_office_hears(
    people: People,
) -> None:
    await people.ok(SUPERVISOR, "/banks", {"bank_id": BANK, "name": "Bank of China, Tianjin"})
    await people.ok(EXPORTER, "/buyers", buyer_paper())
    submitted = await people.submits(batch(vehicle()))
    (case,) = submitted.cases.values()
    await people.ended([case], limit=60)
    # What is known here follows the ledger of the gateway and of customs.
    await until(lambda: _cleared(people, case), what="the clearance heard")

    shipment = {
        "uscc": USCC, "case_id": case, "buyer_id": BUYER, "value": "9000.00", "currency": "USD", "payment": "oa",
        "due_on": days(60),
    }  # fmt: skip
    await people.ok(EXPORTER, "/shipments", shipment)
    owed = await people.get(EXPORTER, f"{HERE}/receivables")
    receipt = {
        "receipt_no": "FX-2026-1", "uscc": USCC, "bank_id": BANK, "amount": "4000.00", "currency": "USD",
        "received_on": days(0), "case_id": case,
    }  # fmt: skip
    await people.ok(INSURER, "/receipts", receipt)
    second = {
        **receipt,
        "receipt_no": "FX-2026-2",
        "amount": "35500.00",
        "currency": "CNY",
        "settles": "5000.00",
    }
    mistaken = await people.ok(INSURER, "/receipts", second)

    assert [(row["case_id"], row["owed"]) for row in owed["items"]] == [(case, "9000.00")]
    claim = await until(lambda: _received(people, submitted.lot, "9000.00"), what="both receipts there")
    assert (claim["forex"]["amount"], claim["forex"]["currency"]) == ("9000.00", "USD")
    assert (await people.get(EXPORTER, f"{HERE}/receivables"))["items"] == []
    told = await until(lambda: _told(people, case), what="the receipts on the case's timeline")
    assert told.count("forex.received.v1") == 2
    assert "insurance.shipment_declared.v1" in told

    reverse = f"{HERE}/receipts/{mistaken['id']}/reverse"
    gone = await people.ask(
        SUPERVISOR, "POST", reverse, json={"reason": "Another firm's."}, headers={"if-match": "*"}
    )
    assert gone.status_code == 200, gone.text
    left = await until(lambda: _received(people, submitted.lot, "4000.00"), what="the reversal there")
    assert [one["number"] for one in left["receipts"]] == ["FX-2026-1"]


async def _cleared(people: People, case: str) -> bool:
    answer = await people.ask(INSURER, "GET", f"{HERE}/exports/{case}")
    return answer.is_success and answer.json()["standing"] == "cleared"


async def _received(people: People, lot: str, amount: str) -> Any:
    claim = await people.get(officer("tax-rebate"), f"/v1/tax-rebate/claims/{lot}")
    forex = claim["forex"]
    return claim if forex is not None and forex["amount"] == amount else None


async def _told(people: People, case: str) -> list[str]:
    facts = [fact["type"] for fact in (await people.get(OPERATOR, f"/v1/cases/{case}/timeline"))["facts"]]
    return facts if facts.count("forex.received.v1") == 2 else []
