"""The register puts its own record right after another agency doubted it (校核纠错). PURE.

The endorsement is announced again with the values that hold now: whoever rests on it compares anew. What was said
before stays in the ledger. Law: 政务数据共享条例 第二十六条.
"""

from __future__ import annotations

from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.vehicle_registry import VehicleTransferPendingExport
from exportlane.law.rules import rule
from vehicle_registry.domain.vehicle import Vehicle, announce


@rule(
    "REG-correct",
    zh="更正登记数据后重新发布转让待出口登记信息",
    en="A corrected record is announced anew; the dates of a vehicle keep their order",
    article="政务数据共享条例 第二十六条",
    slug="correction_impossible",
)
def corrected(vehicle: Vehicle) -> Decided[Vehicle] | Refused:
    """The vehicle with its corrected field, and the endorsement as it reads now."""
    endorsed = vehicle.transfer_pending_export_date
    if endorsed is None:
        return Decided(vehicle)
    if endorsed < vehicle.first_registration_date:
        sentence = f"the endorsement of {endorsed} would lie before the first registration on "
        return Refused(
            "correction_impossible",
            f"{sentence}{vehicle.first_registration_date}",
            "政务数据共享条例 第二十六条",
            "/value",
            status=422,
        )
    fact = VehicleTransferPendingExport(
        vin=vehicle.vin,
        owner_uscc=vehicle.exporter_uscc,
        brand=vehicle.brand,
        model_code=vehicle.model_code,
        vehicle_class=vehicle.vehicle_class,
        energy_type=vehicle.energy_type,
        first_registration_date=vehicle.first_registration_date,
        transfer_pending_export_date=endorsed,
        temp_plate_valid_to=vehicle.temp_plate_valid_to,
        scrapping_due_date=vehicle.scrapping_due_date,
        quota_unit_no=vehicle.quota_unit_no,
        temp_plate_no=vehicle.temp_plate_no,
    )
    return Decided(vehicle, (announce(vehicle, "transfer_pending_export", fact),))
