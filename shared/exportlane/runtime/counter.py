"""The counter: where an agency takes requests and decides on them, exactly once.

Every unsafe call carries an `Idempotency-Key` (`once` says what it does): without one 400. Verbs on a thing carry
`If-Match` with its version: without one 428, with an old one 412.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused, Write
from exportlane.runtime.answers import Outcome, accepted, answered, refusal, stale, to_json
from exportlane.runtime.auth import Caller
from exportlane.runtime.database import VersionConflict
from exportlane.runtime.desk import Desk
from exportlane.runtime.once import Call, Explain, Once, call_of
from exportlane.runtime.preconditions import etag, version_of
from exportlane.runtime.problems import Problem, document, problem
from exportlane.runtime.storage import Kind, Loaded, load_thing

__all__ = ["Counter", "etag", "refusal"]

S = TypeVar("S")
Admit = Callable[[S, Caller], bool]
Others = Callable[[AsyncConnection, S], Awaitable[Sequence[tuple[Kind[Any], str]]]]
Together = Callable[[S, Mapping[str, Any], datetime, Any], Sequence[tuple[Kind[Any], Decided[Any]]] | Refused]

OUTAGE = 503


@dataclass(frozen=True, slots=True)
class Verb(Generic[S]):
    """A verb on one thing: what decides, who may know of the thing, and the version that was decided on."""

    kind: Kind[S]
    thing_id: str
    decide: Callable[[S, datetime, Any], Decided[S] | Refused]
    admit: Admit[S] | None = None
    expected: int | None = None
    status: int = 200


class Counter:
    """Takes the requests of one service. `release` is called with case ids whose waiting messages may now be tried."""

    def __init__(self, desk: Desk, release: Callable[[Sequence[str]], None]) -> None:
        self._desk = desk
        self.once = Once(desk, release)

    async def create(
        self,
        kind: Kind[S],
        build: Callable[..., Decided[S] | Refused],
        *,
        request: Request,
        location: str | None = None,
        given: Callable[[AsyncConnection], Awaitable[Any]] | None = None,
    ) -> Response:
        """Take in a new thing: 201 with its Location, or a problem.

        `build(now)` makes it; with `given`, which reads what else must be known in the same transaction (a filing, a
        list), `build(now, what was given)`. What must not change meanwhile, `given` loads with a lock.
        """

        async def work(connection: AsyncConnection, now: datetime, _caller: Caller) -> Outcome:
            known = () if given is None else (await given(connection),)
            decided = accepted(build(now, *known))
            thing_id = kind.thing_id(decided.state)
            if await load_thing(self._desk.database, connection, kind, thing_id) is not None:
                raise problem("conflict", f"There is a {kind.name} with the id {thing_id} already.")
            place = location or f"{request.url.path.rstrip('/')}/{thing_id}"
            thing = Loaded(kind, decided.state, 0, changed=True)
            return answered(201, kind, thing, {"location": place}, [(kind, decided)])

        return await self.once.do(request, work)

    async def create_many(  # noqa: PLR0913  # which things, how they are answered, and what must be known for them
        self,
        kind: Kind[S],
        build: Callable[..., Sequence[Decided[S]] | Refused],
        *,
        request: Request,
        answer: Callable[[Sequence[S]], tuple[int, Mapping[str, object], Mapping[str, str]]],
        writes: Sequence[Write] = (),
        on_conflict: Explain | None = None,
        given: Callable[[AsyncConnection], Awaitable[Any]] | None = None,
    ) -> Response:
        """Take in several new things in one transaction. `answer` makes status, body and headers of their states.

        `build` and `given` as in `create`. When a unique index refuses a row, `on_conflict` is asked (on a fresh
        connection) to raise the problem that explains it.
        """

        async def work(connection: AsyncConnection, now: datetime, _caller: Caller) -> Outcome:
            known = () if given is None else (await given(connection),)
            built = build(now, *known)
            if isinstance(built, Refused):
                raise refusal(built)
            status, body, headers = answer([decided.state for decided in built])
            things = [Loaded(kind, decided.state, 0, changed=True) for decided in built]
            return Outcome(status, dict(headers), to_json(body), things, [(kind, d) for d in built], writes)

        return await self.once.do(request, work, on_conflict)

    async def act(
        self,
        kind: Kind[S],
        thing_id: str,
        decide: Callable[[S, datetime, Any], Decided[S] | Refused],
        *,
        request: Request,
        admit: Admit[S] | None = None,
        status: int = 200,
    ) -> Response:
        """Do a verb on one thing. `admit` says whether this caller may know the thing at all (404 otherwise)."""
        expected = version_of(request)

        async def work(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
            verb = Verb(kind, thing_id, decide, admit, expected, status)
            return await self._decide(connection, verb, now, caller)

        return await self.once.do(request, work)

    async def _decide(
        self, connection: AsyncConnection, verb: Verb[S], now: datetime, caller: Caller
    ) -> Outcome:
        kind, thing_id = verb.kind, verb.thing_id
        thing = await load_thing(self._desk.database, connection, kind, thing_id, lock=True)
        if thing is None or thing.state is None or (verb.admit and not verb.admit(thing.state, caller)):
            raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
        if verb.expected is not None and verb.expected != thing.version:
            raise stale(kind, thing.version, verb.expected)
        decided = accepted(verb.decide(thing.state, now, self._desk.policy))
        changed = Loaded(kind, decided.state, thing.version, changed=True)
        return answered(verb.status, kind, changed, {}, [(kind, decided)])

    async def act_together(  # noqa: PLR0913  # a verb, on what, with what else, by which rule
        self,
        kind: Kind[S],
        thing_id: str,
        *,
        others: Others[S],
        decide: Together[S],
        request: Request,
        admit: Admit[S] | None = None,
        status: int = 200,
    ) -> Response:
        """Do a verb that changes several things, in one transaction; `If-Match` is about the first, which is shown.

        `others` says which things belong to it; `decide` is given them by id (those that exist) and answers with what
        becomes of each, the first one first. A thing that nobody loaded is a new one.
        """
        expected = version_of(request)

        async def work(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
            first, rest = await self._locked(connection, kind, thing_id, others)
            if first is None or first.state is None or (admit is not None and not admit(first.state, caller)):
                raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
            if expected is not None and expected != first.version:
                raise stale(kind, first.version, expected)
            states = {id_: thing.state for (_, id_), thing in rest.items()}
            decisions = decide(first.state, states, now, self._desk.policy)
            if isinstance(decisions, Refused):
                raise refusal(decisions)
            known = {(kind.name, thing_id): first, **rest}
            changed = [_changed(known, each, decided) for each, decided in decisions]
            outcome = answered(status, kind, changed[0], {}, decisions)
            outcome.things = changed
            return outcome

        return await self.once.do(request, work)

    async def _locked(
        self, connection: AsyncConnection, kind: Kind[S], thing_id: str, others: Others[S]
    ) -> tuple[Loaded[S] | None, dict[tuple[str, str], Loaded[Any]]]:
        """The thing and those that belong to it, locked by kind and id, so that no two calls wait for each other.

        Raises VersionConflict when other things belong to it by the time that it is locked.
        """
        database = self._desk.database
        seen = await load_thing(database, connection, kind, thing_id)
        if seen is None or seen.state is None:
            return seen, {}
        named = {(each.name, id_): each for each, id_ in await others(connection, seen.state)}
        found: dict[tuple[str, str], Loaded[Any]] = {}
        for name, id_ in sorted({*named, (kind.name, thing_id)}):
            thing = await load_thing(database, connection, named.get((name, id_), kind), id_, lock=True)
            if thing is not None:
                found[name, id_] = thing
        first: Loaded[S] = found.pop((kind.name, thing_id))
        if first.version != seen.version and first.state is not None:
            now_named = {(each.name, id_) for each, id_ in await others(connection, first.state)}
            if not now_named <= set(named):
                raise VersionConflict(kind.table)
            found = {key: thing for key, thing in found.items() if key in now_named}
        return first, found

    async def act_each(
        self,
        kind: Kind[S],
        ids: Sequence[str],
        decide: Callable[[S, datetime, Any], Decided[S] | Refused],
        *,
        request: Request,
        admit: Admit[S] | None = None,
    ) -> Response:
        """Do a verb on each of several things by itself: 200 with `results`, one row for each id, in order.

        Each row has a transaction of its own and says `status` and `version`, or `problem`. Under the same
        `Idempotency-Key` what was done is not done again, and what could not be done for an outage is tried again.
        """
        call = await call_of(request)
        async with self.once.alone(call):
            if (stored := await self.once.stored(call)) is not None:
                return stored
            rows = [await self._row(kind, id_, decide, call, admit) for id_ in dict.fromkeys(ids)]
            body = to_json({"results": rows})
            if any(row["status"] == OUTAGE for row in rows):
                return Response(body, 200, media_type="application/json")

            async def remember(_connection: AsyncConnection, _now: datetime, _caller: Caller) -> Outcome:
                return Outcome(200, {}, body)

            return await self.once.carry_out(call, remember)

    async def _row(
        self,
        kind: Kind[S],
        thing_id: str,
        decide: Callable[[S, datetime, Any], Decided[S] | Refused],
        call: Call,
        admit: Admit[S] | None,
    ) -> dict[str, Any]:
        async def work(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
            return await self._decide(connection, Verb(kind, thing_id, decide, admit), now, caller)

        try:
            answer = await self.once.carry_out(call.part(thing_id), work)
        except Problem as found:
            return {"id": thing_id, "status": found.status, "problem": document(found, instance=None)}
        return {
            "id": thing_id,
            "status": answer.status_code,
            "version": int(answer.headers["etag"].strip('"')),
        }


def _changed(known: Mapping[tuple[str, str], Loaded[Any]], kind: Kind[S], decided: Decided[S]) -> Loaded[S]:
    before = known.get((kind.name, kind.thing_id(decided.state)))
    return Loaded(kind, decided.state, before.version if before is not None else 0, changed=True)
