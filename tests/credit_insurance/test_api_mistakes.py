"""What was recorded by mistake is taken back, and days that cannot be meant are not taken in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.credit_insurance.running import (
    BANK,
    Desk,
    code,
    days,
    facts,
    finance_paper,
    hedge_paper,
    policy_paper,
    receipt_paper,
)

WRONG = {"reason": "Recorded for the wrong firm."}


@pytest.mark.rule("INS-REVERSE")
@pytest.mark.requirement("TJ-8.3")
async def test_a_receipt_recorded_by_mistake_is_reversed_and_the_receivable_is_open_again(desk: Desk) -> None:
    case = await desk.receivable()
    paper = receipt_paper(case, amount="10000.00")
    receipt = await desk.ok(desk.officer, "/v1/receipts", paper)
    path = f"/v1/receipts/{receipt['id']}/reverse"

    officer = await desk.officer.post(path, WRONG, version="*")
    gone = await desk.ok(desk.supervisor, path, WRONG, verb=True)
    twice = await desk.supervisor.post(path, WRONG, version="*")
    owed = (await desk.get("/v1/receivables", by=desk.exporter))["items"]
    figures = await desk.get("/v1/figures")
    settled = (await desk.get("/v1/figures/settled-in-yuan", by=desk.exporter))["items"]
    right = await desk.ok(desk.officer, "/v1/receipts", {**paper, "amount": "4000.00"})

    assert (officer.status_code, code(twice)) == (403, (409, "move-not-allowed"))
    assert (gone["reversed_on"], gone["reason"]) == (days(0), WRONG["reason"])
    assert [(row["case_id"], row["owed"], row["received"]) for row in owed] == [(case, "10000.00", "0.00")]
    assert (figures["receipts"]["received_yuan"], settled) == ("0.00", [])
    assert right["receipt_no"] == receipt["receipt_no"]
    assert (await desk.get(f"/v1/exports/{case}"))["inflows"][0]["amount"] == "4000.00"
    told = facts(await desk.get(f"/v1/exports/{case}"))
    assert [name for name in told if name.startswith("forex.")] == [
        "forex.received", "forex.reversed", "forex.received",
    ]  # fmt: skip


@pytest.mark.rule("INS-REVERSE")
async def test_a_receipt_that_repaid_a_loan_is_not_reversed(desk: Desk) -> None:
    case = await desk.receivable()
    await desk.granted(case)
    receipt = await desk.ok(desk.officer, "/v1/receipts", receipt_paper(case))

    answer = await desk.supervisor.post(f"/v1/receipts/{receipt['id']}/reverse", WRONG, version="*")

    assert code(answer) == (409, "receipt_repaid_a_loan")
    assert answer.json()["article"]
    assert (await desk.get(f"/v1/exports/{case}"))["inflows"][0]["amount"] == "4000.00"


async def test_a_guarantee_recorded_by_mistake_is_reversed_and_counts_no_more(desk: Desk) -> None:
    paper = hedge_paper()
    hedge = await desk.ok(desk.officer, "/v1/hedges", paper)
    path = f"/v1/hedges/{hedge['id']}"

    officer = await desk.officer.post(f"{path}/reverse", WRONG, version="*")
    gone = await desk.ok(desk.supervisor, f"{path}/reverse", WRONG, verb=True)
    counted = (await desk.get("/v1/figures"))["hedges"]
    right = await desk.ok(desk.officer, "/v1/hedges", {**paper, "usd_amount": "370000.00"})

    assert (officer.status_code, gone["status"]) == (403, "reversed")
    assert counted == {"count": 0, "usd": "0.00"}
    assert right["hedge_no"] == hedge["hedge_no"]
    assert facts(await desk.get(path)) == ["hedge.guaranteed", "hedge.reversed"]


@pytest.mark.rule("INS-CONSENT")
@pytest.mark.requirement("TJ-9.2")
async def test_a_loan_is_not_granted_after_the_consent_was_taken_back_until_there_is_a_new_one(
    desk: Desk,
) -> None:
    case = await desk.receivable()
    consent = await desk.consented(case)
    loan = await desk.ok(desk.exporter, "/v1/finances", finance_paper(case, consent=consent["id"]))
    await desk.ok(desk.exporter, f"/v1/consents/{consent['id']}/revoke", None, verb=True)
    path = f"/v1/finances/{loan['id']}/grant"

    refused = await desk.bank.post(path, {"amount": "8000.00"}, version="*")
    await desk.consented(case, bank=BANK)
    granted = await desk.ok(desk.bank, path, {"amount": "8000.00"}, verb=True)

    assert code(refused) == (422, "consent_missing")
    assert refused.json()["article"]
    assert granted["status"] == "granted"


DAYS: list[tuple[str, Any]] = [
    ("valid_from", "0001-01-01"),
    ("valid_from", "0.00"),
    ("valid_to", "9999-12-31"),
    ("valid_to", "1700000000"),
]


@pytest.mark.parametrize(("field", "day"), DAYS)
async def test_a_day_that_cannot_be_meant_is_refused_by_its_field(desk: Desk, field: str, day: str) -> None:
    answer = await desk.exporter.post("/v1/policies", policy_paper(**{field: day}))

    assert code(answer) == (422, "validation-failed")
    assert answer.json()["field"] == f"/{field}"
