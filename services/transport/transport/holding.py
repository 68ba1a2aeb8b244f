"""Verbs that must know more than the thing they are about: held first, then looked around, then decided, all at once.

A grant's amount may not be changed while somebody reserves, so its row is locked before its units are counted. The
order is always the proceeding, the grants, the units: nobody waits for somebody who waits for him.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.answers import Outcome, answered, refusal, stale
from exportlane.runtime.auth import Caller
from exportlane.runtime.listing import Admit
from exportlane.runtime.preconditions import version_of
from exportlane.runtime.problems import problem
from exportlane.runtime.storage import Kind, Loaded, load_thing

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

S = TypeVar("S")
Made = Sequence[tuple[Loaded[Any], Decided[Any]]]
"""What becomes of each thing, as it was loaded; the one that the verb is about comes first."""
Deciding = Callable[[AsyncConnection, Loaded[Any], datetime], Awaitable[Made | Refused]]


async def act_held(
    service: Service,
    kind: Kind[S],
    thing_id: str,
    decide: Deciding,
    *,
    request: Request,
    admit: Admit | None = None,
) -> Response:
    """Do a verb on a thing that is held while `decide` looks around. `If-Match` is about this thing.

    `admit` says whether this caller may know the thing at all (404 otherwise).
    """
    expected = version_of(request)

    async def work(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
        thing = await load_thing(service.database, connection, kind, thing_id, lock=True)
        if thing is None or thing.state is None or (admit is not None and not admit(thing.state, caller)):
            raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
        if expected is not None and expected != thing.version:
            raise stale(kind, thing.version, expected)
        return outcome_of(await decide(connection, thing, now))

    return await service.counter.once.do(request, work)


def outcome_of(
    made: Made | Refused, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Outcome:
    """The answer that shows the first thing, and everything that is to be written. Raises the refusal's problem."""
    if isinstance(made, Refused):
        raise refusal(made)
    kept = [made[0], *(each for each in made[1:] if each[1].state != each[0].state or each[1].facts)]
    things = [Loaded(was.kind, decided.state, was.version, changed=True) for was, decided in kept]
    decisions = [(was.kind, decided) for was, decided in kept]
    outcome = answered(status, things[0].kind, things[0], headers or {}, decisions)
    outcome.things = things
    return outcome
