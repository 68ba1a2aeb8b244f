"""How a claim comes in: what is refused at the counter, what stands in the way of acceptance, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tax_rebate.domain import (
    Asked,
    Document,
    EarlyDeparture,
    Ended,
    Forex,
    Line,
    Outcome,
    Status,
    Suspicion,
    approve,
    cleared,
    departed_early,
    file_documents,
    never_left,
    raise_suspicion,
    receive,
    record_forex,
    request_correction,
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
            (replace(RECEIVED, amount=Decimal("0.00")), "forex_incomplete"),
            (Forex(deemed_reason="because_i_say_so"), "forex_incomplete"),
            (Forex(currency="USD", deemed_reason="export_credit_insurance"), "forex_incomplete"),
        ],
    )
    def test_a_receipt_is_whole_or_deemed(self, forex: Forex, slug: str) -> None:
        assert refusal(record_forex(accepted(), forex, now=NOW, policy=BY_HAND)).slug == slug

    @pytest.mark.parametrize(
        "forex", [Forex(), Forex(deemed_reason="because_i_say_so"), Forex(currency="USD")]
    )
    def test_an_empty_receipt_does_not_help_a_claim_past_the_counter(self, forex: Forex) -> None:
        claim = a_claim(a_line(), rebate_class=4, forex=forex)

        refused = refusal(receive(claim, now=NOW, policy=BY_HAND))

        assert refused.slug == "forex_incomplete"
        assert str(refused.field).startswith("/forex")
        assert refused.article

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


ANOTHER = "91310000MA1FL0000N"
ELSEWHERE = replace(DEPARTURE, consignor_uscc=ANOTHER)


@pytest.mark.rule("TAX-X02")
class TestConsignor:
    def test_a_vehicle_that_another_enterprise_sent_is_rejected_and_the_others_are_paid(self) -> None:
        half = decided(cleared(a_claim(), ONE, ELSEWHERE, now=NOW, policy=AUTOMATIC))

        answer = cleared(half, TWO, DEPARTURE, now=NOW, policy=AUTOMATIC)

        said = told(answer)
        assert (ONE, "rejected") in said
        assert (TWO, "paid") in said
        state = decided(answer)
        assert [line.outcome for line in state.lines] == [Outcome.REJECTED, Outcome.PAID]
        ended = state.lines[0].ended
        assert ended is not None
        assert (ended.code, ended.article) == ("consignor_mismatch", "增值税法 第三十三条")
        assert ANOTHER in ended.sentence
        assert not state.lines[0].occupies  # the right enterprise may claim it

    @pytest.mark.parametrize("rules", [AUTOMATIC, BY_HAND], ids=["by rule", "by an officer"])
    def test_a_claim_for_the_goods_of_another_is_rejected_with_its_reason(self, rules: Any) -> None:
        claim = decided(cleared(a_claim(a_line()), ONE, ELSEWHERE, now=NOW, policy=rules))
        if rules is BY_HAND:
            claim = decided(approve(claim, now=NOW, policy=rules))

        assert claim.status is Status.REJECTED
        assert claim.ended is not None
        assert claim.ended.code == "consignor_mismatch"

    @pytest.mark.parametrize("consignor", [None, "91120118MA06ABCD1Y"], ids=["not said", "the claimant"])
    def test_the_claimant_who_is_the_consignor_is_paid(self, consignor: str | None) -> None:
        own = replace(DEPARTURE, consignor_uscc=consignor)

        claim = decided(cleared(a_claim(a_line()), ONE, own, now=NOW, policy=AUTOMATIC))

        assert claim.status is Status.PAID

    def test_under_the_scheme_the_consignor_of_the_early_departure_counts(self) -> None:
        early = EarlyDeparture("0202", "4227", TODAY, consignor_uscc=ANOTHER)
        claim = a_claim(a_line(), departure_port_scheme=True)

        answer = departed_early(claim, ONE, early, now=NOW, policy=AUTOMATIC)

        assert decided(answer).lines[0].outcome is Outcome.REJECTED


def test_nothing_is_asked_or_suspected_about_a_vehicle_of_another_claim() -> None:
    claim = accepted(a_line())
    item = Asked("bank_receipt", "the receipt", None, VIN_TWO)
    suspicion = Suspicion("seller_unknown", "nobody knows him", "art. 1", VIN_TWO)

    asked = refusal(request_correction(claim, (item,), by="officer", now=NOW, policy=BY_HAND))
    suspected = refusal(raise_suspicion(claim, (suspicion,), by="officer", now=NOW))

    assert (asked.slug, asked.field) == ("vehicle_unknown", "/items")
    assert (suspected.slug, suspected.field) == ("vehicle_unknown", "/suspicions")


def test_what_the_status_does_not_allow_names_its_article_too() -> None:
    assert refusal(withdraw(all_cleared(a_claim()).state, reason="?", now=NOW)).article
