"""Tickets by themselves: the table of moves, who may do what, and the days that count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from exportlane.contracts import ALL_FACTS
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.calendar import shipped_calendar
from gateway.conference import deciding
from gateway.conference.deciding import Question, Sitting
from gateway.conference.members import bodies
from gateway.conference.ticket import ISSUE_MOVES, OPEN, Acting, Figure, Issue, IssueStatus, IssueVerb, digest
from gateway.conference.timing import issue_on_calendar, issue_on_time, wake_of_issue
from gateway.handlers import GatewayPolicy
from tests.gateway.conference.sitting import (
    CASE,
    CONVENER,
    CUSTOMS,
    FRIDAY,
    GUEST,
    NOBODY,
    OF_TAIZHOU,
    OFFICER,
    POLICE,
    SITTING,
    done,
    person,
    raised,
    standing,
)

S, V = IssueStatus, IssueVerb
POLICY = GatewayPolicy(shipped_calendar())
VERBS: dict[IssueVerb, Callable[[Issue], Decided[Issue] | Refused]] = {
    V.ASSIGN: lambda issue: deciding.assign(issue, "conf_customs", CONVENER, SITTING),
    V.ANSWER: lambda issue: deciding.answer(issue, "已办", POLICE, SITTING),
    V.ESCALATE: lambda issue: deciding.escalate(issue, "请协调", CONVENER, SITTING),
    V.REOPEN: lambda issue: deciding.reopen(issue, "未解决", CONVENER, SITTING),
    V.CLOSE: lambda issue: deciding.close(issue, "同意销号", CONVENER, SITTING),
}


@pytest.mark.parametrize("case", [True, False], ids=["case", "figure"])
@pytest.mark.parametrize("verb", list(IssueVerb))
@pytest.mark.parametrize("status", list(IssueStatus))
def test_every_state_meets_every_verb_as_the_table_says(
    status: IssueStatus, verb: IssueVerb, case: bool
) -> None:
    issue = standing(status, case=case)

    answer = VERBS[verb](issue)

    expected = ISSUE_MOVES[status].get(verb)
    if expected is not None:
        assert isinstance(answer, Decided)
        assert answer.state.status is expected
        (fact,) = answer.facts
        assert fact.type in ALL_FACTS
        assert fact.type.startswith("issue." if case else "figure_issue.")
        assert fact.case_id == (CASE if case else issue.id)
    else:
        assert isinstance(answer, Refused)
        assert answer.slug in {"move-not-allowed", "assigned_to_another"}
        assert answer.article


def test_every_state_has_a_way_out() -> None:
    assert all(ISSUE_MOVES[status] for status in IssueStatus)
    assert frozenset(IssueStatus) - {S.CLOSED} == OPEN


@pytest.mark.rule("CONF-ANSWER")
@pytest.mark.parametrize("other", [CUSTOMS, CONVENER])
def test_a_member_cannot_answer_for_another_not_even_the_convener(other: Acting) -> None:
    issue = standing(S.ASSIGNED)

    answer = deciding.answer(issue, "代答", other, SITTING)

    assert isinstance(answer, Refused)
    assert (answer.slug, answer.status) == ("assigned_to_another", 403)
    assert "天津市公安局" in answer.sentence


@pytest.mark.rule("CONF-GUEST")
@pytest.mark.parametrize("verb", list(IssueVerb))
def test_a_guest_may_do_nothing(verb: IssueVerb) -> None:
    acts = {
        V.ASSIGN: lambda issue: deciding.assign(issue, "conf_police", GUEST, SITTING),
        V.ANSWER: lambda issue: deciding.answer(issue, "x", GUEST, SITTING),
        V.ESCALATE: lambda issue: deciding.escalate(issue, "x", GUEST, SITTING),
        V.REOPEN: lambda issue: deciding.reopen(issue, "x", GUEST, SITTING),
        V.CLOSE: lambda issue: deciding.close(issue, "x", GUEST, SITTING),
    }
    for status in IssueStatus:
        answer = acts[verb](standing(status))

        assert isinstance(answer, Refused)
        assert answer.slug == "guests_only_look"


@pytest.mark.rule("CONF-GUEST")
def test_a_guest_does_not_even_raise_a_ticket() -> None:
    answer = deciding.raise_issue(Question("i", "policy", "问", CASE), GUEST, SITTING)

    assert isinstance(answer, Refused)
    assert answer.slug == "guests_only_look"


@pytest.mark.rule("CONF-CONVENER")
@pytest.mark.parametrize("verb", [V.ASSIGN, V.REOPEN, V.CLOSE])
def test_only_the_convener_assigns_reopens_and_closes(verb: IssueVerb) -> None:
    acts = {
        V.ASSIGN: lambda: deciding.assign(standing(S.RAISED), "conf_police", POLICE, SITTING),
        V.REOPEN: lambda: deciding.reopen(standing(S.ANSWERED), "x", POLICE, SITTING),
        V.CLOSE: lambda: deciding.close(standing(S.ANSWERED), "x", POLICE, SITTING),
    }

    answer = acts[verb]()

    assert isinstance(answer, Refused)
    assert (answer.slug, answer.status) == ("not_the_convener", 403)


@pytest.mark.rule("CONF-SEAT")
@pytest.mark.parametrize(
    ("who", "now"),
    [
        (OF_TAIZHOU, FRIDAY),
        (NOBODY, FRIDAY),
        (CONVENER, datetime(2024, 2, 29, 2, tzinfo=UTC)),
    ],
    ids=["of another city", "no member", "before its first day"],
)
def test_who_has_no_seat_today_does_nothing(who: Acting, now: datetime) -> None:
    sitting = replace(SITTING, now=now)

    answer = deciding.assign(standing(S.RAISED), "conf_police", who, sitting)

    assert isinstance(answer, Refused)
    assert answer.slug == "not_a_member"


@pytest.mark.rule("CONF-SEAT")
@pytest.mark.parametrize(("last", "seated"), [(date(2026, 11, 20), True), (date(2026, 11, 19), False)])
def test_a_member_sits_through_its_last_day(last: date, seated: bool) -> None:
    assert CONVENER.member is not None
    leaving = Acting(
        "conference/tianjin.conf_convener/li", CONVENER.member.model_copy(update={"valid_to": last})
    )

    answer = deciding.assign(standing(S.RAISED), "conf_police", leaving, SITTING)

    assert isinstance(answer, Decided) is seated


@pytest.mark.rule("CONF-ASSIGN")
@pytest.mark.parametrize("role", ["conf_nobody", "conf_guest", "taizhou.conf_police"])
def test_a_ticket_is_given_only_to_a_member_of_the_same_body_that_may_answer(role: str) -> None:
    answer = deciding.assign(standing(S.RAISED), role, CONVENER, SITTING)

    assert isinstance(answer, Refused)
    assert (answer.slug, answer.field, answer.status) == ("no_such_member", "/member", 422)


@pytest.mark.rule("CONF-KIND")
@pytest.mark.parametrize(
    ("who", "kind", "may"),
    [
        (person("tianjin.conf_samr"), "flag_firm", True),
        (person("tianjin.conf_forex"), "flag_firm", True),
        (person("tianjin.conf_industry"), "verify_maker", True),
        (person("tianjin.conf_sinosure"), "buyer_alert", True),
        (person("tianjin.conf_port"), "booking", True),
        (CONVENER, "buyer_alert", True),
        (POLICE, "flag_firm", False),
        (OFFICER, "booking", False),
        (OFFICER, "delay", True),
    ],
)
def test_a_kind_that_is_somebodys_business_is_raised_by_that_member(
    who: Acting, kind: str, may: bool
) -> None:
    answer = deciding.raise_issue(Question("i", kind, "问", CASE), who, SITTING)

    assert isinstance(answer, Decided) is may
    if isinstance(answer, Refused):
        assert answer.slug == "kind_of_another_member"


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        # 2026-11-20 is a Friday: day 1 is Monday.
        (datetime(2026, 11, 20, 2, tzinfo=UTC), 3, date(2026, 11, 25)),
        # before the long holiday; 10-10 is a Saturday on which people work
        (datetime(2026, 9, 30, 2, tzinfo=UTC), 3, date(2026, 10, 10)),
        # 23:59 in Shanghai still is that day, one minute later is the next
        (datetime(2026, 11, 19, 15, 59, tzinfo=UTC), 1, date(2026, 11, 20)),
        (datetime(2026, 11, 19, 16, 0, tzinfo=UTC), 1, date(2026, 11, 23)),
    ],
)
def test_an_answer_is_due_in_working_days_and_the_day_of_the_assignment_does_not_count(
    day: datetime, days: int, due: date
) -> None:
    sitting = replace(SITTING, now=day)

    issue = done(deciding.assign(raised(), "conf_police", CONVENER, sitting, days=days))

    assert issue.due_on == due


@pytest.mark.rule("CONF-OVERDUE")
def test_an_unanswered_ticket_warns_and_then_goes_to_the_convener_exactly_once() -> None:
    issue = standing(S.ASSIGNED)  # given on Friday for 3 working days: due on Wednesday 11-25
    told: list[str] = []

    while (at := wake_of_issue(issue)) is not None:
        assert (at - FRIDAY).days < 30
        decided = issue_on_time(issue, now=at, policy=POLICY)
        told += [fact.type for fact in decided.facts]
        issue = decided.state

    assert told == ["clock.due_soon.v1", "clock.breached.v1", "issue.escalated.v1"]
    assert (issue.status, issue.overdue, issue.due_on) == (S.ESCALATED, True, date(2026, 11, 25))


@pytest.mark.rule("CONF-OVERDUE")
def test_at_the_last_instant_of_the_day_it_is_in_time_and_an_instant_later_it_is_not() -> None:
    issue = standing(S.ASSIGNED)
    last = datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC)

    in_time = issue_on_time(issue, now=last, policy=POLICY).state
    late = issue_on_time(in_time, now=datetime(2026, 11, 25, 16, tzinfo=UTC), policy=POLICY)

    assert in_time.status is S.ASSIGNED
    assert late.state.status is S.ESCALATED
    assert late.facts[-1].data.code == "overdue_answer"  # type: ignore[attr-defined]


@pytest.mark.rule("CONF-OVERDUE")
def test_a_ticket_that_nobody_assigns_goes_to_the_convener_too() -> None:
    issue = raised(case=False)

    late = issue_on_time(issue, now=datetime(2026, 12, 1, tzinfo=UTC), policy=POLICY)

    assert late.state.status is S.ESCALATED
    assert [fact.type for fact in late.facts] == ["clock.breached.v1", "figure_issue.escalated.v1"]
    assert late.facts[0].data.register_name == "conference_issues"  # type: ignore[attr-defined]
    assert late.facts[1].data.code == "overdue_assignment"  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", [S.ANSWERED, S.CLOSED, S.ESCALATED])
def test_whoever_has_answered_is_not_warned_any_more(status: IssueStatus) -> None:
    assert wake_of_issue(standing(status)) is None


def test_an_escalated_ticket_is_answered_late_or_given_to_another() -> None:
    over = issue_on_time(standing(S.ASSIGNED), now=datetime(2026, 12, 1, tzinfo=UTC), policy=POLICY).state

    late = done(deciding.answer(over, "迟复", POLICE, SITTING))
    other = done(deciding.assign(over, "conf_customs", CONVENER, SITTING))

    assert (late.status, late.overdue, late.due_on) == (S.ANSWERED, False, None)
    assert (other.member, other.overdue) == ("tianjin.conf_customs", False)


def test_a_member_gives_back_only_what_it_has() -> None:
    answer = deciding.escalate(standing(S.ASSIGNED), "x", CUSTOMS, SITTING)

    assert isinstance(answer, Refused)
    assert answer.slug == "assigned_to_another"


def test_reopening_an_answer_keeps_its_member_and_reopening_a_closed_ticket_begins_anew() -> None:
    again = done(deciding.reopen(standing(S.ANSWERED), "未解决", CONVENER, SITTING, days=2))
    anew = done(deciding.reopen(standing(S.CLOSED), "又出现", CONVENER, SITTING))

    assert (again.status, again.member, again.due_on) == (
        S.ASSIGNED,
        "tianjin.conf_police",
        date(2026, 11, 24),
    )
    assert (anew.status, anew.member, anew.closed_on) == (S.RAISED, None, None)


def test_a_fact_holds_the_digest_of_the_words_and_never_the_words() -> None:
    answer = deciding.answer(standing(S.ASSIGNED), "车主信息已核对", POLICE, SITTING)

    assert isinstance(answer, Decided)
    text = answer.facts[0].data.model_dump_json()
    assert "车主" not in text
    assert digest("车主信息已核对") in text
    assert answer.state.words[-1].text == "车主信息已核对"


def test_a_day_beyond_all_calendars_is_refused_in_a_sentence() -> None:
    far = Sitting(bodies()["tianjin"], shipped_calendar(), datetime(2150, 1, 1, tzinfo=UTC))

    found = deciding.begun("conference_answer", 60, far)

    assert isinstance(found, Refused) or found.provisional
    if isinstance(found, Refused):
        assert found.slug == "due_beyond_calendar"


def test_nothing_moves_when_a_calendar_says_the_same() -> None:
    assert issue_on_calendar(standing(S.ASSIGNED), now=FRIDAY, policy=POLICY) is None


def test_a_figure_keeps_its_month() -> None:
    issue = raised(case=False)

    assert issue.figure == Figure("licence_on_time", "2026-11")
    assert (issue.subject, issue.family) == (issue.id, "figure_issue")
