"""Cases and their facts a page at a time, in the order in which they were opened, as one reader may see them."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from exportlane.runtime.database import Database
from gateway.disclosure import Eyes, veiled
from gateway.flow.filters import Filters, Scope
from gateway.flow.listing import Asked

T = TypeVar("T")
PAGE: Final = 200
MOST: Final = 100_000
"""How many cases a file holds at most. Whoever needs more asks for a year at a time."""
COLUMNS: Final = (
    "case_id", "vin", "brand", "model_code", "exporter_uscc", "exporter_name", "profile", "destination", "port",
    "batch_id", "lot_id", "contract_no", "licence_no", "declaration_no", "claim_no", "proof_no", "opened_at",
    "opened_on", "ended_on", "ended_as", "step", "step_state", "waiting_kind", "waiting_agency", "waiting_matter",
    "waiting_since", "due_on", "risks", "parked", "rework", "workdays", "variant", "as_of",
)  # fmt: skip
HIDDEN: Final = ("vin", "proof_no", "contract_no")
"""Columns in which the number of a vehicle may stand."""
_FACTS: Final = (
    "select case_id, id, agency, type, sequence, occurred_at, received_at from timeline where case_id {many} union all "
    "select case_id, id, 'gateway', type, sequence, time, recordedtime from ledger where case_id {many}"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a case, without its data."""

    id: str
    agency: str
    type: str
    sequence: int
    occurred_at: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Case:
    """One case by the columns above; `facts` are empty where nobody asked for them."""

    values: Mapping[str, Any]
    facts: Sequence[Fact] = ()

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Source:
    """The cases of some filters for one reader."""

    database: Database
    filters: Filters
    scope: Scope
    eyes: Eyes
    today: dt.date
    most: int = field(default=MOST)

    async def count(self) -> int:
        """How many there are, counted up to one more than fit into a file."""
        async with self.database.reading() as connection:
            asked = await Asked.of(self.database, connection, self.filters, self.scope, self.today)
            inner = f"select 1 from case_flow where {asked.condition} limit {self.most + 1}"  # noqa: S608  # names from the code
            statement = sa.text(f"select count(*) from ({inner}) n")  # noqa: S608  # likewise
            return int((await connection.execute(statement, asked.parameters)).scalar_one())

    async def cases(self, *, with_facts: bool = False) -> AsyncIterator[Sequence[Case]]:
        """Page by page. Each is read by itself: a slow reader of the file holds no transaction open."""
        place: tuple[str, str] | None = None
        left = self.most
        while left > 0:
            rows = await _finished(self._page(place, min(PAGE, left)))
            if not rows:
                return
            facts = await _finished(self._facts([row["case_id"] for row in rows])) if with_facts else {}
            yield [Case(self._seen(row), facts.get(row["case_id"], ())) for row in rows]
            left -= len(rows)
            place = rows[-1]["opened_at"], rows[-1]["case_id"]
            if len(rows) < PAGE:
                return

    async def _page(self, place: tuple[str, str] | None, size: int) -> Sequence[Mapping[str, Any]]:
        async with self.database.reading() as connection:
            asked = await Asked.of(self.database, connection, self.filters, self.scope, self.today)
            parts, given = [asked.condition], dict(asked.parameters)
            if place is not None:
                parts.append("(opened_at, case_id) > (:after, :after_id)")
                given |= {"after": place[0], "after_id": place[1]}
            statement = sa.text(
                f"select {', '.join(COLUMNS)} from case_flow where {' and '.join(parts)} "  # noqa: S608  # names from the code
                "order by opened_at, case_id limit :size"
            )
            found = await connection.execute(statement, {**given, "size": size})
            return [dict(row) for row in found.mappings()]

    async def _facts(self, case_ids: Sequence[str]) -> Mapping[str, Sequence[Fact]]:
        statement = sa.text(_FACTS.format(many=self.database.many("ids")))
        async with self.database.reading() as connection:
            rows = (await connection.execute(statement, {"ids": self.database.texts(case_ids)})).all()
        found: dict[str, list[Fact]] = defaultdict(list)
        for row in rows:
            found[row.case_id].append(Fact(*tuple(row)[1:]))
        for facts in found.values():
            facts.sort(key=lambda fact: (fact.occurred_at, fact.id))
        return found

    def _seen(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**row, **{name: veiled(row[name], self.eyes) for name in HIDDEN}}


async def _finished(reading: Coroutine[Any, Any, T]) -> T:
    """What was read. Whoever breaks a download off leaves while a page is being read; the database is not torn away."""
    return await asyncio.shield(asyncio.ensure_future(reading))
