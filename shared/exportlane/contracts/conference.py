"""What the joint conference (联席会议) does: tickets about a case or a figure, meetings with decisions, packs.

What people write (a question, an answer, a decision, minutes) stays with the conference; a fact carries its SHA-256, so
that nobody can exchange the words afterwards without being found out. A ticket about a case stands on the case's
timeline; `figure_issue.*` are the same about a figure.
Law: 天津市促进二手车出口的若干措施（征求意见稿）第十一条; 进一步加强台州市二手车出口工作的若干意见 第十一条.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Code, Day, Id, Name

Member = Annotated[
    str,
    Field(
        max_length=65,
        pattern=r"^[a-z]{2,32}\.conf_[a-z]{2,32}$",
        description="A member of the joint conference: profile and role (成员单位)",
    ),
]
"""``tianjin.conf_police``: the body by its profile, the member by its role code."""
Digest = Annotated[
    str,
    Field(
        min_length=64,
        max_length=64,
        pattern=r"^[0-9a-f]{64}$",
        description="SHA-256 of the words, in hexadecimal",
    ),
]
Month = Annotated[
    str, Field(max_length=7, pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="Month, YYYY-MM")
]
Number = Annotated[int, Field(ge=1, le=9999)]


class _OfIssue(FactData):
    issue_id: Id
    profile: Code
    on: Day
    by: Actor


class IssueRaised(_OfIssue):
    """Somebody asks the conference to look at something. `due_on`: the convener assigns it until then."""

    kind: Code
    text_hash: Digest
    member: Member | None = None
    due_on: Day


class IssueAssigned(_OfIssue):
    """The convener gave it to a member, who answers until `due_on`."""

    member: Member
    due_on: Day
    provisional: bool


class IssueAnswered(_OfIssue):
    """The member to which it was assigned has answered."""

    member: Member
    text_hash: Digest


class IssueEscalated(_OfIssue):
    """It lies with the convener now: because a day passed (`overdue_...`), or because somebody asked."""

    code: Code
    member: Member | None = None


class IssueReopened(_OfIssue):
    """The answer, or the decision, was not enough."""

    member: Member | None = None
    due_on: Day
    text_hash: Digest


class IssueClosed(_OfIssue):
    """The convener closed it with a decision."""

    text_hash: Digest


class FigureIssueRaised(IssueRaised):
    """The same about a figure: a promise or a register's count of a month."""

    figure: Name
    month: Month | None = None


class FigureIssueAssigned(IssueAssigned):
    """The same of a ticket about a figure."""


class FigureIssueAnswered(IssueAnswered):
    """The same of a ticket about a figure."""


class FigureIssueEscalated(IssueEscalated):
    """The same of a ticket about a figure."""


class FigureIssueReopened(IssueReopened):
    """The same of a ticket about a figure."""


class FigureIssueClosed(IssueClosed):
    """The same of a ticket about a figure."""


class _OfMeeting(FactData):
    profile: Code
    on: Day
    by: Actor


class MeetingConvened(_OfMeeting):
    """The convener calls the members together, with an agenda of open tickets and other matters."""

    held_on: Day
    tickets: Annotated[int, Field(ge=0, le=10_000)]


class MeetingCancelled(_OfMeeting):
    """It does not take place."""

    held_on: Day
    text_hash: Digest


class MeetingAttended(_OfMeeting):
    """Who was there."""

    members: Annotated[tuple[Member, ...], Field(max_length=100)]


class MeetingDecided(_OfMeeting):
    """A decision with who carries it out until when."""

    decision_no: Number
    member: Member
    due_on: Day
    provisional: bool
    text_hash: Digest


class MeetingDecisionDone(_OfMeeting):
    """A decision was carried out."""

    decision_no: Number
    member: Member
    text_hash: Digest


class MeetingDecisionOverdue(_OfMeeting):
    """Its day has passed and it is not carried out."""

    decision_no: Number
    member: Member
    due_on: Day


class MeetingMinuted(_OfMeeting):
    """The minutes are closed; from here on decisions are only carried out."""

    text_hash: Digest
    decisions: Annotated[int, Field(ge=0, le=9999)]


class MeetingPackIssued(_OfMeeting):
    """A meeting pack was fixed: what it shows does not change any more. `sha256` is that of its JSON."""

    month: Month
    number: Number
    sha256: Digest


FACTS: dict[str, type[FactData]] = {
    "issue.raised.v1": IssueRaised,
    "issue.assigned.v1": IssueAssigned,
    "issue.answered.v1": IssueAnswered,
    "issue.escalated.v1": IssueEscalated,
    "issue.reopened.v1": IssueReopened,
    "issue.closed.v1": IssueClosed,
    "figure_issue.raised.v1": FigureIssueRaised,
    "figure_issue.assigned.v1": FigureIssueAssigned,
    "figure_issue.answered.v1": FigureIssueAnswered,
    "figure_issue.escalated.v1": FigureIssueEscalated,
    "figure_issue.reopened.v1": FigureIssueReopened,
    "figure_issue.closed.v1": FigureIssueClosed,
    "meeting.convened.v1": MeetingConvened,
    "meeting.cancelled.v1": MeetingCancelled,
    "meeting.attended.v1": MeetingAttended,
    "meeting.decided.v1": MeetingDecided,
    "meeting.decision_done.v1": MeetingDecisionDone,
    "meeting.decision_overdue.v1": MeetingDecisionOverdue,
    "meeting.minuted.v1": MeetingMinuted,
    "meeting.pack_issued.v1": MeetingPackIssued,
}

REGISTER_FACTS: Final[frozenset[str]] = frozenset(
    type_ for type_ in FACTS if type_.startswith(("figure_issue.", "meeting."))
)
