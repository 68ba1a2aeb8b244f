"""The board: how many cases stand in each step, and the most pressing of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.process import StepName, order_of
from exportlane.runtime.database import Database
from exportlane.runtime.paging import page_of, read_cursor
from gateway.flow.filters import Filters, Parameters, Scope
from gateway.flow.listing import COLUMNS, Asked, Line

PERSON: Final = "person"
ENDED: Final = "ended"
SHOWN: Final = 8
_ORDERING: Final = "board"
_DUE: Final = "coalesce(due_on, '9999-12-31')"


@dataclass(slots=True)
class Column:
    """One column: a step, `person` for what lies with a named person, `ended` for what ended today."""

    name: str
    count: int = 0
    states: dict[str, int] = field(default_factory=dict)
    late: int = 0
    lines: Sequence[Line] = ()
    next: str | None = None


def names_of(profile: str) -> tuple[str, ...]:
    """The columns in the order of a profile's steps; without a profile in the order in which the steps are named."""
    steps = [step.name for step in order_of(profile).steps] if profile else list(StepName)
    return (*(step.value for step in steps), PERSON, ENDED)


async def board(database: Database, filters: Filters, scope: Scope, *, today: dt.date) -> Sequence[Column]:
    """Every column with its count and its first lines."""
    columns = {name: Column(name) for name in names_of(filters.profile)}
    async with database.reading() as connection:
        asked = await Asked.of(database, connection, filters, scope, today)
        await _count(connection, asked, columns, today)
        for column in columns.values():
            if column.count:
                column.lines, column.next = await _lines(connection, asked, column.name, today, None, SHOWN)
    return list(columns.values())


async def more(
    database: Database, filters: Filters, scope: Scope, name: str, *, cursor: str | None, today: dt.date
) -> tuple[Sequence[Line], str | None]:
    """The next lines of one column. Raises bad-cursor."""
    async with database.reading() as connection:
        asked = await Asked.of(database, connection, filters, scope, today)
        return await _lines(connection, asked, name, today, cursor, 2 * SHOWN)


async def _count(
    connection: AsyncConnection, asked: Asked, columns: Mapping[str, Column], today: dt.date
) -> None:
    statement = sa.text(
        "select case when waiting_kind = 'person' then 'person' else step end as name, step_state, count(*) as n, "  # noqa: S608  # names from the code
        "sum(case when due_on < :day then 1 else 0 end) as late from case_flow "
        f"where step is not null and {asked.condition} group by 1, 2 union all "
        "select 'person', null, count(*), 0 from case_flow where waiting_agency is not null "
        f"and waiting_kind = 'person' and step is null and {asked.condition}"
    )
    for row in await connection.execute(statement, {**asked.parameters, "day": today.isoformat()}):
        column = columns.get(row.name or PERSON)
        if column is not None:
            column.count += row.n
            column.late += int(row.late or 0)
            column.states[row.step_state or ""] = row.n
    ended = sa.text(
        f"select count(*) from case_flow where ended_as is not null and ended_on = :day and {asked.condition}"  # noqa: S608  # names from the code
    )
    given = {**asked.parameters, "day": today.isoformat()}
    columns[ENDED].count = int((await connection.execute(ended, given)).scalar_one())


async def _lines(
    connection: AsyncConnection, asked: Asked, name: str, today: dt.date, cursor: str | None, limit: int
) -> tuple[Sequence[Line], str | None]:
    condition, given = _within(name, today)
    parts: list[str] = [condition, asked.condition]
    given |= {**asked.parameters, "limit": limit + 1}
    ordering = f"{_ORDERING}-{name}"
    place = read_cursor(cursor, ordering=ordering)
    if place is not None:
        parts.append(f"({_DUE}, case_id) > (:after, :after_id)")
        given |= {"after": place.value, "after_id": place.id}
    # Which they are stands in an index of all that is asked for; only those few rows are then fetched.
    order = f"order by {_DUE}, case_id"
    inner = f"select case_id from case_flow where {' and '.join(parts)} {order} limit :limit"  # noqa: S608  # names from the code
    statement = sa.text(f"select {COLUMNS} from case_flow where case_id in ({inner}) {order}")  # noqa: S608  # likewise
    rows: Sequence[Any] = (await connection.execute(statement, given)).all()
    kept, following = page_of(
        rows, limit=limit, ordering=ordering, place=lambda row: (row.due_on or "9999-12-31", row.case_id)
    )
    return [Line(*row) for row in kept], following


def _within(name: str, today: dt.date) -> tuple[str, Parameters]:
    if name == ENDED:
        return "ended_as is not null and ended_on = :day", {"day": today.isoformat()}
    if name == PERSON:
        return "waiting_agency is not null and waiting_kind = 'person'", {}
    # Only a case that goes on stands at a step.
    return "step = :column and waiting_kind <> 'person'", {"column": name}
