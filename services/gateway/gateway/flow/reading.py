"""What every page of all cases asks of the tables: how fresh they are, which firms, destinations, ports there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from exportlane.runtime.clock import parse_rfc3339
from exportlane.runtime.database import Database
from gateway.flow.filters import Filters, Scope
from gateway.flow.progress import read_progress

__all__ = ["Filters", "Freshness", "Scope", "exporters", "freshness", "values_of"]

STALE_SECONDS = 30.0
"""The task notes its looks every few seconds; a note that is older than this means that it does not look."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Until when facts are in the tables. `built` is False while older cases are still being taken up."""

    as_of: datetime | None
    age_seconds: float | None
    built: bool
    revision: int

    @property
    def stale(self) -> bool:
        """Whether a page must say that its figures are old."""
        return self.age_seconds is None or self.age_seconds > STALE_SECONDS


async def freshness(database: Database, *, now: datetime) -> Freshness:
    """How fresh the tables are; every page says so («数据截至 …»)."""
    async with database.reading() as connection:
        progress = await read_progress(connection)
    as_of = None if progress.looked_at is None else parse_rfc3339(progress.looked_at)
    age = None if as_of is None else max(0.0, (now - as_of).total_seconds())
    return Freshness(as_of, age, progress.built_at is not None, progress.revision)


async def exporters(database: Database, scope: Scope, *, limit: int = 500) -> Sequence[tuple[str, str]]:
    """(code, name) of the firms that the reader may filter by, in the order of their names."""
    parts, given = scope.where()
    own = f" where {parts[0].replace('exporter_uscc', 'uscc')}" if parts else ""
    statement = sa.text(f"select uscc, name from flow_exporters{own} order by name, uscc limit :limit")  # noqa: S608  # names from the code
    async with database.reading() as connection:
        rows = (await connection.execute(statement, {**given, "limit": limit})).all()
    return [(row.uscc, row.name) for row in rows]


async def values_of(database: Database, column: str) -> Sequence[str]:
    """Every destination or port that stands in the table: found by skipping from one to the next in its index."""
    if column not in {"destination", "port"}:
        raise ValueError(f"there is no list of {column}")
    statement = sa.text(
        f"with recursive found(one) as (select min({column}) from case_flow union all "  # noqa: S608  # one of two names
        f"select (select min({column}) from case_flow where {column} > one) from found where one is not null) "
        "select one from found where one is not null"
    )
    async with database.reading() as connection:
        return list((await connection.execute(statement)).scalars())
