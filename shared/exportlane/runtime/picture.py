"""Reads all that a batch must know in one round trip: heads of lanes, parked messages, things, heads of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.ledger import Head
from exportlane.runtime.storage import Kind, Loaded


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
    `ledger_heads` by case, complete for the cases in `ledger_known`.
    """

    heads: dict[tuple[str, str], Head] = field(default_factory=dict)
    parked: dict[str, dict[str, OpenRow]] = field(default_factory=lambda: defaultdict(dict))
    things: dict[tuple[str, str], Loaded[Any]] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    ledger_heads: dict[str, Head] = field(default_factory=dict)
    ledger_known: set[str] = field(default_factory=set)


LANES = """
select 'lane' as tag, i.case_id as a, i.source as b, i.sequence as n, i.digest as v from inbox i
 join (select case_id, source, max(sequence) as sequence from inbox where case_id {cases} group by case_id, source) h
   on h.case_id = i.case_id and h.source = i.source and h.sequence = i.sequence
union all
select 'parked', case_id, id, sequence, state || ' ' || source || ' ' || fact_id from parked
 where case_id {cases} and state not in ('done', 'skipped', 'untrusted')"""

OWN = """
union all
select 'link', case_id, thing_id, 0, kind from thing_case where case_id {heard}
union all
select 'head', l.case_id, '', l.sequence, l.digest from ledger l
 join (select case_id, max(sequence) as sequence from ledger where case_id {heard} or case_id in
        (select s.case_id from thing_case s join thing_case c on c.thing_id = s.thing_id where c.case_id {heard})
       group by case_id) h on h.case_id = l.case_id and h.sequence = l.sequence"""

THINGS = """
union all
select 'thing:{kind}', id, '', version, doc from {table} where id {ids}"""

BY_CASE = "in (select thing_id from thing_case where kind = '{kind}' and case_id {heard})"


@lru_cache(maxsize=64)
def _statement(kinds: tuple[tuple[str, str, bool], ...], cases: str, heard: str | None) -> sa.TextClause:
    text = LANES.format(cases=cases)
    if heard is not None:
        text += OWN.format(heard=heard)
        for kind, table, keyed in kinds:
            ids = heard if keyed else BY_CASE.format(kind=kind, heard=heard)
            text += THINGS.format(kind=kind, table=table, ids=ids)
    return sa.text(text)


async def read_picture(
    database: Database,
    connection: AsyncConnection,
    kinds: Mapping[str, Kind[Any]],
    *,
    cases: Sequence[str],
    heard: Sequence[str],
) -> Picture:
    """`cases` are all cases of the batch, `heard` those of messages that somebody here acts on."""
    shape = tuple((kind.name, kind.table, kind.keyed_by_case) for kind in kinds.values())
    statement = _statement(shape, database.many("cases"), database.many("heard") if heard else None)
    parameters = {"cases": database.texts(cases)}
    if heard:
        parameters["heard"] = database.texts(heard)
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
