"""The tables of customs: one row for each declaration and each firm on the cultivation list, and what is counted.

The columns are what the work list is filtered and sorted by; days are ISO texts, so that text order is time order. No
law gives customs a number of days; what is due is acceptance while the licence is valid, and then a new booking of
goods that were shut out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from customs.domain import Declaration, Status, matters, summary
from customs.domain.cultivation import Cultivation, Stage
from customs.timing import on_calendar, on_time, wakes
from exportlane.contracts.decision import Decided, Write
from exportlane.law.limits import find
from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind

OPEN: Final = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED_FOR_CORRECTION})
"""Not accepted yet: the last day of the licence is what presses."""


def due(state: Declaration) -> str | None:
    """The last day on which the licence can still be used before acceptance, or goods shut out be booked anew."""
    clock = find(state.clocks, "shut_out") if state.status is Status.SHUT_OUT else None
    if clock is not None:
        return clock.due_on.isoformat() if clock.due_on else None
    if state.licence is None or state.status not in OPEN:
        return None
    return state.licence.valid_to.isoformat()


DECLARATIONS: Kind[Declaration] = Kind(
    name="declaration",
    table="declarations",
    state=Declaration,
    thing_id=lambda state: state.id,
    case_ids=lambda state: tuple(line.case_id for line in state.lines),
    columns={
        "status": lambda state: state.status.value,
        "exporter": lambda state: state.exporter_uscc,
        "profile": lambda state: state.profile,
        "batch": lambda state: state.batch_id,
        "due": due,
        "declaration_no": lambda state: state.declaration_no,
        "licence_no": lambda state: state.licence.licence_no if state.licence else None,
        "released": lambda state: state.released_on.isoformat() if state.released_on else None,
    },
    view=lambda state: shown(state),  # noqa: PLW0108  # it needs the codec of this very kind
    wake=wakes,
    on_time=on_time,
    on_calendar=on_calendar,
)


CULTIVATION: Kind[Cultivation] = Kind(
    name="entry of the cultivation list",
    table="aeo_cultivation",
    state=Cultivation,
    thing_id=lambda entry: entry.id,
    case_ids=lambda entry: (entry.id,),
    columns={
        "stage": lambda entry: entry.stage.value,
        "exporter": lambda entry: entry.exporter_uscc,
        # A firm stands on the list once; when it was dropped it may be listed anew.
        "listed": lambda entry: None if entry.stage is Stage.DROPPED else entry.exporter_uscc,
    },
)


def shown(state: Declaration) -> Mapping[str, object]:
    """A declaration with what the carrier told of it, and what an officer should look at for that."""
    document: dict[str, object] = DECLARATIONS.codec.dump_python(state, mode="json")
    return {**document, **summary(state), "matters": [asdict(item) for item in matters(state)]}


def with_vins(decided: Decided[Declaration]) -> Decided[Declaration]:
    """The receipt of a declaration, and beside it the rows by which it is found from a VIN."""
    state = decided.state
    rows = tuple(_row(line.vin, state.id) for line in state.lines)
    return replace(decided, writes=decided.writes + rows)


def with_new_vins(before: Declaration, decided: Decided[Declaration]) -> Decided[Declaration]:
    """A decision that may have amended a VIN: the declaration is found from the old one and from the new one."""
    known = {line.vin for line in before.lines}
    rows = tuple(_row(line.vin, before.id) for line in decided.state.lines if line.vin not in known)
    return replace(decided, writes=decided.writes + rows) if rows else decided


def _row(vin: str, declaration_id: str) -> Write:
    return Write("declaration_vins", {"vin": vin, "declaration_id": declaration_id})


async def declarations_of(database: Database, vin: str) -> Sequence[str]:
    """Ids of all declarations that ever named this vehicle."""
    statement = sa.text(
        "select declaration_id from declaration_vins where vin = :vin order by declaration_id"
    )
    async with database.reading() as connection:
        return [row.declaration_id for row in await connection.execute(statement, {"vin": vin})]


async def listed_already(connection: AsyncConnection, uscc: str) -> bool:
    """Whether the firm stands on the cultivation list."""
    statement = sa.text("select count(*) from aeo_cultivation where listed = :uscc")
    return bool((await connection.execute(statement, {"uscc": uscc})).scalar_one())


async def errors_of(
    database: Database, exporter: str | None, since: date, until: date
) -> list[sa.Row[tuple[str, str, int, int]]]:
    """(exporter, code, declarations, times found) in these days, the most frequent first."""
    statement = sa.text(
        "select exporter, code, count(distinct declaration_id) as declarations, sum(found) as found "
        "from declaration_errors where day >= :since and day <= :until and (:every = 1 or exporter = :exporter) "
        "group by exporter, code order by exporter, found desc, code"
    )
    asked = {
        "since": since.isoformat(), "until": until.isoformat(),
        "every": int(exporter is None), "exporter": exporter or "",
    }  # fmt: skip
    async with database.reading() as connection:
        return list(await connection.execute(statement, asked))


async def released_between(database: Database, since: date, until: date) -> list[tuple[datetime, datetime]]:
    """(submitted, released) of the declarations that were released in these days."""
    statement = sa.text("select doc from declarations where released >= :since and released <= :until")
    async with database.reading() as connection:
        rows = await connection.execute(statement, {"since": since.isoformat(), "until": until.isoformat()})
        times = [DECLARATIONS.decode(row.doc).times for row in rows]
    return [
        (each.submitted_at, each.released_at)
        for each in times
        if each.submitted_at is not None and each.released_at is not None
    ]
