"""Receipts that a bank records reach the claim: added up, in one currency, and only while there is a claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from exportlane.contracts.credit_insurance import ForexReceived, ForexReversed
from exportlane.contracts.decision import Decided, Heard, Refused
from tax_rebate import handlers
from tax_rebate.domain import MOVES, Asked, Claim, Forex, Status, Verb, approve, record_forex
from tax_rebate.domain.matching import forex_questions
from tests.tax_rebate.given import BY_HAND, NOW, ONE, TODAY, TWO, a_claim

EARLIER = date(2026, 11, 2)


def a_receipt(claim: Claim, **changes: Any) -> Heard:
    plain = {
        "uscc": claim.exporter_uscc,
        "amount": "3000.00",
        "currency": "USD",
        "received_on": TODAY,
        "bank": "BOC",
        "receipt_no": "FX-1",
    }
    data = ForexReceived.model_validate({**plain, **changes})
    moment = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    return Heard("f-1", "credit-insurance", "forex.received.v1", ONE, 1, moment, "batch-1", data)


def heard(claim: Claim, **changes: Any) -> Decided[Claim] | Refused:
    return handlers.on_forex_received(claim, a_receipt(claim, **changes), now=NOW, policy=BY_HAND)


def received(claim: Claim, **changes: Any) -> Claim:
    answer = heard(claim, **changes)
    assert isinstance(answer, Decided), answer
    return answer.state


def test_a_receipt_stands_on_the_claim_and_is_announced_for_each_of_its_vehicles() -> None:
    claim = a_claim()

    answer = heard(claim)

    assert isinstance(answer, Decided)
    assert answer.state.forex == Forex(Decimal("3000.00"), "USD", TODAY)
    assert [fact.type for fact in answer.facts] == ["rebate.forex_recorded.v1"] * len(claim.lines)


@pytest.mark.rule("TAX-FOREX-HEARD")
@pytest.mark.parametrize(
    ("amount", "currency", "together"),
    [("1000.00", "USD", "4000.00"), ("7100.00", "CNY", "4000.00"), ("100.00", "EUR", "3115.49")],
)
def test_partial_receipts_are_added_up_in_the_currency_of_the_first(
    amount: str, currency: str, together: str
) -> None:
    first = received(a_claim(), received_on=EARLIER)

    second = received(first, amount=amount, currency=currency)

    assert second.forex == Forex(Decimal(together), "USD", TODAY)


def test_a_late_message_of_an_earlier_receipt_does_not_turn_the_day_back() -> None:
    second = received(received(a_claim()), received_on=EARLIER)

    assert second.forex is not None
    assert second.forex.received_on == TODAY


def test_money_that_came_takes_the_place_of_a_reason_for_its_absence() -> None:
    deemed = replace(a_claim(), forex=Forex(deemed_reason="export_credit_insurance"))

    assert received(deemed).forex == Forex(Decimal("3000.00"), "USD", TODAY)


@pytest.mark.parametrize("status", [each for each in Status if Verb.RECORD_FOREX not in MOVES[each]])
def test_a_claim_that_has_ended_notes_nothing_and_stops_nobody(status: Status) -> None:
    ended = replace(a_claim(), status=status)

    assert heard(ended) == Decided(ended)


def test_a_currency_without_a_rate_goes_to_a_person() -> None:
    answer = heard(received(a_claim()), currency="XAF")

    assert isinstance(answer, Refused)
    assert (answer.slug, answer.field) == ("currency_without_rate", "/currency")


def test_the_receipt_of_another_firm_goes_to_a_person() -> None:
    answer = heard(a_claim(), uscc="91331004MA2A1B2C3U")

    assert isinstance(answer, Refused)
    assert answer.slug == "contradiction"


def taken_back(claim: Claim, case: str = ONE, **changes: Any) -> Decided[Claim]:
    """The bank reverses a receipt, by default the first."""
    plain = {
        "uscc": claim.exporter_uscc, "amount": "3000.00", "currency": "USD", "bank": "BOC", "receipt_no": "FX-1",
        "reason": "Booked on the wrong case.", "on": TODAY,
    }  # fmt: skip
    data = ForexReversed.model_validate({**plain, **changes})
    moment = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    fact = Heard("f-2", "credit-insurance", "forex.reversed.v1", case, 2, moment, "batch-1", data)
    answer = handlers.on_forex_reversed(claim, fact, now=NOW, policy=BY_HAND)
    assert isinstance(answer, Decided), answer
    return answer


@pytest.mark.rule("TAX-FOREX-REVERSED")
def test_a_receipt_that_is_reversed_stands_no_more_and_every_vehicle_hears_it() -> None:
    before = a_claim()

    answer = taken_back(received(before))

    assert answer.state == before
    assert [fact.type for fact in answer.facts] == ["rebate.forex_reversed.v1"] * len(before.lines)
    assert answer.facts[0].data.model_dump()["reason"] == "Booked on the wrong case."


def test_the_other_receipts_still_stand_and_are_told_anew() -> None:
    both = received(
        received(a_claim()), amount="7100.00", currency="CNY", receipt_no="FX-2", received_on=EARLIER
    )

    answer = taken_back(both)

    assert answer.state.forex == Forex(Decimal("7100.00"), "CNY", EARLIER)
    assert [fact.type for fact in answer.facts][2:] == ["rebate.forex_recorded.v1"] * 2
    assert taken_back(answer.state, receipt_no="FX-2").state == replace(answer.state, forex=None, receipts=())


@pytest.mark.parametrize(
    "before", [Forex(deemed_reason="export_credit_insurance"), Forex(Decimal("50.00"), "USD", EARLIER)]
)
def test_what_was_shown_before_the_receipt_stands_again(before: Forex) -> None:
    claim = replace(a_claim(), forex=before)

    assert taken_back(received(claim)).state == claim


def test_a_reversal_that_is_told_twice_or_before_its_receipt_changes_nothing() -> None:
    claim = a_claim()
    once = taken_back(received(claim)).state

    assert taken_back(once) == Decided(once)
    assert taken_back(claim) == Decided(claim)
    assert received(once).forex == Forex(Decimal("3000.00"), "USD", TODAY)


@pytest.mark.parametrize(
    ("case", "changes"), [(ONE, {"receipt_no": "FX-9"}), (ONE, {"bank": "ICBC"}), (TWO, {})]
)
def test_another_receipt_than_the_one_that_is_reversed_stands(case: str, changes: dict[str, str]) -> None:
    claim = received(a_claim())

    assert taken_back(claim, case, **changes) == Decided(claim)


def test_a_receipt_that_came_by_another_way_is_not_reversed() -> None:
    forex = Forex(Decimal("3000.00"), "USD", TODAY)
    by_hand = record_forex(received(a_claim()), forex, now=NOW, policy=BY_HAND)
    assert isinstance(by_hand, Decided)

    assert taken_back(by_hand.state) == Decided(by_hand.state)
    assert by_hand.state.forex == forex


@pytest.mark.rule("TAX-FOREX-REVERSED")
def test_class_4_cannot_be_approved_on_a_receipt_that_was_reversed() -> None:
    claim = replace(received(a_claim(rebate_class=4)), status=Status.ACCEPTED)

    open_again = taken_back(claim).state

    answer = approve(open_again, now=NOW, policy=BY_HAND)
    assert isinstance(answer, Refused)
    assert answer.slug == "in_question"
    assert "收汇凭证" in answer.sentence


@pytest.mark.parametrize(("of_class", "asked_again"), [(4, True), (2, False)])
def test_an_open_notice_asks_for_the_receipt_again_where_the_class_must_show_one(
    of_class: int,
    asked_again: bool,
) -> None:
    other = Asked("rebate_filing", "It is not filed.")
    claim = replace(received(a_claim(rebate_class=of_class)), status=Status.CORRECTION, asked=(other,))

    answer = taken_back(claim)

    codes = [item.code for item in answer.state.asked]
    assert codes == (["rebate_filing", "forex_receipt"] if asked_again else ["rebate_filing"])
    assert ("rebate.correction_requested.v1" in {fact.type for fact in answer.facts}) is asked_again
    assert (answer.state.status, answer.state.corrections) == (Status.CORRECTION, claim.corrections)


def test_a_claim_that_was_paid_stays_paid_and_shows_that_the_receipt_is_gone() -> None:
    claim = replace(received(a_claim(rebate_class=4)), status=Status.PAID)

    answer = taken_back(claim)

    assert (answer.state.status, answer.state.forex) == (Status.PAID, None)
    assert forex_questions(answer.state, BY_HAND.of(claim.profile, claim.profile_version))
    assert {fact.type for fact in answer.facts} == {"rebate.forex_reversed.v1"}


@pytest.mark.parametrize("status", [each for each in Status if Verb.RECORD_FOREX not in MOVES[each]])
def test_a_claim_that_has_ended_notes_no_reversal_either(status: Status) -> None:
    ended = replace(received(a_claim()), status=status)

    assert taken_back(ended) == Decided(ended)
