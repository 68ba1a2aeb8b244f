"""The tables of the registers: one row for each entry, for each sample, and for each case that was heard of.

`living` and `once` have unique indexes: what may stand only once, and what may happen only once, however many ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind, load_thing
from registers.domain.cases import Case
from registers.domain.entry import Entry, Register
from registers.domain.keeping import key_of, living_key
from registers.domain.particulars import Destination, Fair, Particulars, Target, place_of, said
from registers.domain.supervision import Claim, Sampling


def once_key(entry: Entry) -> str | None:
    """A firm's recognition, for good: only one that the office took back for its own error makes room again."""
    found = entry.centre.recognition if entry.centre else None
    return f"recognised {entry.uscc}" if found is not None and found.cancelled != "office_error" else None


_ENTRY: Final = TypeAdapter(Entry)
_OF_SOME: Final = ("centre", "facility", "policy", "held", "ended_on")


def shown(entry: Entry) -> Mapping[str, object]:
    """An entry as its register shows it: what only some registers have is left out of the others."""
    document: dict[str, Any] = _ENTRY.dump_python(entry, mode="json")
    if entry.centre is not None:
        years = sorted({each.year for each in entry.centre.months})
        document["centre"]["served"] = {str(year): entry.centre.served_in(year) for year in years}
    return {name: value for name, value in document.items() if value is not None or name not in _OF_SOME}


ENTRIES: Final[Kind[Entry]] = Kind(
    name="entry",
    table="entries",
    state=Entry,
    thing_id=lambda state: state.id,
    case_ids=lambda state: (state.id,),
    columns={
        "register": lambda state: state.register.value,
        "status": lambda state: state.status.value,
        "district": lambda state: place_of(state.particulars),
        "uscc": lambda state: state.uscc,
        "country": lambda state: said(state.particulars, "country"),
        "kind": lambda state: said(state.particulars, "kind") or said(state.particulars, "fair_kind"),
        "year": lambda state: said(state.particulars, "year"),
        "living": living_key,
        "once": once_key,
    },
    view=shown,
)

CASES: Final[Kind[Case]] = Kind(
    name="case",
    table="cases",
    state=Case,
    thing_id=lambda state: state.case_id,
    case_ids=lambda state: (state.case_id,),
    keyed_by_case=True,
    columns={
        "exporter": lambda state: state.exporter_uscc,
        "country": lambda state: state.destination_country,
        "district": lambda state: state.district,
        "base": lambda state: state.base_id,
        "tagged": lambda state: _iso(state.tagged_on),
        "cleared": lambda state: _iso(state.cleared_on),
        "decided": lambda state: _iso(state.decided_on),
        "paid": lambda state: _iso(state.paid_on),
    },
    view=lambda state: {**asdict(state), "district": state.district},
)

SAMPLINGS: Final[Kind[Sampling]] = Kind(
    name="sampling",
    table="samplings",
    state=Sampling,
    thing_id=lambda state: state.id,
    case_ids=lambda state: (state.id,),
    columns={
        "status": lambda state: state.status.value,
        "district": lambda state: state.district,
        "drawn": lambda state: _iso(state.drawn_on),
        "open": lambda state: "yes" if any(each.outcome is None for each in state.findings) else None,
    },
)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def natural_id(particulars: Particulars) -> str | None:
    """The id of what has one of its own: a fair of a year, a country. None: the entry is given one."""
    match particulars:
        case Fair():
            return fair_entry(particulars.fair_id, particulars.year)
        case Destination():
            return destination_entry(particulars.country)
        case Target():
            return f"target-{particulars.year}-{particulars.country}"
    return None


def fair_entry(fair_id: str, year: int) -> str:
    """The id of a fair's entry in the catalogue of a year."""
    return f"fair-{year}-{fair_id}"


def destination_entry(country: str) -> str:
    """The id of a country's entry among the destinations."""
    return f"destination-{country}"


async def same_already(
    database: Database, connection: AsyncConnection, particulars: Particulars
) -> Sequence[Entry]:
    """Entries that stand where this one would stand."""
    if (own := natural_id(particulars)) is not None:
        found = await load_thing(database, connection, ENTRIES, own)
        return [found.state] if found is not None and found.state is not None else []
    key = key_of(particulars)
    if key is None:
        return []
    rows = await connection.execute(sa.text("select doc from entries where living = :key"), {"key": key})
    return [ENTRIES.decode(row.doc) for row in rows]


async def centres_of(connection: AsyncConnection, uscc: str, *, but: str) -> Sequence[str]:
    """The other centres that a firm has or had."""
    statement = sa.text("select id from entries where register = :register and uscc = :uscc and id <> :but")
    asked = {"register": Register.CENTRES.value, "uscc": uscc, "but": but}
    return [row.id for row in await connection.execute(statement, asked)]


async def entry_of(database: Database, connection: AsyncConnection, entry_id: str) -> Entry | None:
    """One entry, None when there is none."""
    found = await load_thing(database, connection, ENTRIES, entry_id)
    return found.state if found is not None else None


async def claims_decided(
    connection: AsyncConnection, district: str, from_on: date, to_on: date
) -> Sequence[Claim]:
    """The claims of a district's firms that were decided in a period, as far as was heard."""
    stem = (
        district[:2] if district.endswith("0000") else district[:4] if district.endswith("00") else district
    )
    statement = sa.text(
        "select doc from cases where district like :stem and decided >= :first and decided <= :last order by id"
    )
    asked = {"stem": f"{stem}%", "first": from_on.isoformat(), "last": to_on.isoformat()}
    states = [CASES.decode(row.doc) for row in await connection.execute(statement, asked)]
    return [
        Claim(
            case_id=state.case_id,
            claim_id=state.claim_id or "",
            uscc=state.exporter_uscc or "",
            outcome=state.outcome or "",
            decided_on=state.decided_on or from_on,
        )
        for state in states
    ]


async def all_of(connection: AsyncConnection, register: Register) -> Sequence[Entry]:
    """Every entry of a small register (there are no more destinations than countries)."""
    statement = sa.text("select doc from entries where register = :register order by id")
    rows = await connection.execute(statement, {"register": register.value})
    return [ENTRIES.decode(row.doc) for row in rows]


async def counted(
    connection: AsyncConnection, by: Sequence[str], where: Mapping[str, str | None]
) -> Sequence[dict[str, Any]]:
    """How many entries there are by these columns of the table, the largest count first."""
    asked = {name: value for name, value in where.items() if value is not None}
    named = ", ".join(by)
    only = " and ".join(f"{name} = :{name}" for name in asked) or "1 = 1"
    # Names of columns come from the routes, never from a caller; values are parameters.
    statement = f"select {named}, count(*) as entries from entries where {only} group by {named} order by entries desc, {named}"  # noqa: S608, E501  # as above
    return [dict(row._mapping) for row in await connection.execute(sa.text(statement), asked)]  # noqa: SLF001  # SQLAlchemy's own name


async def base_counts(connection: AsyncConnection, base_id: str) -> Mapping[str, int]:
    """Cases handled at a base: all, of how many firms, cleared, with a refund paid."""
    statement = sa.text(
        "select count(*) as cases, count(distinct exporter) as firms, count(cleared) as cleared, count(paid) as paid "
        "from cases where base = :base"
    )
    row = (await connection.execute(statement, {"base": base_id})).one()
    return dict(row._mapping)  # noqa: SLF001  # likewise
