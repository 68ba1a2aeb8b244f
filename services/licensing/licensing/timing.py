"""The timers of licensing: the alarms of its clocks, what the law makes of a limit that passed, another calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from exportlane.agency.clocks import recomputed_clocks, told_by_clocks
from exportlane.contracts.decision import Decided
from exportlane.law.limits import Running
from licensing import domain
from licensing.domain import Application, Policy
from licensing.domain.clocks import placed
from licensing.filing import Filing, filing_passed

REGISTER = "filing"
"""The register that the clocks of a filing are about; no case follows their facts."""


def on_time(state: Application, *, now: datetime, policy: Policy) -> Decided[Application]:
    """Tell each alarm once; then deem accepted, let lapse, expire or give up what has run out of time."""
    cases = tuple(line.case_id for line in state.live)
    clocks, told = told_by_clocks(cases, state.id, state.clocks, now=now)
    breached = _newly(state.clocks, clocks)
    then = domain.passed(replace(state, clocks=clocks), breached, now=now, policy=policy)
    return Decided(then.state, told + then.facts)


def on_calendar(state: Application, *, now: datetime, policy: Policy) -> Decided[Application] | None:  # noqa: ARG001
    """A notice of the State Council moves the last days of the clocks that run."""
    cases = tuple(line.case_id for line in state.live)
    clocks, told = recomputed_clocks(cases, state.id, state.clocks, calendar=policy.calendar)
    if not told:
        return None
    return Decided(placed(replace(state, clocks=clocks), policy=policy), told)


def on_filing_time(state: Filing, *, now: datetime, policy: Policy) -> Decided[Filing]:
    """Tell each alarm once; then deem accepted, let lapse or expire."""
    clocks, told = told_by_clocks((state.id,), state.id, state.clocks, now=now, register=REGISTER)
    breached = _newly(state.clocks, clocks)
    then = filing_passed(replace(state, clocks=clocks), breached, now=now, policy=policy)
    return Decided(then.state, told + then.facts)


def on_filing_calendar(state: Filing, *, now: datetime, policy: Policy) -> Decided[Filing] | None:  # noqa: ARG001
    """The same for the review of a filing."""
    clocks, told = recomputed_clocks(
        (state.id,), state.id, state.clocks, calendar=policy.calendar, register=REGISTER
    )
    if not told:
        return None
    running = [clock for clock in clocks if clock.running]
    return Decided(replace(state, clocks=clocks, due_on=running[-1].due_on if running else None), told)


def _newly(before: tuple[Running, ...], after: tuple[Running, ...]) -> tuple[Running, ...]:
    """The clocks whose limit has just passed."""
    return tuple(new for old, new in zip(before, after, strict=True) if new.breached and not old.breached)
