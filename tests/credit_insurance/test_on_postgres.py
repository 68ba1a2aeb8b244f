"""Two desks at once, on a real PostgreSQL: one of them wins, and no sum is ever wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from credit_insurance.main import service as definition
from credit_insurance.settings import CreditInsuranceSettings
from exportlane.contracts import AGENCIES
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.composition import Embedded
from exportlane.runtime.database import Database
from exportlane.runtime.service import Parts, Service
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.testing import System
from tests.credit_insurance.running import BANK, OTHER_BANK, Desk, code, receipt_paper, shipment_paper

pytestmark = pytest.mark.postgres


@pytest.fixture
async def desk(tmp_path: Path, postgres_database: str) -> AsyncIterator[Desk]:
    settings = CreditInsuranceSettings(data_dir=tmp_path)
    signers, ring = embedded_keys(tmp_path / "keys", sorted(AGENCIES))
    parts = Parts(
        settings=settings,
        database=Database(postgres_database),
        bus=EmbeddedBus(tmp_path / "bus.db"),
        signer=signers["credit-insurance"],
        verifier=ring,
        clock=SystemClock(),
        telemetry=setup("credit-insurance", settings),
        authenticator=Authenticator.from_settings(settings),
        peers={},
    )
    service = Service(definition, parts)
    app = build_app(service)
    await service.start()
    try:
        made = Desk(System(Embedded({service.name: service}, {service.name: app}), tmp_path))
        await made.set_up()
        yield made
    finally:
        await service.stop()


@pytest.mark.requirement("TJ-8.3")
@pytest.mark.rule("INS-FINANCED-ONCE")
async def test_of_two_banks_that_finance_one_receivable_at_once_one_wins(desk: Desk) -> None:
    cases = [await desk.receivable() for _ in range(10)]
    loans = [[await desk.asked(case, bank=bank) for bank in (BANK, OTHER_BANK)] for case in cases]
    amount = {"amount": "8000.00"}

    answers = await asyncio.gather(
        *(
            officer.post(f"/v1/finances/{loan['id']}/grant", amount, version="*")
            for pair in loans
            for officer, loan in zip((desk.bank, desk.other_bank), pair, strict=True)
        )
    )

    pairs = [answers[n : n + 2] for n in range(0, len(answers), 2)]
    assert all(sorted(answer.status_code for answer in pair) == [200, 409] for pair in pairs)
    losers = {code(answer) for answer in answers if answer.status_code == 409}
    assert losers == {(409, "receivable_financed")}


async def test_racing_receipts_never_receive_more_than_is_owed(desk: Desk) -> None:
    case = await desk.receivable()

    answers = await asyncio.gather(
        *(desk.officer.post("/v1/receipts", receipt_paper(case, amount="3000.00")) for _ in range(20))
    )

    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 17
    (row,) = (await desk.get("/v1/receivables"))["items"]
    assert Decimal(row["received"]) == Decimal("9000.00")


async def test_racing_receipts_with_one_number_are_recorded_once(desk: Desk) -> None:
    cases = [await desk.receivable() for _ in range(8)]

    answers = await asyncio.gather(
        *(desk.officer.post("/v1/receipts", receipt_paper(case, receipt_no="FX-SAME")) for case in cases)
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 7
    assert {code(answer)[1] for answer in answers if answer.status_code == 422} == {"receipt_known"}


async def test_racing_shipments_to_one_buyer_stay_within_its_limit(desk: Desk) -> None:
    policy = await desk.insured(limit="25000.00")
    cases = [await desk.opened() for _ in range(12)]

    answers = await asyncio.gather(
        *(desk.exporter.post("/v1/shipments", shipment_paper(case, policy_id=policy["id"])) for case in cases)
    )

    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [422] * 10
    assert {code(answer)[1] for answer in answers if answer.status_code == 422} == {"buyer_limit_exceeded"}


async def test_a_loan_and_a_receipt_that_cross_add_up(desk: Desk) -> None:
    cases = [await desk.receivable() for _ in range(6)]
    loans = [await desk.asked(case) for case in cases]

    await asyncio.gather(
        *(
            desk.bank.post(f"/v1/finances/{loan['id']}/grant", {"amount": "8000.00"}, version="*")
            for loan in loans
        ),
        *(desk.officer.post("/v1/receipts", receipt_paper(case, amount="4000.00")) for case in cases),
    )

    for row in (await desk.get("/v1/receivables"))["items"]:
        assert Decimal(row["received"]) + Decimal(row["financed"]) <= Decimal("10000.00"), row
        assert row["received"] == "4000.00"
