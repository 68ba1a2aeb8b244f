"""The tables of licensing: one row for each application, and which vehicles stand on which.

The columns are what the work list is filtered and sorted by; days are ISO texts, so that text order is time order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from exportlane.contracts.decision import Decided, Write
from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind
from licensing.domain import Application

APPLICATIONS: Kind[Application] = Kind(
    name="application",
    table="applications",
    state=Application,
    thing_id=lambda state: state.id,
    case_ids=lambda state: tuple(line.case_id for line in state.lines),
    columns={
        "status": lambda state: state.status.value,
        "exporter": lambda state: state.exporter_uscc,
        "profile": lambda state: state.profile,
        "batch": lambda state: state.batch_id,
        "due": lambda state: state.due_on.isoformat() if state.due_on else None,
        "licence_no": lambda state: state.licence.licence_no if state.licence else None,
    },
)


def with_vins(decided: Decided[Application]) -> Decided[Application]:
    """The receipt of an application, and beside it the rows by which it is found from a VIN."""
    state = decided.state
    rows = tuple(
        Write("application_vins", {"vin": line.vin, "application_id": state.id}) for line in state.lines
    )
    return replace(decided, writes=rows)


async def applications_of(database: Database, vin: str) -> Sequence[str]:
    """Ids of all applications that ever named this vehicle."""
    statement = sa.text(
        "select application_id from application_vins where vin = :vin order by application_id"
    )
    async with database.reading() as connection:
        return [row.application_id for row in await connection.execute(statement, {"vin": vin})]
