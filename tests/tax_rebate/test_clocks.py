"""The clocks of a claim as the runtime asks them: alarms once, pauses, another calendar."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from exportlane.law.calendar import Override, shipped_calendar
from exportlane.law.instants import due_instant
from tax_rebate import timers
from tax_rebate.domain import (
    Asked,
    Claim,
    Document,
    Status,
    approve,
    file_documents,
    request_correction,
    withdraw,
)
from tests.tax_rebate.given import (
    AUTOMATIC,
    BY_HAND,
    NOW,
    TODAY,
    WRONG_SUM,
    a_claim,
    a_line,
    accepted,
    all_cleared,
    decided,
)

FILED = tuple(Document(code, "REF") for code in ("sale_contract", "transport_document", "broker_agreement"))
FOR_EVER = datetime(2040, 1, 1, tzinfo=UTC)


def run_until(claim: Claim, end: datetime) -> tuple[Claim, list[str]]:
    """Ask the claim at every moment that it names; the facts that follow."""
    said: list[str] = []
    for _ in range(20):
        at = timers.wake(claim)
        if at is None or at > end:
            return claim, said
        answer = timers.on_time(claim, now=at, policy=AUTOMATIC)
        said += [fact.type for fact in answer.facts]
        claim = answer.state
    raise AssertionError("the claim never comes to rest")


def test_an_open_claim_of_class_1_is_due_soon_breached_and_its_documents_overdue_each_once() -> None:
    claim, said = run_until(accepted(a_line()), FOR_EVER)

    assert Counter(said) == {
        "clock.due_soon.v1": 2,
        "clock.breached.v1": 2,
        "rebate.documents_overdue.v1": 1,
    }
    assert claim.average_threatened
    assert timers.wake(claim) is None


def test_asked_again_at_the_same_moment_nothing_is_said_twice() -> None:
    claim = accepted(a_line())
    late = due_instant(claim.due_on or TODAY)

    once = timers.on_time(claim, now=late, policy=AUTOMATIC)
    twice = timers.on_time(once.state, now=late, policy=AUTOMATIC)

    assert len(once.facts) == 1
    assert twice.facts == ()


def test_asked_again_when_the_documents_are_overdue_nothing_is_said_twice() -> None:
    once = timers.on_time(accepted(a_line()), now=FOR_EVER, policy=AUTOMATIC)
    twice = timers.on_time(once.state, now=FOR_EVER, policy=AUTOMATIC)

    assert "rebate.documents_overdue.v1" in [fact.type for fact in once.facts]
    assert twice.facts == ()


def test_a_paid_claim_waits_for_its_documents_only() -> None:
    claim = all_cleared(a_claim(a_line())).state

    _, said = run_until(claim, FOR_EVER)

    assert said == ["clock.due_soon.v1", "clock.breached.v1", "rebate.documents_overdue.v1"]


@pytest.mark.rule("TAX-DOCUMENTS")
def test_the_documents_are_due_15_days_after_the_claim() -> None:
    claim = all_cleared(a_claim(a_line())).state
    last = date(2026, 12, 8)

    before = timers.on_time(claim, now=due_instant(last) - timedelta(seconds=1), policy=AUTOMATIC)
    after = timers.on_time(before.state, now=due_instant(last), policy=AUTOMATIC)

    assert {fact.type for fact in before.facts} == {"clock.due_soon.v1"}
    assert [fact.type for fact in after.facts] == ["clock.breached.v1", "rebate.documents_overdue.v1"]
    data = after.facts[1].data.model_dump()
    assert (data["due_on"], data["article"]) == (last, "国家税务总局公告2026年第5号")


def test_documents_on_file_end_their_clock() -> None:
    claim = all_cleared(a_claim(a_line())).state

    filed = decided(file_documents(claim, FILED, now=NOW, policy=AUTOMATIC))

    assert timers.wake(filed) is None


def test_a_withdrawn_claim_has_no_clock() -> None:
    assert timers.wake(decided(withdraw(accepted(), reason="sold at home", now=NOW))) is None


def test_a_decision_ends_the_clock_of_the_class() -> None:
    claim = decided(approve(accepted(a_line()), now=NOW, policy=BY_HAND))

    assert (claim.status, claim.due_on, claim.target_on) == (Status.APPROVED, None, None)
    _, said = run_until(claim, FOR_EVER)
    assert Counter(said)["clock.breached.v1"] == 1


def test_a_version_without_limits_has_no_clocks() -> None:
    rules = replace(AUTOMATIC.of("national", None), time_limits={}, automatic=frozenset())
    bare = replace(AUTOMATIC, by_version={("national", None): rules})

    claim = all_cleared(a_claim(profile="national"), bare).state

    assert (claim.status, claim.clocks, timers.wake(claim)) == (Status.ACCEPTED, (), None)


def test_a_draft_has_no_clock() -> None:
    assert timers.wake(a_claim()) is None


def test_while_the_enterprise_is_waited_for_nothing_of_the_limit_rings() -> None:
    item = Asked("other", "a paper")
    claim = decided(request_correction(accepted(a_line()), (item,), by="wu", now=NOW, policy=BY_HAND))

    _, said = run_until(claim, FOR_EVER)

    assert Counter(said) == {
        "clock.due_soon.v1": 1,
        "clock.breached.v1": 1,
        "rebate.documents_overdue.v1": 1,
    }


def test_before_acceptance_the_enterprise_s_correction_has_no_clock_to_stop() -> None:
    claim = all_cleared(a_claim(a_line(invoice=WRONG_SUM), rebate_filing=False)).state

    assert (claim.status, claim.pauses, claim.due_on) == (Status.CORRECTION, (), None)


def test_another_calendar_moves_the_last_day_and_says_so_once() -> None:
    claim = replace(accepted(a_line()), filed_on=TODAY)
    notice = Override(date(2026, 11, 25), False, "a test notice", "a test")  # a day off
    moved = replace(AUTOMATIC, calendar=shipped_calendar((notice,)))

    answer = timers.on_calendar(claim, now=NOW, policy=moved)

    assert answer is not None
    assert (claim.due_on, answer.state.due_on) == (date(2026, 11, 26), date(2026, 11, 27))
    assert answer.state.target_on == date(2026, 12, 1)
    assert {fact.type for fact in answer.facts} == {"clock.recomputed.v1"}
    assert timers.on_calendar(answer.state, now=NOW, policy=moved) is None
