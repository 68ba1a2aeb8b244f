"""One verb on many rows: each by itself with the version that was seen, and a result for every one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from gateway.entrance import Entrance
from gateway.portal.fact_words import Words
from gateway.portal.frame.calls import Answer
from gateway.portal.visits import Visit
from gateway.portal.work.acting import Refusal, do, read_refusal, refusal
from gateway.portal.work.shape import Things, Verb

AT_ONCE: Final = 4
MOST: Final = 200

Outcome = Literal["done", "refused", "changed", "unreachable"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row that was chosen, with the version that was seen and what it was called."""

    id: str
    version: int
    number: str = ""

    @property
    def text(self) -> str:
        """How a form carries it."""
        return f"{self.id}:{self.version}:{self.number}"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row."""

    row: Chosen
    outcome: Outcome
    state: Words | None = None
    refusal: Refusal | None = None


def chosen(texts: Sequence[str]) -> list[Chosen]:
    """The rows of a form; what is none of ours is left out, each row counts once."""
    found: dict[str, Chosen] = {}
    for text in texts:
        thing_id, _, rest = text.partition(":")
        version, _, number = rest.partition(":")
        if thing_id and version.isascii() and version.isdigit() and len(version) < 12:
            found.setdefault(thing_id, Chosen(thing_id, int(version), number[:80]))
    return list(found.values())[:MOST]


@dataclass(frozen=True, slots=True)
class Together:
    """Does one verb with one body for many."""

    entrance: Entrance
    visit: Visit
    things: Things
    verb: Verb
    body: Any
    key: str

    async def do(self, rows: Sequence[Chosen]) -> list[Result]:
        """A result for every row, in the order of the rows; some at a time, so that an agency is not flooded."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(row: Chosen) -> Result:
            async with gate:
                return await self._one(row)

        return list(await asyncio.gather(*(one(row) for row in rows)))

    async def _one(self, row: Chosen) -> Result:
        answer = await do(
            self.entrance, self.visit, self.things, row.id, self.verb,
            body=self.body, version=row.version, key=f"{self.key}:{row.id}",
        )  # fmt: skip
        if answer.ok:
            return self._done(row, answer)
        told = read_refusal(self.things.agency, answer, ())
        if told.unreachable:
            return Result(row, "unreachable", refusal=told)
        told = await refusal(self.entrance, self.visit, self.things, row.id, answer, (), None)
        return Result(row, "changed" if told.changed else "refused", refusal=told)

    def _done(self, row: Chosen, answer: Answer) -> Result:
        status = self.things.status_of(answer.document)
        number = self.things.number_of(answer.document)
        state = self.things.states.get(status) or Words(status, status)
        return Result(Chosen(row.id, row.version, number), "done", state)
