"""Refunds that come back: grounds, class review, offset against the next claim, certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tax_rebate.domain import (
    GROUNDS,
    Claim,
    Outcome,
    Status,
    came_back,
    claw_back,
    order_claw_back,
    pay,
    payable,
    send_to_treasury,
    set_off,
)
from tests.tax_rebate.given import (
    BY_HAND,
    DECIDES_ALONE,
    NOW,
    ONE,
    PAYS_ALONE,
    TODAY,
    TWO,
    VIN_ONE,
    VIN_TWO,
    a_claim,
    a_line,
    all_cleared,
    an_invoice,
    decided,
    refusal,
    told,
)

OTHER_ID = "01954a2b-7c1e-7d3f-8a4b-1234567890ff"
OTHER_VIN = "LFV2A21K9J4000003"


def paid() -> Claim:
    return all_cleared(a_claim(), PAYS_ALONE).state


def ordered(*vins: str) -> Claim:
    """A debtor who owes for these vehicles, 13,000 each."""
    return decided(order_claw_back(paid(), vins=vins, code="no_forex", reason="no receipt"))


def next_claim(ex_vat: str = "100000.00", **changed: object) -> Claim:
    """The next claim of the enterprise, approved and not paid: its refund is 13 % of the price."""
    gross = str((Decimal(ex_vat) * Decimal("1.13")).quantize(Decimal("0.01")))
    line = a_line("case-9", OTHER_VIN, an_invoice(gross=gross, ex_vat=ex_vat))
    return all_cleared(a_claim(line, id=OTHER_ID, **changed), DECIDES_ALONE).state


@pytest.mark.rule("TAX-CLAWBACK")
@pytest.mark.parametrize(
    ("code", "review"),
    [
        ("bad_invoice", 4),
        ("no_forex", 4),
        ("fraud", 4),
        ("documents_not_filed", None),
        ("wrong_amount", None),
    ],
)
def test_c13_an_officer_orders_a_refund_back_and_three_grounds_have_the_class_reviewed(
    code: str, review: int | None
) -> None:
    answer = order_claw_back(paid(), vins=(VIN_ONE,), code=code, reason="found at the audit")

    assert told(answer) == [(ONE, "clawback_ordered")]
    data = answer.facts[0].data.model_dump()  # type: ignore[union-attr]
    assert (data["code"], data["class_review"], data["article"]) == (code, review, GROUNDS[code].article)
    state = decided(answer)
    assert (state.status, state.class_review) == (Status.CLAWBACK_ORDERED, review)
    assert [line.outcome for line in state.lines] == [Outcome.CLAWBACK_ORDERED, Outcome.PAID]


def test_an_order_is_fulfilled_by_the_supervisor_and_the_others_stay_paid() -> None:
    answer = claw_back(ordered(VIN_ONE), vins=(), reason="transferred back", now=NOW)

    assert told(answer) == [(ONE, "clawed_back")]
    assert [line.outcome for line in decided(answer).lines] == [Outcome.CLAWED_BACK, Outcome.PAID]


def test_what_is_ordered_back_is_not_ordered_again() -> None:
    answer = refusal(order_claw_back(ordered(VIN_ONE), vins=(VIN_ONE,), code="fraud", reason="?"))

    assert (answer.slug, answer.field) == ("vehicle_unknown", "/vins")


@pytest.mark.rule("TAX-OFFSET")
class TestOffset:
    def test_what_is_owed_is_kept_back_from_the_next_payment(self) -> None:
        answer = set_off(ordered(VIN_ONE), next_claim(), now=NOW)

        assert isinstance(answer, tuple)
        debtor, creditor = answer
        assert told(debtor) == [(ONE, "offset")]
        data = debtor.facts[0].data.model_dump()
        assert (data["amount"], data["against_claim_no"]) == (Decimal("13000.00"), creditor.state.number)
        assert debtor.state.status is Status.OFFSET
        assert payable(creditor.state) == Decimal("0.00")
        assert decided(pay(creditor.state, now=NOW)).status is Status.PAID

    def test_it_reaches_as_far_as_whole_vehicles_and_the_rest_is_still_owed(self) -> None:
        answer = set_off(ordered(), next_claim("150000.00"), now=NOW)

        assert isinstance(answer, tuple)
        debtor, creditor = answer
        assert [line.outcome for line in debtor.state.lines] == [Outcome.OFFSET, Outcome.CLAWBACK_ORDERED]
        assert debtor.state.status is Status.CLAWBACK_ORDERED
        assert payable(creditor.state) == Decimal("6500.00")

    @pytest.mark.parametrize(
        ("creditor", "sentence"),
        [
            (lambda: next_claim(exporter_uscc="91331004MA2A1B2C3U"), "same enterprise"),
            (lambda: next_claim("50000.00"), "covers none"),
            (lambda: decided(pay(next_claim(), now=NOW)), "is paid"),
            (lambda: decided(send_to_treasury(next_claim(), now=NOW)), "treasury_sent"),
            (lambda: replace(next_claim(), id=ordered().id), "same enterprise"),
        ],
    )
    def test_only_an_approved_refund_of_the_enterprise_that_is_large_enough(
        self, creditor: object, sentence: str
    ) -> None:
        answer = refusal(set_off(ordered(VIN_ONE), creditor(), now=NOW))  # type: ignore[operator]

        assert (answer.slug, answer.field) == ("offset_not_possible", "/against")
        assert sentence in answer.sentence

    def test_a_refund_that_covered_a_debt_cannot_be_given_up_any_more(self) -> None:
        answer = set_off(ordered(VIN_ONE), next_claim(), now=NOW)
        assert isinstance(answer, tuple)
        creditor = answer[1].state

        back = came_back(creditor, "case-9", on=TODAY, reason="refused", now=NOW, policy=BY_HAND)

        # Given up, the debt of the first claim would be covered by nothing.
        assert told(back) == [("case-9", "clawback_ordered")]


@pytest.mark.rule("TAX-CERTIFICATE")
class TestCertificates:
    def test_the_tax_was_made_good_when_a_paid_refund_is_back(self) -> None:
        claim = decided(came_back(paid(), ONE, on=TODAY, reason="refused", now=NOW, policy=PAYS_ALONE))

        answer = claw_back(claim, vins=(), reason="transferred", now=NOW)

        assert told(answer) == [(ONE, "clawed_back"), (ONE, "certificate_issued")]
        data = answer.facts[1].data.model_dump()  # type: ignore[union-attr]
        assert (data["kind"], data["on"]) == ("tax_made_good", date(2026, 11, 23))
        assert data["certificate_no"].startswith("BS202611-")

    def test_it_was_never_refunded_when_the_goods_are_back_before_the_payment(self) -> None:
        claim = all_cleared(a_claim(), BY_HAND).state

        answer = came_back(claim, TWO, on=TODAY, reason="refused", now=NOW, policy=BY_HAND)

        assert told(answer) == [(TWO, "rejected"), (TWO, "certificate_issued")]
        assert answer.facts[1].data.model_dump()["kind"] == "not_refunded"  # type: ignore[union-attr]

    def test_a_claw_back_without_a_return_has_none(self) -> None:
        assert told(claw_back(ordered(VIN_TWO), vins=(), reason="paid back", now=NOW)) == [
            (TWO, "clawed_back")
        ]

    def test_goods_that_come_back_after_the_refund_did_have_one_then(self) -> None:
        claim = decided(claw_back(ordered(VIN_ONE), vins=(), reason="paid back", now=NOW))

        answer = came_back(claim, ONE, on=TODAY, reason="refused", now=NOW, policy=PAYS_ALONE)

        assert told(answer) == [(ONE, "certificate_issued")]
        assert answer.facts[0].data.model_dump()["kind"] == "tax_made_good"  # type: ignore[union-attr]

    def test_goods_that_come_back_while_the_refund_is_owed_have_one_when_it_is_back(self) -> None:
        back = came_back(ordered(VIN_ONE), ONE, on=TODAY, reason="refused", now=NOW, policy=PAYS_ALONE)

        assert told(back) == []
        done = claw_back(decided(back), vins=(), reason="paid back", now=NOW)
        assert told(done) == [(ONE, "clawed_back"), (ONE, "certificate_issued")]

    def test_an_offset_of_goods_that_came_back_has_one_too(self) -> None:
        claim = decided(came_back(paid(), ONE, on=TODAY, reason="refused", now=NOW, policy=PAYS_ALONE))

        answer = set_off(claim, next_claim(), now=NOW)

        assert isinstance(answer, tuple)
        assert told(answer[0]) == [(ONE, "offset"), (ONE, "certificate_issued")]


class TestTheTreasury:
    def test_its_days_begin_when_the_decision_has_ended(self) -> None:
        sent = send_to_treasury(next_claim(), now=NOW)

        assert told(sent) == [("case-9", "treasury_sent")]
        state = decided(sent)
        assert (state.status, state.treasury_on, state.due_on) == (Status.TREASURY_SENT, TODAY, None)
        assert told(pay(state, now=NOW)) == [("case-9", "paid")]

    def test_goods_that_come_back_meanwhile_leave_the_rest_with_the_treasury(self) -> None:
        claim = decided(send_to_treasury(all_cleared(a_claim(), DECIDES_ALONE).state, now=NOW))

        answer = came_back(claim, ONE, on=TODAY, reason="refused", now=NOW, policy=DECIDES_ALONE)

        assert decided(answer).status is Status.TREASURY_SENT
        assert told(pay(decided(answer), now=NOW)) == [(TWO, "paid")]
