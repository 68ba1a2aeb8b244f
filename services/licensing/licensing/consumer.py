"""What licensing hears: the endorsement that starts it, and what the steps after it announce."""

from __future__ import annotations

from collections.abc import Mapping

from exportlane.runtime.storage import Hears
from licensing import handlers
from licensing.storage import APPLICATIONS

HEARS: Mapping[str, Hears] = {
    "vehicle.transfer_pending_export.v1": Hears(APPLICATIONS, handlers.on_transfer_pending_export),
    "vehicle.deregistration_refused.v1": Hears(APPLICATIONS, handlers.on_deregistration_refused),
    "vehicle.registration_restored.v1": Hears(APPLICATIONS, handlers.on_registration_restored),
    "customs.released.v1": Hears(APPLICATIONS, handlers.on_customs_released),
    "customs.rejected.v1": Hears(APPLICATIONS, handlers.on_customs_rejected),
    "customs.cancelled.v1": Hears(APPLICATIONS, handlers.on_customs_cancelled),
}
