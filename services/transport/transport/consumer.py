"""What this agency hears: a table, compared by a test with what stands beside the process.

All are about a case and name their unit in their data: a registration by its number, the others by the car.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.contracts.decision import FactData
from exportlane.contracts.licensing import (
    LicenceLapsed,
    LicenceNotAccepted,
    LicenceRefused,
    LicenceWithdrawn,
)
from exportlane.contracts.vehicle_registry import VehicleMisuseReported, VehicleTransferPendingExport
from exportlane.runtime.storage import Hears
from transport import handlers
from transport.storage import UNITS

_BY_CAR: Final = (
    VehicleMisuseReported, LicenceRefused, LicenceNotAccepted, LicenceWithdrawn, LicenceLapsed,
)  # fmt: skip


def _unit_of(data: FactData) -> str | None:
    """The unit on which the car was registered; most cars need none."""
    return data.quota_unit_no if isinstance(data, VehicleTransferPendingExport) else None


def _car_of(data: FactData) -> str | None:
    return data.vin if isinstance(data, _BY_CAR) else None


HEARS: Final[Mapping[str, Hears]] = {
    "vehicle.transfer_pending_export.v1": Hears(UNITS, handlers.on_transfer_pending_export, about=_unit_of),
    "vehicle.misuse_reported.v1": Hears(
        UNITS, handlers.on_misuse_reported, about=_car_of, found_by="live_vin"
    ),
    "licence.refused.v1": Hears(UNITS, handlers.on_licence_refused, about=_car_of, found_by="live_vin"),
    "licence.not_accepted.v1": Hears(
        UNITS, handlers.on_licence_not_accepted, about=_car_of, found_by="live_vin"
    ),
    "licence.withdrawn.v1": Hears(UNITS, handlers.on_licence_withdrawn, about=_car_of, found_by="live_vin"),
    "licence.lapsed.v1": Hears(UNITS, handlers.on_licence_lapsed, about=_car_of, found_by="live_vin"),
}
