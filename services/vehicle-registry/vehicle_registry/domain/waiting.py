"""What cannot go on: what stands against it, how it waits for a bar or for papers, and how it is refused. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Decided
from exportlane.contracts.vehicle_registry import VehicleDeregistrationBlocked, VehicleDeregistrationRefused
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from vehicle_registry.domain.prohibitions import BAR_ARTICLE, standing
from vehicle_registry.domain.status import Status
from vehicle_registry.domain.vehicle import Ended, Policy, Vehicle, announce

CORRECTION_SUPPLY: Final = "correction_supply"


def hindrances(vehicle: Vehicle) -> tuple[Ended, ...]:
    """What stands against the deregistration now: the registered bars, and what the register is locked for."""
    barred = tuple(
        Ended(line.code, line.sentence, line.blocks["deregistration"])
        for line in standing(vehicle.bars, "deregistration")
    )
    known = {one.code for one in barred}
    return barred + tuple(lock for lock in vehicle.locks if lock.code not in known)


def blocked(vehicle: Vehicle, ground: Ended, *, on: date) -> Decided[Vehicle]:
    """Let the deregistration wait until the bar is lifted; its clock stands still meanwhile."""
    fact = VehicleDeregistrationBlocked(
        vin=vehicle.vin, code=ground.code, reason=ground.sentence, article=ground.article or BAR_ARTICLE
    )
    state = held(vehicle, Status.BLOCKED, on=on)
    return Decided(state, (announce(vehicle, "deregistration_blocked", fact),))


def refuse_with(vehicle: Vehicle, ended: Ended, *, on: date) -> Decided[Vehicle]:
    """Refuse a deregistration that is under way; the others hear it."""
    data = VehicleDeregistrationRefused(
        vin=vehicle.vin, code=ended.code, reason=ended.sentence, article=ended.article or BAR_ARTICLE
    )
    clocks = limits.stop_all(vehicle.clocks, on=on)
    state = replace(vehicle, status=Status.REFUSED, ended=ended, asked=(), due_on=None, clocks=clocks)
    return Decided(state, (announce(vehicle, "deregistration_refused", data),))


def awaiting_papers(vehicle: Vehicle, *, on: date, policy: Policy) -> Vehicle:
    """With the clock within which the enterprise must answer its notice."""
    limit = policy.rules(vehicle.profile, vehicle.profile_version).limits.get(CORRECTION_SUPPLY)
    if limit is None:
        return vehicle
    clock = limits.start(limit, on=on, calendar=policy.calendar)
    return replace(vehicle, clocks=limits.put(vehicle.clocks, clock))


def papers_came(vehicle: Vehicle, *, on: date) -> Vehicle:
    """With that clock stopped: the notice was answered, or nobody waits for the answer any more."""
    clocks = limits.stop_all(vehicle.clocks, on=on, matter=CORRECTION_SUPPLY)
    return replace(vehicle, clocks=clocks)


def held(vehicle: Vehicle, status: Status, *, on: date) -> Vehicle:
    """The request in a status in which its clock stands still."""
    clock = limits.find(vehicle.clocks, "deregistration")
    clocks = vehicle.clocks if clock is None else limits.put(vehicle.clocks, limits.pause(clock, on=on))
    return replace(vehicle, status=status, clocks=clocks, due_on=None)


def resumed(vehicle: Vehicle, *, now: datetime, policy: Policy) -> Vehicle:
    """The request under way again; its clock goes on."""
    clock = limits.find(vehicle.clocks, "deregistration")
    if clock is None:
        return replace(vehicle, status=Status.REQUESTED)
    going = limits.resume(clock, on=statutory_day(now), calendar=policy.calendar)
    clocks = limits.put(vehicle.clocks, going)
    return replace(vehicle, status=Status.REQUESTED, clocks=clocks, due_on=going.due_on)
