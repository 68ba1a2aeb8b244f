"""What the conference's routes show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from exportlane.law.limits import Running
from gateway.conference.meeting import AgendaItem, Decision
from gateway.conference.members import Words
from gateway.conference.ticket import Figure, Said


class _Document(BaseModel):
    model_config = ConfigDict(extra="allow")

    id: str
    version: int


class MemberDocument(BaseModel):
    """A member with what it sees and may do."""

    id: str
    role: str
    name: Words
    rank: str
    sees: list[Words]
    may: list[str]
    raises_alone: list[str]
    cases: bool
    vins: bool
    amounts: bool
    valid_from: date
    valid_to: date | None
    in_force: bool


class BodyDocument(BaseModel):
    """The body of a profile."""

    profile: str
    name: Words
    article: str
    assign_within: int
    answer_within: int
    members: list[MemberDocument]


class BodiesDocument(BaseModel):
    """Every body that was asked for."""

    on: date
    items: list[BodyDocument]


class IssueDocument(_Document):
    """A ticket."""

    profile: str
    kind: str
    raised_by: str
    raised_on: date
    raised_for: str | None
    words: list[Said]
    case_id: str | None
    figure: Figure | None
    status: str
    member: str | None
    due_on: date | None
    clocks: list[Running]
    overdue: bool
    closed_on: date | None


class IssueWithHistory(IssueDocument):
    """A ticket and the facts about it, oldest first."""

    history: list[dict[str, Any]]


class IssuePage(BaseModel):
    """A page of tickets."""

    items: list[IssueDocument]
    next: str | None


class MeetingDocument(_Document):
    """A meeting."""

    profile: str
    held_on: date
    convened_on: date
    convened_by: str
    agenda: list[AgendaItem]
    status: str
    attended: list[str]
    decisions: list[Decision]
    minutes: str | None
    minuted_on: date | None


class MeetingWithHistory(MeetingDocument):
    """A meeting and the facts about it, oldest first."""

    history: list[dict[str, Any]]


class MeetingPage(BaseModel):
    """A page of meetings."""

    items: list[MeetingDocument]
    next: str | None


class PackHead(_Document):
    """An issued pack without its words."""

    profile: str
    month: str
    number: int
    sha256: str
    issued_on: date
    issued_by: str


class PackHeads(BaseModel):
    """A page of issued packs."""

    items: list[PackHead]
    next: str | None


class PackDocument(BaseModel):
    """A meeting pack (format 1); `issued` is the record of its issue, null for a draft."""

    model_config = ConfigDict(extra="allow")

    format: int
    profile: str
    month: str
    made_at: datetime
    issued: dict[str, Any] | None
