"""What the registry knows of the units that papers name: looked up before an endorsement, never inside it.

One look for all of them, by their numbers, and only where papers name any. Two endorsements at the same moment on one
unit meet at the table, where a unit stands once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind, load_thing
from vehicle_registry.domain import Policy
from vehicle_registry.domain.quota import NOTHING_HEARD, HeardUnits, QuotaCopy
from vehicle_registry.storage import VEHICLES, used_units

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

QUOTA_COPIES: Final[Kind[QuotaCopy]] = Kind(
    name="quota_copy",
    table="quota_copies",
    state=QuotaCopy,
    thing_id=lambda copy: copy.id,
    case_ids=lambda copy: (copy.id,),
    columns={
        "status": lambda copy: copy.status,
        "grant_no": lambda copy: copy.grant_no,
        "vin": lambda copy: copy.vin,
        "as_of": lambda copy: copy.as_of.isoformat(),
    },
    keyed_by_case=True,
)
"""The copies of what transport says, one row for each unit or frozen grant, keyed by the subject of its facts."""


async def units_named(service: Service, ids: Sequence[str]) -> HeardUnits:
    """What is known of the units that the papers of these vehicles name."""
    named: set[str] = set()
    async with service.database.reading() as connection:
        for vehicle_id in ids:
            thing = await load_thing(service.database, connection, VEHICLES, vehicle_id)
            papers = thing.state.transfer if thing is not None and thing.state is not None else None
            if papers is not None and papers.quota_unit_no is not None:
                named.add(papers.quota_unit_no)
        if not named:
            return NOTHING_HEARD
        return await _heard(service.database, connection, sorted(named))


async def _heard(database: Database, connection: AsyncConnection, units: Sequence[str]) -> HeardUnits:
    statement = sa.text(
        "select u.doc as unit, g.doc as held from quota_copies u left join quota_copies g "  # noqa: S608  # `many` is our own text around a parameter
        f"on g.id = u.grant_no and g.status = 'frozen' where u.id {database.many('units')}"
    )
    rows = (await connection.execute(statement, {"units": database.texts(units)})).all()
    copies = [QUOTA_COPIES.decode(row.unit) for row in rows]
    held = [QUOTA_COPIES.decode(row.held) for row in rows if row.held is not None]
    return HeardUnits(
        units={copy.id: copy for copy in copies},
        frozen={grant.id: grant for grant in held},
        used=await used_units(connection, units),
        newest=None if len(copies) == len(units) else await _newest(connection),
    )


async def _newest(connection: AsyncConnection) -> datetime | None:
    """When the newest fact about any unit was told; asked only where one is not known."""
    newest = await connection.scalar(sa.text("select max(as_of) from quota_copies"))
    return datetime.fromisoformat(newest) if newest else None


def knowing(policy: Policy, units: HeardUnits) -> Policy:
    """The policy, with what is known of the units."""
    return replace(policy, quota_units=units)
