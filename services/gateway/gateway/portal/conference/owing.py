"""Who owes what: each open ticket and each decision lies with one member. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gateway.conference.meeting import Decision, DecisionState, Meeting
from gateway.conference.members import Body
from gateway.conference.ticket import Issue, IssueStatus
from gateway.portal.fact_words import Words


@dataclass(frozen=True, slots=True)
class Task:
    """A decision to carry out, with its meeting."""

    meeting: Meeting
    decision: Decision

    @property
    def due_on(self) -> date | None:
        return self.decision.clock.due_on

    def late(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.decision.state is DecisionState.OVERDUE or (
            self.due_on is not None and self.due_on < today
        )


@dataclass(frozen=True, slots=True)
class Owing:
    """What a member owes. The late ones are counted in the whole too."""

    member_id: str
    name: Words
    tickets: int
    late_tickets: int
    decisions: int
    late_decisions: int

    @property
    def whole(self) -> int:
        return self.tickets + self.decisions


def holder(issue: Issue, body: Body) -> str:
    """With whom a ticket lies: with its member while that answers, with the convener at every other step."""
    if issue.status is IssueStatus.ASSIGNED and issue.member is not None:
        return issue.member
    return body.convener.id


def is_late(issue: Issue, today: date) -> bool:
    """Whether a day of it has passed and nothing was done since."""
    return issue.overdue or (issue.due_on is not None and issue.due_on < today)


def tasks(meetings: Iterable[Meeting]) -> list[Task]:
    """The decisions that are not carried out, due first."""
    found = [
        Task(meeting, decision)
        for meeting in meetings
        for decision in meeting.decisions
        if decision.state is not DecisionState.DONE
    ]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.meeting.held_on, one.decision.no))


def owing(body: Body, issues: Sequence[Issue], undone: Sequence[Task], *, today: date) -> list[Owing]:
    """Every member that may answer, those first that owe most."""
    found = []
    for member in body.members:
        if not member.in_force(today) or "answer" not in member.may:
            continue
        own = [issue for issue in issues if holder(issue, body) == member.id]
        given = [task for task in undone if task.decision.member == member.id]
        found.append(
            Owing(
                member.id, Words(member.name.zh, member.name.en), len(own), sum(is_late(issue, today) for issue in own),
                len(given), sum(task.late(today) for task in given),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.whole, -one.late_tickets - one.late_decisions))
