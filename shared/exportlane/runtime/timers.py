"""The rows of timers: what is due, and what failed when it was due.

A failure is about one version of its thing: a thing that somebody changes is due again by its own moment. A failure
with `next_at` is tried again then; one without is set aside. Rows stay for the record, `settled_at` closes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Columns, Database, Insert
from exportlane.runtime.storage import Kind, Loaded

AHEAD = timedelta(seconds=1)
FAILING: Columns = (
    ("kind", "text"), ("thing_id", "text"), ("version", "bigint"), ("attempts", "bigint"), ("sentence", "text"),
    ("failed_at", "text"), ("next_at", "text"), ("settled_at", "text"),
)  # fmt: skip
NEWEST = "on conflict (kind, thing_id) do update set " + ", ".join(
    f"{name} = excluded.{name}" for name, _ in FAILING[2:]
)
SETTLED: Columns = (("kind", "text"), ("thing_id", "text"), ("version", "bigint"), ("attempts", "bigint"),
                    ("sentence", "text"), ("failed_at", "text"), ("settled_at", "text"))  # fmt: skip
CLOSE = "on conflict (kind, thing_id) do update set settled_at = excluded.settled_at, next_at = null"


@dataclass(frozen=True, slots=True)
class Due:
    """A thing whose moment has come; `attempts` counts how often it failed in this version."""

    kind: str
    thing_id: str
    version: int
    attempts: int
    failed: bool
    """Whether a failure of this version is open; an operator who has it tried again sets `attempts` back."""

    @property
    def key(self) -> tuple[str, str]:
        return (self.kind, self.thing_id)


@dataclass(frozen=True, slots=True)
class Failure:
    """A thing that could not be asked; without `next_at` it is set aside."""

    due: Due
    attempts: int
    sentence: str
    next_at: str | None


@dataclass(frozen=True, slots=True)
class FailedTimer:
    """A row of `timers_failing` that is still open, as operators see it."""

    kind: str
    thing_id: str
    version: int
    attempts: int
    sentence: str
    failed_at: str
    next_at: str | None

    @property
    def set_aside(self) -> bool:
        return self.next_at is None


async def look_for_due(
    database: Database, kinds: Iterable[Kind[Any]], *, now: datetime, limit: int
) -> tuple[list[Due], str | None]:
    """Things that are due, at most `limit` of each kind, and the next moment within a second after now."""
    parts = [
        f"""select * from (
        select '{kind.name}' as kind, t.id, t.version, coalesce(f.next_at, t.wake_at) as at,
               coalesce(f.attempts, 0) as attempts, f.thing_id is not null as failed
          from {kind.table} t left join timers_failing f
            on f.kind = '{kind.name}' and f.thing_id = t.id and f.version = t.version and f.settled_at is null
         where t.wake_at <= :until and (f.thing_id is null or f.next_at <= :until)
         order by t.wake_at limit :limit) {kind.table}_due"""  # noqa: S608  # names of a kind, from the code
        for kind in kinds
    ]
    moment = rfc3339(now)
    parameters = {"until": rfc3339(now + AHEAD), "limit": limit}
    async with database.reading() as connection:
        rows = (await connection.execute(sa.text(" union all ".join(parts)), parameters)).all()
    due = [
        Due(row.kind, row.id, row.version, row.attempts, bool(row.failed)) for row in rows if row.at <= moment
    ]
    return due, min((row.at for row in rows if row.at > moment), default=None)


async def lock_due(
    database: Database,
    connection: AsyncConnection,
    kinds: Mapping[str, Kind[Any]],
    due: Sequence[Due],
    *,
    now: datetime,
) -> list[tuple[Due, Loaded[Any]]]:
    """Those that are still due in the same version, locked; what another transaction holds is left to it."""
    # On SQLite a transaction that writes is alone anyway.
    tail = " for update skip locked" if database.dialect == "postgresql" else ""
    ids: dict[str, dict[str, Due]] = defaultdict(dict)
    for each in due:
        ids[each.kind][each.thing_id] = each
    locked: list[tuple[Due, Loaded[Any]]] = []
    for name, named in sorted(ids.items()):
        kind = kinds[name]
        statement = sa.text(
            f"select id, version, doc from {kind.table} where id {database.many('ids')} "  # noqa: S608  # the kind's table
            f"and wake_at <= :now order by id{tail}"
        )
        found = await connection.execute(statement, {"ids": database.texts(list(named)), "now": rfc3339(now)})
        for row in found:
            if row.version == named[row.id].version:
                thing: Loaded[Any] = Loaded(kind, kind.decode(row.doc), row.version)
                locked.append((named[row.id], thing))
    return locked


def failure_writes(failures: Iterable[Failure], now: str) -> list[Insert]:
    """The rows that note failures, in the place of older ones."""
    rows = [
        (each.due.kind, each.due.thing_id, each.due.version, each.attempts, each.sentence, now, each.next_at, None)
        for each in failures
    ]  # fmt: skip
    return [Insert("timers_failing", FAILING, list(rows), NEWEST)]


def settled_writes(asked: Iterable[Due], failures: Iterable[Failure], now: str) -> list[Insert]:
    """The rows that close the failures of what went through this time."""
    failed = {each.due.key for each in failures}
    rows = [(d.kind, d.thing_id, d.version, d.attempts, "", now, now) for d in asked if d.key not in failed]
    return [Insert("timers_failing", SETTLED, list(rows), CLOSE)]


async def list_failing(
    database: Database, kinds: Iterable[Kind[Any]], *, limit: int = 100
) -> list[FailedTimer]:
    """Open failures, what is set aside first."""
    parts = [
        f"""select f.kind, f.thing_id, f.version, f.attempts, f.sentence, f.failed_at, f.next_at
          from timers_failing f join {kind.table} t on t.id = f.thing_id and t.version = f.version
         where f.kind = '{kind.name}' and f.settled_at is null"""  # noqa: S608  # names of a kind, from the code
        for kind in kinds
        if kind.wake is not None
    ]
    if not parts:
        return []
    statement = (
        f"select * from ({' union all '.join(parts)}) f order by next_at is not null, failed_at limit :limit"  # noqa: S608
    )
    async with database.reading() as connection:
        rows = (await connection.execute(sa.text(statement), {"limit": limit})).all()
    return [FailedTimer(*row) for row in rows]
