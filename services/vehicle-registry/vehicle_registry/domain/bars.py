"""Bars and locks: what stands in the way of an endorsement or a deregistration, and when it is gone. PURE.

A bar that is known when the deregistration begins lets it wait (blocked). One that is found late, when the vehicle is
already on its way out, locks the register: customs hold at once and the unused licence is revoked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.vehicle_registry import (
    VehicleDeregistrationUnblocked,
    VehicleLocked,
    VehicleUnlocked,
)
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from vehicle_registry.domain.deregistration import examine
from vehicle_registry.domain.prohibitions import BAR_ARTICLE, BARS, article_of, standing
from vehicle_registry.domain.status import AT_REST, PROVISIONALLY_OUT, UNDER_WAY, Status, Verb
from vehicle_registry.domain.vehicle import (
    RULE,
    Answer,
    Ended,
    Policy,
    Vehicle,
    after,
    announce,
    forbidden,
    wrong,
)
from vehicle_registry.domain.waiting import blocked, hindrances, resumed


def add_bar(vehicle: Vehicle, bar: str, *, now: datetime, policy: Policy) -> Answer:
    """Register what stands in the way (第二十九、四十二条), because the court, the bank or the police said so."""
    if refused := forbidden(vehicle, Verb.ADD_BAR):
        return refused
    if bar not in BARS:
        return wrong("bar", f"{bar!r} is none of the bars: {', '.join(BARS)}", BAR_ARTICLE)
    if bar in vehicle.bars:
        return Refused(
            "move-not-allowed", f"the bar {bar} is already registered for {vehicle.vin}", BAR_ARTICLE
        )
    return _registered(replace(vehicle, bars=(*vehicle.bars, bar)), bar, now=now, policy=policy)


def _registered(vehicle: Vehicle, bar: str, *, now: datetime, policy: Policy) -> Decided[Vehicle]:
    """What a new bar does at once: found late it locks, a request under way waits; otherwise it counts later."""
    if not standing((bar,), "deregistration"):
        return Decided(vehicle)
    ground = Ended(bar, BARS[bar], article_of(bar, "deregistration"))
    if found_late(vehicle, policy):
        return locked(vehicle, ground, now=now)
    if vehicle.status is Status.REQUESTED:
        return blocked(vehicle, ground, on=statutory_day(now))
    return Decided(vehicle)


@rule(
    "C16",
    zh="注销后、放行前发现被盗抢、查封、抵押的，锁定登记并通知海关和商务",
    en="What is found after the vehicle was let go locks the register, so that customs and commerce stop the export",
    article=BAR_ARTICLE,
    slug="locked",
    effect="hold",
)
def found_late(vehicle: Vehicle, policy: Policy) -> bool:
    """Deregistered provisionally; or, where customs come first, licensed and not deregistered yet."""
    if vehicle.status in PROVISIONALLY_OUT:
        return True
    licensed = vehicle.licence is not None and vehicle.licence.status == "granted"
    two_phase = policy.rules(vehicle.profile, vehicle.profile_version).two_phase
    on_its_way = vehicle.status in AT_REST or (vehicle.status in UNDER_WAY and vehicle.exit_record is None)
    return on_its_way and licensed and not two_phase


def lift_bar(vehicle: Vehicle, bar: str, *, now: datetime, policy: Policy) -> Answer:
    """Take a bar out again, because the court, the bank or the police said that it is gone."""
    if refused := forbidden(vehicle, Verb.LIFT_BAR):
        return refused
    if bar not in vehicle.bars:
        return Refused("move-not-allowed", f"there is no bar {bar} registered for {vehicle.vin}", BAR_ARTICLE)
    lifted = replace(vehicle, bars=tuple(other for other in vehicle.bars if other != bar))
    said: tuple[Announce, ...] = ()
    if lifted.locked_for(bar):
        lifted, said = _without_lock(lifted, bar)
    return after(said, _unblocked(lifted, bar, now=now, policy=policy))


def lock(vehicle: Vehicle, ground: Ended, *, now: datetime) -> Answer:
    """An officer locks the register for this vehicle."""
    if refused := forbidden(vehicle, Verb.LOCK):
        return refused
    if vehicle.locked_for(ground.code):
        return Refused("move-not-allowed", f"{vehicle.vin} is already locked for {ground.code}", BAR_ARTICLE)
    return locked(vehicle, ground, now=now)


def locked(vehicle: Vehicle, ground: Ended, *, now: datetime) -> Decided[Vehicle]:
    """Lock the register; a request that is under way waits from now on."""
    article = ground.article or BAR_ARTICLE
    kept = replace(vehicle, locks=(*vehicle.locks, replace(ground, article=article)))
    fact = VehicleLocked(vin=vehicle.vin, code=ground.code, reason=ground.sentence, article=article)
    said = (announce(vehicle, "locked", fact),)
    if vehicle.status is Status.REQUESTED:
        return after(said, blocked(kept, replace(ground, article=article), on=statutory_day(now)))
    return Decided(kept, said)


def unlock(vehicle: Vehicle, code: str, *, now: datetime, policy: Policy) -> Answer:
    """What it was locked for is gone; a request that waited for this goes on."""
    if refused := forbidden(vehicle, Verb.UNLOCK):
        return refused
    if not vehicle.locked_for(code):
        return Refused("move-not-allowed", f"{vehicle.vin} is not locked for {code}", BAR_ARTICLE)
    freed, said = _without_lock(vehicle, code)
    return after(said, _unblocked(freed, code, now=now, policy=policy))


def _without_lock(vehicle: Vehicle, code: str) -> tuple[Vehicle, tuple[Announce, ...]]:
    kept = tuple(one for one in vehicle.locks if one.code != code)
    fact = VehicleUnlocked(vin=vehicle.vin, code=code)
    return replace(vehicle, locks=kept), (announce(vehicle, "unlocked", fact),)


def _unblocked(vehicle: Vehicle, code: str, *, now: datetime, policy: Policy) -> Decided[Vehicle]:
    """Look again when the last hindrance is gone."""
    if vehicle.status is not Status.BLOCKED or hindrances(vehicle):
        return Decided(vehicle)
    fact = VehicleDeregistrationUnblocked(vin=vehicle.vin, code=code)
    said = (announce(vehicle, "deregistration_unblocked", fact),)
    going = resumed(vehicle, now=now, policy=policy)
    return examine(going, by=RULE, now=now, policy=policy, before=said)
