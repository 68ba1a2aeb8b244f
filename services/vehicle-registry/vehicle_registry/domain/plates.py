"""The temporary plate with which a vehicle drives to the port. PURE.

机动车登记规定 第二十八条: valid for sixty calendar days at most, and never longer than the compulsory insurance. That
it runs out undoes nothing: the vehicle may have another one once, or goes on a truck.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Announce, Decided
from exportlane.contracts.vehicle_registry import VehicleTempPlateExpired, VehicleTempPlateReissued
from exportlane.law.clock import add_calendar_days
from exportlane.law.instants import due_instant, is_late, statutory_day
from exportlane.law.rules import rule
from vehicle_registry.domain.status import AT_REST, PROVISIONALLY_OUT, UNDER_WAY, Verb
from vehicle_registry.domain.vehicle import Answer, Policy, Vehicle, announce, forbidden, wrong

PLATE_ARTICLE: Final = "机动车登记规定 第二十八条"
_ON_THE_ROAD: Final = AT_REST | UNDER_WAY | PROVISIONALLY_OUT


@rule(
    "REG-28.4",
    zh="临时行驶车号牌有效期不超过六十日，且不超过交强险有效期",
    en="A temporary plate is valid for sixty calendar days at most and never beyond the compulsory insurance",
    article=PLATE_ARTICLE,
    effect="compute",
)
def plate_valid_to(issued_on: date, insured_to: date | None, *, days: int) -> date | None:
    """The last day of a plate that is issued today; None without insurance that reaches this day."""
    if insured_to is None or insured_to < issued_on:
        return None
    return min(add_calendar_days(issued_on, days), insured_to)


@rule(
    "C22",
    zh="临时行驶车号牌到期未入港的，补发一次",
    en="A temporary plate that ran out before the port may be issued again, once",
    article=PLATE_ARTICLE,
    slug="plate_reissued_before",
)
def reissue_plate(
    vehicle: Vehicle, *, number: str, insured_to: date | None, now: datetime, policy: Policy
) -> Answer:
    """Another temporary plate, as often as the profile allows (once)."""
    if refused := forbidden(vehicle, Verb.REISSUE_PLATE):
        return refused
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    if vehicle.temp_plate_reissues >= rules.temp_plate_reissues:
        sentence = "a temporary plate is issued again once; the vehicle goes to the port on a truck"
        return wrong("plate_no", sentence, PLATE_ARTICLE, code="plate_reissued_before")
    insurance = insured_to or vehicle.insurance_valid_to
    valid_to = plate_valid_to(statutory_day(now), insurance, days=rules.temp_plate_days)
    if valid_to is None:
        sentence = "a temporary plate needs compulsory insurance that is valid today"
        return wrong("insurance_valid_to", sentence, PLATE_ARTICLE, code="compulsory_insurance")
    state = replace(
        vehicle,
        temp_plate_no=number,
        temp_plate_valid_to=valid_to,
        temp_plate_reissues=vehicle.temp_plate_reissues + 1,
        temp_plate_expired=False,
        insurance_valid_to=insurance,
    )
    fact = VehicleTempPlateReissued(vin=vehicle.vin, valid_to=valid_to)
    return Decided(state, (announce(state, "temp_plate_reissued", fact),))


def plate_wakes(vehicle: Vehicle) -> datetime | None:
    """When the plate runs out: the first instant after its last day, while the vehicle may still need it."""
    valid_to = vehicle.temp_plate_valid_to
    if valid_to is None or vehicle.temp_plate_expired or vehicle.status not in _ON_THE_ROAD:
        return None
    return due_instant(valid_to)


def plate_expires(vehicle: Vehicle, *, now: datetime) -> tuple[Vehicle, tuple[Announce, ...]]:
    """Flag a plate that has run out, once."""
    wakes = plate_wakes(vehicle)
    if wakes is None or wakes > now or vehicle.temp_plate_valid_to is None:
        return vehicle, ()
    fact = VehicleTempPlateExpired(vin=vehicle.vin, valid_to=vehicle.temp_plate_valid_to)
    return replace(vehicle, temp_plate_expired=True), (announce(vehicle, "temp_plate_expired", fact),)


def expired_before(vehicle: Vehicle, *, now: datetime) -> Vehicle:
    """A plate that had run out when the papers came in is flagged and not announced: it was never valid here."""
    if vehicle.temp_plate_valid_to is None or not is_late(now, vehicle.temp_plate_valid_to):
        return vehicle
    return replace(vehicle, temp_plate_expired=True)


def took_back(vehicle: Vehicle, on: date) -> Vehicle:
    """Number plates and driving licence were taken back (第二十八条); the plate's number stays in the file."""
    former = vehicle.transfer.plate_no if vehicle.transfer else vehicle.former_plate_no
    return replace(vehicle, plates_taken_back_on=on, former_plate_no=former)


__all__ = [
    "PLATE_ARTICLE", "expired_before", "plate_expires", "plate_valid_to", "plate_wakes", "reissue_plate", "took_back",
]  # fmt: skip
