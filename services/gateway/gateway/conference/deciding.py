"""What is done to a ticket: raised, assigned, answered, escalated, reopened, closed. PURE.

Days are working days; the day of the act does not count (`exportlane.law.limits`). Every verb first asks who acts
(`rights`), then whether the table has the move, and answers with the next state and the fact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from exportlane.contracts.conference import FACTS
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law import limits
from exportlane.law.calendar import WorkCalendar
from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.instants import statutory_day
from exportlane.law.limits import Running, TimeLimit
from exportlane.law.rules import rule
from gateway.conference.members import Body
from gateway.conference.rights import (
    BOTH,
    assignee,
    barred,
    not_its_kind,
    not_its_own,
    not_seated,
    only_looks,
)
from gateway.conference.ticket import Acting, Figure, Issue, IssueStatus, IssueVerb, Said, digest, moved

ASSIGNMENT, ANSWER = "conference_assignment", "conference_answer"
CLOCK = "clock"
Answer = Decided[Issue] | Refused


@dataclass(frozen=True, slots=True)
class Sitting:
    """In what everything is decided: the body of the profile, the calendar, the moment."""

    body: Body
    calendar: WorkCalendar
    now: datetime

    @property
    def today(self) -> date:
        """The statutory day."""
        return statutory_day(self.now)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks the conference: about a case or about a figure, never both."""

    id: str
    kind: str
    text: str
    case_id: str | None = None
    figure: Figure | None = None


def raise_issue(question: Question, acting: Acting, sitting: Sitting) -> Answer:
    """A new ticket. Members raise it, and officers of the agencies for their cases; guests do not."""
    body, today = sitting.body, sitting.today
    no = _may_raise(acting, sitting) or not_its_kind(acting, question.kind, body)
    if no is not None:
        return no
    clock = begun(ASSIGNMENT, body.assign_within, sitting)
    if isinstance(clock, Refused):
        return clock
    said = Said("raise", question.text, acting.actor, today, acting.member_id)
    issue = Issue(
        id=question.id, profile=body.profile, kind=question.kind, raised_by=acting.actor, raised_on=today,
        words=(said,), case_id=question.case_id, figure=question.figure, raised_for=acting.member_id,
        due_on=clock.due_on, clocks=(clock,),
    )  # fmt: skip
    return Decided(issue, (_raised(issue, acting, sitting),))


def assign(issue: Issue, role: str, acting: Acting, sitting: Sitting, *, days: int | None = None) -> Answer:
    """The convener gives it to a member, to answer within so many working days."""
    status = _allowed(issue, IssueVerb.ASSIGN, acting, sitting)
    member = assignee(role, sitting.body, on=sitting.today)
    clock = begun(ANSWER, days or sitting.body.answer_within, sitting)
    for no in (status, member, clock):
        if isinstance(no, Refused):
            return no
    given = _given(issue, status, member.id, clock, sitting)  # type: ignore[arg-type, union-attr]
    provisional = given.clocks[-1].provisional
    fact = tell(
        given,
        "assigned",
        acting.actor,
        sitting,
        member=given.member,
        due_on=given.due_on,
        provisional=provisional,
    )
    return Decided(given, (fact,))


def answer(issue: Issue, text: str, acting: Acting, sitting: Sitting) -> Answer:
    """The member to which it is assigned answers it; nobody does for it."""
    no = barred(acting, "answer", sitting.body, on=sitting.today) or not_its_own(issue, acting, sitting.body)
    status = no or moved(issue, IssueVerb.ANSWER, article=sitting.body.article)
    if isinstance(status, Refused):
        return status
    told = _said(issue, "answer", text, acting, sitting)
    after = replace(told, status=status, clocks=_stopped(issue, sitting.today), due_on=None, overdue=False)
    fact = tell(after, "answered", acting.actor, sitting, member=after.member, text_hash=digest(text))
    return Decided(after, (fact,))


def escalate(issue: Issue, text: str, acting: Acting, sitting: Sitting) -> Answer:
    """To the convener: by it, or by the member that cannot solve it alone."""
    status = _allowed(issue, IssueVerb.ESCALATE, acting, sitting)
    if isinstance(status, Refused):
        return status
    convenes = acting.member is not None and acting.member.rank == "convener"
    if not convenes and (no := not_its_own(issue, acting, sitting.body)):
        return no
    told = _said(issue, "escalate", text, acting, sitting)
    return _escalated(told, "asked", acting.actor, sitting)


def reopen(issue: Issue, text: str, acting: Acting, sitting: Sitting, *, days: int | None = None) -> Answer:
    """An answer that was not enough goes back to its member; a closed ticket begins anew."""
    status = _allowed(issue, IssueVerb.REOPEN, acting, sitting)
    if isinstance(status, Refused):
        return status
    back = status is IssueStatus.ASSIGNED
    within = sitting.body.answer_within if back else sitting.body.assign_within
    clock = begun(ANSWER if back else ASSIGNMENT, days or within, sitting)
    if isinstance(clock, Refused):
        return clock
    told = _said(issue, "reopen", text, acting, sitting)
    after = _given(told, status, issue.member if back else None, clock, sitting)
    more = {"member": after.member, "due_on": after.due_on, "text_hash": digest(text)}
    return Decided(after, (tell(after, "reopened", acting.actor, sitting, **more),))


def close(issue: Issue, text: str, acting: Acting, sitting: Sitting) -> Answer:
    """The convener's decision ends it."""
    status = _allowed(issue, IssueVerb.CLOSE, acting, sitting)
    if isinstance(status, Refused):
        return status
    told = _said(issue, "close", text, acting, sitting)
    after = replace(
        told,
        status=status,
        clocks=_stopped(issue, sitting.today),
        due_on=None,
        overdue=False,
        closed_on=sitting.today,
    )
    return Decided(after, (tell(after, "closed", acting.actor, sitting, text_hash=digest(text)),))


@rule(
    "CONF-OVERDUE",
    zh="逾期未交办或未答复的事项自动升级至召集人",
    en="A ticket that is not assigned or not answered by its day goes to the convener by itself",
    article=BOTH,
    slug="overdue_answer",
    effect="flag",
)
def escalate_overdue(issue: Issue, sitting: Sitting) -> Decided[Issue]:
    """What time does: asked once, when the last day has passed."""
    code = "overdue_answer" if issue.member else "overdue_assignment"
    return _escalated(replace(issue, overdue=True), code, CLOCK, sitting)


def begun(matter: str, days: int, sitting: Sitting) -> Running | Refused:
    """A clock of so many working days from today, which does not count."""
    limit = TimeLimit(matter, "gateway", "workdays", days, article=sitting.body.article)
    try:
        return limits.start(limit, on=sitting.today, calendar=sitting.calendar)
    except CalendarOutOfRange:
        return Refused(
            "due_beyond_calendar",
            f"期限超出已公布的日历。{days} working days from {sitting.today} leave the calendar.",
            sitting.body.article,
            "/days",
            422,
        )


def tell(issue: Issue, what: str, by: str, sitting: Sitting, **more: object) -> Announce:
    """A fact of this ticket: about its case, or about itself."""
    type_ = f"{issue.family}.{what}.v1"
    common = {"issue_id": issue.id, "profile": issue.profile, "on": sitting.today, "by": by}
    return Announce(issue.subject, type_, FACTS[type_].model_validate(common | more))


def _may_raise(acting: Acting, sitting: Sitting) -> Refused | None:
    if acting.officer:
        return None
    return not_seated(acting, sitting.body, on=sitting.today) or only_looks(acting, sitting.body)


def _allowed(issue: Issue, verb: IssueVerb, acting: Acting, sitting: Sitting) -> IssueStatus | Refused:
    no = barred(acting, verb.value, sitting.body, on=sitting.today)
    return no or moved(issue, verb, article=sitting.body.article)


def _given(issue: Issue, status: IssueStatus, member: str | None, clock: Running, sitting: Sitting) -> Issue:
    clocks = (*_stopped(issue, sitting.today), clock)
    return replace(
        issue, status=status, member=member, clocks=clocks, due_on=clock.due_on, overdue=False, closed_on=None
    )


def _escalated(issue: Issue, code: str, by: str, sitting: Sitting) -> Decided[Issue]:
    after = replace(issue, status=IssueStatus.ESCALATED, clocks=_stopped(issue, sitting.today))
    return Decided(after, (tell(after, "escalated", by, sitting, code=code, member=issue.member),))


def _stopped(issue: Issue, on: date) -> tuple[Running, ...]:
    return limits.stop_all(issue.clocks, on=on)


def _said(issue: Issue, act: str, text: str, acting: Acting, sitting: Sitting) -> Issue:
    said = Said(act, text, acting.actor, sitting.today, acting.member_id)
    return replace(issue, words=(*issue.words, said))


def _raised(issue: Issue, acting: Acting, sitting: Sitting) -> Announce:
    about = {"figure": issue.figure.name, "month": issue.figure.month} if issue.figure else {}
    return tell(
        issue, "raised", acting.actor, sitting, kind=issue.kind, text_hash=digest(issue.words[0].text),
        member=acting.member_id, due_on=issue.due_on, **about,
    )  # fmt: skip
