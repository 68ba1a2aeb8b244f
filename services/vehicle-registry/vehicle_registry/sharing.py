"""What the registry offers to the other agencies, read out of its own table: the status of a registration.

Nothing of a former owner stands in it, and the catalogue would let nobody have it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from exportlane.contracts.decision import Decided, Refused
from exportlane.sharing.disputes import ARTICLE
from exportlane.sharing.offers import Correct, Offer, Offers, Values
from vehicle_registry.domain.correcting import corrected
from vehicle_registry.domain.vehicle import Vehicle
from vehicle_registry.storage import VEHICLES


def registration_status(vehicle: Vehicle, _case_id: str) -> Values:
    """What the register says of a vehicle."""
    return {
        "vin": vehicle.vin,
        "registration_status": vehicle.status.value,
        "brand": vehicle.brand,
        "model_code": vehicle.model_code,
        "vehicle_class": vehicle.vehicle_class,
        "energy_type": vehicle.energy_type,
        "first_registration_date": vehicle.first_registration_date,
        "transfer_pending_export_date": vehicle.transfer_pending_export_date,
        "temp_plate_valid_to": vehicle.temp_plate_valid_to,
        "scrapping_due_date": vehicle.scrapping_due_date,
        "owner_uscc": vehicle.exporter_uscc,
        "bars": sorted({*vehicle.bars, *(lock.code for lock in vehicle.locks)}),
        "deregistered_on": vehicle.deregistered_on,
    }


def _with(vehicle: Vehicle, field: str, value: object) -> Vehicle:
    changed: dict[str, Any] = {field: value}
    return replace(vehicle, **changed)


def _text(field: str) -> Correct[Vehicle]:
    def correct(vehicle: Vehicle, _case_id: str, value: str, _now: datetime) -> Decided[Vehicle] | Refused:
        if not 0 < len(value.strip()) <= 120:
            return Refused(
                "rule-violated", f"{field} needs 1 to 120 characters", ARTICLE, "/value", status=422
            )
        return corrected(_with(vehicle, field, value.strip()))

    return correct


def _day(field: str) -> Correct[Vehicle]:
    def correct(vehicle: Vehicle, _case_id: str, value: str, _now: datetime) -> Decided[Vehicle] | Refused:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return Refused("rule-violated", f"{value!r} is not a day", ARTICLE, "/value", status=422)
        return corrected(_with(vehicle, field, day))

    return correct


OFFERS: Final[Offers] = {
    "registration_status": Offer(
        VEHICLES,
        registration_status,
        corrects={
            "brand": _text("brand"),
            "model_code": _text("model_code"),
            "first_registration_date": _day("first_registration_date"),
            "transfer_pending_export_date": _day("transfer_pending_export_date"),
        },
    )
}
"""Resource by resource, with the fields that the register can put right at once."""
