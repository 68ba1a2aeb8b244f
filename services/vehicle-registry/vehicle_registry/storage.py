"""The registry's table: one row for each vehicle of a case, with the columns that the work list is searched by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind
from vehicle_registry.domain import MOVES, Status, Vehicle, checklist, wake
from vehicle_registry.domain.live_case import RUNNING
from vehicle_registry.timers import on_calendar, on_time

NO_DEADLINE: Final = "9999-12-31"
"""What stands for no deadline, so that a list by deadline ends with what nobody hurries for."""
_NO_PAPERS_YET: Final = frozenset(
    {
        Status.TRANSFER_SUBMITTED, Status.TRANSFER_CORRECTION, Status.TRANSFER_ACCEPTED,
        Status.TRANSFER_CHECKED, Status.TRANSFER_REFUSED,
    }
)  # fmt: skip


def deadline_of(vehicle: Vehicle) -> str:
    """The last day of the limit that runs, as text that sorts like a date."""
    return vehicle.due_on.isoformat() if vehicle.due_on else NO_DEADLINE


def view(vehicle: Vehicle) -> Mapping[str, object]:
    """What the registry's API shows: the state, the checklist of the day of the decision, the moves that are open."""
    shown: dict[str, Any] = VEHICLES.codec.dump_python(vehicle, mode="json")
    on = vehicle.deregistered_on or vehicle.requested_on or vehicle.transfer_pending_export_date
    materials = materials_of(vehicle, on) if on else []
    return {**shown, "materials": materials, "moves": sorted(MOVES[vehicle.status])}


def materials_of(vehicle: Vehicle, on: date) -> list[dict[str, object]]:
    """The checklist on a day, as JSON; empty as long as nothing was heard that it could rest on."""
    if vehicle.licence is None or vehicle.status in _NO_PAPERS_YET:
        return []
    return [
        {
            "code": item.code,
            "status": item.status,
            "reason": item.reason,
            "fact_id": item.fact_id,
            "as_of": item.as_of.isoformat() if item.as_of else None,
        }
        for item in checklist(vehicle, on=on, provisional=vehicle.exit_record is None)
    ]


VEHICLES: Final[Kind[Vehicle]] = Kind(
    name="vehicle",
    table="vehicles",
    state=Vehicle,
    thing_id=lambda vehicle: vehicle.id,
    case_ids=lambda vehicle: (vehicle.id,),
    columns={
        "status": lambda vehicle: vehicle.status.value,
        "vin": lambda vehicle: vehicle.vin,
        "exporter_uscc": lambda vehicle: vehicle.exporter_uscc,
        "batch_id": lambda vehicle: vehicle.batch_id,
        "lot_id": lambda vehicle: vehicle.lot_id,
        "deadline": deadline_of,
        "station_id": lambda vehicle: vehicle.station_id,
        "quota_unit_no": lambda vehicle: vehicle.quota_unit_no,
    },
    view=view,
    wake=wake,
    on_time=on_time,
    on_calendar=on_calendar,
)
"""The id of a vehicle is its case. It is not `keyed_by_case`: a fact that comes before the papers waits for them."""

_OF_VINS = "select vin, status from vehicles where vin "
_USED = "select vin from vehicles where quota_unit_no = :unit"


async def living(database: Database, connection: AsyncConnection, vins: Sequence[str]) -> frozenset[str]:
    """Those of the VINs whose case runs."""
    statement = sa.text(_OF_VINS + database.many("vins"))
    rows = await connection.execute(statement, {"vins": database.texts(sorted(set(vins)))})
    return frozenset(row.vin for row in rows if Status(row.status) in RUNNING)


async def used_units(connection: AsyncConnection, units: Iterable[str]) -> dict[str, str]:
    """Those of the quota's units on which a vehicle was endorsed: unit -> VIN."""
    used: dict[str, str] = {}
    for unit in units:
        found = (await connection.execute(sa.text(_USED), {"unit": unit})).first()
        if found is not None:
            used[unit] = found.vin
    return used
