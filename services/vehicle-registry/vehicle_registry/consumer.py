"""What the registry hears: a table, compared by a test with what the process says that it must hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.runtime.storage import Hears
from vehicle_registry import handlers
from vehicle_registry.storage import VEHICLES

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
    "booking.departed.v1": Hears(VEHICLES, handlers.on_booking_departed),
}
