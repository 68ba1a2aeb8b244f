"""Suspicion, letters of enquiry, and how an investigation ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tax_rebate.domain import (
    Claim,
    Status,
    approve,
    check,
    clear_suspicion,
    find_fraud,
    record_answer,
    refuse,
    send_enquiry,
)
from tests.tax_rebate.given import (
    AUTOMATIC,
    BY_HAND,
    NOW,
    ONE,
    TODAY,
    TWO,
    VIN_ONE,
    VIN_TWO,
    a_claim,
    a_line,
    accepted,
    all_cleared,
    an_invoice,
    decided,
    refusal,
    told,
)

USD = Decimal("7.10")
"""The rate of the shipped rules."""


def with_share(share: str) -> Claim:
    """A claim whose invoice is this share of the FOB price of 100,000 CNY."""
    ex_vat = Decimal(100_000) * Decimal(share)
    gross = (ex_vat * Decimal("1.13")).quantize(Decimal("0.01"))
    invoice = an_invoice(gross=str(gross), ex_vat=str(ex_vat.quantize(Decimal("0.01"))))
    return a_claim(a_line(invoice=invoice, fob_amount=Decimal("100000.00"), fob_currency="CNY"))


def suspected() -> Claim:
    return all_cleared(with_share("1.6")).state


@pytest.mark.rule("X10")
@pytest.mark.parametrize(
    ("share", "status"),
    [
        ("0.1999", Status.UNDER_INVESTIGATION),
        ("0.2", Status.PAID),
        ("1.5", Status.PAID),
        ("1.5001", Status.UNDER_INVESTIGATION),
    ],
)
def test_the_invoice_is_a_plausible_share_of_the_fob_price(share: str, status: Status) -> None:
    assert all_cleared(with_share(share)).state.status is status


@pytest.mark.rule("X10")
def test_a_foreign_price_is_compared_at_the_rate_of_the_rules() -> None:
    # 100,000 CNY of invoice against 9,389 USD: just within 1.5 at 7.10.
    within = a_line(fob_amount=Decimal("9390.00"), fob_currency="USD")
    beyond = a_line(fob_amount=Decimal("9389.00"), fob_currency="USD")

    assert Decimal(100_000) / (Decimal("9390.00") * USD) < Decimal("1.5")
    assert all_cleared(a_claim(within)).state.status is Status.PAID
    assert all_cleared(a_claim(beyond)).state.status is Status.UNDER_INVESTIGATION


@pytest.mark.rule("TAX-INVOICE-DATE")
def test_what_was_bought_after_it_left_is_suspected() -> None:
    late = replace(an_invoice(), date=date(2026, 11, 21))

    answer = all_cleared(a_claim(a_line(invoice=late)))

    assert [each.code for each in answer.state.suspicions] == ["invoice_after_export"]


@pytest.mark.rule("TAX-SUSPICION")
def test_a_suspicion_goes_to_every_case_and_stops_the_clock() -> None:
    claim = with_share("1.6")
    claim = replace(claim, lines=(*claim.lines, a_line(TWO, VIN_TWO)))

    answer = all_cleared(claim)

    assert told(answer)[2:] == [
        (ONE, "auto_checked"),
        (TWO, "auto_checked"),
        (ONE, "suspicion_raised"),
        (TWO, "suspicion_raised"),
    ]
    data = answer.facts[-1].data.model_dump()
    assert (data["codes"], data["by"]) == (("price_out_of_range",), "rule")
    assert data["article"]
    assert VIN_ONE in data["reason"]
    assert (answer.state.due_on, answer.state.pauses[-1].end) == (None, None)


def test_cleared_by_an_officer_the_rules_decide_and_do_not_suspect_the_same_again() -> None:
    answer = clear_suspicion(suspected(), reason="a new car", by="wu", now=NOW, policy=AUTOMATIC)

    assert told(answer) == [(ONE, "suspicion_cleared"), (ONE, "approved"), (ONE, "paid")]
    assert decided(answer).normal is True


def test_the_check_finds_it_where_officers_decide_and_nobody_approves_around_it() -> None:
    claim = all_cleared(with_share("1.6"), BY_HAND).state

    refused = refusal(approve(claim, now=NOW, policy=BY_HAND))
    checked = check(claim, now=NOW, policy=BY_HAND)

    assert refused.slug == "under_suspicion"
    assert decided(checked).status is Status.UNDER_INVESTIGATION


def test_a_check_that_finds_nothing_leaves_the_decision_to_an_officer() -> None:
    answer = check(accepted(a_line()), now=NOW, policy=BY_HAND)

    assert told(answer) == [(ONE, "auto_checked")]
    assert decided(answer).status is Status.AUTO_CHECKED
    assert told(approve(decided(answer), now=NOW, policy=BY_HAND)) == [(ONE, "approved")]


class TestLettersOfEnquiry:
    def sent(self) -> Claim:
        return decided(send_enquiry(suspected(), number="H-1", to_office="上海市税务局", now=NOW))

    def test_a_letter_is_announced_and_its_answer_too(self) -> None:
        sent = send_enquiry(suspected(), number="H-1", to_office="上海市税务局", now=NOW)
        answered = record_answer(decided(sent), number="H-1", finding="in_order", now=NOW)

        assert told(sent) == [(ONE, "enquiry_sent")]
        assert told(answered) == [(ONE, "enquiry_answered")]
        (letter,) = decided(answered).enquiries
        assert (letter.answered_on, letter.finding) == (TODAY, "in_order")

    def test_nothing_is_cleared_while_a_letter_waits_for_its_answer(self) -> None:
        answer = refusal(clear_suspicion(self.sent(), reason="?", by="wu", now=NOW, policy=BY_HAND))

        assert (answer.slug, answer.status) == ("enquiry_open", 409)
        assert "H-1" in answer.sentence

    def test_a_letter_is_sent_once_and_answered_once(self) -> None:
        claim = self.sent()
        answered = decided(record_answer(claim, number="H-1", finding="in_order", now=NOW))

        assert refusal(send_enquiry(claim, number="H-1", to_office="x", now=NOW)).slug == "enquiry_known"
        again = record_answer(answered, number="H-1", finding="in_order", now=NOW)
        assert refusal(again).slug == "enquiry_unknown"


def test_fraud_rejects_every_vehicle_and_has_the_class_reviewed() -> None:
    answer = find_fraud(suspected(), reason="the invoice was never issued", now=NOW)

    assert told(answer) == [(ONE, "rejected")]
    data = answer.facts[0].data.model_dump()  # type: ignore[union-attr]
    assert (data["code"], data["article"]) == ("fraud", "税收征收管理法 第六十六条")
    state = decided(answer)
    assert (state.status, state.class_review, state.normal) == (Status.REJECTED, 4, False)


def test_an_investigation_may_end_in_a_plain_rejection() -> None:
    answer = refuse(suspected(), code="not_proven", reason="no proof of the price", article=None, now=NOW)

    assert told(answer) == [(ONE, "rejected")]
    assert decided(answer).normal is False
