"""What comes in over REST about tickets, meetings and packs."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, model_validator

from exportlane.agency.papers import Body, CaseId
from exportlane.contracts.fields import Day
from exportlane.runtime.paging import LARGEST, SMALLEST, USUAL
from gateway.conference.members import KINDS

MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
MonthText = Annotated[str, StringConstraints(pattern=MONTH, max_length=7)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Days = Annotated[int, Field(ge=1, le=60, strict=True, description="Working days; today does not count")]
Seat = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z]{2,32}\.)?conf_[a-z]{2,32}$", max_length=65),
]
"""A role code of the ticket's own body, or a member's whole id."""
Profile = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,32}$", max_length=32)]
IssueKind = Literal[
    "case",
    "delay",
    "procedure",
    "data",
    "policy",
    "figure",
    "flag_firm",
    "verify_maker",
    "buyer_alert",
    "booking",
]
if set(get_args(IssueKind)) != set(KINDS):
    raise ValueError("the kinds of tickets differ between the data and the papers")


class FigurePaper(Body):
    """A figure: a promise's id or the name of a count, and its month."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    month: MonthText | None = None


class IssuePaper(Body):
    """A new ticket: about a case (whose profile says which body), or about a figure of a profile."""

    kind: IssueKind
    text: Words
    case_id: CaseId | None = None
    figure: FigurePaper | None = None
    profile: Profile | None = None

    @model_validator(mode="after")
    def _about_one(self) -> IssuePaper:
        if (self.case_id is None) == (self.figure is None):
            raise ValueError("name either case_id or figure, one of the two")
        if self.figure is not None and self.profile is None:
            raise ValueError("a ticket about a figure names its profile")
        return self


class AssignmentPaper(Body):
    """To whom, and within how many working days (the body's own number without it)."""

    member: Seat
    days: Days | None = None


class WordsPaper(Body):
    """An answer, a decision, minutes, a report: words."""

    text: Words


class ReopeningPaper(WordsPaper):
    """Why the answer was not enough, and within how many working days another is due."""

    days: Days | None = None


class MeetingPaper(Body):
    """A meeting: for which body, on which day, what is spoken of beside the open tickets."""

    profile: Profile
    held_on: Day
    matters: Annotated[tuple[Words, ...], Field(max_length=50)] = ()


class AttendancePaper(Body):
    """Who is there."""

    members: Annotated[tuple[Seat, ...], Field(min_length=1, max_length=100)]


class DecisionPaper(Body):
    """What was decided, who carries it out, within how many working days, about which ticket."""

    text: Words
    member: Seat
    days: Days = 10
    issue_id: CaseId | None = None


class ReportPaper(Body):
    """How a decision was carried out."""

    text: Words


class PackPaper(Body):
    """Of which body."""

    profile: Profile


class _Page(Body):
    cursor: Annotated[str | None, Field(max_length=512)] = None
    limit: Annotated[int, Field(ge=SMALLEST, le=LARGEST)] = USUAL


class IssueQuery(_Page):
    """Which tickets."""

    profile: Profile | None = None
    status: Literal["raised", "assigned", "answered", "escalated", "closed"] | None = None
    kind: IssueKind | None = None
    member: Annotated[str | None, Field(max_length=65, pattern=r"^[a-z]{2,32}\.conf_[a-z]{2,32}$")] = None
    case_id: CaseId | None = None
    figure: Annotated[str | None, Field(max_length=64)] = None
    overdue: bool = False
    open: bool = False
    sort: Literal["created", "-created", "updated", "-updated", "due_on", "-due_on"] = "-created"


class MeetingQuery(_Page):
    """Which meetings."""

    profile: Profile | None = None
    status: Literal["convened", "minuted", "cancelled"] | None = None
    sort: Literal["created", "-created", "held_on", "-held_on"] = "-held_on"


class PackQuery(_Page):
    """Which issued packs."""

    profile: Profile | None = None
    month: MonthText | None = None
