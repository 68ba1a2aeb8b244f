"""What agencies say of their clocks and of shared data, kept beside the fold of a case. PURE.

An alarm is said once and never taken back by name: it is over when its period is stopped, or begun anew. A dispute over
a shared field is open until its source answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from exportlane.contracts.decision import Heard
from exportlane.contracts.operations import (
    ClockBreached,
    ClockDueSoon,
    ClockRecomputed,
    SharingDisputeAnswered,
    SharingDisputed,
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """The newest word of an agency about one of its clocks. `state` is due_soon, breached or recomputed."""

    agency: str
    matter: str
    thing_id: str
    state: str
    due_on: dt.date
    started_on: dt.date | None
    provisional: bool
    article: str | None
    said_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """A receiving agency holds a shared field for wrong; `agency` is the source that must answer until `due_on`."""

    dispute_id: str
    agency: str
    resource: str
    field: str
    by_agency: str
    due_on: dt.date


def alarmed(alarms: tuple[Alarm, ...], heard: Heard) -> tuple[Alarm, ...]:
    """The alarms after one more fact: one for each clock, the newest."""
    found = _alarm(alarms, heard)
    if found is None:
        return alarms
    return (*(one for one in alarms if (one.agency, one.matter) != (found.agency, found.matter)), found)


def _alarm(alarms: tuple[Alarm, ...], heard: Heard) -> Alarm | None:
    data = heard.data
    if isinstance(data, ClockDueSoon | ClockBreached):
        state = "due_soon" if isinstance(data, ClockDueSoon) else "breached"
        return Alarm(
            heard.source, data.matter, data.thing_id, state, data.due_on, data.started_on, data.provisional,
            data.article, heard.occurred_at,
        )  # fmt: skip
    if isinstance(data, ClockRecomputed):
        before = next(
            (one for one in alarms if (one.agency, one.matter) == (heard.source, data.matter)), None
        )
        return Alarm(
            heard.source, data.matter, data.thing_id, "recomputed", data.due_on,
            before.started_on if before else None, data.provisional, before.article if before else None,
            heard.occurred_at,
        )  # fmt: skip
    return None


def disputed(disputes: tuple[Dispute, ...], heard: Heard) -> tuple[Dispute, ...]:
    """The open disputes after one more fact."""
    data = heard.data
    if isinstance(data, SharingDisputed):
        raised = Dispute(
            data.dispute_id, heard.source, data.resource, data.field, data.by_agency, data.due_on
        )
        return (*(one for one in disputes if one.dispute_id != raised.dispute_id), raised)
    if isinstance(data, SharingDisputeAnswered):
        return tuple(one for one in disputes if one.dispute_id != data.dispute_id)
    return disputes
