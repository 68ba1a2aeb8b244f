"""Rows as the gateway writes them when it hears facts, without a case behind them: figures are made of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from exportlane.law.pauses import Pause
from exportlane.runtime.database import Database
from gateway.promises.milestones import STOOD_STILL, written

NEEDED = ("fact_id", "case_id", "profile", "uscc", "matter", "what", "thing", "day")
COLUMNS = (*NEEDED, "since", "pauses", "note", "of_class", "amount")
USCC = "91120118MA06ABCD1Y"


def row(matter: str, what: str, thing: str, day: date, **more: Any) -> dict[str, Any]:
    """One milestone."""
    pauses: tuple[Pause, ...] = more.pop("pauses", ())
    since: date | None = more.pop("since", None)
    return {
        "fact_id": f"{thing}-{what}-{day}", "case_id": more.pop("case_id", thing), "uscc": USCC,
        "profile": more.pop("profile", "tianjin"), "matter": matter, "what": what, "thing": thing,
        "day": day.isoformat(), "since": None if since is None else since.isoformat(), "pauses": written(pauses),
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


async def write(database: Database, rows: Iterable[Mapping[str, Any]], *, live: bool = True) -> None:
    """Write the rows, and for each of their cases one that runs, or has ended."""
    found = list(rows)
    names = ", ".join(COLUMNS)
    values = ", ".join(f":{name}" for name in COLUMNS)
    cases = [
        {"id": one, "vin": one[-30:], "live": "1" if live else None, "uscc": USCC}
        for one in {each["case_id"] for each in found}
    ]
    async with database.transaction() as connection:
        statement = f"insert into milestones ({names}) values ({values})"  # noqa: S608 - names from above
        await connection.execute(sa.text(statement), found)
        await connection.execute(sa.text(_CASE), cases)


_CASE = """
    insert into cases (id, version, created_at, updated_at, doc, vin, live, profile, exporter_uscc)
    values (:id, 1, '', '', '{}', :vin, :live, 'tianjin', :uscc) on conflict (id) do nothing"""


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
