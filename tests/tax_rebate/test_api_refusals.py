"""Codes of the tax office that a notice, a suspicion, a vehicle's end or a clock carries, seen through the service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import until
from tests.tax_rebate.conftest import (
    OTHER_VIN,
    VIN,
    Office,
    Start,
    a_line,
    an_invoice,
    cleared,
    returned,
)

SCHEME = {"departure_port_scheme": True, "rebate_class": 1}
LEFT = {
    "declaration_id": "lot",
    "vin": VIN,
    "departure_port": "0202",
    "exit_port": "4227",
    "on": "2026-11-20",
}


async def until_seen(office: Office, claim: str, code: str) -> dict[str, Any]:
    """Wait until the claim carries this code, in its notice, its suspicions or the end of a vehicle."""

    async def carried() -> dict[str, Any] | None:
        shown = await office.see(claim)
        items = [*shown["asked"], *shown["suspicions"], *(line["ended"] or {} for line in shown["lines"])]
        return shown if code in {item.get("code") for item in items} else None

    found = await until(carried, what=f"the code {code}")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "line", "head", "fact"),
    [
        ("rebate_filing", {}, {"rebate_filing": False}, {}),
        ("forex_receipt", {}, {"rebate_class": 4}, {}),
        ("declaration_mismatch", {"declaration_item": "020220260000000099001"}, {}, {}),
        ("invoice_rate", {"invoice": an_invoice(levy_rate="0.03", gross_amount="103000.00")}, {}, {}),
        ("invoice_seller", {"invoice": an_invoice(seller_uscc=None)}, {}, {}),
        ("consumption_tax_proof", {"consumption_tax": "500.00"}, {}, {}),
        (
            "invoice_after_export",
            {"invoice": an_invoice(date="2026-11-02")},
            {},
            {"cleared_on": "2026-11-01"},
        ),
        ("consignor_mismatch", {}, {}, {"consignor_uscc": "91310000MA1FL0000N"}),
    ],
)
async def test_what_does_not_fit_is_named_by_its_code_and_article(
    office: Office, code: str, line: dict[str, Any], head: dict[str, Any], fact: dict[str, Any]
) -> None:
    claim, (case,) = await office.receive(a_line(**line), **head)

    async with office.customs() as customs:
        await customs.says(case, "customs.cleared.v1", cleared(**fact))
        shown = await until_seen(office, claim, code)

    items = [*shown["asked"], *shown["suspicions"], *(one["ended"] or {} for one in shown["lines"])]
    assert all(item["article"] for item in items if item.get("code") == code)
    assert "paid" not in shown["status"]


async def test_what_is_claimed_after_its_window_is_taxed_and_says_so(start: Start) -> None:
    async with start(clock=ManualClock(datetime(2029, 11, 26, 2, tzinfo=UTC))) as run:
        office = Office(run)
        claim, (case,) = await office.receive(a_line(invoice=an_invoice()))

        async with office.customs() as customs:
            await customs.says(case, "customs.cleared.v1", cleared(cleared_on="2026-11-23"))
            shown = await until_seen(office, claim, "window_closed")

        assert shown["status"] == "taxed"
        assert shown["lines"][0]["ended"]["article"]


async def test_goods_that_come_back_before_they_were_paid_for_give_their_refund_up(by_hand: Office) -> None:
    claim, (case, other) = await by_hand.receive(a_line(), a_line(vin=OTHER_VIN))

    async with by_hand.customs() as customs:
        await customs.says(case, "customs.cleared.v1", cleared())
        await customs.says(other, "customs.cleared.v1", cleared(OTHER_VIN))
        await by_hand.until_status(claim, "accepted")
        await customs.says(case, "customs.returned.v1", returned())
        shown = await until_seen(by_hand, claim, "goods_returned")

    assert [line["outcome"] for line in shown["lines"]] == ["rejected", "open"]


async def test_goods_that_turn_round_before_they_were_paid_for_are_rejected(by_hand: Office) -> None:
    claim, (case,) = await by_hand.receive(**SCHEME)

    async with by_hand.customs() as customs:
        await customs.says(case, "customs.departed_origin_port.v1", LEFT)
        await by_hand.until_status(claim, "accepted")
        turned = {
            "declaration_id": "lot",
            "vin": VIN,
            "reason": "the vessel turned round",
            "on": "2026-11-21",
        }
        await customs.says(case, "customs.departure_reversed.v1", turned)
        shown = await until_seen(by_hand, claim, "departure_reversed")

    assert shown["lines"][0]["outcome"] == "rejected"


async def test_documents_that_nobody_files_in_fifteen_days_are_overdue_once(start: Start) -> None:
    clock = ManualClock(datetime.now(UTC))
    async with start(clock=clock, automatic="none") as run:
        office = Office(run)
        claim = await office.accepted()
        clock.advance(timedelta(days=40))

        for _ in range(3):
            await office.service.wake_due()

        history = (await office.see(claim))["history"]
        told = [fact["type"].removeprefix("rebate.").removesuffix(".v1") for fact in history]
        assert told.count("documents_overdue") == 1
        breached = [fact["data"]["matter"] for fact in history if fact["type"] == "clock.breached.v1"]
        assert breached.count("document_filing") == 1
