"""What takes a step of the registry back, or ends it by order: withdrawal, restoration, misuse, revocation. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from exportlane.contracts.decision import Announce, Decided
from exportlane.contracts.vehicle_registry import (
    VehicleDeregistrationWithdrawn,
    VehicleMisuseReported,
    VehicleRegistrationRestored,
    VehicleRegistrationRevoked,
)
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from vehicle_registry.domain.banning import REVOCATION, Ground, banned_until
from vehicle_registry.domain.bars import locked
from vehicle_registry.domain.deadlines import until_application
from vehicle_registry.domain.status import MOVES, Status, Verb
from vehicle_registry.domain.vehicle import Answer, Ended, Policy, Vehicle, announce, forbidden
from vehicle_registry.domain.waiting import papers_came

MISUSE_ARTICLE: Final = "天津措施（征求意见稿）第二条；机动车登记规定 第二十八条"


def withdraw(vehicle: Vehicle, *, reason: str, now: datetime, policy: Policy) -> Answer:
    """The enterprise takes its request back: the vehicle stays 转让待出口, and the request may be made again."""
    return forbidden(vehicle, Verb.WITHDRAW) or withdrawn(vehicle, reason=reason, now=now, policy=policy)


def withdrawn(vehicle: Vehicle, *, reason: str, now: datetime, policy: Policy) -> Decided[Vehicle]:
    """Back to 转让待出口, with the clock of the two months where that runs; the others hear it."""
    today = statutory_day(now)
    clocks = papers_came(vehicle, on=today).clocks
    clocks = limits.stop_all(clocks, on=today, matter="deregistration")
    state = until_application(_at_rest(replace(vehicle, asked=(), due_on=None, clocks=clocks)), policy=policy)
    fact = VehicleDeregistrationWithdrawn(vin=vehicle.vin, reason=reason)
    return Decided(state, (announce(vehicle, "deregistration_withdrawn", fact),))


def _at_rest(vehicle: Vehicle) -> Vehicle:
    """As it was before the request: 转让待出口, and overdue when the two months had passed."""
    overdue = vehicle.overdue_since is not None
    return replace(vehicle, status=Status.OVERDUE if overdue else Status.PENDING_EXPORT)


def restore(vehicle: Vehicle, *, code: str, reason: str, now: datetime) -> Answer:
    """The supervisor undoes a provisional deregistration: the vehicle is 转让待出口 again."""
    if refused := forbidden(vehicle, Verb.RESTORE):
        return refused
    return restored(vehicle, Ended(code, reason), now=now)


def restored(vehicle: Vehicle, ended: Ended, *, now: datetime) -> Decided[Vehicle]:
    """In the register again; a lock that was put on it stays."""
    data = VehicleRegistrationRestored(vin=vehicle.vin, code=ended.code, reason=ended.sentence)
    clocks = limits.stop_all(vehicle.clocks, on=statutory_day(now))
    state = replace(vehicle, status=Status.RESTORED, ended=ended, clocks=clocks, due_on=None)
    return Decided(state, (announce(vehicle, "registration_restored", data),))


@rule(
    "C19",
    zh="待出口车辆上路行驶或者在国内出售的，锁定登记",
    en="A vehicle that may only be exported and is driven or sold at home is locked in the register",
    article=MISUSE_ARTICLE,
    slug="misuse",
    effect="hold",
)
def report_misuse(vehicle: Vehicle, *, code: str, reason: str, now: datetime) -> Answer:
    """Driven on roads, or sold at home: commerce hears it, and the register is locked."""
    if refused := forbidden(vehicle, Verb.REPORT_MISUSE):
        return refused
    noted = replace(vehicle, misuse=(*vehicle.misuse, Ended(code, reason, MISUSE_ARTICLE)))
    said: tuple[Announce, ...] = (
        announce(
            vehicle, "misuse_reported", VehicleMisuseReported(vin=vehicle.vin, code=code, reason=reason)
        ),
    )
    if vehicle.locked_for("misuse"):
        return Decided(noted, said)
    decided = locked(noted, Ended("misuse", reason, MISUSE_ARTICLE), now=now)
    return Decided(decided.state, said + decided.facts)


def misuse_established(vehicle: Vehicle, ground: Ended, *, now: datetime) -> Decided[Vehicle]:
    """Transport established the misuse (C19): the register is locked, unless it is, or nothing is left to be locked."""
    noted = replace(vehicle, misuse=(*vehicle.misuse, ground))
    if vehicle.locked_for("misuse") or Verb.LOCK not in MOVES[vehicle.status]:
        return Decided(noted)
    return locked(noted, Ended("misuse", ground.sentence, ground.article or MISUSE_ARTICLE), now=now)


@rule(
    "REG-81",
    zh="以欺骗、贿赂等不正当手段取得登记的，撤销登记，三年内不得再次申请",
    en="A registration got by deceit or bribery is revoked, and not applied for again within three years",
    article="机动车登记规定 第八十一条",
    slug="deceit",
)
@rule(
    "REG-80",
    zh="隐瞒有关情况或者提供虚假材料的，一年内不得再次申请",
    en="Whoever hands in false materials may not apply again within one year",
    article="机动车登记规定 第八十条",
    slug="false_material",
)
def revoke(vehicle: Vehicle, ground: Ground, *, reason: str, now: datetime, policy: Policy) -> Answer:
    """By order of a supervisor. The last day of the ban is told to everybody."""
    if refused := forbidden(vehicle, Verb.REVOKE):
        return refused
    today = statutory_day(now)
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    until = banned_until(ground, today, rules)
    ended = Ended(ground, reason, REVOCATION[ground])
    state = replace(
        vehicle,
        status=Status.REVOKED,
        ended=ended,
        banned_until=until,
        asked=(),
        due_on=None,
        clocks=limits.stop_all(vehicle.clocks, on=today),
    )
    fact = VehicleRegistrationRevoked(
        vin=vehicle.vin, code=ground, reason=reason, article=REVOCATION[ground], banned_until=until
    )
    return Decided(state, (announce(vehicle, "registration_revoked", fact),))
