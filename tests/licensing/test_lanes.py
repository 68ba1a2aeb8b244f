"""The two lanes: urgent first, the limit unchanged, a share of each day, and nobody starves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from exportlane.law.clock import add_workdays
from licensing import domain
from licensing.domain import Application, LaneDecision, Urgency
from licensing.domain.lanes import oldest, place, places_left, share_of, unshown_urgency
from tests.licensing.given import (
    BY_HAND,
    CASES,
    MONDAY,
    TODAY,
    calendar,
    decided,
    on_the_desk,
    refused,
    types,
)

SUPERVISOR = "licensing/supervisor/wang"
VESSEL = Urgency("vessel_cutoff", "The ship leaves on Thursday.", "Booking 77", date(2026, 11, 19))
YES = LaneDecision(True, "vessel_cutoff", "The booking is real.", SUPERVISOR, TODAY)
NO = LaneDecision(False, "not_shown", "The booking is for December.", SUPERVISOR, TODAY)


def asking() -> Application:
    return decided(domain.decide_priority_request(on_the_desk(), VESSEL, now=MONDAY, policy=BY_HAND)).state


def choose(state: Application, choice: LaneDecision, *, of_the_day: int = 10, urgent: int = 0) -> object:
    return domain.decide_priority(
        state, choice, of_the_day=of_the_day, urgent_today=urgent, now=MONDAY, policy=BY_HAND
    )


@pytest.mark.rule("LIC-PRIORITY-ORDER")
@pytest.mark.requirement("TJ-1.3")
def test_an_urgent_application_comes_first_and_keeps_its_limit() -> None:
    normal = on_the_desk()

    urgent = decided(choose(asking(), YES))

    assert types(urgent.facts) == [(case, "licence.priority_set") for case in CASES]
    fact = urgent.facts[0].data
    assert (fact.priority, fact.evidence, fact.by) == ("urgent", "Booking 77", SUPERVISOR)
    assert urgent.state.due_on == normal.due_on == date(2026, 11, 19)
    assert urgent.state.queue_on == date(2026, 11, 17)
    assert urgent.state.queue_on < normal.queue_on


def test_a_no_is_recorded_as_well_as_a_yes_and_a_yes_can_be_taken_back() -> None:
    denied = decided(choose(asking(), NO))
    back = decided(choose(decided(choose(asking(), YES)).state, NO))

    assert (denied.facts[0].data.priority, denied.state.urgent) == ("normal", False)
    assert back.state.queue_on == date(2026, 11, 19)


@pytest.mark.rule("LIC-PRIORITY-REASON")
@pytest.mark.parametrize(
    ("urgency", "shown"),
    [
        (VESSEL, True),
        (replace(VESSEL, cutoff_on=date(2026, 11, 20)), False),
        (replace(VESSEL, cutoff_on=date(2026, 11, 15)), False),
        (replace(VESSEL, cutoff_on=date(2026, 11, 16)), True),
        (replace(VESSEL, cutoff_on=None), False),
        (Urgency("perishable_contract", "Fixed delivery.", "Contract, article 4"), True),
        (Urgency("regulator_request", "Asked by customs.", "Letter 7"), True),
        (Urgency("good_customer", "We are friends.", "Trust me"), False),
    ],
)
def test_the_lane_needs_a_listed_reason_and_a_near_cut_off(urgency: Urgency, *, shown: bool) -> None:
    found = unshown_urgency(urgency, on=TODAY, within=3, calendar=calendar())

    assert (found is None) is shown
    answer = domain.decide_priority_request(on_the_desk(), urgency, now=MONDAY, policy=BY_HAND)
    if not shown:
        assert (refused(answer).slug, refused(answer).status) == ("urgency_not_shown", 422)


def test_nobody_is_put_in_the_lane_who_did_not_ask_or_where_there_is_none() -> None:
    rules = replace(BY_HAND.rules("tianjin"), priority_lane=False)
    without = replace(BY_HAND, versions={"tianjin": (rules,)})

    unasked = refused(choose(on_the_desk(), YES))
    nowhere = refused(domain.decide_priority_request(on_the_desk(), VESSEL, now=MONDAY, policy=without))

    assert (unasked.slug, nowhere.slug) == ("urgency_not_shown", "no_priority_lane")


@pytest.mark.rule("LIC-PRIORITY-SHARE")
@pytest.mark.parametrize(
    ("of_the_day", "urgent", "left"),
    [(0, 0, 1), (1, 0, 1), (1, 1, 0), (9, 1, 0), (10, 1, 1), (10, 2, 0), (100, 19, 1), (100, 20, 0)],
)
def test_only_a_share_of_a_day_is_urgent(of_the_day: int, urgent: int, left: int) -> None:
    assert places_left(of_the_day=of_the_day, urgent=urgent, share=Decimal("0.20")) == left

    answer = choose(asking(), YES, of_the_day=of_the_day, urgent=urgent)
    if left == 0:
        assert (refused(answer).slug, refused(answer).status) == ("urgent_share_used_up", 409)
    else:
        assert decided(answer).state.urgent


DAYS = st.integers(min_value=0, max_value=200).map(lambda n: date(2026, 3, 2) + timedelta(n))


@suppose(
    first=DAYS, later=st.integers(min_value=1, max_value=60), bonus=st.integers(min_value=1, max_value=5)
)
@pytest.mark.requirement("TJ-1.3")
def test_a_normal_application_is_passed_only_by_those_of_the_next_few_days(
    first: date, later: int, bonus: int
) -> None:
    """An urgent one that comes `bonus` working days later, or more, stands behind: nobody starves."""
    normal_due = add_workdays(first, 3, calendar()).date
    comes = first + timedelta(later)
    urgent_due = add_workdays(comes, 3, calendar()).date

    normal = place(normal_due, urgent=False, bonus_workdays=bonus, calendar=calendar())
    urgent = place(urgent_due, urgent=True, bonus_workdays=bonus, calendar=calendar())

    assert normal == normal_due
    assert urgent < urgent_due
    if comes >= add_workdays(first, bonus, calendar()).date:
        assert urgent >= normal


def test_a_flagged_application_needs_a_second_person() -> None:
    urgent = decided(choose(asking(), YES)).state

    first = decided(domain.decide_grant(urgent, by="licensing/officer/li", now=MONDAY, policy=BY_HAND))

    assert types(first.facts) == [(case, "licence.second_person_required") for case in CASES]
    assert first.facts[0].data.flags == ("urgent",)
    assert first.state.licence is None


@pytest.mark.rule("LIC-SECOND")
@pytest.mark.parametrize("second", ["licensing/officer/li", "licensing/supervisor/li"])
def test_the_second_person_is_not_the_first_in_another_role(second: str) -> None:
    urgent = decided(choose(asking(), YES)).state
    first = decided(domain.decide_grant(urgent, by="licensing/officer/li", now=MONDAY, policy=BY_HAND)).state

    same = refused(domain.decide_grant(first, by=second, now=MONDAY, policy=BY_HAND))
    other = decided(domain.decide_grant(first, by="licensing/officer/zhao", now=MONDAY, policy=BY_HAND))

    assert (same.slug, same.status) == ("second_person_needed", 409)
    assert types(other.facts) == [(case, "licence.granted") for case in CASES]


def test_the_figures_of_the_lanes() -> None:
    assert (share_of(1, 5), share_of(0, 0)) == (Decimal("0.2000"), Decimal("0.0000"))
    assert oldest([date(2026, 11, 3), date(2026, 11, 2)]) == date(2026, 11, 2)
    assert oldest([]) is None
