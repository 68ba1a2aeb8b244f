"""Parked messages: what could not be handled, kept with its cause, in order, until it can or until a person decides.

States of a row: `failed` (a handler refused or raised; later messages of the case wait behind it as `blocked`),
`early` (a gap in the sequence), `waiting` (the papers are not here yet), `untrusted` (unsigned, altered or malformed:
kept aside, it blocks nobody, because it is nobody's), then `done` or `skipped`. A row is never deleted.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Announce
from exportlane.contracts.envelope import Envelope
from exportlane.contracts.operations import MessageParked
from exportlane.runtime.batch import Parking
from exportlane.runtime.database import Columns, Database, Insert, Update, Value
from exportlane.runtime.incoming import Incoming, incoming, pack_headers, unpack_headers
from exportlane.runtime.ledger import Cause

COLUMNS: Columns = (
    ("id", "text"), ("case_id", "text"), ("source", "text"), ("sequence", "bigint"), ("fact_id", "text"),
    ("type", "text"), ("topic", "text"), ("headers", "text"), ("data", "text"), ("state", "text"),
    ("cause", "text"), ("sentence", "text"), ("attempts", "bigint"), ("parked_at", "text"), ("changed_at", "text"),
)  # fmt: skip
CHANGES: Columns = (
    ("id", "text"), ("state", "text"), ("cause", "text"), ("sentence", "text"), ("attempts", "bigint"),
    ("changed_at", "text"),
)  # fmt: skip
SETTLED: Columns = (("id", "text"), ("state", "text"), ("changed_at", "text"))
LONGEST = 2000
"""Characters of a sentence that are kept."""
OPEN = "state not in ('done', 'skipped')"
RELEASABLE = "state in ('early', 'waiting', 'blocked')"


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """A parked row as operators see it."""

    id: str
    case_id: str
    source: str
    sequence: int
    fact_id: str
    type: str
    topic: str
    state: str
    cause: str
    sentence: str
    attempts: int
    parked_at: str
    changed_at: str
    changed_by: str | None
    reason: str | None
    data: str


def parking_writes(parkings: Sequence[Parking], done: Iterable[str], now: str) -> list[Insert | Update]:
    """The statements that park new messages and bring parked ones up to date."""
    fresh = [_row(p, now) for p in parkings if p.message.parked_id is None]
    again = [p for p in parkings if p.message.parked_id is not None]
    changes: list[tuple[Value, ...]] = [
        (p.row_id, p.state, p.cause, p.sentence[:LONGEST], p.message.attempts + 1, now) for p in again
    ]
    settled: list[tuple[Value, ...]] = [(row_id, "done", now) for row_id in done]
    return [
        Insert("parked", COLUMNS, fresh, "on conflict (id) do nothing"),
        Update("parked", CHANGES, changes),
        Update("parked", SETTLED, settled),
    ]


def parking_facts(parkings: Sequence[Parking]) -> list[tuple[Announce, Cause]]:
    """What the agency announces about messages that need a person: one fact for each that failed and has a case."""
    return [
        (
            _announced(p, p.message.envelope),
            Cause(p.message.envelope.id, p.message.envelope.correlationid, "runtime"),
        )
        for p in parkings
        if p.state == "failed" and p.message.envelope is not None and p.message.parked_state != "failed"
    ]


def _announced(parking: Parking, envelope: Envelope) -> Announce:
    # What a handler raised may hold what only this agency may know; the row keeps it, the fact does not tell it.
    told = "The agency's own handler failed." if parking.cause == "handler-error" else parking.sentence
    data = MessageParked(
        fact_id=envelope.id[:64],
        fact_source=envelope.source[:120],
        fact_type=envelope.type[:120],
        cause=parking.cause[:120],
        sentence=told[:500],
    )
    return Announce(envelope.subject, "message.parked.v1", data)


def _row(parking: Parking, now: str) -> tuple[Value, ...]:
    message, envelope = parking.message, parking.message.envelope
    names: tuple[Value, ...] = ("", "", 0, "", "")
    if envelope is not None:
        names = (envelope.subject, envelope.source, envelope.sequence, envelope.id, envelope.type)
    return (
        parking.row_id, *names, message.topic, pack_headers(message.headers),
        base64.b64encode(message.value).decode(), parking.state, parking.cause, parking.sentence[:LONGEST],
        message.attempts + 1, now, now,
    )  # fmt: skip


async def releasable(
    database: Database, connection: AsyncConnection, case_ids: Sequence[str]
) -> list[Incoming]:
    """The parked messages of some cases that may be tried again without a person, in the order they came."""
    statement = f"select * from parked where case_id {database.many('cases')} and {RELEASABLE} order by id"  # noqa: S608  # our own words around a parameter
    rows = await connection.execute(sa.text(statement), {"cases": database.texts(list(case_ids))})
    return [read_parked(row) for row in rows]


def read_parked(row: Any) -> Incoming:
    """The message of a parked row, ready to be tried again."""
    message = incoming(row.topic, unpack_headers(row.headers), base64.b64decode(row.data))
    message.parked_id, message.parked_state, message.attempts = row.id, row.state, row.attempts
    return message


async def cases_waiting(database: Database) -> list[str]:
    """Cases with parked messages that need no person, those that came first before the others; at most a thousand."""
    statement = f"select case_id from parked where {RELEASABLE} group by case_id order by min(id) limit 1000"  # noqa: S608  # likewise
    async with database.reading() as connection:
        return [row[0] for row in await connection.execute(sa.text(statement))]


async def get_row(connection: AsyncConnection, row_id: str) -> Any:
    """The row with this id, or None."""
    found = await connection.execute(sa.text("select * from parked where id = :id"), {"id": row_id})
    return found.one_or_none()


async def list_parked(
    database: Database,
    *,
    case_id: str | None = None,
    state: str | None = None,
    after: str = "",
    limit: int = 100,
) -> list[ParkedMessage]:
    """Open parked messages (or those in `state`), oldest first; `after` is the last id of the page before."""
    where, parameters = [OPEN, "id > :after"], {"after": after, "limit": limit}
    if state:
        where[0], parameters["state"] = "state = :state", state
    if case_id:
        where.append("case_id = :case_id")
        parameters["case_id"] = case_id
    statement = f"select * from parked where {' and '.join(where)} order by id limit :limit"  # noqa: S608  # likewise
    async with database.reading() as connection:
        rows = (await connection.execute(sa.text(statement), parameters)).all()
    return [show(row) for row in rows]


def show(row: Any) -> ParkedMessage:
    """A row as operators see it, its data as text."""
    data = base64.b64decode(row.data).decode(errors="replace")
    names = [name for name in ParkedMessage.__slots__ if name != "data"]
    return ParkedMessage(**{name: getattr(row, name) for name in names}, data=data)


async def count_causes(database: Database) -> list[dict[str, Any]]:
    """What needs a person, by state, cause and topic, each with its oldest message; at most fifty."""
    statement = sa.text(
        "select p.state, p.cause, p.topic, p.type, p.case_id, p.parked_at as oldest_at, g.count from parked p join "
        "(select min(id) as id, count(*) as count from parked where state in ('failed', 'untrusted') "
        "group by state, cause, topic) g on g.id = p.id order by g.count desc, p.id limit 50"
    )
    async with database.reading() as connection:
        return [dict(row._mapping) for row in await connection.execute(statement)]  # noqa: SLF001  # SQLAlchemy's public name for it


async def count_open(database: Database) -> dict[str, int]:
    """How many messages are parked, by state."""
    statement = f"select state, count(*) from parked where {OPEN} group by state"  # noqa: S608  # likewise
    async with database.reading() as connection:
        rows = await connection.execute(sa.text(statement))
        return {row[0]: row[1] for row in rows}
