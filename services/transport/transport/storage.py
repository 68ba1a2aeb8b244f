"""The tables of this agency: grants, units, reports of misuse, findings, requests; and what is counted in them.

A unit is a row of its own. Whoever reserves takes a free row that nobody else holds, so that reservations of one
grant do not wait for each other; the grant itself is only held against those who change it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Write
from exportlane.law.limits import wake_of
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind, Loaded
from transport import timing
from transport.domain import (
    OVER,
    PURPOSE,
    Finding,
    Grant,
    Misuse,
    Standing,
    Unit,
    UnitStatus,
    UpdateRequest,
    wake_of_unit,
)

S = TypeVar("S")


def _shown_grant(grant: Grant) -> Mapping[str, object]:
    state: Mapping[str, object] = GRANTS.codec.dump_python(grant, mode="json")
    return {**state, "frozen": grant.frozen}


GRANTS: Final[Kind[Grant]] = Kind(
    name="grant",
    table="grants",
    state=Grant,
    thing_id=lambda grant: grant.id,
    case_ids=lambda grant: (grant.id,),
    columns={
        "status": lambda grant: grant.status.value,
        "uscc": lambda grant: grant.uscc,
        "year": lambda grant: grant.year,
        "amount": lambda grant: grant.amount,
        "valid_to": lambda grant: grant.valid_to.isoformat() if grant.valid_to else None,
        # One living grant for each firm and year: the unique index of this column says so.
        "living": lambda grant: None if grant.status in OVER else f"{grant.uscc} {grant.year}",
    },
    numbers=frozenset({"year", "amount"}),
    view=_shown_grant,
    wake=lambda grant: wake_of(grant.clocks),
    on_time=timing.on_grant_time,
    on_calendar=timing.on_grant_calendar,
)


def _shown(unit: Unit) -> Mapping[str, object]:
    state: Mapping[str, object] = UNITS.codec.dump_python(unit, mode="json")
    return {**state, **PURPOSE}


UNITS: Final[Kind[Unit]] = Kind(
    name="unit",
    table="units",
    state=Unit,
    thing_id=lambda unit: unit.id,
    case_ids=lambda unit: (unit.id, unit.case_id) if unit.case_id else (unit.id,),
    columns={
        "status": lambda unit: unit.status.value,
        "grant_no": lambda unit: unit.grant_no,
        "uscc": lambda unit: unit.uscc,
        "year": lambda unit: unit.year,
        "vin": lambda unit: unit.vin,
        # One unit for each car: the unique index of this column says so.
        "live_vin": lambda unit: unit.live_vin,
        "reserved_to": lambda unit: (
            unit.reserved_to.isoformat()
            if unit.status is UnitStatus.RESERVED and unit.reserved_to is not None
            else None
        ),
    },
    numbers=frozenset({"year"}),
    view=_shown,
    wake=wake_of_unit,
    on_time=timing.on_unit_time,
    on_calendar=timing.on_unit_calendar,
)

MISUSES: Final[Kind[Misuse]] = Kind(
    name="misuse",
    table="misuses",
    state=Misuse,
    thing_id=lambda misuse: misuse.id,
    # A case may be reported again after a dismissal, so it is not what tells two proceedings apart.
    case_ids=lambda misuse: (misuse.id,),
    columns={
        "status": lambda misuse: misuse.status.value,
        "uscc": lambda misuse: misuse.uscc,
        "vin": lambda misuse: misuse.vin,
        "unit_no": lambda misuse: misuse.unit_no,
        # One proceeding about a car at a time.
        "open_unit": lambda misuse: misuse.unit_no if misuse.live else None,
    },
)

FINDINGS: Final[Kind[Finding]] = Kind(
    name="finding",
    table="findings",
    state=Finding,
    thing_id=lambda found: found.id,
    case_ids=lambda _found: (),
    columns={
        "status": lambda found: found.status.value,
        "code": lambda found: found.code,
        "uscc": lambda found: found.registered.uscc,
        "vin": lambda found: found.registered.vin,
        "unit_no": lambda found: found.registered.unit_no,
    },
)


def _shown_request(asked: UpdateRequest) -> Mapping[str, object]:
    state: Mapping[str, object] = REQUESTS.codec.dump_python(asked, mode="json")
    # Whose unit it is stands in the fact; who asks about a car need not learn it.
    return {name: value for name, value in state.items() if name != "unit_no"}


REQUESTS: Final[Kind[UpdateRequest]] = Kind(
    name="update_request",
    table="update_requests",
    state=UpdateRequest,
    thing_id=lambda asked: asked.id,
    case_ids=lambda asked: (asked.id,),
    view=_shown_request,
    columns={
        "answer": lambda asked: asked.answer,
        "vin": lambda asked: asked.vin,
        "asked_uscc": lambda asked: asked.asked_uscc,
    },
)


def new_row(kind: Kind[S], state: S, now: datetime) -> Write:
    """A new thing as a row beside the decision about another one, in the same transaction."""
    moment = rfc3339(now)
    row: dict[str, Any] = {
        "id": kind.thing_id(state),
        "version": 1,
        "created_at": moment,
        "updated_at": moment,
        "doc": kind.encode(state),
        **{name: column(state) for name, column in kind.columns.items()},
    }
    return Write(kind.table, row)


async def standings(
    database: Database, connection: AsyncConnection, grants: Collection[str]
) -> dict[str, Standing]:
    """How many units of these grants stand where, in one look."""
    statement = sa.text(
        f"select grant_no, status, count(*) as n from units where grant_no {database.many('grants')} "  # noqa: S608  # `many` is our own text around a parameter
        "group by grant_no, status"
    )
    counted: dict[str, dict[str, int]] = {grant: {} for grant in grants}
    for row in await connection.execute(statement, {"grants": database.texts(sorted(grants))}):
        counted[row.grant_no][row.status] = row.n
    return {grant: Standing(**counts) for grant, counts in counted.items()}


def counts(standing: Standing) -> dict[str, int]:
    """A standing for the screen."""
    return {status.value: getattr(standing, status.value) for status in UnitStatus}


async def held_grant(database: Database, connection: AsyncConnection, grant_no: str) -> Grant | None:
    """The grant, shared with other reservations and held against whoever would change it; None when there is none."""
    tail = " for share" if database.dialect == "postgresql" else ""
    statement = sa.text(f"select doc from grants where id = :id{tail}")  # noqa: S608  # our own words
    row = (await connection.execute(statement, {"id": grant_no})).one_or_none()
    return None if row is None else GRANTS.decode(row.doc)


async def frozen_grants(
    database: Database, connection: AsyncConnection, grants: Collection[str]
) -> frozenset[str]:
    """Those of the grants that a report of misuse holds."""
    statement = sa.text(f"select doc from grants where id {database.many('grants')}")  # noqa: S608  # as above
    rows = await connection.execute(statement, {"grants": database.texts(sorted(grants))})
    found = (GRANTS.decode(row.doc) for row in rows)
    return frozenset(grant.id for grant in found if grant.frozen)


async def things_where(
    database: Database,
    connection: AsyncConnection,
    kind: Kind[S],
    where: Mapping[str, str],
    *,
    lock: bool = False,
) -> list[Loaded[S]]:
    """All things of a kind with these values in its columns, in the order of their ids; with `lock` held."""
    tail = " for update" if lock and database.dialect == "postgresql" else ""
    asked = " and ".join(f"{name} = :{name}" for name in where)
    statement = f"select version, doc from {kind.table} where {asked} order by id{tail}"  # noqa: S608  # columns of a kind, from the code
    rows = (await connection.execute(sa.text(statement), dict(where))).all()
    return [Loaded(kind, kind.decode(row.doc), row.version) for row in rows]


async def states_where(
    database: Database, connection: AsyncConnection, kind: Kind[S], **where: str
) -> Sequence[S]:
    """The same without versions, for what is only looked at."""
    found = await things_where(database, connection, kind, where)
    return [thing.state for thing in found if thing.state is not None]


async def holder_of(database: Database, connection: AsyncConnection, vin: str) -> Unit | None:
    """The unit that stands for this car, None when there is none."""
    return next(iter(await states_where(database, connection, UNITS, live_vin=vin)), None)


async def living_grant(database: Database, connection: AsyncConnection, uscc: str, year: int) -> Grant | None:
    """The firm's grant of that year that lives, None when there is none."""
    return next(iter(await states_where(database, connection, GRANTS, living=f"{uscc} {year}")), None)


_FREE = "select version, doc from units where grant_no = :grant and status = 'available' order by id limit 1"


async def take_free(database: Database, connection: AsyncConnection, grant_no: str) -> Loaded[Unit] | None:
    """A free unit of the grant, held until the caller's transaction ends; None when there is none.

    First one that nobody holds. Where all are held the answer is only known when their holders have ended: a holder
    that fails gives its unit back, and «exhausted» would have been untrue.
    """
    tails = (" for update skip locked", " for update") if database.dialect == "postgresql" else ("",)
    for tail in tails:
        row = (await connection.execute(sa.text(_FREE + tail), {"grant": grant_no})).one_or_none()
        if row is not None:
            return Loaded(UNITS, UNITS.decode(row.doc), row.version)
    return None
