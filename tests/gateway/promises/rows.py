"""Rows as the gateway writes them when it hears facts, without a case behind them: figures are made of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa

from exportlane.contracts.decision import Write
from exportlane.law.pauses import Pause
from exportlane.runtime.database import Database
from exportlane.runtime.storage import extra_writes
from gateway.promises.milestones import STOOD_STILL, TABLE, written

USCC = "91120118MA06ABCD1Y"


def row(matter: str, what: str, thing: str, day: date, **more: Any) -> dict[str, Any]:
    """One milestone, as of noon of its day."""
    pauses: tuple[Pause, ...] = more.pop("pauses", ())
    since: date | None = more.pop("since", None)
    at = int(datetime.combine(day, time(12), UTC).timestamp() * 1000)
    return {
        "fact_id": f"{thing}-{what}-{day}", "profile": more.pop("profile", "tianjin"), "matter": matter,
        "what": what, "thing": thing, "at": at, "day": day.isoformat(),
        "since": None if since is None else since.isoformat(), "pauses": written(pauses),
        "note": None, "of_class": None, "amount": STOOD_STILL if pauses else None, **more,
    }  # fmt: skip


def claim(
    thing: str,
    accepted: date,
    decided: date | None,
    *,
    of_class: int = 3,
    pauses: tuple[Pause, ...] = (),
    what: str = "decided",
    **more: Any,
) -> Iterable[dict[str, Any]]:
    """A claim that was accepted, and decided unless it is open."""
    yield row("rebate", "begun", thing, accepted, since=accepted, of_class=of_class, **more)
    if pauses and decided is None:
        yield row(
            "rebate", "paused", thing, accepted, since=accepted, of_class=of_class, pauses=pauses, **more
        )
    if decided is not None:
        yield row(
            "rebate",
            what,
            thing,
            decided,
            since=accepted,
            of_class=of_class,
            pauses=pauses,
            **more,
        )


async def write(database: Database, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the rows, as the gateway does: a row whose key is there already stays."""
    writes = extra_writes(Write(TABLE, dict(each), once=True) for each in rows)
    async with database.transaction() as connection:
        await database.write(connection, writes)


async def write_case(database: Database, uscc: str = USCC) -> None:
    """A case of the firm, of which nothing more is known."""
    async with database.transaction() as connection:
        await connection.execute(sa.text(_CASE), {"uscc": uscc})


_CASE = """
    insert into cases (id, version, created_at, updated_at, doc, vin, profile, exporter_uscc)
    values ('case', 1, '', '', '{}', 'vin', 'tianjin', :uscc)"""


async def write_register(database: Database, facts: Iterable[tuple[str, str, str, str]]) -> None:
    """Facts of registers: (type, subject, day, data as JSON text)."""
    rows = [
        {
            "id": f"{number}-{type_}",
            "subject": subject,
            "type": type_,
            "at": f"{day}T02:00:00.000Z",
            "data": data,
        }
        for number, (type_, subject, day, data) in enumerate(facts)
    ]
    async with database.transaction() as connection:
        await connection.execute(
            sa.text(
                "insert into register_facts (id, subject, agency, type, sequence, occurred_at, received_at, data) "
                "values (:id, :subject, 'x', :type, 1, :at, :at, :data)"
            ),
            rows,
        )
