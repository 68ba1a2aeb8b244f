"""Receipts that a bank records reach the claim: added up, in one currency, and only while there is a claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from exportlane.contracts.credit_insurance import ForexReceived
from exportlane.contracts.decision import Decided, Heard, Refused
from tax_rebate import handlers
from tax_rebate.domain import MOVES, Claim, Forex, Status, Verb
from tests.tax_rebate.given import BY_HAND, NOW, ONE, TODAY, a_claim

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
