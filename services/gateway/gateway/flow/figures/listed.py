"""The few cases that stand beside a figure: those that wait longest, those that fall due first."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.flow.figures.asking import Question


@dataclass(frozen=True, slots=True)
class Named:
    """A case as a line beside a figure. The VIN is plain; who sees less is shown less."""

    case_id: str
    vin: str
    exporter_uscc: str
    exporter_name: str
    step: str | None
    waiting_kind: str | None
    waiting_agency: str | None
    waiting_since: str | None
    due_on: str | None


_COLUMNS: Final = ", ".join(one.name for one in fields(Named))
_ORDERS: Final = {
    "waiting": ("live = '1' and waiting_since is not null", "waiting_since"),
    "due": ("due_on is not null", "due_on"),
}


async def first_by(
    connection: AsyncConnection, order: str, question: Question, *, limit: int
) -> tuple[Named, ...]:
    """The first cases by `waiting` (the longest) or `due`; none for a reader who sees no single case."""
    if not question.scope.rows:
        return ()
    condition, column = _ORDERS[order]
    where, given = question.cases()
    statement = sa.text(
        f"select {_COLUMNS} from case_flow where {condition} and {where} "  # noqa: S608  # names from the code
        f"order by {column}, case_id limit :limit"
    )
    rows = await connection.execute(statement, {**given, "limit": limit})
    return tuple(Named(*row) for row in rows)
