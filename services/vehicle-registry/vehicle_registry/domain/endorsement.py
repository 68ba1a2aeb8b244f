"""The endorsement 转让待出口 itself: done elsewhere and told to us, announced, and lifted by a supervisor. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.vehicle_registry import VehicleTransferLifted, VehicleTransferPendingExport
from exportlane.law import limits
from exportlane.law.clock import add_calendar_days
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from vehicle_registry.domain.plates import PLATE_ARTICLE, expired_before
from vehicle_registry.domain.status import Status, Verb
from vehicle_registry.domain.vehicle import Answer, Ended, Vehicle, announce, forbidden, wrong

EXPORT_ONLY: Final = "天津措施（征求意见稿）第二条"


def endorsed_elsewhere(vehicle: Vehicle, *, plate_days: int, now: datetime) -> Answer:
    """The certificate is endorsed already: say so to the others at once."""
    endorsed = vehicle.transfer_pending_export_date
    if endorsed is None or endorsed < vehicle.first_registration_date:
        sentence = "it is before the first registration"
        return wrong("transfer_pending_export_date", sentence, PLATE_ARTICLE, code="dates_out_of_order")
    today = statutory_day(now)
    if endorsed > today:
        sentence = "it lies in the future"
        return wrong("transfer_pending_export_date", sentence, PLATE_ARTICLE, code="date_in_future")
    plate, latest = vehicle.temp_plate_valid_to, add_calendar_days(today, plate_days)
    if plate is not None and plate > latest:
        # Whenever it was issued, no plate of today is valid longer than one that is issued today.
        sentence = f"a temporary plate is valid for {plate_days} days at most: until {latest}, not {plate}"
        return wrong("temp_plate_valid_to", sentence, PLATE_ARTICLE, code="temp_plate_too_long")
    return Decided(expired_before(vehicle, now=now), (endorsement(vehicle),))


def endorsement(vehicle: Vehicle) -> Announce:
    data = VehicleTransferPendingExport.model_validate(
        {
            "vin": vehicle.vin,
            "owner_uscc": vehicle.exporter_uscc,
            "brand": vehicle.brand,
            "model_code": vehicle.model_code,
            "vehicle_class": vehicle.vehicle_class,
            "energy_type": vehicle.energy_type,
            "first_registration_date": vehicle.first_registration_date,
            "transfer_pending_export_date": vehicle.transfer_pending_export_date,
            "temp_plate_valid_to": vehicle.temp_plate_valid_to,
            "scrapping_due_date": vehicle.scrapping_due_date,
            "quota_unit_no": vehicle.quota_unit_no,
            "temp_plate_no": vehicle.temp_plate_no,
        }
    )
    return announce(vehicle, "transfer_pending_export", data)


@rule(
    "TJ-2.2",
    zh="使用出口指标办理转让登记的车辆不得改作他用",
    en="A car that was registered on a unit of the export quota serves no other purpose than export",
    article="天津措施（征求意见稿）第二条",
    slug="export_only",
)
def lift_transfer(vehicle: Vehicle, *, reason: str, by: str, now: datetime) -> Answer:
    """A supervisor takes the endorsement back. Not for a car on a quota unit, nor for one that is locked."""
    if refused := forbidden(vehicle, Verb.LIFT_TRANSFER):
        return refused
    if vehicle.transfer_pending_export_date is None:
        return Refused("move-not-allowed", f"{vehicle.vin} was never endorsed 转让待出口", PLATE_ARTICLE)
    if vehicle.quota_unit_no is not None:
        sentence = f"the unit {vehicle.quota_unit_no} was used for export only; the car may not stay"
        return Refused("export_only", sentence, EXPORT_ONLY, status=422)
    if vehicle.locks:
        return Refused("locked", vehicle.locks[0].sentence, vehicle.locks[0].article, status=422)
    ended = Ended("transfer_lifted", reason)
    clocks = limits.stop_all(vehicle.clocks, on=statutory_day(now))
    state = replace(vehicle, status=Status.LIFTED, ended=ended, clocks=clocks, due_on=None)
    fact = VehicleTransferLifted(vin=vehicle.vin, reason=reason, by=by)
    return Decided(state, (announce(vehicle, "transfer_lifted", fact),))
