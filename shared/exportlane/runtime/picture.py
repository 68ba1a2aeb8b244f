"""Reads all that a batch must know in one round trip: heads of lanes, parked messages, things, heads of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.ledger import Head
from exportlane.runtime.storage import Kind, Loaded

Named = tuple[str, str, str]
"""Kind, column and value by which a fact names its thing."""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An open parked row: its id (ids sort by time), its state, the fact and its place."""

    id: str
    state: str
    source: str
    sequence: int
    fact_id: str


@dataclass
class Picture:
    """What the database said about the cases of a batch before it.

    `heads` by lane; `parked` by case and row id; `things` by kind and id; `links` from kind and case to the thing's id;
    `ledger_heads` by case, complete for the cases in `ledger_known`; `named` from kind, column and value to the id of
    the newest thing that has it, for facts that name their thing (`Hears.about`).
    """

    heads: dict[tuple[str, str], Head] = field(default_factory=dict)
    parked: dict[str, dict[str, OpenRow]] = field(default_factory=lambda: defaultdict(dict))
    things: dict[tuple[str, str], Loaded[Any]] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    named: dict[Named, str] = field(default_factory=dict)
    ledger_heads: dict[str, Head] = field(default_factory=dict)
    ledger_known: set[str] = field(default_factory=set)


# SQLite: plain joins over the cases of the batch.
SQLITE = """
select 'lane' as tag, i.case_id as a, i.source as b, i.sequence as n, i.digest as v from inbox i
 join (select case_id, source, max(sequence) as sequence from inbox
        where case_id in (select value from json_each(:cases)) group by case_id, source) h
   on h.case_id = i.case_id and h.source = i.source and h.sequence = i.sequence
union all
select 'parked', case_id, id, sequence, state || ' ' || source || ' ' || fact_id from parked
 where case_id in (select value from json_each(:cases)) and state not in ('done', 'skipped', 'untrusted')"""
SQLITE_OWN = """
union all
select 'link', case_id, thing_id, 0, kind from thing_case where case_id in (select value from json_each(:heard))
union all
select 'head', l.case_id, '', l.sequence, l.digest from ledger l
 join (select case_id, max(sequence) as sequence from ledger
        where case_id in (select value from json_each(:heard)) or case_id in
        (select s.case_id from thing_case s join thing_case c on c.thing_id = s.thing_id
          where c.case_id in (select value from json_each(:heard)))
       group by case_id) h on h.case_id = l.case_id and h.sequence = l.sequence"""
SQLITE_THINGS = """
union all
select 'thing:{kind}', id, '', version, doc from {table} where id {ids}"""
SQLITE_KEYED = "in (select value from json_each(:heard))"
SQLITE_LINKED = """in (select thing_id from thing_case where kind = '{kind}'
 and case_id in (select value from json_each(:heard)))"""

# PostgreSQL: one look into an index for each case and source. Written as laterals with a limit, because a table that
# has grown since its statistics were taken would otherwise be read from end to end for every batch.
POSTGRESQL = """
select 'lane' as tag, c.id as a, s.name as b, h.sequence as n, h.digest as v
  from unnest(cast(:cases as text[])) c(id) cross join unnest(cast(:sources as text[])) s(name)
  cross join lateral (select i.sequence, i.digest from inbox i where i.case_id = c.id and i.source = s.name
                       order by i.sequence desc limit 1) h
union all
select 'parked', c.id, p.id, p.sequence, p.state || ' ' || p.source || ' ' || p.fact_id
  from unnest(cast(:cases as text[])) c(id)
  cross join lateral (select * from parked p where p.case_id = c.id and p.state not in ('done', 'skipped')
                       offset 0) p where p.state <> 'untrusted'"""
POSTGRESQL_OWN = """
union all
select 'link', c.id, t.thing_id, 0, t.kind from unnest(cast(:heard as text[])) c(id)
  cross join lateral (select thing_id, kind from thing_case t where t.kind = any(cast(:kinds as text[]))
                       and t.case_id = c.id offset 0) t
union all
select 'head', c.id, '', h.sequence, h.digest
  from (select unnest(cast(:heard as text[])) union
        select s.case_id from unnest(cast(:heard as text[])) c(id)
          cross join lateral (select thing_id from thing_case t where t.kind = any(cast(:kinds as text[]))
                               and t.case_id = c.id offset 0) t
          cross join lateral (select case_id from thing_case b where b.thing_id = t.thing_id offset 0) s) c(id)
  cross join lateral (select l.sequence, l.digest from ledger l where l.case_id = c.id
                       order by l.sequence desc limit 1) h"""
POSTGRESQL_THINGS = """
union all
select 'thing:{kind}', x.id, '', x.version, x.doc from ({ids}) u(id)
  cross join lateral (select id, version, doc from {table} x where x.id = u.id limit 1) x"""
POSTGRESQL_KEYED = "select unnest(cast(:heard as text[]))"
POSTGRESQL_LINKED = """select distinct t.thing_id from unnest(cast(:heard as text[])) c(id) cross join lateral
 (select thing_id from thing_case t where t.kind = '{kind}' and t.case_id = c.id limit 1) t"""


@lru_cache(maxsize=64)
def _statement(kinds: tuple[tuple[str, str, bool], ...], dialect: str, *, heard: bool) -> sa.TextClause:
    # Every name in it comes from a `Kind`, never from a caller.
    lanes, own, things, keyed, linked = (
        (POSTGRESQL, POSTGRESQL_OWN, POSTGRESQL_THINGS, POSTGRESQL_KEYED, POSTGRESQL_LINKED)
        if dialect == "postgresql"
        else (SQLITE, SQLITE_OWN, SQLITE_THINGS, SQLITE_KEYED, SQLITE_LINKED)
    )
    parts = [lanes]
    if heard:
        parts.append(own)
        parts += [
            things.format(kind=kind, table=table, ids=(keyed if by_case else linked.format(kind=kind)))
            for kind, table, by_case in kinds
        ]
    return sa.text("".join(parts))


async def read_picture(
    database: Database,
    connection: AsyncConnection,
    kinds: Mapping[str, Kind[Any]],
    *,
    lanes: Collection[tuple[str, str]],
    heard: Sequence[str],
) -> Picture:
    """`lanes` are those of the whole batch (case and source), `heard` the cases of messages that somebody acts on."""
    shape = tuple((kind.name, kind.table, kind.keyed_by_case) for kind in kinds.values())
    statement = _statement(shape, database.dialect, heard=bool(heard))
    parameters = {"cases": database.texts(sorted({case for case, _ in lanes}))}
    if database.dialect == "postgresql":
        parameters["sources"] = sorted({source for _, source in lanes})
    if heard:
        parameters["heard"] = database.texts(heard)
        if database.dialect == "postgresql":
            parameters["kinds"] = list(kinds)
    picture = Picture()
    picture.ledger_known.update(heard)
    for tag, a, b, n, v in (await connection.execute(statement, parameters)).all():
        if tag == "lane":
            picture.heads[a, b] = (n, v)
        elif tag == "parked":
            state, source, fact_id = v.split(" ", 2)
            picture.parked[a][b] = OpenRow(b, state, source, n, fact_id)
        elif tag == "link":
            picture.links[v, a] = b
        elif tag == "head":
            picture.ledger_heads[a] = (n, v)
        else:
            kind = kinds[tag.removeprefix("thing:")]
            thing = kind.decode(v)
            picture.things[kind.name, a] = Loaded(kind, thing, n)
            picture.ledger_known.update(kind.case_ids(thing))
    return picture


async def add_named(
    database: Database,
    connection: AsyncConnection,
    picture: Picture,
    kinds: Mapping[str, Kind[Any]],
    named: Collection[Named],
) -> None:
    """Read the things that facts name in their data, one query for each kind and column. The newest one counts."""
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, column, value in named:
        values[name, column].add(value)
    for (name, column), wanted in sorted(values.items()):
        kind = kinds[name]
        statement = sa.text(
            f"select id, version, doc, {column} as named from {kind.table} "  # noqa: S608  # names of a kind, from the code
            f"where {column} {database.many('wanted')} order by updated_at, id"
        )
        for row in await connection.execute(statement, {"wanted": database.texts(sorted(wanted))}):
            picture.named[name, column, row.named] = row.id
            picture.things.setdefault((name, row.id), Loaded(kind, kind.decode(row.doc), row.version))
