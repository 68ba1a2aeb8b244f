"""The tables of the conference: tickets, meetings, packs that were issued."""

from __future__ import annotations

from typing import Final

from exportlane.runtime.storage import Kind
from gateway.conference.meeting import DecisionState, Meeting, MeetingStatus
from gateway.conference.pack.issued import IssuedPack
from gateway.conference.ticket import OPEN, Issue
from gateway.conference.timing import (
    issue_on_calendar,
    issue_on_time,
    meeting_on_calendar,
    meeting_on_time,
    wake_of_issue,
    wake_of_meeting,
)

YES: Final = "1"

ISSUES: Kind[Issue] = Kind(
    name="conference_issue",
    table="conference_issues",
    state=Issue,
    thing_id=lambda issue: issue.id,
    # A ticket is no part of the case's own row: several may be about one case, so the case does not lead to it.
    case_ids=lambda issue: (issue.id,),
    columns={
        "profile": lambda issue: issue.profile,
        "status": lambda issue: issue.status.value,
        "kind": lambda issue: issue.kind,
        "member": lambda issue: issue.member,
        "case_id": lambda issue: issue.case_id,
        "figure": lambda issue: issue.figure.name if issue.figure else None,
        "open": lambda issue: YES if issue.status in OPEN else None,
        "due_on": lambda issue: issue.due_on.isoformat() if issue.due_on else None,
        "raised_on": lambda issue: issue.raised_on.isoformat(),
        "closed_on": lambda issue: issue.closed_on.isoformat() if issue.closed_on else None,
    },
    wake=wake_of_issue,
    on_time=issue_on_time,
    on_calendar=issue_on_calendar,
)

MEETINGS: Kind[Meeting] = Kind(
    name="conference_meeting",
    table="conference_meetings",
    state=Meeting,
    thing_id=lambda meeting: meeting.id,
    case_ids=lambda meeting: (meeting.id,),
    columns={
        "profile": lambda meeting: meeting.profile,
        "status": lambda meeting: meeting.status.value,
        "held_on": lambda meeting: meeting.held_on.isoformat(),
        "undone": lambda meeting: YES if undone(meeting) else None,
    },
    wake=wake_of_meeting,
    on_time=meeting_on_time,
    on_calendar=meeting_on_calendar,
)

PACKS: Kind[IssuedPack] = Kind(
    name="conference_pack",
    table="conference_packs",
    state=IssuedPack,
    thing_id=lambda pack: pack.id,
    case_ids=lambda pack: (pack.id,),
    columns={
        "profile": lambda pack: pack.profile,
        "month": lambda pack: pack.month,
        "number": lambda pack: f"{pack.number:04d}",
        "sha256": lambda pack: pack.sha256,
    },
    view=lambda pack: pack.shown,
)
"""The words of a pack are shown by their own route, never in a list."""

CONFERENCE_KINDS: Final = (ISSUES, MEETINGS, PACKS)


def undone(meeting: Meeting) -> bool:
    """Whether something that was decided is still to be carried out."""
    return meeting.status is not MeetingStatus.CANCELLED and any(
        decision.state is not DecisionState.DONE for decision in meeting.decisions
    )
