"""What comes to tickets and meetings by itself: warnings, overdue days, days that a holiday notice moves. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from exportlane.agency.clocks import recomputed_clocks, told_by_clocks
from exportlane.contracts.decision import Announce, Decided
from exportlane.law.limits import wake_of
from gateway.conference.deciding import Sitting, escalate_overdue
from gateway.conference.holding import overdue_decisions
from gateway.conference.meeting import Meeting
from gateway.conference.members import bodies
from gateway.conference.ticket import Issue

if TYPE_CHECKING:
    from gateway.handlers import GatewayPolicy

TICKETS, MEETINGS = "conference_issues", "conference_meetings"
"""How the registers are called in facts of their clocks."""


def wake_of_issue(state: Issue) -> datetime | None:
    """The next warning, or the end of the last day."""
    return wake_of(state.clocks)


def issue_on_time(state: Issue, *, now: datetime, policy: GatewayPolicy) -> Decided[Issue]:
    """Warn before the last day; after it give the ticket to the convener, once."""
    clocks, facts = told_by_clocks(
        (state.subject,), state.id, state.clocks, now=now, register=_register(state)
    )
    told = replace(state, clocks=clocks)
    if not any(fact.type == "clock.breached.v1" for fact in facts):
        return Decided(told, facts)
    sitting = Sitting(bodies()[state.profile], policy.calendar, now)
    over = escalate_overdue(told, sitting)
    return replace(over, facts=facts + over.facts)


def issue_on_calendar(state: Issue, *, now: datetime, policy: GatewayPolicy) -> Decided[Issue] | None:  # noqa: ARG001
    """Reckon the last day anew by the calendar that was loaded."""
    clocks, facts = recomputed_clocks(
        (state.subject,), state.id, state.clocks, calendar=policy.calendar, register=_register(state)
    )
    if not facts:
        return None
    running = next((clock for clock in clocks if clock.running), None)
    return Decided(replace(state, clocks=clocks, due_on=running.due_on if running else state.due_on), facts)


def wake_of_meeting(state: Meeting) -> datetime | None:
    """The next alarm of any decision."""
    return wake_of(decision.clock for decision in state.decisions)


def meeting_on_time(state: Meeting, *, now: datetime, policy: GatewayPolicy) -> Decided[Meeting]:  # noqa: ARG001
    """Warn of decisions that fall due, and mark those whose day has passed."""
    clocks, facts = told_by_clocks(
        (state.id,), state.id, [decision.clock for decision in state.decisions], now=now, register=MEETINGS
    )
    decisions = tuple(replace(each, clock=clock) for each, clock in zip(state.decisions, clocks, strict=True))
    over = overdue_decisions(replace(state, decisions=decisions), now=now)
    return replace(over, facts=(*facts, *over.facts))


def meeting_on_calendar(
    state: Meeting,
    *,
    now: datetime,  # noqa: ARG001
    policy: GatewayPolicy,
) -> Decided[Meeting] | None:
    """Reckon the days of open decisions anew."""
    decisions = []
    facts: tuple[Announce, ...] = ()
    for decision in state.decisions:
        (clock,), moved = recomputed_clocks(
            (state.id,), state.id, (decision.clock,), calendar=policy.calendar, register=MEETINGS
        )
        decisions.append(replace(decision, clock=clock))
        facts += moved
    return Decided(replace(state, decisions=tuple(decisions)), facts) if facts else None


def _register(state: Issue) -> str | None:
    return None if state.case_id else TICKETS
