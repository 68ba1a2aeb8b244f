"""Writing many rows at once: one statement for all of them on PostgreSQL, one for each table on SQLite.

The number of round trips is what a transaction costs, so on PostgreSQL everything a transaction writes is joined by
common table expressions over `unnest`. Names of tables and columns come from the code and never from callers; values
are always parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

SqlType = Literal["text", "bigint", "boolean"]
Value = str | int | bool | None
Columns = tuple[tuple[str, SqlType], ...]
Shape = tuple[tuple[str, str, Columns, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Insert:
    """Rows to insert; `conflict` is an SQL clause for keys that exist already."""

    table: str
    columns: Columns
    rows: list[tuple[Value, ...]]
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """Rows to update by their first column.

    With `versioned` the second column is the new version, and the row must still have the one before it.
    """

    table: str
    columns: Columns
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    versioned: bool = False


async def write_postgresql(connection: AsyncConnection, writes: Sequence[Insert | Update]) -> list[int]:
    """Write all of it in one round trip. The answer counts the rows that each of the writes touched."""
    parameters = {
        f"w{number}_{name}": list(values)
        for number, write in enumerate(writes)
        for (name, _), values in zip(write.columns, zip(*write.rows, strict=True), strict=True)
    }
    result = await connection.execute(_postgresql_statement(tuple(map(_shape, writes))), parameters)
    return list(result.one())


async def write_sqlite(connection: AsyncConnection, writes: Sequence[Insert | Update]) -> list[int]:
    """The same, table by table: a round trip costs nothing in one process."""
    return [await _write_sqlite(connection, write) for write in writes]


def _shape(write: Insert | Update) -> tuple[str, str, Columns, str, bool]:
    if isinstance(write, Insert):
        return ("Insert", write.table, write.columns, write.conflict, False)
    return ("Update", write.table, write.columns, "", write.versioned)


@lru_cache(maxsize=256)
def _postgresql_statement(shape: Shape) -> sa.TextClause:
    parts = []
    for number, (kind, table, columns, conflict, versioned) in enumerate(shape):
        names = [name for name, _ in columns]
        arrays = ", ".join(f"cast(:w{number}_{name} as {sql}[])" for name, sql in columns)
        source = f"unnest({arrays}) as u({', '.join(names)})"
        if kind == "Insert":
            body = f"insert into {table} ({', '.join(names)}) select * from {source} {conflict} returning 1"  # noqa: S608  # names come from the code
        elif versioned:
            body = _versioned(table, names, source)
        else:
            sets = ", ".join(f"{name} = u.{name}" for name in names[1:])
            body = f"update {table} t set {sets} from {source} where t.{names[0]} = u.{names[0]} returning 1"  # noqa: S608  # likewise
        parts.append(f"w{number} as ({body})")
    counts = ", ".join(f"(select count(*) from w{number})" for number in range(len(shape)))  # noqa: S608  # a number
    return sa.text(f"with {', '.join(parts)} select {counts}")


def _versioned(table: str, names: Sequence[str], source: str) -> str:
    """An update of things, written as an insert that meets them.

    It finds each row by its primary key, whatever the planner believes about the size of the table. Things are never
    deleted, so the row is there; one that has another version is not counted, which the caller takes for a conflict.
    """
    sets = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    return (
        f"insert into {table} as t ({', '.join(names)}, created_at) "  # noqa: S608  # names come from the code
        f"select u.*, u.updated_at from {source} "
        f"on conflict ({names[0]}) do update set {sets} where t.version = excluded.version - 1 returning 1"
    )


async def _write_sqlite(connection: AsyncConnection, write: Insert | Update) -> int:
    names = [name for name, _ in write.columns]
    rows: list[Mapping[str, Value]] = [dict(zip(names, row, strict=True)) for row in write.rows]
    if isinstance(write, Insert):
        values = ", ".join(f":{name}" for name in names)
        statement = f"insert into {write.table} ({', '.join(names)}) values ({values}) {write.conflict}"  # noqa: S608  # names come from the code
        await connection.execute(sa.text(statement), rows)
        return len(rows)
    sets = ", ".join(f"{name} = :{name}" for name in names[1:])
    guard = " and version = :version - 1" if write.versioned else ""
    update = sa.text(f"update {write.table} set {sets} where {names[0]} = :{names[0]}{guard}")  # noqa: S608  # likewise
    changed = 0
    for row in rows:
        changed += (await connection.execute(update, row)).rowcount
    return changed
