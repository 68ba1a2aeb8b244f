"""The tables of licensing: one row for each application and for each filing, and which vehicles stand on which.

The columns are what the work lists are filtered and sorted by; days are ISO texts, so that text order is time order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Write
from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind, load_thing
from licensing import timing
from licensing.domain import CLOSED, UNDECIDED, WAITING, Application, Status, wake
from licensing.domain.clocks import notice_due
from licensing.filing import ENDED, Filing, wake_of_filing


def _due(state: Application) -> str | None:
    day = state.due_on or notice_due(state)
    return day.isoformat() if day else None


def _place(state: Application) -> str | None:
    """The place in the work list: the day of its lane, then the older one first (`domain.lanes`)."""
    if state.queue_on is None:
        return None
    return f"{state.queue_on.isoformat()} {state.received_on.isoformat() if state.received_on else ''}"


def _priority(state: Application) -> str:
    if state.urgency is not None and state.lane is None:
        return "asked"
    return "urgent" if state.urgent else "normal"


APPLICATIONS: Kind[Application] = Kind(
    name="application",
    table="applications",
    state=Application,
    thing_id=lambda state: state.id,
    case_ids=lambda state: tuple(line.case_id for line in state.lines),
    columns={
        "status": lambda state: state.status.value,
        "exporter": lambda state: state.exporter_uscc,
        "profile": lambda state: state.profile,
        "batch": lambda state: state.batch_id,
        "due": _due,
        "licence_no": lambda state: state.licence.licence_no if state.licence else None,
        "place": _place,
        "priority": _priority,
        "received": lambda state: state.received_on.isoformat() if state.received_on else None,
        "decided": lambda state: state.decided_on.isoformat() if state.decided_on else None,
        "in_time": lambda state: None if state.in_time is None else ("yes" if state.in_time else "no"),
        "urgent_on": lambda state: state.lane.on.isoformat() if state.lane and state.lane.urgent else None,
    },
    wake=wake,
    on_time=timing.on_time,
    on_calendar=timing.on_calendar,
)

FILINGS: Kind[Filing] = Kind(
    name="filing",
    table="filings",
    state=Filing,
    thing_id=lambda state: state.id,
    case_ids=lambda state: (state.id,),
    columns={
        "status": lambda state: state.status.value,
        "uscc": lambda state: state.uscc,
        "profile": lambda state: state.profile,
        "kind": lambda state: state.kind,
        "due": lambda state: state.due_on.isoformat() if state.due_on else None,
        "valid_to": lambda state: state.valid_to.isoformat() if state.valid_to else None,
        # One living filing for each firm: the unique index of this column says so.
        "living": lambda state: None if state.status in ENDED else state.uscc,
        "untold": lambda state: "yes" if state.untold else None,
    },
    wake=wake_of_filing,
    on_time=timing.on_filing_time,
    on_calendar=timing.on_filing_calendar,
)


def with_vins(decided: Decided[Application]) -> Decided[Application]:
    """The receipt of an application, and beside it the rows by which it is found from a VIN."""
    state = decided.state
    rows = tuple(
        Write("application_vins", {"vin": line.vin, "application_id": state.id}) for line in state.lines
    )
    return replace(decided, writes=rows)


async def applications_of(database: Database, vin: str) -> Sequence[str]:
    """Ids of all applications that ever named this vehicle."""
    statement = sa.text(
        "select application_id from application_vins where vin = :vin order by application_id"
    )
    async with database.reading() as connection:
        return [row.application_id for row in await connection.execute(statement, {"vin": vin})]


_ELSEWHERE = UNDECIDED | WAITING | {Status.GRANTED}


async def live_elsewhere(
    database: Database, connection: AsyncConnection, vins: Sequence[str], *, but: str
) -> tuple[str, ...]:
    """Other applications on which one of these vehicles stands, undecided, with a licence that is not used, or waiting
    for another one (X12).
    """
    statement = sa.text(
        f"""
        select distinct a.id from application_vins v join applications a on a.id = v.application_id
        where v.vin {database.many("vins")} and a.id <> :but and a.status {database.many("statuses")} order by a.id"""  # noqa: S608  # `many` is our own text around a parameter
    )
    given = {
        "vins": database.texts(sorted(vins)),
        "but": but,
        "statuses": database.texts(sorted(status.value for status in _ELSEWHERE)),
    }
    found = [row.id for row in await connection.execute(statement, given)]
    live = []
    for id_ in found:
        thing = await load_thing(database, connection, APPLICATIONS, id_)
        if thing is not None and thing.state is not None and _holds(thing.state, frozenset(vins)):
            live.append(id_)
    return tuple(live)


def _holds(state: Application, vins: frozenset[str]) -> bool:
    """Whether one of them is still on it: not left out, not restored, not given back by customs."""
    return any(line.vin in vins and not (line.restored or line.customs_undone) for line in state.live)


async def filing_of(
    database: Database, connection: AsyncConnection, uscc: str, *, hold: bool = False
) -> Filing | None:
    """The firm's living filing, or else its newest one. With `hold` nobody changes it before this transaction ends."""
    # On SQLite a transaction that writes is alone anyway.
    tail = " for share" if hold and database.dialect == "postgresql" else ""
    statement = sa.text(
        "select doc from filings where uscc = :uscc order by case when living is null then 1 else 0 end, "  # noqa: S608  # our own words
        f"created_at desc, id desc limit 1{tail}"
    )
    row = (await connection.execute(statement, {"uscc": uscc})).one_or_none()
    return None if row is None else FILINGS.decode(row.doc)


async def open_applications(connection: AsyncConnection, uscc: str) -> Sequence[str]:
    """Ids of the firm's applications that have not ended."""
    ended = ", ".join(f"'{status.value}'" for status in sorted(CLOSED))
    statement = sa.text(
        f"select id from applications where exporter = :uscc and status not in ({ended}) order by id"  # noqa: S608  # our own words
    )
    return [row.id for row in await connection.execute(statement, {"uscc": uscc})]


async def lane_of_today(connection: AsyncConnection, today: str) -> tuple[int, int]:
    """How many applications were received today, and how many were put in the priority lane today.

    The row of the day is held until the caller's transaction ends: whoever gives a place away at the same time counts
    after it, and sees that place taken.
    """
    hold = sa.text(
        "insert into lane_days (day, looks) values (:today, 1) "
        "on conflict (day) do update set looks = lane_days.looks + 1"
    )
    await connection.execute(hold, {"today": today})
    statement = sa.text(
        "select (select count(*) from applications where received = :today) as received, "
        "(select count(*) from applications where urgent_on = :today) as urgent"
    )
    row = (await connection.execute(statement, {"today": today})).one()
    return int(row.received), int(row.urgent)
