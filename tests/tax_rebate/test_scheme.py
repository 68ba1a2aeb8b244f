"""The port-of-departure rebate: who may use it, when it begins, and what happens when the goods turn round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tax_rebate.domain import (
    Claim,
    EarlyDeparture,
    Ended,
    Outcome,
    Policy,
    Status,
    cleared,
    departed_early,
    never_left,
    submit,
    turned_round,
)
from tests.tax_rebate.given import (
    AUTOMATIC,
    BY_HAND,
    DECIDES_ALONE,
    DEPARTURE,
    NOW,
    ONE,
    PAYS_ALONE,
    TODAY,
    TWO,
    VIN_TWO,
    a_line,
    decided,
    received,
    refusal,
    told,
)

EARLY = EarlyDeparture("0202", "4227", date(2026, 11, 20))


def early(rules: Policy = AUTOMATIC, how: EarlyDeparture = EARLY, **changed: Any) -> Claim:
    """A claim under the scheme whose two vehicles have left the port of departure."""
    claim = received(a_line(), a_line(TWO, VIN_TWO), rules=rules, departure_port_scheme=True, **changed)
    half = decided(departed_early(claim, ONE, how, now=NOW, policy=rules))
    return decided(departed_early(half, TWO, how, now=NOW, policy=rules))


def reversed_(claim: Claim, rules: Policy) -> Any:
    return turned_round(claim, ONE, on=TODAY, reason="the vessel turned round", now=NOW, policy=rules)


@pytest.mark.rule("TAX-SCHEME")
@pytest.mark.requirement("TZ-8b")
def test_the_refund_is_paid_when_the_goods_have_left_the_port_of_departure() -> None:
    assert early().status is Status.PAID


@pytest.mark.rule("TAX-SCHEME")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"rebate_class": 3}, "class 3"),
        ({"rebate_class": 2}, None),
        ({"dishonest": True}, "dishonest"),
        ({"dangerous_goods": True}, "dangerous"),
        ({"transport_mode": "rail", "container": False}, "containers"),
        ({"transport_mode": "rail"}, "containers"),
        ({"transport_mode": "rail", "container": True}, None),
        ({"transport_mode": "water", "container": False}, None),
        ({"how": replace(EARLY, departure_port="3302")}, "port of departure"),
        ({"how": replace(EARLY, exit_port="3302")}, "port of exit"),
        ({"how": replace(EARLY, on=date(2024, 11, 30))}, "2024-12-01"),
        ({"profile_version": "tianjin-2024.1"}, "knows no port-of-departure"),
    ],
)
def test_the_scheme_has_its_conditions(changed: dict[str, Any], sentence: str | None) -> None:
    claim = early(**changed)

    if sentence is None:
        assert claim.status is not Status.RECEIVED
        return
    assert claim.status is Status.RECEIVED
    answer = refusal(submit(claim, by_scheme=True, now=NOW, policy=AUTOMATIC))
    assert (answer.slug, answer.field) == ("scheme_not_eligible", "/departure_port_scheme")
    assert sentence in answer.sentence


@pytest.mark.requirement("TZ-8b")
def test_an_enterprise_that_could_use_the_scheme_has_a_hint_and_may_ask_for_it() -> None:
    claim = received(a_line(), departure_port="0202", exit_port="4227")

    noted = decided(departed_early(claim, ONE, EARLY, now=NOW, policy=AUTOMATIC))

    assert claim.scheme_hint
    assert (noted.scheme_hint, noted.status) == (True, Status.RECEIVED)
    asked = submit(noted, by_scheme=True, now=NOW, policy=AUTOMATIC)
    assert told(asked)[-1] == (ONE, "paid")


def test_a_claim_for_other_ports_has_no_hint() -> None:
    assert not received(a_line(), departure_port="0202", exit_port="3302").scheme_hint
    assert not received(a_line(), departure_port="0202", exit_port="4227", rebate_class=4).scheme_hint


def test_the_later_clearance_is_noted_and_begins_nothing_anew() -> None:
    answer = cleared(early(), ONE, DEPARTURE, now=NOW, policy=AUTOMATIC)

    assert told(answer) == []
    assert decided(answer).lines[0].declaration_item == "020220260000000017001"


@pytest.mark.rule("C10")
class TestTheGoodsTurnRound:
    def test_a_paid_refund_is_clawed_back_for_that_vehicle_alone(self) -> None:
        answer = reversed_(early(), AUTOMATIC)

        assert told(answer) == [(ONE, "clawback_ordered"), (ONE, "clawed_back")]
        assert answer.facts[0].data.model_dump()["code"] == "departure_reversed"
        assert [line.outcome for line in decided(answer).lines] == [Outcome.CLAWED_BACK, Outcome.PAID]

    def test_where_a_person_claws_back_it_is_ordered(self) -> None:
        answer = reversed_(early(PAYS_ALONE), PAYS_ALONE)

        assert told(answer) == [(ONE, "clawback_ordered")]
        assert decided(answer).status is Status.CLAWBACK_ORDERED

    @pytest.mark.parametrize("rules", [BY_HAND, DECIDES_ALONE], ids=["open", "approved"])
    def test_an_unpaid_one_is_rejected_and_the_other_goes_on(self, rules: Policy) -> None:
        claim = early(rules)

        answer = reversed_(claim, rules)

        assert told(answer) == [(ONE, "rejected")]
        assert decided(answer).status is claim.status

    def test_a_draft_goes_on_waiting(self) -> None:
        claim = received(a_line(), a_line(TWO, VIN_TWO), departure_port_scheme=True)
        half = decided(departed_early(claim, ONE, EARLY, now=NOW, policy=AUTOMATIC))

        answer = reversed_(half, AUTOMATIC)

        assert told(answer) == []
        assert decided(answer).status is Status.RECEIVED
        assert not told(departed_early(decided(answer), TWO, EARLY, now=NOW, policy=AUTOMATIC))

    def test_told_twice_it_happens_once(self) -> None:
        once = decided(reversed_(early(), AUTOMATIC))

        assert told(reversed_(once, AUTOMATIC)) == []

    def test_shut_out_without_an_early_claim_means_nothing_here(self) -> None:
        claim = received(a_line())

        assert decided(reversed_(claim, AUTOMATIC)) == claim

    def test_after_the_clearance_it_contradicts(self) -> None:
        done = decided(cleared(early(), ONE, DEPARTURE, now=NOW, policy=AUTOMATIC))

        assert refusal(reversed_(done, AUTOMATIC)).slug == "contradiction"

    def test_a_declaration_that_customs_end_afterwards_adds_nothing(self) -> None:
        reversed_claim = decided(reversed_(early(), AUTOMATIC))
        ended = Ended("cancelled", "the exporter gave up")

        assert told(never_left(reversed_claim, ONE, ended, now=NOW, policy=AUTOMATIC)) == []

    def test_a_declaration_that_customs_end_without_a_reversal_counts_as_one(self) -> None:
        ended = Ended("confiscated", "customs confiscated the goods")

        paid = never_left(early(), ONE, ended, now=NOW, policy=AUTOMATIC)
        unpaid = never_left(early(BY_HAND), ONE, ended, now=NOW, policy=BY_HAND)

        assert told(paid) == [(ONE, "clawback_ordered"), (ONE, "clawed_back")]
        assert told(unpaid) == [(ONE, "rejected")]
