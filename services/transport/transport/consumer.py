"""What this agency hears: a table, compared by a test with what stands beside the process.

All are about a case and name their unit in their data: a registration by its number, the others by the car.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.contracts.decision import FactData
from exportlane.contracts.licensing import ApplicationOver
from exportlane.contracts.vehicle_registry import VehicleMisuseReported, VehicleTransferPendingExport
from exportlane.runtime.storage import Hears
from transport import handlers
from transport.storage import UNITS


def _unit_of(data: FactData) -> str | None:
    """The unit on which the car was registered; most cars need none."""
    return data.quota_unit_no if isinstance(data, VehicleTransferPendingExport) else None


def _car_of(data: FactData) -> str | None:
    return data.vin if isinstance(data, VehicleMisuseReported | ApplicationOver) else None


_APPLICATION_OVER: Final = Hears(UNITS, handlers.on_application_over, about=_car_of, found_by="live_vin")
HEARS: Final[Mapping[str, Hears]] = {
    "vehicle.transfer_pending_export.v1": Hears(UNITS, handlers.on_transfer_pending_export, about=_unit_of),
    "vehicle.misuse_reported.v1": Hears(
        UNITS, handlers.on_misuse_reported, about=_car_of, found_by="live_vin"
    ),
    "licence.refused.v1": _APPLICATION_OVER,
    "licence.not_accepted.v1": _APPLICATION_OVER,
    "licence.withdrawn.v1": _APPLICATION_OVER,
    "licence.lapsed.v1": _APPLICATION_OVER,
}
