"""A meeting of the conference: its agenda, who was there, decisions with who and until when, minutes. PURE.

    convened ──attend, decide──> convened ──minute──> minuted      (decisions are carried out in both)
        └────────cancel────────> cancelled

What is done to it stands in `holding`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exportlane.law.limits import Running


class MeetingStatus(StrEnum):
    """Where a meeting stands."""

    CONVENED = "convened"
    MINUTED = "minuted"
    CANCELLED = "cancelled"


class MeetingVerb(StrEnum):
    """What can be done to a meeting."""

    ATTEND = "attend"
    DECIDE = "decide"
    FINISH = "finish"
    MINUTE = "minute"
    CANCEL = "cancel"


_S, _V = MeetingStatus, MeetingVerb
MEETING_MOVES: Final[Mapping[MeetingStatus, Mapping[MeetingVerb, MeetingStatus]]] = MappingProxyType(
    {
        _S.CONVENED: {
            _V.ATTEND: _S.CONVENED,
            _V.DECIDE: _S.CONVENED,
            _V.FINISH: _S.CONVENED,
            _V.MINUTE: _S.MINUTED,
            _V.CANCEL: _S.CANCELLED,
        },
        _S.MINUTED: {_V.FINISH: _S.MINUTED},
        _S.CANCELLED: {},
    }
)


class DecisionState(StrEnum):
    """What became of a decision."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One matter: an open ticket, or words alone."""

    text: str
    issue_id: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, who carries it out, and until when (in its clock). `report` says how it was done."""

    no: int
    text: str
    member: str
    decided_on: date
    clock: Running
    issue_id: str | None = None
    state: DecisionState = DecisionState.OPEN
    done_on: date | None = None
    report: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """The whole of a meeting. `attended` are ids of members, `minutes` those words, or why it was cancelled."""

    id: str
    profile: str
    held_on: date
    convened_on: date
    convened_by: str
    agenda: tuple[AgendaItem, ...]
    status: MeetingStatus = MeetingStatus.CONVENED
    attended: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    minutes: str | None = None
    minuted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the meeting wants: words, who carries it out, within how many working days, about which ticket."""

    text: str
    member: str
    days: int
    issue_id: str | None = None
