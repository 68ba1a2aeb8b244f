"""What the gateway does on a fact: it takes it into the view of the case and notes it in the timeline, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from exportlane.contracts.decision import Decided, Heard, Waiting
from exportlane.law.calendar import WorkCalendar
from exportlane.runtime.clock import rfc3339
from gateway.domain import CaseView, hear
from gateway.promises.milestones import milestones
from gateway.storage import RegisterEntry, register_row, timeline_row


@dataclass(frozen=True, slots=True)
class GatewayPolicy:
    """What the view is computed with."""

    calendar: WorkCalendar


def on_fact(
    state: CaseView | None, heard: Heard, *, now: datetime, policy: GatewayPolicy
) -> Decided[CaseView] | Waiting:
    """Any fact of any agency about a case that was opened here."""
    if state is None:
        return Waiting("This case has not been opened at this gateway.")
    view = hear(state, heard, now=now).reckoned_by(policy.calendar)
    rows = (timeline_row(heard, received_at=rfc3339(now)), *milestones(view, heard))
    return Decided(view, writes=rows)


def on_register_fact(
    state: RegisterEntry | None, heard: Heard, *, now: datetime, policy: GatewayPolicy
) -> Decided[RegisterEntry]:
    """A fact about an entry of a register: kept for the figures, and nothing follows from it here."""
    del policy
    before = state or RegisterEntry(heard.case_id, heard.source, heard.type)
    entry = replace(before, newest=heard.type, facts=before.facts + 1)
    return Decided(entry, writes=(register_row(heard, received_at=rfc3339(now)),))
