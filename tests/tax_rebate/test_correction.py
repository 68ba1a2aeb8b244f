from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tax_rebate.domain import (
    Asked,
    Claim,
    Document,
    Status,
    refuse,
    request_correction,
    supply_correction,
)
from tests.tax_rebate.given import (
    AUTOMATIC,
    BY_HAND,
    NOW,
    ONE,
    TWO,
    VIN_ONE,
    VIN_TWO,
    WRONG_SUM,
    a_claim,
    a_line,
    accepted,
    all_cleared,
    an_invoice,
    decided,
    refusal,
    told,
)

ITEM = Asked("bank_receipt", "the foreign exchange receipt (收汇凭证)")


def asked_about(*lines: object) -> Claim:
    return all_cleared(a_claim(*lines)).state  # type: ignore[arg-type]


class TestCorrection:
    def test_an_invoice_that_does_not_add_up_is_asked_about_before_anything_is_decided(self) -> None:
        answer = all_cleared(a_claim(a_line(invoice=WRONG_SUM), a_line(TWO, VIN_TWO)))

        assert told(answer)[2:] == [(ONE, "correction_requested"), (TWO, "correction_requested")]
        data = answer.facts[-1].data.model_dump()
        assert [(item["code"], item["vin"]) for item in data["items"]] == [("invoice_amount", VIN_ONE)]
        assert data["by"] == "rule"

    def test_the_corrected_invoice_leads_to_the_payment_at_once(self) -> None:
        claim = asked_about(a_line(invoice=WRONG_SUM))

        answer = supply_correction(
            claim, invoices={VIN_ONE: an_invoice()}, documents=(), now=NOW, policy=AUTOMATIC
        )

        assert told(answer) == [(ONE, "correction_supplied"), (ONE, "approved"), (ONE, "paid")]
        assert decided(answer).asked == ()

    def test_an_invoice_that_is_still_wrong_is_asked_about_again(self) -> None:
        claim = asked_about(a_line(invoice=WRONG_SUM))

        answer = supply_correction(
            claim, invoices={VIN_ONE: WRONG_SUM}, documents=(), now=NOW, policy=AUTOMATIC
        )

        assert told(answer) == [(ONE, "correction_supplied"), (ONE, "correction_requested")]

    def test_every_item_must_be_answered(self) -> None:
        claim = asked_about(a_line(invoice=WRONG_SUM), a_line(TWO, VIN_TWO, WRONG_SUM))

        answer = refusal(
            supply_correction(
                claim, invoices={VIN_ONE: an_invoice()}, documents=(), now=NOW, policy=AUTOMATIC
            )
        )

        assert (answer.status, answer.field) == (422, "/invoices")
        assert VIN_TWO in answer.sentence
        assert VIN_ONE not in answer.sentence

    def test_an_officer_s_own_item_is_answered_by_a_document_and_not_by_an_invoice(self) -> None:
        claim = decided(
            request_correction(accepted(a_line()), (ITEM,), by="officer", now=NOW, policy=BY_HAND)
        )

        answer = supply_correction(
            claim, invoices={VIN_ONE: an_invoice()}, documents=(), now=NOW, policy=BY_HAND
        )

        assert "bank_receipt" in refusal(answer).sentence

    def test_a_document_supplied_again_replaces_the_earlier_one(self) -> None:
        kept = (Document("bank_receipt", "OLD"), Document("other", "KEPT"))
        claim = replace(accepted(a_line()), documents=kept)
        asked = decided(request_correction(claim, (ITEM,), by="officer", now=NOW, policy=BY_HAND))

        answer = supply_correction(
            asked, invoices={}, documents=(Document("bank_receipt", "NEW"),), now=NOW, policy=BY_HAND
        )

        assert decided(answer).documents == (Document("other", "KEPT"), Document("bank_receipt", "NEW"))

    def test_an_invoice_for_a_vehicle_of_another_claim_is_not_taken(self) -> None:
        claim = asked_about(a_line(invoice=WRONG_SUM))

        answer = supply_correction(
            claim, invoices={VIN_TWO: an_invoice()}, documents=(), now=NOW, policy=AUTOMATIC
        )

        assert VIN_TWO in refusal(answer).sentence

    def test_it_is_asked_twice_at_most_by_rules_and_then_an_officer_decides(self) -> None:
        claim = asked_about(a_line(invoice=WRONG_SUM))
        wrong = {VIN_ONE: WRONG_SUM}

        twice = decided(supply_correction(claim, invoices=wrong, documents=(), now=NOW, policy=AUTOMATIC))
        answer = supply_correction(twice, invoices=wrong, documents=(), now=NOW, policy=AUTOMATIC)

        assert told(answer) == [(ONE, "correction_supplied")]
        assert decided(answer).status is Status.ACCEPTED

    @pytest.mark.rule("TAX-ONE-NOTICE")
    def test_and_by_officers_no_more_often(self) -> None:
        claim = replace(accepted(a_line()), corrections=2)

        answer = refusal(request_correction(claim, (ITEM,), by="wu", now=NOW, policy=BY_HAND))

        assert (answer.slug, answer.status) == ("too_many_corrections", 422)

    def test_the_new_invoice_is_of_a_day_that_has_come_and_stands_once(self) -> None:
        claim = asked_about(a_line(invoice=WRONG_SUM), a_line(TWO, VIN_TWO))
        same = {VIN_ONE: claim.lines[1].invoice}
        future = {VIN_ONE: replace(an_invoice(), date=date(2099, 1, 1))}

        answers = [
            refusal(supply_correction(claim, invoices=given, documents=(), now=NOW, policy=AUTOMATIC))
            for given in (same, future)
        ]

        assert [(each.slug, each.field) for each in answers] == [
            ("invoice_used_twice", "/invoices"),
            ("date_in_future", "/invoices"),
        ]


def test_a_refusal_names_vehicles_that_are_open() -> None:
    answer = refusal(refuse(accepted(a_line()), code="x", reason="y", article=None, now=NOW, vins=(VIN_TWO,)))

    assert (answer.slug, answer.field) == ("vehicle_unknown", "/vins")
