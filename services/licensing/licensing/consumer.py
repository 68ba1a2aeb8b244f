"""What licensing hears: the endorsement that starts it, and what the steps after it announce."""

from __future__ import annotations

from collections.abc import Mapping

from exportlane.runtime.storage import Hears
from licensing import handlers
from licensing.storage import APPLICATIONS

HEARS: Mapping[str, Hears] = {
    "vehicle.transfer_pending_export.v1": Hears(APPLICATIONS, handlers.on_transfer_pending_export),
    "vehicle.transfer_refused.v1": Hears(APPLICATIONS, handlers.on_transfer_refused),
    "vehicle.transfer_lifted.v1": Hears(APPLICATIONS, handlers.on_transfer_lifted),
    "vehicle.locked.v1": Hears(APPLICATIONS, handlers.on_locked),
    "vehicle.unlocked.v1": Hears(APPLICATIONS, handlers.on_unlocked),
    "vehicle.misuse_reported.v1": Hears(APPLICATIONS, handlers.on_misuse_reported),
    "vehicle.registration_revoked.v1": Hears(APPLICATIONS, handlers.on_registration_revoked),
    "vehicle.deregistration_refused.v1": Hears(APPLICATIONS, handlers.on_deregistration_refused),
    "vehicle.registration_restored.v1": Hears(APPLICATIONS, handlers.on_registration_restored),
    "customs.released.v1": Hears(APPLICATIONS, handlers.on_customs_released),
    "customs.rejected.v1": Hears(APPLICATIONS, handlers.on_customs_rejected),
    "customs.confiscated.v1": Hears(APPLICATIONS, handlers.on_customs_confiscated),
    "customs.cancelled.v1": Hears(APPLICATIONS, handlers.on_customs_cancelled),
    "customs.shut_out.v1": Hears(APPLICATIONS, handlers.on_customs_shut_out),
}
