"""A thing with timers: it rings at the moments that stand in it, and announces each ring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from exportlane.agency.clocks import recomputed_clocks, told_by_clocks
from exportlane.contracts.decision import Announce, Decided
from exportlane.contracts.vehicle_registry import VehicleRegistrationRestored
from exportlane.law.limits import Running, wake_of
from exportlane.runtime.storage import Kind

VIN = "LGXC76C30P0123456"
RUNG = "vehicle.registration_restored.v1"


@dataclass(frozen=True)
class Bell:
    """`moments` are those at which it still rings; a `fault` says how it fails."""

    id: str
    cases: tuple[str, ...]
    moments: tuple[datetime, ...]
    rung: int = 0
    fault: str = ""


@dataclass(frozen=True)
class Faults:
    """What the toy's rules do wrong now."""

    repaired: bool = False
    calendar: Any = None


def next_moment(bell: Bell) -> datetime | None:
    return min(bell.moments, default=None)


def ring(state: Bell, *, now: datetime, policy: Any) -> Decided[Bell]:
    """One ring for each moment that has come."""
    if state.fault and not getattr(policy, "repaired", False):
        return _broken(state)
    come = [moment for moment in state.moments if moment <= now]
    assert come, "it was asked too early"
    facts = tuple(
        Announce(case, RUNG, VehicleRegistrationRestored(vin=VIN, code=f"ring_{n}", reason="the bell rang"))
        for n in range(state.rung, state.rung + len(come))
        for case in state.cases
    )
    left = tuple(moment for moment in state.moments if moment > now)
    return Decided(replace(state, moments=left, rung=state.rung + len(come)), facts)


def _broken(state: Bell) -> Decided[Bell]:
    match state.fault:
        case "raises":
            raise RuntimeError("the clapper is gone")
        case "stays":
            return Decided(state)
        case "spins":
            return Decided(replace(state, rung=state.rung + 1))
        case _:
            raise ValueError(state.fault)


BELLS = Kind(
    name="bell",
    table="bells",
    state=Bell,
    thing_id=lambda bell: bell.id,
    case_ids=lambda bell: bell.cases,
    wake=next_moment,
    on_time=ring,
)


@dataclass(frozen=True)
class Term:
    """A thing with real clocks of the law."""

    id: str
    clocks: tuple[Running, ...]


def on_time(state: Term, *, now: datetime, policy: Any) -> Decided[Term]:
    del policy
    clocks, facts = told_by_clocks((state.id,), state.id, state.clocks, now=now)
    return Decided(replace(state, clocks=clocks), facts)


def on_calendar(state: Term, *, now: datetime, policy: Any) -> Decided[Term] | None:
    del now
    clocks, facts = recomputed_clocks((state.id,), state.id, state.clocks, calendar=policy.calendar)
    return Decided(replace(state, clocks=clocks), facts) if facts else None


def due_column(term: Term) -> str | None:
    days = [clock.due_on for clock in term.clocks if clock.due_on is not None]
    first: date | None = min(days, default=None)
    return None if first is None else first.isoformat()


TERMS = Kind(
    name="term",
    table="terms",
    state=Term,
    thing_id=lambda term: term.id,
    case_ids=lambda term: (term.id,),
    columns={"due": due_column},
    keyed_by_case=True,
    wake=lambda term: wake_of(term.clocks),
    on_time=on_time,
    on_calendar=on_calendar,
)
