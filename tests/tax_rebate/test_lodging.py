"""How a claim comes in: what is refused at the counter, what stands in the way of acceptance, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tax_rebate.domain import (
    Document,
    Ended,
    Forex,
    Line,
    Outcome,
    Status,
    cleared,
    file_documents,
    never_left,
    receive,
    record_forex,
    supply_correction,
    withdraw,
)
from tests.tax_rebate.given import (
    AUTOMATIC,
    BY_HAND,
    DEPARTURE,
    NOW,
    ONE,
    TODAY,
    TWO,
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

INVOICE = an_invoice()
DEEMED = Forex(deemed_reason="export_credit_insurance")
RECEIVED = Forex(Decimal("9800.00"), "USD", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("line", "slug", "field"),
    [
        pytest.param(a_line(invoice=replace(INVOICE, date=date(2026, 11, 24))), "date_in_future",
                     "/lines/0/invoice/date", id="an invoice of tomorrow", marks=pytest.mark.rule("TAX-FUTURE")),
        pytest.param(a_line(fob_amount=Decimal("9800.00"), fob_currency="XAF"), "currency_without_rate",
                     "/lines/0/fob_currency", id="no rate", marks=pytest.mark.rule("TAX-CURRENCY")),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_at_the_counter(line: Line, slug: str, field: str) -> None:
    answer = refusal(receive(a_claim(line), now=NOW, policy=AUTOMATIC))

    assert (answer.slug, answer.field, answer.status) == (slug, field, 422)
    assert answer.article


@pytest.mark.parametrize(
    ("forex", "field"),
    [
        (Forex(Decimal("1.00"), "XAF", TODAY), "/forex/currency"),
        (Forex(Decimal("1.00"), "USD", date(2099, 1, 1)), "/forex/received_on"),
    ],
)
def test_a_receipt_that_comes_with_the_claim_is_looked_at_too(forex: Forex, field: str) -> None:
    assert refusal(receive(a_claim(forex=forex), now=NOW, policy=AUTOMATIC)).field == field


@pytest.mark.rule("TAX-ONCE")
def test_the_same_invoice_twice_in_a_claim_is_refused() -> None:
    lines = (a_line(invoice=INVOICE), a_line(TWO, VIN_TWO, INVOICE))

    answer = refusal(receive(a_claim(*lines), now=NOW, policy=AUTOMATIC))

    assert (answer.slug, answer.field) == ("invoice_used_twice", "/lines/1/invoice/number")


def test_the_same_number_under_another_code_is_another_invoice() -> None:
    lines = (a_line(invoice=INVOICE), a_line(TWO, VIN_TWO, replace(INVOICE, code="012002000311")))

    assert told(receive(a_claim(*lines), now=NOW, policy=AUTOMATIC)) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"rebate_filing": False}, "rebate_filing", marks=pytest.mark.rule("TAX-FILING")),
        pytest.param({"rebate_class": 4}, "forex_receipt", marks=pytest.mark.rule("TAX-FOREX-CLASS-4")),
    ],
)
class TestConditionsOfAcceptance:
    def test_the_rules_ask_and_the_clock_has_not_started(self, changed: dict[str, Any], code: str) -> None:
        answer = all_cleared(a_claim(a_line(), profile="national", **changed))

        assert told(answer) == [(ONE, "submitted"), (ONE, "correction_requested")]
        assert [item.code for item in answer.state.asked] == [code]
        assert (answer.state.accepted_on, answer.state.due_on, answer.state.pauses) == (None, None, ())

    def test_what_is_supplied_leads_to_acceptance(self, changed: dict[str, Any], code: str) -> None:
        claim = all_cleared(a_claim(a_line(), **changed)).state
        paper = (Document(code, "REF"),)

        answer = supply_correction(claim, invoices={}, documents=paper, now=NOW, policy=AUTOMATIC)

        assert told(answer)[:2] == [(ONE, "correction_supplied"), (ONE, "claim_accepted")]
        assert decided(answer).status is Status.PAID

    def test_where_officers_decide_it_stays_submitted(self, changed: dict[str, Any], code: str) -> None:
        del code
        answer = all_cleared(a_claim(a_line(), **changed), BY_HAND)

        assert told(answer) == [(ONE, "submitted")]
        assert answer.state.status is Status.SUBMITTED


@pytest.mark.rule("TAX-FOREX")
class TestForeignExchange:
    @pytest.mark.parametrize("forex", [DEEMED, RECEIVED], ids=["deemed", "received"])
    def test_a_receipt_on_record_leads_to_acceptance_without_a_correction(self, forex: Forex) -> None:
        waiting = all_cleared(a_claim(a_line(), rebate_class=4), BY_HAND).state
        asked = all_cleared(a_claim(a_line(), rebate_class=4)).state

        by_hand = record_forex(waiting, forex, now=NOW, policy=BY_HAND)
        by_rule = record_forex(asked, forex, now=NOW, policy=AUTOMATIC)

        assert told(by_hand) == [(ONE, "forex_recorded"), (ONE, "claim_accepted")]
        assert told(by_rule)[:2] == [(ONE, "forex_recorded"), (ONE, "claim_accepted")]
        assert decided(by_rule).status is Status.PAID

    @pytest.mark.parametrize(
        ("forex", "slug"),
        [
            (Forex(), "forex_incomplete"),
            (Forex(Decimal("1.00"), "USD"), "forex_incomplete"),
            (replace(RECEIVED, deemed_reason="export_credit_insurance"), "forex_incomplete"),
            (replace(RECEIVED, currency="XAF"), "currency_without_rate"),
            (replace(RECEIVED, received_on=date(2026, 11, 24)), "date_in_future"),
        ],
    )
    def test_a_receipt_is_whole_or_deemed(self, forex: Forex, slug: str) -> None:
        assert refusal(record_forex(accepted(), forex, now=NOW, policy=BY_HAND)).slug == slug

    def test_beside_other_items_only_the_receipt_is_answered(self) -> None:
        claim = all_cleared(a_claim(a_line(), rebate_class=4, rebate_filing=False)).state

        answer = record_forex(claim, DEEMED, now=NOW, policy=AUTOMATIC)

        assert decided(answer).status is Status.CORRECTION
        assert [item.code for item in decided(answer).asked] == ["rebate_filing"]


@pytest.mark.rule("TAX-FILED-DOCUMENTS")
def test_the_three_documents_are_filed_together() -> None:
    claim = accepted(a_line())
    two = (Document("sale_contract", "A"), Document("transport_document", "B"))

    refused = refusal(file_documents(claim, two, now=NOW, policy=BY_HAND))
    answer = file_documents(claim, (*two, Document("broker_agreement", "C")), now=NOW, policy=BY_HAND)

    assert (refused.slug, refused.field) == ("documents_missing", "/documents")
    assert "broker_agreement" in refused.sentence
    assert told(answer) == [(ONE, "documents_filed")]
    assert decided(answer).filed_on == TODAY


class TestWithdrawing:
    @pytest.mark.parametrize("rules", [BY_HAND, AUTOMATIC], ids=["accepted", "asked"])
    def test_a_claim_is_taken_back_before_it_is_decided(self, rules: Any) -> None:
        claim = all_cleared(a_claim(a_line(invoice=WRONG_SUM)), rules).state

        answer = withdraw(claim, reason="sold at home after all", now=NOW)

        assert told(answer) == [(ONE, "withdrawn")]
        state = decided(answer)
        assert (state.status, state.decided_on, state.due_on, state.normal) == (
            Status.WITHDRAWN,
            None,
            None,
            None,
        )
        assert not state.lines[0].occupies
        assert all(clock.stopped_on for clock in state.clocks)

    def test_what_leaves_afterwards_is_noted_and_no_more(self) -> None:
        gone = decided(withdraw(a_claim(), reason="sold at home", now=NOW))

        answer = cleared(gone, ONE, DEPARTURE, now=NOW, policy=AUTOMATIC)

        assert told(answer) == []
        assert decided(answer).status is Status.WITHDRAWN

    def test_a_paid_claim_is_not_taken_back(self) -> None:
        assert refusal(withdraw(all_cleared(a_claim()).state, reason="?", now=NOW)).slug == "move-not-allowed"


def test_a_vehicle_that_customs_leave_out_lapses_and_the_others_are_claimed() -> None:
    half = decided(cleared(a_claim(), TWO, DEPARTURE, now=NOW, policy=AUTOMATIC))

    answer = never_left(half, ONE, Ended("left_out", "not on the new licence"), now=NOW, policy=AUTOMATIC)

    assert told(answer) == [(ONE, "lapsed"), (TWO, "claim_accepted"), (TWO, "approved"), (TWO, "paid")]
    assert [line.outcome for line in decided(answer).lines] == [Outcome.LAPSED, Outcome.PAID]
