"""The table of service stations."""

from __future__ import annotations

from typing import Final

from exportlane.runtime.storage import Kind
from vehicle_registry.stations.rules import Station

STATIONS: Final[Kind[Station]] = Kind(
    name="station",
    table="stations",
    state=Station,
    thing_id=lambda station: station.id,
    case_ids=lambda station: (station.id,),
    columns={
        "status": lambda station: station.status,
        "host_uscc": lambda station: station.host_uscc,
        "valid_to": lambda station: station.valid_to.isoformat(),
    },
)
