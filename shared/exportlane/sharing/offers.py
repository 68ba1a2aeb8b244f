"""How an agency reads what it offers out of its own tables.

A service names, for each resource of the catalogue, the kind of thing that it stands in, what a state says of it for
one case, and by which keys it may be asked. The look is for a case, so it is found by the case; any other key must be
that of the same case, or nothing is found. What a state says beyond the agreement is cut off by the provider.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.storage import Kind
from exportlane.sharing.looks import Question

S = TypeVar("S")
Values = Mapping[str, object]
Read = Callable[[S, str], Values | None]
"""What a state says of a resource for one case; None when it says nothing of it."""
Correct = Callable[[S, str, str, datetime], Decided[S] | Refused]
"""Correct a field: (state, case, the right value as text, now) -> the next state with the facts that follow."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found. `values` None: nothing by this key for this case. `case_known`: the case has papers here."""

    values: Values | None
    changed_at: str | None
    case_known: bool


@dataclass(frozen=True, slots=True)
class Offer(Generic[S]):
    """One resource as an agency reads it. `corrects` names the fields that a dispute can put right at once."""

    kind: Kind[S]
    read: Read[S]
    corrects: Mapping[str, Correct[S]] = field(default_factory=dict)
    find: Callable[[AsyncConnection, Question], Awaitable[str | None]] | None = None
    """How the thing is found where it does not belong to a case (a filing, by the enterprise's code)."""

    async def thing_of(self, connection: AsyncConnection, question: Question) -> str | None:
        """The id of the thing that the question is about."""
        if self.find is not None:
            return await self.find(connection, question)
        return await _of_case(connection, self.kind.name, question.case_id)


Offers = Mapping[str, Offer[Any]]


async def reading(connection: AsyncConnection, offer: Offer[Any], question: Question) -> Reading:
    """Look it up: by the case, and only if the key that was named is the one of this case."""
    known = await _known(connection, question.case_id)
    thing_id = await offer.thing_of(connection, question)
    if thing_id is None:
        return Reading(None, None, known)
    statement = f"select doc, updated_at from {offer.kind.table} where id = :id"  # noqa: S608  # a kind's own table
    row = (await connection.execute(sa.text(statement), {"id": thing_id})).one_or_none()
    if row is None:
        return Reading(None, None, known)
    values = offer.read(offer.kind.decode(row.doc), question.case_id)
    if values is None or not _is_the_key(values, question):
        return Reading(None, None, known)
    return Reading(values, row.updated_at, known)


def _is_the_key(values: Values, question: Question) -> bool:
    return question.key == "case_id" or str(values.get(question.key, "")) == question.value


async def _of_case(connection: AsyncConnection, kind: str, case_id: str) -> str | None:
    statement = sa.text("select thing_id from thing_case where kind = :kind and case_id = :case_id")
    found = await connection.execute(statement, {"kind": kind, "case_id": case_id})
    return found.scalar_one_or_none()


async def _known(connection: AsyncConnection, case_id: str) -> bool:
    statement = sa.text("select 1 from thing_case where case_id = :case_id limit 1")
    return (await connection.execute(statement, {"case_id": case_id})).first() is not None


def as_text(value: object) -> str:
    """A value as it stands in a dispute: text; a list joined by commas; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ",".join(str(each) for each in value)
    return str(value)
