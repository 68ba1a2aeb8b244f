"""The registry's clocks: when a vehicle wakes, and what it means that a limit has passed. PURE.

Limits: 第二十八条 (transfer, three working days), 第三十九条 (deregistration, one working day), 第三十七条 (apply
within two months after customs' export formalities), the sixty days of the exit confirmation, and the temporary plate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Announce
from exportlane.contracts.vehicle_registry import VehicleDeregistrationOverdue, VehicleExitOverdue
from exportlane.law import limits
from exportlane.law.limits import Running
from exportlane.law.rules import rule
from vehicle_registry.domain.plates import plate_wakes
from vehicle_registry.domain.status import AT_REST, Status
from vehicle_registry.domain.vehicle import Policy, Vehicle, announce

DECISIONS: Final = ("transfer", "deregistration")
"""The limits within which the office decides; their last day is the vehicle's `due_on`."""


def wake(vehicle: Vehicle) -> datetime | None:
    """The instant at which a clock of this vehicle has something to say; None when none has."""
    at = [one for one in (limits.wake_of(vehicle.clocks), plate_wakes(vehicle)) if one is not None]
    return min(at, default=None)


def due_on(clocks: Sequence[Running]) -> date | None:
    """The last day for the office's decision, None while it does not wait for one."""
    return next((c.due_on for c in clocks if c.running and c.matter in DECISIONS), None)


@rule(
    "REG-37",
    zh="海关出口手续办结后二个月内申请注销登记",
    en="The deregistration is applied for within two months after customs' export formalities",
    article="机动车登记规定 第三十七条",
    slug="deregistration_overdue",
    effect="flag",
)
def until_application(vehicle: Vehicle, *, policy: Policy) -> Vehicle:
    """Start the clock of two months on the day of the release, where customs come before the deregistration."""
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    limit = rules.limits.get("deregistration_application")
    if vehicle.released_on is None or rules.two_phase or limit is None or vehicle.overdue_since is not None:
        return vehicle
    clock = limits.start(limit, on=vehicle.released_on, calendar=policy.calendar)
    return replace(vehicle, clocks=limits.put(vehicle.clocks, clock))


@rule(
    "C14",
    zh="临时注销后六十日内未确认出境的，报警并查找车辆",
    en="An exit that is not confirmed within sixty days of the provisional deregistration is an alarm",
    article="机动车登记规定 第三十九条；期限为本系统约定",
    slug="exit_overdue",
    effect="flag",
)
def breached(vehicle: Vehicle, clock: Running) -> tuple[Vehicle, tuple[Announce, ...]]:
    """The alarms of the law's own: the exit is not confirmed, or nobody applied for the deregistration."""
    due = clock.due_on or clock.started_on
    if clock.matter == "exit_confirmation" and vehicle.status is Status.PROVISIONAL:
        fact = VehicleExitOverdue(vin=vehicle.vin, since=clock.started_on, due_on=due)
        state = replace(vehicle, status=Status.EXIT_OVERDUE, overdue_since=due)
        return state, (announce(vehicle, "exit_overdue", fact),)
    if clock.matter == "deregistration_application" and vehicle.status in AT_REST:
        late = VehicleDeregistrationOverdue(vin=vehicle.vin, due_on=due)
        state = replace(vehicle, status=Status.OVERDUE, overdue_since=due)
        return state, (announce(vehicle, "deregistration_overdue", late),)
    return vehicle, ()
