"""The list of cases and its counts, from the narrow table alone: no view is read back for a line of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.paging import Cursor, page_of, read_cursor
from exportlane.runtime.problems import problem
from gateway.flow.filters import Filters, Parameters, Scope
from gateway.flow.searching import MOST_NAMED, Found, found_by

SORTS: Final[Mapping[str, str]] = {"created": "opened_at", "updated": "as_of", "due": "due_on"}
"""What a list is sorted by. By `due` only those stand in it that something still falls due of."""
USUAL: Final = "-created"
FEW: Final = 1000
COUNTED: Final = 10_000
"""Further than this nobody counts the lines of a list."""


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list. Days and instants are texts as they stand in the table; the VIN is plain."""

    case_id: str
    vin: str
    brand: str
    model_code: str
    exporter_uscc: str
    exporter_name: str
    profile: str
    process_version: str
    destination: str
    port: str
    batch_id: str
    licence_no: str | None
    declaration_no: str | None
    stages: str
    step: str | None
    step_state: str | None
    waiting_kind: str | None
    waiting_agency: str | None
    waiting_step: str | None
    waiting_matter: str | None
    waiting_since: str | None
    due_on: str | None
    risks: str
    parked: int
    rework: int
    live: str | None
    ended_as: str | None
    ended_on: str | None
    workdays: int | None
    opened_at: str
    as_of: str

    def late(self, today: dt.date) -> bool:
        """Whether something of the case fell due before this day."""
        return self.due_on is not None and self.due_on < today.isoformat()

    @property
    def stations(self) -> tuple[tuple[str, str], ...]:
        """(step, stage) in the order of the case."""
        parts = (text.partition(":") for text in self.stages.split())
        return tuple((step, stage) for step, _, stage in parts)


COLUMNS: Final = ", ".join(one.name for one in fields(Line))


@dataclass(frozen=True, slots=True)
class Number:
    """How many cases there are; `more` when it was not counted further."""

    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of a list: `exact` is the one case that has the very number that was searched for."""

    lines: Sequence[Line]
    next: str | None
    exact: Line | None
    number: Number


class Asked:
    """One question about cases: the filters, who asks, and what the search among them found."""

    def __init__(self, condition: str, parameters: Parameters, found: Found | None) -> None:
        self.condition = condition
        self.parameters = parameters
        self.exact = found.exact if found else None
        self.most = MOST_NAMED if found and found.broad else COUNTED

    @classmethod
    async def of(
        cls, database: Database, connection: AsyncConnection, filters: Filters, scope: Scope, today: dt.date
    ) -> Asked:
        """Look up what is searched for, and put the condition together."""
        condition, given = filters.where(scope, today=today)
        if not scope.rows:
            return cls("1=0", {}, None)
        if not filters.q.strip():
            return cls(condition, given, None)
        found = await found_by(database, connection, filters.q, scope)
        return cls(f"{condition} and {found.condition}", given | found.parameters, found)


async def lines(  # noqa: PLR0913  # the parts of one question
    database: Database,
    filters: Filters,
    scope: Scope,
    *,
    today: dt.date,
    sort: str = USUAL,
    cursor: str | None = None,
    limit: int = 25,
) -> Lines:
    """A page of cases. Raises bad-cursor, bad-request."""
    async with database.reading() as connection:
        asked = await Asked.of(database, connection, filters, scope, today)
        number = await _count(connection, asked)
        rows = await _page(connection, asked, _place(sort, cursor), limit, few=number.count <= FEW)
        exact = await _exact(connection, asked, scope) if cursor is None else None
    value = SORTS[sort.removeprefix("-")]
    kept, following = page_of(
        rows, limit=limit, ordering=sort, place=lambda row: (getattr(row, value), row.case_id)
    )
    return Lines([Line(*row) for row in kept], following, exact, number)


def _place(sort: str, cursor: str | None) -> tuple[str, Cursor | None]:
    """The order and where in it the page begins. Raises bad-cursor, bad-request."""
    if sort.removeprefix("-") not in SORTS:
        raise problem("bad-request", f"Cases are sorted by {', '.join(SORTS)}, not by {sort}.", field="/sort")
    return sort, read_cursor(cursor, ordering=sort)


async def _page(
    connection: AsyncConnection, asked: Asked, where: tuple[str, Cursor | None], limit: int, *, few: bool
) -> Sequence[Any]:
    sort, place = where
    value, descending = SORTS[sort.removeprefix("-")], sort.startswith("-")
    sign, direction = ("<", "desc") if descending else (">", "asc")
    parts, given = [asked.condition], dict(asked.parameters)
    if value == "due_on":
        parts.append("due_on is not null")
    if place is not None:
        parts.append(f"({value}, case_id) {sign} (:after, :after_id)")
        given |= {"after": place.value, "after_id": place.id}
    # Few are found by what is asked for and then sorted; an index in the order of the list would be walked to its end.
    ordered = f"{value} || ''" if few else value
    statement = (
        f"select {COLUMNS} from case_flow where {' and '.join(parts)} "  # noqa: S608  # names from the code
        f"order by {ordered} {direction}, case_id {direction} limit :limit"
    )
    return (await connection.execute(sa.text(statement), {**given, "limit": limit + 1})).all()


async def _exact(connection: AsyncConnection, asked: Asked, scope: Scope) -> Line | None:
    """The one case that the search names, whatever else is filtered."""
    if asked.exact is None:
        return None
    parts, given = scope.where()
    where = " and ".join(["case_id = :exact", *parts])
    statement = sa.text(f"select {COLUMNS} from case_flow where {where}")  # noqa: S608  # names from the code
    row = (await connection.execute(statement, {**given, "exact": asked.exact})).one_or_none()
    return None if row is None else Line(*row)


async def count(database: Database, filters: Filters, scope: Scope, *, today: dt.date) -> Number:
    """How many cases there are, counted up to `COUNTED`, or to fewer where a search is that broad."""
    async with database.reading() as connection:
        return await _count(connection, await Asked.of(database, connection, filters, scope, today))


async def _count(connection: AsyncConnection, asked: Asked) -> Number:
    inner = f"select 1 from case_flow where {asked.condition} limit {asked.most + 1}"  # noqa: S608  # names from the code
    statement = sa.text(f"select count(*) from ({inner}) n")  # noqa: S608  # likewise
    number = int((await connection.execute(statement, asked.parameters)).scalar_one())
    return Number(min(number, asked.most), number > asked.most)
