"""What customs hears: the licence on which everything rests, its fall, and the register where that comes first."""

from __future__ import annotations

from collections.abc import Mapping

from customs import handlers
from customs.storage import DECLARATIONS
from exportlane.runtime.storage import Hears

HEARS: Mapping[str, Hears] = {
    "licence.granted.v1": Hears(DECLARATIONS, handlers.on_licence_granted),
    "licence.refused.v1": Hears(DECLARATIONS, handlers.on_licence_refused),
    "licence.withdrawn.v1": Hears(DECLARATIONS, handlers.on_licence_withdrawn),
    "licence.cancelled.v1": Hears(DECLARATIONS, handlers.on_licence_cancelled),
    "vehicle.deregistered.v1": Hears(DECLARATIONS, handlers.on_vehicle_deregistered),
}
