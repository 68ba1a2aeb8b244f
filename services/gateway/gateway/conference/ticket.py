"""An issue ticket (议事事项): what it is about, where it stands, which moves there are. PURE.

    raised ──assign──> assigned ──answer──> answered ──close──> closed
       │                  │  ^                 │  │                │
       │                  │  └─────reopen──────┘  │              reopen
       └────escalate──> escalated <────escalate───┘                └──> raised
                          └── assign, answer, close ──> …

A ticket that lies too long escalates by itself: one that nobody assigns, and one that its member does not answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.limits import Running
from gateway.conference.members import Member


class IssueStatus(StrEnum):
    """Where a ticket stands."""

    RAISED = "raised"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    CLOSED = "closed"


class IssueVerb(StrEnum):
    """What can be done to a ticket."""

    ASSIGN = "assign"
    ANSWER = "answer"
    ESCALATE = "escalate"
    REOPEN = "reopen"
    CLOSE = "close"


S, V = IssueStatus, IssueVerb
ISSUE_MOVES: Final[Mapping[IssueStatus, Mapping[IssueVerb, IssueStatus]]] = MappingProxyType(
    {
        S.RAISED: {V.ASSIGN: S.ASSIGNED, V.ESCALATE: S.ESCALATED, V.CLOSE: S.CLOSED},
        S.ASSIGNED: {V.ASSIGN: S.ASSIGNED, V.ANSWER: S.ANSWERED, V.ESCALATE: S.ESCALATED},
        S.ANSWERED: {V.REOPEN: S.ASSIGNED, V.ESCALATE: S.ESCALATED, V.CLOSE: S.CLOSED},
        S.ESCALATED: {V.ASSIGN: S.ASSIGNED, V.ANSWER: S.ANSWERED, V.CLOSE: S.CLOSED},
        S.CLOSED: {V.REOPEN: S.RAISED},
    }
)
OPEN: Final = frozenset(S) - {S.CLOSED}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a ticket is about: a promise's id or a register's count, and perhaps its month."""

    name: str
    month: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Words of somebody: the question, an answer, why it is reopened, the decision. `member` is None for an officer."""

    act: str
    text: str
    by: str
    on: date
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """The whole of a ticket. Either `case_id` or `figure` says what it is about; `words` is all that was said.

    `member` is to whom it is assigned; `overdue` says that a day of it has passed and nothing was done since.
    """

    id: str
    profile: str
    kind: str
    raised_by: str
    raised_on: date
    words: tuple[Said, ...]
    case_id: str | None = None
    figure: Figure | None = None
    raised_for: str | None = None
    status: IssueStatus = IssueStatus.RAISED
    member: str | None = None
    due_on: date | None = None
    clocks: tuple[Running, ...] = ()
    overdue: bool = False
    closed_on: date | None = None

    @property
    def subject(self) -> str:
        """What its facts are about: the case, or the ticket itself."""
        return self.case_id or self.id

    @property
    def family(self) -> str:
        """The first word of its facts."""
        return "issue" if self.case_id else "figure_issue"


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts: as the ledger names the person, for which member of the conference; or an officer of an agency."""

    actor: str
    member: Member | None = None
    officer: bool = False

    @property
    def member_id(self) -> str | None:
        """The member's id."""
        return self.member.id if self.member else None


def digest(text: str) -> str:
    """The SHA-256 of words, by which a fact holds them."""
    return hashlib.sha256(text.encode()).hexdigest()


def moved(issue: Issue, verb: IssueVerb, *, article: str) -> IssueStatus | Refused:
    """Where the verb leads from here, or the sentence that the table has no such move."""
    found = ISSUE_MOVES[issue.status].get(verb)
    if found is not None:
        return found
    sentence = (
        f"事项当前为「{issue.status}」，不能{verb}。The ticket is {issue.status}; {verb} is not possible now."
    )
    return Refused("move-not-allowed", sentence, article)
