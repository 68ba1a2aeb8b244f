"""The table of papers on their way. A row is written in the transaction that opens the case, and never goes missing.

While a courier has a row in hand its `next_at` lies a little ahead; should the courier die, the row falls due again by
itself and another takes it. A paper that arrives twice is dropped by the agency, which knows its key.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from exportlane.contracts.decision import Write
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Columns, Database, Update
from exportlane.runtime.problems import problem
from gateway.opening import Paper

IN_HAND = timedelta(seconds=15)
"""Longer than one attempt may take."""
SETTLED: Columns = (
    ("id", "text"), ("status", "text"), ("attempts", "bigint"), ("next_at", "text"), ("last_error", "text"),
    ("body", "text"), ("updated_at", "text"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """One paper in a courier's hand; `id` is its Idempotency-Key at the agency."""

    id: str
    lot_id: str
    agency: str
    path: str
    body: str
    attempts: int
    traceparent: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What people see of a paper's way. `next_at` is when it is tried again."""

    id: str
    agency: str
    status: str
    attempts: int
    next_at: str | None
    last_error: str | None
    updated_at: str


def on_its_way(paper: Paper, *, delivery_id: str, traceparent: str) -> OnItsWay:
    """A paper made ready to go."""
    body = json.dumps(paper.body, ensure_ascii=False, separators=(",", ":"))
    return OnItsWay(delivery_id, paper.lot_id, paper.agency, paper.path, body, 0, traceparent)


def first_row(delivery: OnItsWay, *, now: datetime) -> Write:
    """The row of a paper that is taken in hand as soon as it is committed."""
    return Write(
        "deliveries",
        {
            "id": delivery.id,
            "lot_id": delivery.lot_id,
            "agency": delivery.agency,
            "path": delivery.path,
            "body": delivery.body,
            "status": "pending",
            "attempts": 0,
            "next_at": rfc3339(now + IN_HAND),
            "traceparent": delivery.traceparent,
            "updated_at": rfc3339(now),
        },
    )


async def take_due(database: Database, *, now: datetime, limit: int) -> list[OnItsWay]:
    """Take rows that are due in hand. Of several couriers that look at once, each row goes to one."""
    skip = " for update skip locked" if database.dialect == "postgresql" else ""
    statement = sa.text(
        "update deliveries set next_at = :until where id in (select id from deliveries where status = 'pending' "  # noqa: S608
        f"and next_at <= :now order by next_at limit :limit{skip}) "
        "returning id, lot_id, agency, path, body, attempts, traceparent"
    )
    parameters = {"until": rfc3339(now + IN_HAND), "now": rfc3339(now), "limit": limit}
    async with database.transaction() as connection:
        rows = (await connection.execute(statement, parameters)).all()
    return [OnItsWay(*row) for row in rows]


async def let_go(database: Database, *, now: datetime) -> None:
    """Make every pending row due at once: at the start of the only process, nobody else has one in hand."""
    statement = sa.text("update deliveries set next_at = :now where status = 'pending' and next_at > :now")
    async with database.transaction() as connection:
        await connection.execute(statement, {"now": rfc3339(now)})


async def settle(database: Database, rows: Sequence[tuple[str | int | None, ...]]) -> None:
    """Write what came of attempts, all in one statement."""
    async with database.transaction() as connection:
        await database.write(connection, [Update("deliveries", SETTLED, list(rows))])


async def of_lot(database: Database, lot_id: str) -> list[Shown]:
    """The papers of a lot."""
    statement = sa.text(
        "select id, agency, status, attempts, case when status = 'pending' then next_at end, last_error, updated_at "
        "from deliveries where lot_id = :lot_id order by agency"
    )
    async with database.reading() as connection:
        rows = await connection.execute(statement, {"lot_id": lot_id})
    return [Shown(*row) for row in rows]


async def count_open(database: Database) -> dict[str, int]:
    """How many papers are pending and how many were refused."""
    statement = sa.text("select status, count(*) from deliveries where status <> 'delivered' group by status")
    async with database.reading() as connection:
        return {row[0]: row[1] for row in await connection.execute(statement)}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paper that is not delivered, as operators see it; `case_id` is one case of its lot."""

    id: str
    lot_id: str
    agency: str
    status: str
    attempts: int
    next_at: str | None
    last_error: str | None
    updated_at: str
    case_id: str | None


async def list_open(database: Database, *, status: str, after: str = "", limit: int = 50) -> list[Waiting]:
    """Papers in a status that is not `delivered`, oldest first, each with one case of its lot."""
    statement = sa.text(
        "select d.id, d.lot_id, d.agency, d.status, d.attempts, case when d.status = 'pending' then d.next_at end, "
        "d.last_error, d.updated_at, (select min(c.id) from cases c where c.lot_id = d.lot_id) "
        "from deliveries d where d.status = :status and d.id > :after order by d.id limit :limit"
    )
    async with database.reading() as connection:
        rows = await connection.execute(statement, {"status": status, "after": after, "limit": limit})
    return [Waiting(*row) for row in rows]


async def send_again(database: Database, delivery_id: str, *, now: datetime) -> str:
    """Put a refused paper on its way again and return its agency. Raises not-found, move-not-allowed."""
    statement = sa.text(
        "update deliveries set status = 'pending', attempts = 0, next_at = :now, updated_at = :now "
        "where id = :id and status = 'refused' returning agency"
    )
    async with database.transaction() as connection:
        found = (
            await connection.execute(statement, {"id": delivery_id, "now": rfc3339(now)})
        ).scalar_one_or_none()
        if found is not None:
            return str(found)
        known = sa.text("select status from deliveries where id = :id")
        status = (await connection.execute(known, {"id": delivery_id})).scalar_one_or_none()
    if status is None:
        raise problem("not-found", f"There is no delivery {delivery_id}.")
    raise problem("move-not-allowed", f"Only a refused paper is sent again; this one is {status}.")
