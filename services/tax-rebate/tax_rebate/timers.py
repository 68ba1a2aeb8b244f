"""The clocks of claims, as the runtime asks: when to look again, what is due, what another calendar changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from exportlane.agency.clocks import recomputed_clocks, told_by_clocks
from exportlane.contracts.decision import Announce, Decided
from exportlane.law.limits import Running, find, wake_of
from tax_rebate.domain import Claim, Outcome, Policy, clocks
from tax_rebate.domain import facts_afterwards as facts
from tax_rebate.domain.policy import DOCUMENT_FILING

_OVER = frozenset({Outcome.LAPSED, Outcome.WITHDRAWN})


def wake(claim: Claim) -> datetime | None:
    """The next alarm of a clock, or the moment at which an open claim begins to threaten the average."""
    moments = (wake_of(claim.clocks), clocks.threat(claim))
    return min((at for at in moments if at is not None), default=None)


def on_time(state: Claim, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """The alarms that are due, each once. Passing the average is noted on the claim, never announced as a breach."""
    del policy
    after, said = told_by_clocks(_cases(state), state.id, state.clocks, now=now)
    said += _overdue(state, after)
    threatened = state.average_threatened or clocks.threatens(state, now)
    return Decided(replace(state, clocks=after, average_threatened=threatened), said)


def on_calendar(state: Claim, *, now: datetime, policy: Policy) -> Decided[Claim] | None:
    """The last days by another calendar; None where none moves."""
    del now
    after, said = recomputed_clocks(_cases(state), state.id, state.clocks, calendar=policy.calendar)
    if not said:
        return None
    return Decided(clocks.shown(replace(state, clocks=after)), said)


def _overdue(claim: Claim, after: tuple[Running, ...]) -> tuple[Announce, ...]:
    """The documents that were not filed by their last day, said in the same breath as the breach."""
    before, now = find(claim.clocks, DOCUMENT_FILING), find(after, DOCUMENT_FILING)
    if before is None or now is None or before.breached or not now.breached or now.due_on is None:
        return ()
    lines = (line for line in claim.lines if line.outcome not in _OVER)
    return tuple(facts.documents_overdue(claim, line, due_on=now.due_on) for line in lines)


def _cases(claim: Claim) -> tuple[str, ...]:
    return tuple(line.case_id for line in claim.lines if line.outcome not in _OVER)
