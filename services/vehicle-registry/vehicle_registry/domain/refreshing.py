"""What an answer of sharing means for the materials of a vehicle. PURE: the answer is an argument.

The registry asks the commerce authority whether the licence is still good, before it decides and outside any
transaction. The answer renews the waiver, or ends it; when there is none, the paper takes its place and the checklist
says so. Law: 机动车登记规定 第四条.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from exportlane.contracts.decision import Announce, Decided
from exportlane.contracts.vehicle_registry import Material as Told
from exportlane.contracts.vehicle_registry import VehicleMaterialsWaived
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from vehicle_registry.domain.materials import Material, papers, stale, waived
from vehicle_registry.domain.materials_facts import SharingDown
from vehicle_registry.domain.vehicle import Policy, Vehicle, announce


@dataclass(frozen=True, slots=True)
class LicenceSeen:
    """What the commerce authority said of the licence, and the look that stands in its ledger."""

    look_id: str
    licence_no: str
    status: str
    valid_to: date
    exporter_uscc: str
    covers_vin: bool
    at: datetime


Seen = LicenceSeen | SharingDown


def must_ask(vehicle: Vehicle, *, now: datetime, policy: Policy) -> bool:
    """Whether sharing should be asked before anybody decides on this vehicle."""
    if vehicle.licence is None or not policy.knows(vehicle.profile, vehicle.profile_version):
        return False
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    # That sharing was down before is no reason not to ask again.
    return stale(papers(replace(vehicle, sharing_down=None), rules, now=now))


@rule(
    "MAT-age",
    zh="共享数据超过时限须重新核验，共享不可用时改为提交纸质材料并说明",
    en="What was shared too long ago is asked again; where sharing is down paper takes its place, with the reason",
    article="机动车登记规定 第四条",
    effect="waive",
)
def renewed(vehicle: Vehicle, seen: Seen, *, now: datetime, policy: Policy) -> Decided[Vehicle]:
    """The vehicle with what sharing answered, and the papers that are spared now when these have changed."""
    known = vehicle.licence
    if known is None:
        return Decided(vehicle)
    if isinstance(seen, SharingDown):
        state = replace(vehicle, sharing_down=seen)
    else:
        licence = replace(
            known,
            fact_id=seen.look_id,
            licence_no=seen.licence_no,
            valid_to=seen.valid_to,
            as_of=statutory_day(seen.at),
            covers_vin=seen.covers_vin and seen.exporter_uscc == vehicle.exporter_uscc,
            seen_at=seen.at,
            status=seen.status,
        )
        before = vehicle.licences_before
        if known.licence_no != seen.licence_no:
            before = (*before, known)
        state = replace(vehicle, licence=licence, licences_before=before, sharing_down=None)
    return Decided(state, _told(vehicle, state, now=now, policy=policy))


def _told(before: Vehicle, after: Vehicle, *, now: datetime, policy: Policy) -> tuple[Announce, ...]:
    """The fact about what is spared, when that has changed, or when paper takes the place of what was spared."""
    rules = policy.rules(after.profile, after.profile_version)
    was, spared_now = (waived(papers(each, rules, now=now)) for each in (before, after))
    lost = after.sharing_down is not None and before.sharing_down is None
    if [item.code for item in was] == [item.code for item in spared_now] and not lost:
        return ()
    return (announce(after, "materials_waived", spared(after, spared_now)),)


def spared(vehicle: Vehicle, materials: tuple[Material, ...]) -> VehicleMaterialsWaived:
    """The fact about what is spared, with the facts that each rests on."""
    return VehicleMaterialsWaived(vin=vehicle.vin, materials=told(materials))


def told(materials: tuple[Material, ...]) -> tuple[Told, ...]:
    """The materials as a fact tells them."""
    return tuple(
        Told(code=m.code, status=m.status, reason=m.reason, fact_id=m.fact_id, as_of=m.as_of)
        for m in materials
    )
