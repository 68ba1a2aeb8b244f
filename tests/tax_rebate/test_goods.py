from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from exportlane.contracts.decision import Decided, Refused
from tax_rebate.domain import (
    Asked,
    Claim,
    Departure,
    Outcome,
    Policy,
    Status,
    came_back,
    claw_back,
    cleared,
    never_left,
    request_correction,
)
from tests.tax_rebate.given import (
    AUTOMATIC,
    BY_HAND,
    DECIDES_ALONE,
    DEPARTURE,
    ENDED,
    EXEMPT_INVOICE,
    NOW,
    ONE,
    PAYS_ALONE,
    TODAY,
    TWO,
    VIN_ONE,
    VIN_TWO,
    WRONG_SUM,
    a_claim,
    a_line,
    accepted,
    all_cleared,
    decided,
    told,
)


def assert_contradiction(answer: object) -> None:
    assert isinstance(answer, Refused), answer
    assert answer.slug == "contradiction"


def returned(claim: Claim, case_id: str = ONE, rules: Policy = AUTOMATIC) -> Decided[Claim] | Refused:
    return came_back(claim, case_id, on=TODAY, reason="the buyer refused it", now=NOW, policy=rules)


def paid(rules: Policy = AUTOMATIC) -> Claim:
    return all_cleared(a_claim(), rules).state


def test_a_declaration_that_customs_ended_lets_every_vehicle_s_claim_lapse() -> None:
    first = never_left(a_claim(), ONE, ENDED, now=NOW, policy=AUTOMATIC)
    second = never_left(decided(first), TWO, ENDED, now=NOW, policy=AUTOMATIC)

    assert told(first) == [(ONE, "lapsed")]
    assert told(second) == [(TWO, "lapsed")]
    assert decided(second).status is Status.LAPSED
    assert never_left(decided(second), TWO, ENDED, now=NOW, policy=AUTOMATIC) == Decided(decided(second))


def test_a_departure_told_again_changes_nothing() -> None:
    claim = paid()

    assert cleared(claim, ONE, DEPARTURE, now=NOW, policy=AUTOMATIC) == Decided(claim)


def test_what_comes_back_after_the_payment_is_clawed_back_for_that_vehicle_alone() -> None:
    answer = returned(paid())

    assert told(answer) == [(ONE, "clawback_ordered"), (ONE, "clawed_back"), (ONE, "certificate_issued")]
    assert isinstance(answer, Decided)
    assert answer.facts[0].data.model_dump()["amount"] == Decimal("13000.00")
    assert answer.state.status is Status.CLAWED_BACK
    assert [line.outcome for line in answer.state.lines] == [Outcome.CLAWED_BACK, Outcome.PAID]


def test_what_comes_back_twice_is_clawed_back_once() -> None:
    once = decided(returned(paid()))

    assert returned(once) == Decided(once)


def test_where_the_supervisor_claws_back_it_is_asked_for_first() -> None:
    asked = returned(paid(PAYS_ALONE), rules=PAYS_ALONE)

    assert told(asked) == [(ONE, "clawback_ordered")]
    assert decided(asked).status is Status.CLAWBACK_ORDERED
    done = claw_back(decided(asked), vins=(), reason="returned goods", now=NOW)
    assert told(done) == [(ONE, "clawed_back"), (ONE, "certificate_issued")]
    assert decided(done).status is Status.CLAWED_BACK


def test_the_supervisor_may_claw_back_what_nobody_asked_for_by_name() -> None:
    answer = claw_back(paid(), vins=(VIN_ONE, VIN_TWO), reason="forged invoice", now=NOW)

    assert told(answer) == [
        (ONE, "clawback_ordered"),
        (TWO, "clawback_ordered"),
        (ONE, "clawed_back"),
        (TWO, "clawed_back"),
    ]


@pytest.mark.parametrize("vins", [(), ("11111111111111111",), (VIN_ONE, "11111111111111111")])
def test_a_claw_back_names_vehicles_that_were_paid(vins: tuple[str, ...]) -> None:
    answer = claw_back(paid(), vins=vins, reason="?", now=NOW)

    assert isinstance(answer, Refused)
    assert (answer.status, answer.field) == (422, "/vins")


def test_what_comes_back_under_review_is_rejected_and_the_others_go_on() -> None:
    answer = returned(accepted(), rules=BY_HAND)

    assert told(answer) == [(ONE, "rejected"), (ONE, "certificate_issued")]
    assert decided(answer).status is Status.ACCEPTED


def test_when_all_came_back_under_review_the_claim_is_rejected() -> None:
    half = decided(returned(accepted(), rules=BY_HAND))

    whole = returned(half, TWO, rules=BY_HAND)

    assert told(whole) == [(TWO, "rejected"), (TWO, "certificate_issued")]
    assert (decided(whole).status, decided(whole).decided_on) == (Status.REJECTED, TODAY)
    assert decided(whole).due_on is None


def test_an_approved_refund_that_is_not_paid_yet_is_given_up() -> None:
    claim = all_cleared(a_claim(), DECIDES_ALONE).state

    answer = returned(claim, rules=DECIDES_ALONE)

    assert told(answer) == [(ONE, "rejected"), (ONE, "certificate_issued")]
    assert (decided(answer).status, decided(answer).ended) == (Status.APPROVED, None)
    assert decided(answer).decided_on == claim.decided_on


def test_an_exempt_vehicle_that_comes_back_owes_nothing() -> None:
    claim = all_cleared(a_claim(a_line(invoice=EXEMPT_INVOICE))).state

    answer = returned(claim)

    assert told(answer) == [(ONE, "certificate_issued")]
    assert decided(answer).lines[0].returned_on == TODAY
    assert decided(answer).status is Status.EXEMPTED


class TestReturnedWhileTheEnterpriseIsWaitedFor:
    def test_only_the_returned_vehicle_was_in_question_so_the_others_are_decided(self) -> None:
        claim = all_cleared(a_claim(a_line(invoice=WRONG_SUM), a_line(TWO, VIN_TWO))).state

        answer = returned(claim)

        assert told(answer) == [
            (ONE, "rejected"),
            (ONE, "certificate_issued"),
            (TWO, "approved"),
            (TWO, "paid"),
        ]
        assert decided(answer).status is Status.PAID

    def test_what_is_asked_about_the_others_stays_asked(self) -> None:
        claim = all_cleared(a_claim(a_line(invoice=WRONG_SUM), a_line(TWO, VIN_TWO, WRONG_SUM))).state

        answer = returned(claim)

        assert told(answer) == [(ONE, "rejected"), (ONE, "certificate_issued")]
        assert decided(answer).status is Status.CORRECTION
        assert [item.vin for item in decided(answer).asked] == [VIN_TWO]

    def test_an_item_about_the_whole_claim_stays_asked(self) -> None:
        item = Asked("bank_receipt", "the receipt")
        claim = decided(request_correction(accepted(), (item,), by="officer", now=NOW, policy=BY_HAND))

        answer = returned(claim, rules=BY_HAND)

        assert decided(answer).asked == (item,)


class TestReturnedBeforeTheOthersAreCleared:
    def half_cleared(self) -> Claim:
        return decided(cleared(a_claim(), ONE, DEPARTURE, now=NOW, policy=AUTOMATIC))

    def test_its_claim_lapses_and_the_others_still_go_on(self) -> None:
        lapsed = returned(self.half_cleared())

        paid_out = cleared(decided(lapsed), TWO, DEPARTURE, now=NOW, policy=AUTOMATIC)

        assert told(lapsed) == [(ONE, "lapsed")]
        assert told(paid_out) == [(TWO, "claim_accepted"), (TWO, "approved"), (TWO, "paid")]

    def test_when_no_other_is_left_the_claim_has_lapsed(self) -> None:
        claim = a_claim(a_line(outcome=Outcome.LAPSED), a_line(TWO, VIN_TWO, departure=DEPARTURE))

        answer = returned(claim, TWO)

        assert told(answer) == [(TWO, "lapsed")]
        assert decided(answer).status is Status.LAPSED


class TestContradictionsGoToAPerson:
    def test_a_second_declaration(self) -> None:
        other = Departure("020220260000000025", date(2026, 11, 21))

        assert_contradiction(cleared(paid(), ONE, other, now=NOW, policy=AUTOMATIC))

    def test_a_vehicle_cleared_after_its_line_lapsed(self) -> None:
        lapsed = decided(never_left(a_claim(), ONE, ENDED, now=NOW, policy=AUTOMATIC))

        assert_contradiction(cleared(lapsed, ONE, DEPARTURE, now=NOW, policy=AUTOMATIC))

    def test_an_export_that_customs_ended_after_clearing_it(self) -> None:
        assert_contradiction(never_left(paid(), ONE, ENDED, now=NOW, policy=AUTOMATIC))

    def test_goods_that_came_back_without_having_left(self) -> None:
        assert_contradiction(returned(a_claim()))


def test_a_case_of_another_claim_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        replace(a_claim()).line("0195-nobody")
