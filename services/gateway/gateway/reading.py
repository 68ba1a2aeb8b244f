"""Queries on the gateway's own tables. Nothing here asks an agency, so it answers whoever is down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.paging import page_of, read_cursor
from exportlane.runtime.problems import problem
from exportlane.runtime.storage import load_thing
from gateway.disclosure import Eyes
from gateway.domain import CaseView
from gateway.storage import CASES
from gateway.submission import LiveCase

SORTS: Mapping[str, str] = {
    "created": "created_at",
    "updated": "as_of",
    "due": "coalesce(due_on, '9999-12-31')",
}
"""What a list can be sorted by, and the expression behind it; a case without a deadline comes after all others."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases is asked for. `status` is running, ended, or one way of ending."""

    q: str | None = None
    status: str | None = None
    profile: str | None = None
    exporter: str | None = None
    batch: str | None = None
    overdue: bool = False
    sort: str = "-created"
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class TimelineFact:
    """One fact as it stands in the timeline (or, for the gateway's own, in its ledger). Instants are RFC 3339 texts."""

    id: str
    case_id: str
    agency: str
    type: str
    sequence: int
    occurred_at: str
    received_at: str
    data: str


async def find_cases(
    database: Database, wanted: Wanted, eyes: Eyes, *, today: dt.date
) -> tuple[list[CaseView], str | None]:
    """A page of cases that the reader may see, and the cursor of the next. Raises bad-cursor, bad-request."""
    name, descending = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    if name not in SORTS:
        raise problem("bad-request", f"Cases are sorted by {', '.join(SORTS)}, not by {name}.", field="/sort")
    value, sign, direction = SORTS[name], "<" if descending else ">", "desc" if descending else "asc"
    parts, parameters = _conditions(wanted, eyes, today)
    cursor = read_cursor(wanted.cursor, ordering=wanted.sort)
    if cursor is not None:
        parts.append(f"({value} {sign} :after or ({value} = :after and id {sign} :after_id))")
        parameters |= {"after": cursor.value, "after_id": cursor.id}
    # Only names from tables above stand in the statement; whatever a caller sent is a parameter.
    statement = (
        f"select id, doc, {value} as sort_value from cases{_where(parts)} "  # noqa: S608
        f"order by {value} {direction}, id {direction} limit :limit"
    )
    async with database.reading() as connection:
        rows = (await connection.execute(sa.text(statement), {**parameters, "limit": wanted.limit + 1})).all()
    kept, following = page_of(
        rows, limit=wanted.limit, ordering=wanted.sort, place=lambda row: (row.sort_value, row.id)
    )
    return [CASES.decode(row.doc) for row in kept], following


def _where(parts: Sequence[str]) -> str:
    return f" where {' and '.join(parts)}" if parts else ""


def _conditions(wanted: Wanted, eyes: Eyes, today: dt.date) -> tuple[list[str], dict[str, Any]]:
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    equal = {"profile": wanted.profile, "exporter_uscc": wanted.exporter, "batch_id": wanted.batch}
    for column, value in equal.items():
        if value:
            parts.append(f"{column} = :{column}")
            parameters[column] = value
    if eyes.uscc is not None:
        parts.append("exporter_uscc = :own")
        parameters["own"] = eyes.uscc
    if wanted.q:
        parts.append(_SEARCH)
        text = wanted.q.strip()
        parameters |= {"code": text.upper(), "start": _like(text.upper()) + "%", "part": "%" + _like(text) + "%",
                       "end": "%" + _like(text.upper()), "id": text.lower()}  # fmt: skip
    if wanted.status in {"running", "ended"}:
        parts.append(f"ended_as is {'null' if wanted.status == 'running' else 'not null'}")
    elif wanted.status:
        parts.append("ended_as = :ended_as")
        parameters["ended_as"] = wanted.status
    if wanted.overdue:
        parts.append("ended_as is null and due_on < :today")
        parameters["today"] = today.isoformat()
    return parts, parameters


_SEARCH = (
    "(vin = :code or exporter_uscc = :code or licence_no = :code or declaration_no = :code or id = :id "
    "or batch_id = :id or vin like :start escape '!' or vin like :end escape '!' or licence_no like :start escape '!' "
    "or declaration_no like :start escape '!' or exporter_name like :part escape '!')"
)


def _like(text: str) -> str:
    """Text in which nothing is a wildcard."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


async def get_case(database: Database, case_id: str, eyes: Eyes) -> CaseView:
    """One case. Raises not-found, also for a case that the reader may not know of."""
    async with database.reading() as connection:
        found = await load_thing(database, connection, CASES, case_id)
    if found is None or found.state is None or not eyes.sees(found.state.exporter_uscc):
        raise problem("not-found", f"There is no case {case_id}.")
    return found.state


async def timeline_of(database: Database, case_id: str) -> list[TimelineFact]:
    """Every fact of a case, oldest first: those heard, and the gateway's own from its ledger."""
    statement = sa.text(
        "select id, case_id, agency, type, sequence, occurred_at, received_at, data from timeline "
        "where case_id = :case_id union all select id, case_id, 'gateway', type, sequence, time, recordedtime, data "
        "from ledger where case_id = :case_id"
    )
    async with database.reading() as connection:
        rows = (await connection.execute(statement, {"case_id": case_id})).all()
    facts = [TimelineFact(*row) for row in rows]
    # Facts of the same instant stand in the order in which they were made: an id begins with its time.
    return sorted(facts, key=lambda fact: (fact.occurred_at, fact.id))


async def live_cases(
    database: Database, connection: AsyncConnection, vins: Collection[str], eyes: Eyes
) -> dict[str, LiveCase]:
    """The cases that run for these VINs, and whether the caller may know which."""
    statement = sa.text(
        f"select vin, id, exporter_uscc from cases where live = '1' and vin {database.many('vins')}"  # noqa: S608
    )
    rows = await connection.execute(statement, {"vins": database.texts(sorted(vins))})
    return {row.vin: LiveCase(row.id, eyes.sees(row.exporter_uscc)) for row in rows}


async def latest_exporters(database: Database, *, limit: int = 6) -> list[tuple[str, str]]:
    """Code and name of those who handed in last."""
    statement = sa.text(
        "select exporter_uscc, max(exporter_name), max(created_at) as latest from cases group by exporter_uscc "
        "order by latest desc limit :limit"
    )
    async with database.reading() as connection:
        return [(row[0], row[1]) for row in await connection.execute(statement, {"limit": limit})]
