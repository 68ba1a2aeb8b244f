"""What the registry says when the moment of a clock has come, and when another calendar holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from exportlane.agency.clocks import clock_fact, recomputed_clocks
from exportlane.contracts.decision import Announce, Decided
from exportlane.law import limits
from vehicle_registry.domain import Policy, Vehicle, breached, due_on, plate_expires
from vehicle_registry.domain.lapsing import unanswered


def on_time(state: Vehicle, *, now: datetime, policy: Policy) -> Decided[Vehicle]:
    """Say once what is due soon, what is breached, and which plate has run out."""
    vehicle, said = plate_expires(state, now=now)
    facts: list[Announce] = list(said)
    for clock in vehicle.clocks:
        ticked, alarm = limits.tick(clock, now=now)
        if alarm is None or clock not in vehicle.clocks:
            # A clock that ended because another one had passed has nothing to say any more.
            continue
        clocks = tuple(ticked if one is clock else one for one in vehicle.clocks)
        vehicle = replace(vehicle, clocks=clocks)
        facts.append(clock_fact(vehicle.id, vehicle.id, ticked, alarm))
        if alarm == "breached":
            vehicle, more = breached(vehicle, ticked)
            lapsed = unanswered(vehicle, ticked, now=now, policy=policy)
            vehicle = lapsed.state
            facts.extend(more + lapsed.facts)
    return Decided(vehicle, tuple(facts))


def on_calendar(state: Vehicle, *, now: datetime, policy: Policy) -> Decided[Vehicle] | None:
    """Reckon every running clock anew; None when nothing moved."""
    del now
    clocks, facts = recomputed_clocks((state.id,), state.id, state.clocks, calendar=policy.calendar)
    if clocks == state.clocks:
        return None
    return Decided(replace(state, clocks=clocks, due_on=due_on(clocks)), facts)
