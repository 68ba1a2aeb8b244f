"""Reading things: one with its version, a page of many by search columns, the history of one in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from starlette.responses import Response

from exportlane.contracts.envelope import Envelope
from exportlane.runtime.auth import Caller
from exportlane.runtime.database import Database
from exportlane.runtime.ledger import facts_of
from exportlane.runtime.paging import USUAL, page_of, read_cursor
from exportlane.runtime.preconditions import etag
from exportlane.runtime.problems import problem
from exportlane.runtime.storage import Kind, Loaded, load_thing
from exportlane.runtime.web import JsonResponse

S = TypeVar("S")
Admit = Callable[[Any, Caller], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """What a page of a list is asked for.

    `where` are equalities on search columns (None: not asked), `before` upper bounds (inclusive), `sort` a search
    column, ``created`` or ``updated``, with ``-`` in front for newest first.
    """

    where: Mapping[str, str | int | None]
    before: Mapping[str, str | None] | None = None
    sort: str = "-created"
    cursor: str | None = None
    limit: int = USUAL


async def list_things(database: Database, kind: Kind[Any], query: Query) -> dict[str, Any]:
    """A page ``{"items": [...], "next": cursor | null}``. Raises Problem bad-cursor, bad-request."""
    column, descending = _sort(kind, query.sort)
    cursor = read_cursor(query.cursor, ordering=query.sort)
    statement, parameters = _statement(kind, query, column, descending=descending)
    if cursor is not None:
        parameters |= {"after_value": cursor.value, "after_id": cursor.id}
    async with database.reading() as connection:
        rows = (await connection.execute(sa.text(statement), parameters)).all()
    cut, following = page_of(
        rows, limit=query.limit, ordering=query.sort, place=lambda row: (row.sort_value, row.id)
    )
    items = [shown(kind, Loaded(kind, kind.decode(row.doc), row.version), row) for row in cut]
    return {"items": items, "next": following}


async def show_thing(
    database: Database, kind: Kind[S], thing_id: str, *, caller: Caller, admit: Admit | None = None
) -> Response:
    """One thing with its ETag. Raises Problem not-found, also when the caller may not know of it."""
    async with database.reading() as connection:
        thing = await load_thing(database, connection, kind, thing_id)
    if thing is None or thing.state is None or (admit is not None and not admit(thing.state, caller)):
        raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
    return JsonResponse(shown(kind, thing), headers={"etag": etag(thing.version)})


async def history_of(
    database: Database,
    source: str,
    kind: Kind[S],
    thing_id: str,
    *,
    caller: Caller,
    admit: Admit | None = None,
) -> Sequence[Envelope]:
    """The facts of a thing's cases in this ledger, oldest first. Raises Problem not-found."""
    async with database.reading() as connection:
        thing = await load_thing(database, connection, kind, thing_id)
        if thing is None or thing.state is None or (admit is not None and not admit(thing.state, caller)):
            raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
        return await facts_of(database, connection, source, kind.case_ids(thing.state))


def shown(kind: Kind[Any], thing: Loaded[Any], row: Any = None) -> dict[str, Any]:
    """A thing as its API shows it: id, version, what `Kind.view` gives, and in lists the times of its row."""
    times = {} if row is None else {"created_at": row.created_at, "updated_at": row.updated_at}
    return {"id": kind.thing_id(thing.state), "version": thing.version, **times, **kind.show(thing.state)}


def _sort(kind: Kind[Any], sort: str) -> tuple[str, bool]:
    name = sort.removeprefix("-")
    allowed = {
        "created": "created_at",
        "updated": "updated_at",
        **{column: column for column in kind.columns},
    }
    if name not in allowed:
        raise problem(
            "bad-request", f"A list is sorted by {', '.join(sorted(allowed))}; not by {name}.", field="/sort"
        )
    return allowed[name], sort.startswith("-")


def _statement(kind: Kind[Any], query: Query, column: str, *, descending: bool) -> tuple[str, dict[str, Any]]:
    empty = "0" if column in kind.numbers else "''"
    value = column if column in ("created_at", "updated_at") else f"coalesce({column}, {empty})"
    parts: list[str] = []
    parameters: dict[str, Any] = {"limit": query.limit + 1}
    for name, wanted in query.where.items():
        if wanted is not None:
            parts.append(f"{name} = :w_{name}")
            parameters[f"w_{name}"] = wanted
    for name, bound in (query.before or {}).items():
        if bound is not None:
            parts.append(f"{name} <= :b_{name}")
            parameters[f"b_{name}"] = bound
    if query.cursor is not None:
        sign = "<" if descending else ">"
        parts.append(f"({value} {sign} :after_value or ({value} = :after_value and id {sign} :after_id))")
    where = f"where {' and '.join(parts)}" if parts else ""
    order = "desc" if descending else "asc"
    # Names of columns come from the kind, never from the caller; values are always parameters.
    statement = f"""
        select id, version, doc, created_at, updated_at, {value} as sort_value from {kind.table} {where}
        order by {value} {order}, id {order} limit :limit"""  # noqa: S608  # as above
    return statement, parameters
