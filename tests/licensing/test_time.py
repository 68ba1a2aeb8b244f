"""What time alone does: alarms once, deemed acceptance, a lapse, an expiry, the end of waiting, another calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from exportlane.contracts.decision import Decided
from exportlane.law.calendar import Override, shipped_calendar
from exportlane.law.instants import SHANGHAI, due_instant
from licensing import domain
from licensing.domain import Application, Item, Outcome, Status, Verb
from licensing.timing import on_calendar, on_time
from tests.licensing.given import (
    BY_HAND,
    CASES,
    FILED,
    GROUND,
    MONDAY,
    VINS,
    application,
    asked,
    decided,
    endorsed,
    granted,
    line,
    on_the_desk,
    policy,
    received,
    refused,
    release,
    report,
    submitted,
    types,
)

OFFICER = "licensing/officer/li"


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def run(state: Application, *, until: datetime, by: domain.Policy = BY_HAND) -> Decided[Application]:
    """Let the timers of a thing run up to an instant, each at its own moment."""
    facts: list = []
    while (due := domain.wake(state)) is not None and due <= until:
        answer = on_time(state, now=due, policy=by)
        assert answer.state != state
        facts += answer.facts
        state = answer.state
    return Decided(state, tuple(facts))


def named(answer: Decided[Application]) -> list[str]:
    """The types of one case's facts."""
    return [fact.type.removesuffix(".v1") for fact in answer.facts if fact.case_id == CASES[0]]


def unheard() -> Application:
    """Handed in on Monday 16 November 2026, its certificates endorsed by its papers; the registry has not spoken."""
    return submitted(by=BY_HAND)


@pytest.mark.rule("LIC-DEEMED")
def test_without_a_notice_in_five_working_days_it_is_accepted_as_of_its_receipt() -> None:
    before = run(unheard(), until=due_instant(date(2026, 11, 23)) - timedelta(microseconds=1))
    after = run(unheard(), until=due_instant(date(2026, 11, 23)))

    assert before.state.status is Status.SUBMITTED
    assert (after.state.status, after.state.deemed) == (Status.ACCEPTED, True)
    fact = next(fact.data for fact in after.facts if fact.type == "licence.accepted.v1")
    assert (fact.deemed, fact.accepted_on) == (True, date(2026, 11, 16))
    assert "第三十二条" in fact.article


def test_the_limit_of_what_is_deemed_accepted_counts_from_the_receipt() -> None:
    bare = submitted(line(0, inspection_report=None), by=BY_HAND)

    state = run(bare, until=due_instant(date(2026, 11, 23))).state

    assert state.due_on == date(2026, 11, 19)


def test_a_notice_in_time_keeps_it_from_being_deemed_accepted() -> None:
    waiting = asked(unheard())

    answer = run(waiting, until=due_instant(date(2026, 11, 30)))

    assert answer.state.status is Status.CORRECTION_REQUESTED
    assert answer.facts == ()


def test_deemed_accepted_it_is_decided_by_rule_when_the_registry_speaks() -> None:
    state = run(submitted(), until=due_instant(date(2026, 11, 23)), by=policy()).state

    answer = endorsed(state, now=at(date(2026, 11, 24)))

    assert (state.status, answer.state.status) == (Status.ACCEPTED, Status.GRANTED)
    assert answer.state.in_time is False


@pytest.mark.rule("LIC-LAPSE")
@pytest.mark.parametrize(("day", "status"), [(16, Status.CORRECTION_REQUESTED), (17, Status.LAPSED)])
def test_a_correction_that_does_not_come_in_thirty_days_ends_it(day: int, status: Status) -> None:
    waiting = asked(unheard())

    answer = run(waiting, until=at(date(2026, 12, day), 0))

    assert answer.state.status is status
    if status is Status.LAPSED:
        assert named(answer) == ["clock.due_soon", "clock.breached", "licence.lapsed"]
        assert answer.facts[-1].data.exporter_uscc == answer.state.exporter_uscc
        assert answer.state.outcome.article
        assert domain.wake(answer.state) is None


@pytest.mark.requirement("TJ-1.2")
def test_each_alarm_is_told_once_and_a_late_decision_is_marked_late() -> None:
    desk = on_the_desk()

    answer = run(desk, until=at(date(2026, 12, 15)))
    again = run(answer.state, until=at(date(2026, 12, 20)))
    late = decided(domain.decide_grant(answer.state, by=OFFICER, now=at(date(2026, 11, 20)), policy=BY_HAND))

    assert named(answer) == ["clock.due_soon", "clock.breached"]
    assert {fact.data.matter for fact in answer.facts} == {"licence"}
    assert again.facts == ()
    assert late.state.in_time is False
    in_time = decided(domain.decide_grant(desk, by=OFFICER, now=at(date(2026, 11, 19), 23), policy=BY_HAND))
    assert in_time.state.in_time is True


@pytest.mark.rule("LIC-DEC31")
@pytest.mark.parametrize(
    ("issued", "valid_to"),
    [
        (date(2026, 3, 15), date(2026, 9, 15)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 7, 1), date(2026, 12, 31)),
        (date(2026, 8, 31), date(2026, 12, 31)),
        (date(2026, 12, 20), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2028, 2, 29), date(2028, 8, 29)),
        (date(2027, 8, 31), date(2027, 12, 31)),
    ],
)
def test_a_licence_runs_out_with_the_last_instant_of_its_last_day(issued: date, valid_to: date) -> None:
    paper = application(*(line(n, inspection_report=report(dated=issued)) for n in (0, 1)), applied_on=issued)
    filed = replace(FILED, valid_to=date(2030, 1, 1))
    state = endorsed(decided(received(paper, standing=filed, now=at(issued))).state, now=at(issued)).state

    before = run(state, until=due_instant(valid_to) - timedelta(microseconds=1), by=policy())
    after = run(state, until=due_instant(valid_to), by=policy())

    assert state.licence.valid_to == valid_to
    assert (before.state.status, before.facts) == (Status.GRANTED, ())
    assert after.state.status is Status.EXPIRED
    assert types(after.facts) == [(case, "licence.expired") for case in CASES]


def test_a_used_licence_does_not_run_out() -> None:
    state = decided(release(granted(), CASES[0], granted().licence.licence_no)).state

    assert domain.wake(state) is None


def test_nobody_who_applies_anew_in_thirty_days_has_given_up() -> None:
    expired = run(granted(), until=due_instant(date(2026, 12, 31)), by=policy()).state

    waiting = run(expired, until=due_instant(date(2027, 1, 30)), by=policy())
    end = run(expired, until=due_instant(date(2027, 2, 1)), by=policy())

    assert waiting.state.status is Status.EXPIRED
    assert end.state.status is Status.CANCELLED
    assert named(end) == ["clock.due_soon", "clock.breached", "licence.cancelled"]
    assert end.state.outcome.code == "not_reapplied"


@pytest.mark.rule("LIC-PAUSE")
def test_a_pause_is_not_counted_and_only_a_listed_reason_makes_one() -> None:
    """The worked example: accepted 11-09, limit 3, pause 11-10 to 11-17: due 11-19."""
    accepted = endorsed(
        decided(
            received(application(applied_on=date(2026, 11, 9)), by=BY_HAND, now=at(date(2026, 11, 9)))
        ).state,
        by=BY_HAND,
        now=at(date(2026, 11, 9)),
    ).state
    standstill = domain.Standstill("expert_review", "The mileage is doubted.", OFFICER, date(2026, 11, 10))
    unlisted = replace(standstill, code="holiday")

    held = decided(domain.decide_pause(accepted, standstill, policy=BY_HAND))
    running = decided(domain.decide_resumption(held.state, now=at(date(2026, 11, 17)), policy=BY_HAND))

    assert refused(domain.decide_pause(accepted, unlisted, policy=BY_HAND)).slug == "no_listed_reason"
    assert (accepted.due_on, held.state.due_on, running.state.due_on) == (
        date(2026, 11, 12),
        None,
        date(2026, 11, 19),
    )
    assert named(held) == ["licence.clock_paused"]
    assert held.facts[0].data.article == "行政许可法 第四十五条"
    assert named(running) == ["licence.clock_resumed"]
    assert run(held.state, until=at(date(2026, 12, 1))).facts == ()


def test_while_the_clock_stands_still_nothing_is_granted() -> None:
    standstill = domain.Standstill("hearing", "A hearing is held.", OFFICER, date(2026, 11, 16))
    held = decided(domain.decide_pause(on_the_desk(), standstill, policy=BY_HAND)).state

    answer = refused(domain.decide_grant(held, by=OFFICER, now=MONDAY, policy=BY_HAND))
    twice = refused(domain.decide_pause(held, standstill, policy=BY_HAND))
    running = refused(domain.decide_resumption(on_the_desk(), now=MONDAY, policy=BY_HAND))

    assert (answer.slug, twice.slug, running.slug) == (
        "clock_stands_still",
        "move-not-allowed",
        "move-not-allowed",
    )


def test_a_correction_after_acceptance_pauses_the_limit_instead_of_starting_it_anew() -> None:
    items = (Item("contract_unreadable", "The scan cannot be read."),)
    desk = on_the_desk()
    waiting = decided(
        domain.decide_correction_request(desk, items, by=OFFICER, now=at(date(2026, 11, 17)), policy=BY_HAND)
    ).state

    back = decided(domain.decide_correction(waiting, (), None, now=at(date(2026, 11, 24)), policy=BY_HAND))

    assert (desk.due_on, waiting.due_on) == (date(2026, 11, 19), None)
    assert (back.state.status, back.state.due_on) == (Status.ACCEPTED, date(2026, 11, 26))
    assert named(back) == ["licence.correction_supplied"]


def test_another_calendar_moves_the_days_of_the_clocks_that_run() -> None:
    off = Override(date(2026, 11, 18), False, "国办发明电〔2026〕9号", "test")
    moved = replace(BY_HAND, calendar=shipped_calendar([off]))

    answer = on_calendar(on_the_desk(), now=MONDAY, policy=moved)
    nothing = on_calendar(on_the_desk(), now=MONDAY, policy=BY_HAND)

    assert nothing is None
    assert answer is not None
    assert (answer.state.due_on, answer.state.queue_on) == (date(2026, 11, 20), date(2026, 11, 20))
    assert [fact.type for fact in answer.facts] == ["clock.recomputed.v1"] * 2


@pytest.mark.parametrize("ended", [Status.REFUSED, Status.WITHDRAWN, Status.CANCELLED, Status.REVOKED])
def test_what_has_ended_is_never_woken(ended: Status) -> None:
    state = {
        Status.REFUSED: lambda: domain.decide_refusal(on_the_desk(), GROUND, now=MONDAY),
        Status.WITHDRAWN: lambda: domain.decide_withdrawal(submitted(), "No ship.", now=MONDAY),
        Status.CANCELLED: lambda: domain.decide_cancellation(granted(), GROUND, now=MONDAY),
        Status.REVOKED: lambda: domain.decide_revocation(granted(), Outcome("deceit", "F."), now=MONDAY),
    }[ended]()

    assert domain.wake(decided(state).state) is None


def test_every_verb_of_time_is_in_the_table() -> None:
    assert {Verb.LAPSE, Verb.EXPIRE} <= {verb for moves in domain.MOVES.values() for verb in moves}
    assert VINS
