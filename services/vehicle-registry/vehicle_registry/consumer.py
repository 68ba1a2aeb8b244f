"""What the registry hears: a table, compared by a test with what the process says that it must hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.contracts.decision import FactData
from exportlane.contracts.transport import QuotaUnitExpired, QuotaUnitRevoked
from exportlane.runtime.storage import Hears
from vehicle_registry import handlers, quota_facts
from vehicle_registry.storage import VEHICLES
from vehicle_registry.units import QUOTA_COPIES


def _was_reserved(data: FactData) -> bool:
    """Whether a car stood on the unit; of units that nobody ever reserved the registry keeps nothing."""
    return isinstance(data, QuotaUnitExpired | QuotaUnitRevoked) and data.vin is not None


HEARS: Final[Mapping[str, Hears]] = {
    "licence.granted.v1": Hears(VEHICLES, handlers.on_licence_granted),
    "licence.refused.v1": Hears(VEHICLES, handlers.on_licence_refused),
    "licence.not_accepted.v1": Hears(VEHICLES, handlers.on_licence_not_accepted),
    "licence.withdrawn.v1": Hears(VEHICLES, handlers.on_licence_withdrawn),
    "licence.lapsed.v1": Hears(VEHICLES, handlers.on_licence_lapsed),
    "licence.cancelled.v1": Hears(VEHICLES, handlers.on_licence_cancelled),
    "licence.revoked.v1": Hears(VEHICLES, handlers.on_licence_revoked),
    "licence.expired.v1": Hears(VEHICLES, handlers.on_licence_expired),
    "licence.surrendered.v1": Hears(VEHICLES, handlers.on_licence_surrendered),
    "licence.superseded.v1": Hears(VEHICLES, handlers.on_licence_superseded),
    "licence.line_left_out.v1": Hears(VEHICLES, handlers.on_licence_line_left_out),
    "customs.released.v1": Hears(VEHICLES, handlers.on_customs_released),
    "customs.shut_out.v1": Hears(VEHICLES, handlers.on_customs_shut_out),
    "customs.cleared.v1": Hears(VEHICLES, handlers.on_customs_cleared),
    "customs.rejected.v1": Hears(VEHICLES, handlers.on_customs_rejected),
    "customs.confiscated.v1": Hears(VEHICLES, handlers.on_customs_confiscated),
    "customs.cancelled.v1": Hears(VEHICLES, handlers.on_customs_cancelled),
    "quota.unit_reserved.v1": Hears(QUOTA_COPIES, quota_facts.on_unit_reserved),
    "quota.unit_released.v1": Hears(QUOTA_COPIES, quota_facts.on_unit_released),
    "quota.unit_expired.v1": Hears(QUOTA_COPIES, quota_facts.on_unit_expired, only=_was_reserved),
    "quota.unit_revoked.v1": Hears(QUOTA_COPIES, quota_facts.on_unit_revoked, only=_was_reserved),
    "quota.units_frozen.v1": Hears(QUOTA_COPIES, quota_facts.on_units_frozen),
    "quota.units_unfrozen.v1": Hears(QUOTA_COPIES, quota_facts.on_units_unfrozen),
    "quota.misuse_established.v1": Hears(VEHICLES, quota_facts.on_misuse_established),
    "booking.departed.v1": Hears(VEHICLES, handlers.on_booking_departed),
}
