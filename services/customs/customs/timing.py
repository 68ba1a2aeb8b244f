"""What comes to a declaration by itself: the clock of goods that were shut out, its alarms, and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from customs.domain import Declaration, Policy, Status, decide_shut_out_over
from exportlane.agency.clocks import recomputed_clocks, told_by_clocks
from exportlane.contracts.decision import Decided
from exportlane.law.limits import wake_of


def wakes(state: Declaration) -> datetime | None:
    """The next alarm, while the goods are shut out; a request or a detention keeps the clock silent."""
    return wake_of(state.clocks) if state.status is Status.SHUT_OUT else None


def on_time(state: Declaration, *, now: datetime, policy: Policy) -> Decided[Declaration]:  # noqa: ARG001
    """Warn before the last day; after it cancel the declaration."""
    clocks, facts = told_by_clocks(_cases(state), state.id, state.clocks, now=now)
    told = replace(state, clocks=clocks)
    if not any(fact.type == "clock.breached.v1" for fact in facts):
        return Decided(told, facts)
    over = decide_shut_out_over(told, now=now)
    return replace(over, facts=facts + over.facts)


def on_calendar(state: Declaration, *, now: datetime, policy: Policy) -> Decided[Declaration] | None:  # noqa: ARG001
    """Reckon the last day anew by the calendar that was loaded."""
    if not state.clocks or policy.calendar is None:
        return None
    clocks, facts = recomputed_clocks(_cases(state), state.id, state.clocks, calendar=policy.calendar)
    return Decided(replace(state, clocks=clocks), facts) if facts else None


def _cases(state: Declaration) -> tuple[str, ...]:
    return tuple(line.case_id for line in state.remaining)
