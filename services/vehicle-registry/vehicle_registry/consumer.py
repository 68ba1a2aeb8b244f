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
    "licence.withdrawn.v1": Hears(VEHICLES, handlers.on_licence_withdrawn),
    "licence.cancelled.v1": Hears(VEHICLES, handlers.on_licence_cancelled),
    "customs.cleared.v1": Hears(VEHICLES, handlers.on_customs_cleared),
    "customs.rejected.v1": Hears(VEHICLES, handlers.on_customs_rejected),
    "customs.cancelled.v1": Hears(VEHICLES, handlers.on_customs_cancelled),
}
