"""What the tables say about promises. Everything is counted in the database; what comes back is one row for many."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.law.instants import due_instant
from exportlane.law.pauses import Pause
from exportlane.runtime.database import Database
from gateway.promises import statements
from gateway.promises.milestones import milliseconds, pauses_read
from gateway.promises.shape import Span


@dataclass(frozen=True, slots=True)
class Alike:
    """What matters have in common that are counted together. `what` is decided or refused."""

    what: str
    since: date
    day: date
    of_class: int | None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One matter that is not decided yet."""

    thing: str
    since: date
    of_class: int | None
    pauses: tuple[Pause, ...]
    suspected: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """So many in the month that begins with `day`; `note` and `amount` tell them apart, `share` is summed up."""

    day: date
    count: int
    share: int = 0
    note: str | None = None
    amount: int = 0


class Tables:
    """The gateway's tables as one answer sees them: one profile, one window, one state of the database.

    What was counted once is not counted again for the next promise.
    """

    def __init__(self, database: Database, connection: AsyncConnection, profile: str, window: Span) -> None:
        self._database = database
        self._connection = connection
        self._asked = {
            "profile": profile,
            "first": window.first.isoformat(),
            "last": window.last.isoformat(),
            # After every instant of that day: «T» sorts before «U».
            "until": window.last.isoformat() + "U",
            "until_ms": milliseconds(due_instant(window.last)),
        }
        self._kept: dict[tuple[str, ...], Any] = {}

    async def _rows(self, statement: str, **more: object) -> Sequence[Any]:
        text = sa.text(statement)
        given = {**self._asked, **more}
        found = await self._connection.execute(text, {name: given[name] for name in text.compile().params})
        return found.all()

    async def decided(self, matter: str) -> Sequence[tuple[Alike, int]]:
        """What was decided in the window, many alike in one row, in the order of the days."""
        key = ("decided", matter)
        if key not in self._kept:
            rows = await self._rows(statements.DECIDED, matter=matter)
            alike = Counter({Alike(r.what, _day(r.since), _day(r.day), r.of_class): r.n for r in rows})
            for row in await self._rows(statements.DECIDED_WITH_PAUSES, matter=matter):
                alike[_alike(row)] += 1
            if matter in statements.ONCE:
                await self._count_once(matter, alike)
            left = [(one, count) for one, count in alike.items() if count]
            self._kept[key] = sorted(left, key=lambda pair: pair[0].day)
        found: Sequence[tuple[Alike, int]] = self._kept[key]
        return found

    async def _count_once(self, matter: str, alike: Counter[Alike]) -> None:
        """Make one of the several decisions about one thing."""
        joined: dict[str, Alike] = {}
        for row in await self._rows(statements.DECIDED_AGAIN, matter=matter):
            one = _alike(row)
            alike[one] -= 1
            joined[row.thing] = _joined(joined[row.thing], one) if row.thing in joined else one
        alike.update(joined.values())

    async def waiting(self, matter: str) -> Sequence[Waiting]:
        """What is not decided at the end of the window."""
        key = ("waiting", matter)
        if key not in self._kept:
            rows = await self._rows(statements.WAITING, matter=matter)
            held = {row.thing for row in rows if row.stood_still}
            pauses = await self._pauses(matter, held) if held else {}
            self._kept[key] = tuple(
                Waiting(
                    row.thing, _day(row.since), row.of_class, pauses.get(row.thing, ()), row.suspected > 0
                )
                for row in rows
            )
        found: Sequence[Waiting] = self._kept[key]
        return found

    async def _pauses(self, matter: str, things: set[str]) -> Mapping[str, tuple[Pause, ...]]:
        statement = statements.PAUSES.format(many=self._database.many("things"))
        rows = await self._rows(statement, matter=matter, things=self._database.texts(sorted(things)))
        return {row.thing: pauses_read(row.pauses) for row in rows}

    async def urgent(self) -> frozenset[str]:
        """The applications of the urgent lane."""
        return frozenset(row.thing for row in await self._rows(statements.URGENT))

    async def counted(self, statement: str, **more: str | int) -> Sequence[Counted]:
        """One of the statements below, asked once."""
        key = (statement, *map(str, more.values()))
        if key not in self._kept:
            self._kept[key] = tuple(
                Counted(_day(row.day), int(row.n), int(row.share or 0), row.note, int(row.amount or 0))
                for row in await self._rows(statement, **more)
            )
        found: Sequence[Counted] = self._kept[key]
        return found

    async def register_facts(self, *types: str) -> Sequence[Any]:
        """The facts of registers of these types, oldest first: type, subject, occurred_at and the data as text."""
        key = ("register_facts", *types)
        if key not in self._kept:
            statement = statements.REGISTER_FACTS.format(many=self._database.many("types"))
            self._kept[key] = await self._rows(statement, types=self._database.texts(types))
        found: Sequence[Any] = self._kept[key]
        return found

    async def announced(self, matter: str) -> bool:
        """Whether anybody ever said anything of this kind about a case of the profile."""
        return bool(await self._rows(statements.ANNOUNCED, matter=matter))

    async def tickets(self) -> Sequence[Any]:
        """What the conference said of its tickets, oldest first: type and data, from the gateway's own ledger."""
        return await self._rows(statements.TICKETS)

    async def firms(self, named: Sequence[str]) -> frozenset[str]:
        """Those of the named firms that have, or had, a case of the profile."""
        source = "(select value as uscc from json_each(:named)) firm"
        if self._database.dialect == "postgresql":
            source = "unnest(cast(:named as text[])) as firm(uscc)"
        rows = await self._rows(
            statements.FIRMS.format(source=source), named=self._database.texts(sorted(set(named)))
        )
        return frozenset(row.uscc for row in rows)


@asynccontextmanager
async def tables(database: Database, *, profile: str, window: Span) -> AsyncIterator[Tables]:
    """The tables for one answer, in one transaction that only reads."""
    async with database.reading() as connection:
        yield Tables(database, connection, profile, window)


def _alike(row: Any) -> Alike:
    return Alike(row.what, _day(row.since), _day(row.day), row.of_class, pauses_read(row.pauses))


def _joined(one: Alike, other: Alike) -> Alike:
    """Two decisions about one thing: the first acceptance, the last decision; decided goes before refused."""
    return Alike(
        min(one.what, other.what),
        min(one.since, other.since),
        max(one.day, other.day),
        max(one.of_class or 0, other.of_class or 0) or None,
        max(one.pauses, other.pauses, key=len),
    )


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)
