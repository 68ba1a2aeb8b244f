"""Facts heard and announced: the tax office's step from end to end on the embedded system."""

from __future__ import annotations

from typing import Any

from exportlane.process import hears
from exportlane.runtime.ledger import verify
from tax_rebate.consumer import HEARS
from tests.tax_rebate.conftest import (
    OTHER_VIN,
    VIN,
    Office,
    a_claim,
    a_line,
    an_invoice,
    cleared,
    ended,
    exempt,
    new_id,
    returned,
    wrong,
)


def told(shown: dict[str, Any], case_id: str) -> list[str]:
    facts = [fact for fact in shown["history"] if fact["subject"] == case_id]
    return [fact["type"].removeprefix("rebate.").removesuffix(".v1") for fact in facts]


def test_the_tax_office_hears_what_the_process_says_that_it_must() -> None:
    assert set(HEARS) == hears("tax-rebate")


async def test_a_claim_is_paid_when_its_last_vehicle_is_cleared(office: Office) -> None:
    claim, (one, two) = await office.receive(a_line(), a_line(vin=OTHER_VIN, invoice=exempt()))

    async with office.customs() as customs:
        await customs.says(two, "customs.cleared.v1", cleared(OTHER_VIN))
        await customs.says(one, "customs.cleared.v1", cleared())
        paid = await office.until_status(claim, "paid")

    assert told(paid, one) == ["claim_accepted", "approved", "paid"]
    assert told(paid, two) == ["claim_accepted", "exempted"]
    assert [(line["outcome"], line["amount"]) for line in paid["lines"]] == [
        ("paid", "13000.00"),
        ("exempt_no_refund", "0.00"),
    ]
    assert {fact["data"]["amount"] for fact in paid["history"] if "amount" in fact["data"]} == {"13000.00"}
    own = office.run.services["tax-rebate"]
    assert (await verify(own.database, own.name, own.verifier)).faults == ()


async def test_a_departure_that_is_heard_before_the_papers_waits_for_them(office: Office) -> None:
    case, lot = new_id(), new_id()

    async with office.customs() as customs:
        await customs.says(case, "customs.cleared.v1", cleared())
        assert [item["state"] for item in await office.parked()] == ["waiting"]
        answer = await office.gateway.post("/v1/claims", a_claim(a_line(case), lot_id=lot))
        assert answer.status_code == 201
        shown = await office.until_status(lot, "paid")

    assert told(shown, case) == ["claim_accepted", "approved", "paid"]


async def test_a_corrected_invoice_leads_to_the_payment(office: Office) -> None:
    claim, (case,) = await office.receive(a_line(invoice=wrong()))

    async with office.customs() as customs:
        await customs.says(case, "customs.cleared.v1", cleared())
        asked = await office.until_status(claim, "correction_requested")
    answer = await office.exporter.post(
        f"/v1/claims/{claim}/supply-correction",
        {"invoices": [{"vin": VIN, "invoice": an_invoice()}]},
        version=asked["version"],
    )

    assert asked["asked"][0]["code"] == "invoice_amount"
    assert answer.json()["status"] == "paid"
    assert told(await office.see(claim), case) == [
        "claim_accepted",
        "correction_requested",
        "correction_supplied",
        "approved",
        "paid",
    ]


async def test_a_declaration_that_came_to_nothing_lets_the_claim_lapse(office: Office) -> None:
    facts = {
        "customs.rejected.v1": ended(article="海关法 第二十四条", declaration_no=None),
        "customs.cancelled.v1": ended(declaration_no="020220260000000017"),
        "customs.lapsed.v1": ended(),
    }

    async with office.customs() as customs:
        for type_, data in facts.items():
            claim, (case,) = await office.receive()
            await customs.says(case, type_, data)
            assert told(await office.until_status(claim, "lapsed"), case) == ["lapsed"]


async def test_what_comes_back_is_clawed_back_for_that_vehicle_alone(office: Office) -> None:
    claim, (one, two) = await office.receive(a_line(), a_line(vin=OTHER_VIN))

    async with office.customs() as customs:
        await customs.says(one, "customs.cleared.v1", cleared())
        await customs.says(two, "customs.cleared.v1", cleared(OTHER_VIN))
        await office.until_status(claim, "paid")
        await customs.says(one, "customs.returned.v1", returned())
        shown = await office.until_status(claim, "clawed_back")

    assert told(shown, one)[-3:] == ["clawback_ordered", "clawed_back", "certificate_issued"]
    assert told(shown, two)[-1] == "paid"


async def test_a_rejection_after_the_departure_goes_to_a_person(office: Office) -> None:
    claim, (case,) = await office.receive()

    async with office.customs() as customs:
        await customs.says(case, "customs.cleared.v1", cleared())
        await office.until_status(claim, "paid")
        await customs.says(case, "customs.lapsed.v1", ended())
        (parked,) = await office.parked()

    assert (parked["state"], parked["cause"]) == ("failed", "contradiction")
    assert (await office.see(claim))["status"] == "paid"


async def test_a_departure_of_another_vehicle_goes_to_a_person(office: Office) -> None:
    _, (case,) = await office.receive()

    async with office.customs() as customs:
        await customs.says(case, "customs.cleared.v1", cleared(OTHER_VIN))
        (parked,) = await office.parked()

    assert parked["cause"] == "contradiction"
    assert OTHER_VIN in parked["sentence"]
