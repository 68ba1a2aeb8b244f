"""What must be known to decide on an application, read in the transaction that decides, the changing parts locked.

Locks are taken in one order (accounts, applications, firm, invoices, each by id), so that no two calls wait for each
other. An account that does not exist yet is written by whoever is first; the other finds its row and looks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind, Loaded, load_thing
from incentives.domain.account import Account
from incentives.domain.application import Application
from incentives.domain.around import Around
from incentives.domain.invoices import grounds_of
from incentives.domain.policy import Policy
from incentives.domain.proving import named_by
from incentives.domain.registers import Count, Entry, Firm, Known
from incentives.storage import ACCOUNTS, APPLICATIONS, ENTRIES, FIRMS, INVOICES

S = TypeVar("S")


@dataclass(slots=True)
class Locked:
    """An application and what stands around it, as they were read, with their versions."""

    application: Loaded[Application]
    around: Around
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    creditor: Application | None = None

    def version(self, kind: Kind[Any], thing_id: str) -> int:
        """The version that was read; 0 for a thing that is not there yet."""
        return self.versions.get((kind.name, thing_id), 0)


async def locked(
    database: Database,
    connection: AsyncConnection,
    application_id: str,
    policy: Policy,
    *,
    written: Application | None = None,
    creditor_id: str | None = None,
) -> Locked | None:
    """Lock an application with its surroundings; None when there is none of this id.

    `written` is what the firm hands in now: its invoices and evidence are looked up too.
    """
    seen = await load_thing(database, connection, APPLICATIONS, application_id)
    if seen is None or seen.state is None:
        return None
    versions: dict[tuple[str, str], int] = {}
    accounts = await _hold(
        database, connection, ACCOUNTS, await _accounts_of(connection, seen.state.uscc), versions
    )
    ids = sorted({application_id, *([creditor_id] if creditor_id else [])})
    held = {a.id: a for a in await _hold(database, connection, APPLICATIONS, ids, versions)}
    state = held[application_id]
    firms = await _hold(database, connection, FIRMS, [state.uscc], versions)
    named = {id_ for one in (state, written) if one for id_ in grounds_of(one, policy.procedure(one.policy))}
    uses = await _hold(database, connection, INVOICES, sorted(named), versions)
    known = await known_of(database, connection, written or state, policy, firm=firms[0] if firms else None)
    thing = Loaded(APPLICATIONS, state, versions[APPLICATIONS.name, application_id])
    around = Around(tuple(accounts), known, tuple(uses))
    return Locked(thing, around, versions, held.get(creditor_id) if creditor_id else None)


async def _hold(
    database: Database,
    connection: AsyncConnection,
    kind: Kind[S],
    ids: Iterable[str],
    versions: dict[tuple[str, str], int],
) -> list[S]:
    found: list[S] = []
    for id_ in ids:
        thing = await load_thing(database, connection, kind, id_, lock=True)
        if thing is not None and thing.state is not None:
            versions[kind.name, id_] = thing.version
            found.append(thing.state)
    return found


async def _accounts_of(connection: AsyncConnection, uscc: str) -> Sequence[str]:
    rows = await connection.execute(
        sa.text("select id from accounts where uscc = :uscc order by id"), {"uscc": uscc}
    )
    return [row.id for row in rows]


async def accounts_of(connection: AsyncConnection, uscc: str) -> tuple[Account, ...]:
    """The firm's accounts of all years, to look at."""
    rows = await connection.execute(
        sa.text("select doc from accounts where uscc = :uscc order by id"), {"uscc": uscc}
    )
    return tuple(ACCOUNTS.decode(row.doc) for row in rows)


async def known_of(
    database: Database,
    connection: AsyncConnection,
    application: Application,
    policy: Policy,
    *,
    firm: Firm | None = None,
) -> Known:
    """What the registers know of the firm and of what its lines name."""
    procedure, year = policy.procedure(application.policy), application.year
    ids = {
        id_ for line in application.lines for id_ in named_by(line, procedure.needs(line.item).evidence, year)
    }
    found = firm or await firm_of(database, connection, application.uscc)
    count = await count_of(connection, application.uscc, year)
    return Known(found, count, await _entries(database, connection, sorted(ids)))


async def firm_of(database: Database, connection: AsyncConnection, uscc: str) -> Firm:
    """The firm as commerce knows it; an empty one when nothing was heard."""
    thing = await load_thing(database, connection, FIRMS, uscc)
    return thing.state if thing is not None and thing.state is not None else Firm(uscc=uscc)


async def _entries(database: Database, connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Entry]:
    if not ids:
        return {}
    statement = sa.text(f"select id, doc from evidence where id {database.many('ids')}")  # noqa: S608  # `many` is our own text around a parameter
    rows = await connection.execute(statement, {"ids": database.texts(ids)})
    return {row.id: ENTRIES.decode(row.doc) for row in rows}


COUNT = sa.text(
    "select sum(case when returned is null then 1 else 0 end) as gone, "
    "sum(case when returned is null then 0 else 1 end) as back from exports where uscc = :uscc and year = :year"
)
NEWEST = sa.text(
    "select fact_id, as_of from exports where uscc = :uscc and year = :year order by as_of desc, id desc limit 1"
)


async def count_of(connection: AsyncConnection, uscc: str, year: int) -> Count:
    """The firm's exports of a year by customs, and the newest fact among them."""
    asked: Mapping[str, str] = {"uscc": uscc, "year": str(year)}
    row = (await connection.execute(COUNT, asked)).one()
    newest = (await connection.execute(NEWEST, asked)).one_or_none()
    if newest is None:
        return Count(0, 0)
    return Count(int(row.gone or 0), int(row.back or 0), newest.fact_id, datetime.fromisoformat(newest.as_of))
