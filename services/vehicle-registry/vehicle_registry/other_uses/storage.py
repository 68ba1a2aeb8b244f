"""The register of requests for another use, and the cases of a VIN."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind, load_thing
from vehicle_registry.domain import Vehicle
from vehicle_registry.other_uses.rules import OtherUse
from vehicle_registry.storage import VEHICLES

OTHER_USES: Final[Kind[OtherUse]] = Kind(
    name="other_use",
    table="other_uses",
    state=OtherUse,
    thing_id=lambda asked: asked.id,
    case_ids=lambda _asked: (),
    columns={
        "kind": lambda asked: asked.kind,
        "vin": lambda asked: asked.vin,
        "answer": lambda asked: asked.answer,
    },
)


async def cases_of(database: Database, connection: AsyncConnection, vin: str) -> list[Vehicle]:
    """Every case of this VIN, newest first."""
    statement = sa.text("select id from vehicles where vin = :vin order by created_at desc, id desc")
    found = []
    for row in (await connection.execute(statement, {"vin": vin})).all():
        thing = await load_thing(database, connection, VEHICLES, row.id)
        if thing is not None and thing.state is not None:
            found.append(thing.state)
    return found
