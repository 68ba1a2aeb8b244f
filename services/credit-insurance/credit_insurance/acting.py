"""A call that reads several things under lock, decides on all of them, and writes them in one transaction.

What must not change meanwhile is found here first (`Sheet.find` locks it); sums are read after that, so that two calls
about the same policy, buyer or case come one after the other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.answers import Outcome, answered, refusal, stale
from exportlane.runtime.auth import EXPORTER, Caller
from exportlane.runtime.database import Value
from exportlane.runtime.preconditions import version_of
from exportlane.runtime.problems import Problem, problem
from exportlane.runtime.storage import Kind, Loaded, load_thing

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

S = TypeVar("S")
T = TypeVar("T")
Shown = tuple[Kind[Any], str]
"""The thing that the answer shows."""


class Sheet:
    """What one call has read and decided so far. Nothing is written before the call has decided on everything."""

    def __init__(self, service: Service, connection: AsyncConnection, caller: Caller, now: datetime) -> None:
        self._database = service.database
        self._connection = connection
        self.caller = caller
        self.now = now
        self.terms: Terms = service.policy
        self._things: dict[tuple[str, str], Loaded[Any]] = {}
        self._decisions: list[tuple[Kind[Any], Decided[Any]]] = []

    async def find(self, kind: Kind[S], thing_id: str) -> S | None:
        """A thing as it stands, or as this call has changed it; others who want it wait until this call is over."""
        known = self._things.get((kind.name, thing_id))
        if known is None:
            known = await load_thing(self._database, self._connection, kind, thing_id, lock=True)
            if known is None:
                return None
            self._things[kind.name, thing_id] = known
        return known.state

    async def need(self, kind: Kind[S], thing_id: str, missing: Refused) -> S:
        """The thing that the request names. Raises Problem with the refusal when there is none."""
        if await self.find(kind, thing_id) is None:
            raise refusal(missing)
        found: S = self._things[kind.name, thing_id].state  # type: ignore[assignment]  # it was found
        return found

    async def find_own(self, kind: Kind[S], thing_id: str) -> S:
        """The thing of the path. Raises Problem not-found, also when it is another exporter's."""
        found = await self.find(kind, thing_id)
        whose = getattr(found, "exporter_uscc", None)
        if found is None or (self.caller.role == EXPORTER and whose not in {None, self.caller.uscc}):
            raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
        return found

    async def find_all(self, kind: Kind[S], ids: Sequence[str]) -> dict[str, S]:
        """Several things, locked in the order of their ids, so that two calls never wait for each other."""
        found: dict[str, S] = {}
        for thing_id in sorted(set(ids)):
            state = await self.find(kind, thing_id)
            if state is not None:
                found[thing_id] = state
        return found

    async def rows(self, statement: str, **values: Value) -> Sequence[Any]:
        """What the database says now, in this transaction."""
        return (await self._connection.execute(sa.text(statement), values)).all()

    async def taken(self, kind: Kind[Any], column: str, value: str) -> bool:
        """Whether something has this number already."""
        statement = f"select 1 from {kind.table} where {column} = :value"  # noqa: S608  # names of a kind, from the code
        return bool(await self.rows(statement, value=value))

    def put(self, kind: Kind[S], decided: Decided[S]) -> S:
        """What becomes of a thing, or a new one."""
        key = (kind.name, kind.thing_id(decided.state))
        before = self._things.get(key)
        version = 0 if before is None else before.version
        self._things[key] = Loaded(kind, decided.state, version, changed=True)
        self._decisions.append((kind, decided))
        return decided.state

    def outcome(self, status: int, shown: Shown, headers: dict[str, str]) -> Outcome:
        """Everything that was decided, and the answer that shows one thing of it."""
        kind, thing_id = shown
        found = answered(status, kind, self._things[kind.name, thing_id], headers, self._decisions)
        found.things = list(self._things.values())
        return found

    def check_version(self, kind: Kind[Any], thing_id: str, expected: int | None) -> None:
        """Whether the caller decided on the newest version. Raises Problem stale-version."""
        thing = self._things[kind.name, thing_id]
        if expected is not None and expected != thing.version:
            raise stale(kind, thing.version, expected)


def agreed(answer: T | Refused) -> T:
    """The decision. Raises the problem of a refusal."""
    if isinstance(answer, Refused):
        raise refusal(answer)
    return answer


async def take_in(service: Service, request: Request, work: Callable[[Sheet], Awaitable[Shown]]) -> Response:
    """Something new comes in and changes what it rests on: 201 with its place."""

    async def whole(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
        sheet = Sheet(service, connection, caller, now)
        shown = await work(sheet)
        return sheet.outcome(201, shown, {"location": f"{request.url.path.rstrip('/')}/{shown[1]}"})

    return await service.counter.once.do(request, whole)


async def act_on(
    service: Service,
    request: Request,
    shown: Shown,
    work: Callable[[Sheet, Any], Awaitable[None]],
) -> Response:
    """A verb on one thing that changes others as well; `If-Match` is about the first, which is shown."""
    kind, thing_id = shown
    expected = version_of(request)

    async def whole(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
        sheet = Sheet(service, connection, caller, now)
        state = await sheet.find_own(kind, thing_id)
        sheet.check_version(kind, thing_id, expected)
        await work(sheet, state)
        return sheet.outcome(200, shown, {})

    return await service.counter.once.do(request, whole)


def conflict(kind: Kind[Any], thing_id: str) -> Problem:
    """There is such a thing already."""
    return problem("conflict", f"There is a {kind.name} with the id {thing_id} already.")
