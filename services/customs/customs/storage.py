"""The tables of customs: one row for each declaration, and which vehicles stand on which.

The columns are what the work list is filtered and sorted by; days are ISO texts, so that text order is time order. No
law gives customs a number of days; what is due is acceptance while the licence is valid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import sqlalchemy as sa

from customs.domain import Declaration, Status
from exportlane.contracts.decision import Decided, Write
from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind

OPEN: Final = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED_FOR_CORRECTION})
"""Not accepted yet: the last day of the licence is what presses."""


def due(state: Declaration) -> str | None:
    """The last day on which the licence can still be used, for declarations that are not accepted."""
    if state.licence is None or state.status not in OPEN:
        return None
    return state.licence.valid_to.isoformat()


DECLARATIONS: Kind[Declaration] = Kind(
    name="declaration",
    table="declarations",
    state=Declaration,
    thing_id=lambda state: state.id,
    case_ids=lambda state: tuple(line.case_id for line in state.lines),
    columns={
        "status": lambda state: state.status.value,
        "exporter": lambda state: state.exporter_uscc,
        "profile": lambda state: state.profile,
        "batch": lambda state: state.batch_id,
        "due": due,
        "declaration_no": lambda state: state.declaration_no,
        "licence_no": lambda state: state.licence.licence_no if state.licence else None,
    },
)


def with_vins(decided: Decided[Declaration]) -> Decided[Declaration]:
    """The receipt of a declaration, and beside it the rows by which it is found from a VIN."""
    state = decided.state
    rows = tuple(
        Write("declaration_vins", {"vin": line.vin, "declaration_id": state.id}) for line in state.lines
    )
    return replace(decided, writes=rows)


async def declarations_of(database: Database, vin: str) -> Sequence[str]:
    """Ids of all declarations that ever named this vehicle."""
    statement = sa.text(
        "select declaration_id from declaration_vins where vin = :vin order by declaration_id"
    )
    async with database.reading() as connection:
        return [row.declaration_id for row in await connection.execute(statement, {"vin": vin})]
