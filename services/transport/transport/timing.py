"""What comes to grants and units by time alone: warnings, reservations that run out, last days that are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from exportlane.agency.clocks import recomputed_clocks, told_by_clocks
from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from transport.domain import Grant, Policy, Unit, UnitStatus, grant_over, lapse, unit_over

OF_GRANT: Final = "quota_grant"
OF_UNIT: Final = "quota_unit"
"""The registers that the clocks are about; no case follows their facts."""


def on_grant_time(state: Grant, *, now: datetime, policy: Policy) -> Decided[Grant]:  # noqa: ARG001
    """Warn before the last day; after it the grant has expired."""
    clocks, told = told_by_clocks((state.id,), state.id, state.clocks, now=now, register=OF_GRANT)
    rung = replace(state, clocks=clocks)
    if not any(fact.type == "clock.breached.v1" for fact in told):
        return Decided(rung, told)
    over = grant_over(rung, on=statutory_day(now))
    return Decided(over.state, told + over.facts)


def on_unit_time(state: Unit, *, now: datetime, policy: Policy) -> Decided[Unit]:  # noqa: ARG001
    """Warn before a reservation runs out, free the unit after it; a unit that nobody reserved ends by itself."""
    if state.status is not UnitStatus.RESERVED:
        return unit_over(state, now=now)
    clocks, told = told_by_clocks((state.id,), state.id, state.clocks, now=now, register=OF_UNIT)
    rung = replace(state, clocks=clocks)
    if not any(fact.type == "clock.breached.v1" for fact in told):
        return Decided(rung, told)
    over = lapse(rung, now=now)
    return Decided(over.state, told + over.facts)


def on_grant_calendar(state: Grant, *, now: datetime, policy: Policy) -> Decided[Grant] | None:  # noqa: ARG001
    """The last day of a validity does not move; the day of its warning may."""
    clocks, told = recomputed_clocks(
        (state.id,), state.id, state.clocks, calendar=policy.calendar, register=OF_GRANT
    )
    return None if clocks == state.clocks else Decided(replace(state, clocks=clocks), told)


def on_unit_calendar(state: Unit, *, now: datetime, policy: Policy) -> Decided[Unit] | None:  # noqa: ARG001
    """Likewise for a reservation."""
    clocks, told = recomputed_clocks(
        (state.id,), state.id, state.clocks, calendar=policy.calendar, register=OF_UNIT
    )
    return None if clocks == state.clocks else Decided(replace(state, clocks=clocks), told)
