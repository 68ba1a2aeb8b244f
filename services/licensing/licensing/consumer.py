"""What licensing hears: the endorsement that starts it, and what the steps after it announce."""

from __future__ import annotations

from collections.abc import Mapping

from exportlane.contracts.decision import FactData
from exportlane.contracts.transport import QuotaMisuseEstablished
from exportlane.runtime.storage import Hears
from licensing import handlers
from licensing.storage import APPLICATIONS, FILINGS


def _firm_of(data: FactData) -> str | None:
    """The firm whose car was misused."""
    return data.uscc if isinstance(data, QuotaMisuseEstablished) else None


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
    # Found by the column of the living filing: an older one of the firm may have changed later.
    "quota.misuse_established.v1": Hears(
        FILINGS, handlers.on_misuse_established, about=_firm_of, found_by="living"
    ),
}
