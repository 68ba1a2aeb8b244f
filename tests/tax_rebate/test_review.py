from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from exportlane.contracts.decision import Decided
from exportlane.law.pauses import Pause
from tax_rebate.domain import (
    Asked,
    Claim,
    Departure,
    Document,
    Status,
    approve,
    claim_number,
    cleared,
    pay,
    receive,
    refuse,
    request_correction,
    supply_correction,
)
from tests.tax_rebate.given import (
    AUTOMATIC,
    BY_HAND,
    DECIDES_ALONE,
    DEPARTURE,
    EXEMPT_INVOICE,
    NOW,
    ONE,
    TODAY,
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


def test_a_claim_is_kept_without_a_word_until_customs_have_cleared_it() -> None:
    answer = receive(a_claim(), now=NOW, policy=AUTOMATIC)

    assert told(answer) == []
    assert decided(answer).status is Status.RECEIVED


@pytest.mark.parametrize("second", [a_line(TWO, VIN_ONE), a_line(ONE, VIN_TWO)])
def test_a_vehicle_stands_once_in_a_claim(second: object) -> None:
    assert refusal(receive(a_claim(a_line(), second), now=NOW, policy=AUTOMATIC)).field == "/lines"  # type: ignore[arg-type]


def test_the_claim_begins_only_when_every_vehicle_is_cleared() -> None:
    first = cleared(a_claim(), ONE, DEPARTURE, now=NOW, policy=AUTOMATIC)

    second = cleared(decided(first), TWO, DEPARTURE, now=NOW, policy=AUTOMATIC)

    assert told(first) == []
    assert decided(first).status is Status.RECEIVED
    assert told(second) == [
        (ONE, "claim_accepted"),
        (TWO, "claim_accepted"),
        (ONE, "approved"),
        (TWO, "approved"),
        (ONE, "paid"),
        (TWO, "paid"),
    ]
    assert decided(second).status is Status.PAID


def test_a_paid_refund_names_claim_amount_and_day() -> None:
    answer = all_cleared(a_claim(a_line()))

    data = answer.facts[-1].data.model_dump()
    assert data == {
        "claim_id": answer.state.id,
        "vin": VIN_ONE,
        "claim_no": "TS202611-1234567890AB",
        "amount": Decimal("13000.00"),
        "currency": "CNY",
        "paid_on": TODAY,
    }


def test_a_vehicle_bought_from_a_private_person_is_exempt_and_that_is_a_success() -> None:
    answer = all_cleared(a_claim(a_line(invoice=EXEMPT_INVOICE)))

    assert told(answer) == [(ONE, "claim_accepted"), (ONE, "exempted")]
    assert answer.state.status is Status.EXEMPTED
    assert "used_vehicle_unified" in answer.facts[-1].data.model_dump()["reason"]


def test_a_refund_of_nothing_is_an_exemption() -> None:
    answer = all_cleared(a_claim(a_line(hs_rebate_rate=Decimal(0))))

    assert told(answer)[-1] == (ONE, "exempted")
    assert "0.00" in answer.facts[-1].data.model_dump()["reason"]


def test_refunded_and_exempt_vehicles_stand_in_one_claim() -> None:
    answer = all_cleared(a_claim(a_line(), a_line(TWO, VIN_TWO, EXEMPT_INVOICE)))

    assert told(answer)[2:] == [(ONE, "approved"), (TWO, "exempted"), (ONE, "paid")]
    assert answer.state.status is Status.PAID


def test_where_the_treasury_pays_by_hand_the_claim_waits_approved() -> None:
    answer = all_cleared(a_claim(), DECIDES_ALONE)

    assert answer.state.status is Status.APPROVED
    assert told(pay(answer.state, now=NOW)) == [(ONE, "paid"), (TWO, "paid")]


class TestTheLimit:
    def test_the_class_at_acceptance_binds_and_the_average_is_a_target(self) -> None:
        claim = accepted()

        assert claim.status is Status.ACCEPTED
        assert (claim.accepted_on, claim.due_on, claim.target_on) == (
            TODAY,
            date(2026, 11, 26),
            date(2026, 11, 30),
        )

    def test_a_class_without_a_limit_has_no_last_day(self) -> None:
        claim = accepted(rebate_class=3)

        assert (claim.due_on, claim.target_on) == (None, date(2026, 11, 30))

    def test_a_profile_without_an_average_has_no_target(self) -> None:
        claim = accepted(profile="national", rebate_class=3)

        assert (claim.due_on, claim.target_on) == (date(2026, 12, 14), None)

    def test_the_clock_stands_still_while_the_enterprise_is_waited_for(self) -> None:
        claim = decided(
            request_correction(accepted(), (ITEM,), by="tax-rebate/officer/wu", now=NOW, policy=BY_HAND)
        )

        assert (claim.due_on, claim.target_on, claim.pauses) == (None, None, (Pause(TODAY),))
        back = supply_correction(
            claim,
            invoices={},
            documents=(Document("bank_receipt", "SCAN"),),
            now=NOW + timedelta(days=4),
            policy=BY_HAND,
        )
        assert decided(back).pauses == (Pause(TODAY, TODAY + timedelta(days=4)),)
        assert decided(back).due_on == date(2026, 12, 2)

    def test_a_second_pause_leaves_the_first_as_it_was(self) -> None:
        pause = Pause(TODAY - timedelta(days=9), TODAY - timedelta(days=8))
        claim = replace(accepted(), pauses=(pause,))
        again = decided(request_correction(claim, (ITEM,), by="officer", now=NOW, policy=BY_HAND))

        back = supply_correction(
            again, invoices={}, documents=(Document("bank_receipt", "SCAN"),), now=NOW, policy=BY_HAND
        )

        assert decided(back).pauses == (pause, Pause(TODAY, TODAY))


LATER = datetime(2029, 11, 26, 2, 0, tzinfo=UTC)
"""A Monday, three years after."""


class TestTheWindow:
    """R14: a claim more than 36 months after the export is rejected."""

    def claim(self, exported: date, rules: object = AUTOMATIC) -> Decided[Claim]:
        departure = Departure("020220260000000017", exported)
        bought = a_line(invoice=replace(an_invoice(), date=date(2022, 10, 9)))
        answer = cleared(a_claim(bought), ONE, departure, now=LATER, policy=rules)  # type: ignore[arg-type]
        assert isinstance(answer, Decided)
        return answer

    @pytest.mark.rule("TAX-WINDOW")
    @pytest.mark.parametrize(
        "exported", [date(2026, 11, 26), date(2026, 11, 24)], ids=["on it", "a Saturday"]
    )
    def test_the_last_day_is_in_time(self, exported: date) -> None:
        assert self.claim(exported).state.status is Status.PAID

    @pytest.mark.rule("TAX-WINDOW")
    def test_the_day_after_is_too_late(self) -> None:
        answer = self.claim(date(2026, 11, 23))

        assert told(answer) == [(ONE, "claim_accepted"), (ONE, "taxed")]
        assert answer.facts[-1].data.model_dump()["code"] == "window_closed"
        assert answer.state.status is Status.TAXED

    def test_an_officer_s_approval_taxes_it_all_the_same(self) -> None:
        waiting = self.claim(date(2026, 11, 23), BY_HAND).state

        answer = approve(waiting, now=LATER, policy=BY_HAND)

        assert told(answer) == [(ONE, "taxed")]
        assert decided(answer).lines[0].ended is not None

    def test_the_office_may_take_its_time_once_the_claim_is_made(self) -> None:
        waiting = self.claim(date(2026, 11, 26), BY_HAND).state

        answer = approve(waiting, now=LATER + timedelta(days=9), policy=BY_HAND)

        assert told(answer) == [(ONE, "approved")]

    @pytest.mark.rule("TAX-WINDOW")
    @pytest.mark.parametrize(
        ("exported", "status"), [(date(2025, 12, 31), Status.PAID), (date(2026, 1, 1), Status.TAXED)]
    )
    def test_the_window_closes_on_exports_since_2026_alone(self, exported: date, status: Status) -> None:
        assert self.claim(exported).state.status is status

    def test_where_the_version_knows_no_window_none_closes(self) -> None:
        bought = a_line(invoice=replace(an_invoice(), date=date(2020, 12, 1)))
        claim = a_claim(bought, profile_version="tianjin-2024.1")
        departure = Departure("020220210000000017", date(2021, 1, 4))

        answer = cleared(claim, ONE, departure, now=NOW, policy=AUTOMATIC)

        assert decided(answer).status is Status.PAID


def test_an_officer_approves_by_hand() -> None:
    answer = approve(accepted(), now=NOW, policy=BY_HAND)

    assert told(answer) == [(ONE, "approved"), (TWO, "approved")]


def test_an_officer_cannot_approve_what_does_not_add_up() -> None:
    answer = refusal(approve(accepted(a_line(invoice=WRONG_SUM)), now=NOW, policy=BY_HAND))

    assert (answer.slug, answer.status) == ("in_question", 422)


@pytest.mark.parametrize(
    ("named", "cited"),
    [("税收征收管理法 第六十六条", "税收征收管理法 第六十六条"), (None, "财政部 税务总局公告2026年第11号")],
)
def test_an_officer_s_rejection_cites_an_article_and_counts_for_every_vehicle(
    named: str | None, cited: str
) -> None:
    answer = refuse(accepted(), code="forged_invoice", reason="the invoice is forged", article=named, now=NOW)

    assert isinstance(answer, Decided)
    assert told(answer) == [(ONE, "rejected"), (TWO, "rejected")]
    assert answer.facts[0].data.model_dump()["article"] == cited
    assert (answer.state.status, answer.state.due_on) == (Status.REJECTED, None)


def test_claims_of_one_month_have_different_numbers() -> None:
    other = a_claim(id="01954a2b-7c1e-7d3f-8a4b-1234567890ac")

    assert claim_number(a_claim(), TODAY) != claim_number(other, TODAY)
