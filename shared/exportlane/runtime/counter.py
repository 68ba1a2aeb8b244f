"""The counter: where an agency takes requests and decides on them, exactly once.

Every unsafe call carries an `Idempotency-Key`: without one 400; while the first call is under way 409; with another
content 422; otherwise the first answer is given again. The key is stored in the transaction of its effect, so an
answer that was lost on the way can always be fetched again. Verbs on a thing carry `If-Match` with its version:
without one 428, with an old one 412.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from opentelemetry import trace
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused, Write
from exportlane.contracts.envelope import Envelope
from exportlane.runtime.answers import Outcome, accepted, answered, given_up, refusal, stale, to_json
from exportlane.runtime.auth import Caller, caller_of
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Columns, Insert, is_conflict, is_outage
from exportlane.runtime.desk import Desk
from exportlane.runtime.ids import new_id
from exportlane.runtime.ledger import Cause, Scribe, heads_of
from exportlane.runtime.preconditions import digest_of, etag, key_of, version_of
from exportlane.runtime.problems import Problem, problem
from exportlane.runtime.propagation import current_traceparent, current_tracestate, note_announced, note_cases
from exportlane.runtime.storage import Kind, Loaded, extra_writes, load_thing, thing_writes

__all__ = ["Counter", "etag", "refusal"]

S = TypeVar("S")
Admit = Callable[[S, Caller], bool]
Explain = Callable[[AsyncConnection], Awaitable[None]]

IDEMPOTENCY: Columns = (
    ("caller", "text"), ("key", "text"), ("request_digest", "text"), ("status", "bigint"), ("headers", "text"),
    ("body", "text"), ("created_at", "text"),
)  # fmt: skip
TRIES = 5


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, under which key, and the digest of what is asked."""

    caller: Caller
    owner: str
    key: str
    digest: str


Work = Callable[[AsyncConnection, datetime, Caller], Awaitable[Outcome]]


class Counter:
    """Takes the requests of one service. `release` is called with case ids whose waiting messages may now be tried."""

    def __init__(self, desk: Desk, release: Callable[[Sequence[str]], None]) -> None:
        self._desk = desk
        self._release = release
        self._under_way: set[tuple[str, str]] = set()

    async def create(
        self,
        kind: Kind[S],
        build: Callable[[datetime], Decided[S] | Refused],
        *,
        request: Request,
        location: str | None = None,
    ) -> Response:
        """Take in a new thing: 201 with its Location, or a problem."""

        async def work(connection: AsyncConnection, now: datetime, _caller: Caller) -> Outcome:
            decided = accepted(build(now))
            thing_id = kind.thing_id(decided.state)
            if await load_thing(self._desk.database, connection, kind, thing_id) is not None:
                raise problem("conflict", f"There is a {kind.name} with the id {thing_id} already.")
            place = location or f"{request.url.path.rstrip('/')}/{thing_id}"
            thing = Loaded(kind, decided.state, 0, changed=True)
            return answered(201, kind, thing, {"location": place}, [(kind, decided)])

        return await self._once(request, work)

    async def create_many(
        self,
        kind: Kind[S],
        build: Callable[[datetime], Sequence[Decided[S]] | Refused],
        *,
        request: Request,
        answer: Callable[[Sequence[S]], tuple[int, Mapping[str, object], Mapping[str, str]]],
        writes: Sequence[Write] = (),
        on_conflict: Explain | None = None,
    ) -> Response:
        """Take in several new things in one transaction. `answer` makes status, body and headers of their states.

        When a unique index refuses a row, `on_conflict` is asked (on a fresh connection) to raise the problem that
        explains it.
        """

        async def work(_connection: AsyncConnection, now: datetime, _caller: Caller) -> Outcome:
            built = build(now)
            if isinstance(built, Refused):
                raise refusal(built)
            status, body, headers = answer([decided.state for decided in built])
            things = [Loaded(kind, decided.state, 0, changed=True) for decided in built]
            return Outcome(status, dict(headers), to_json(body), things, [(kind, d) for d in built], writes)

        return await self._once(request, work, on_conflict)

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
            thing = await load_thing(self._desk.database, connection, kind, thing_id, lock=True)
            if thing is None or thing.state is None or (admit is not None and not admit(thing.state, caller)):
                raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
            if expected is not None and expected != thing.version:
                raise stale(kind, thing.version, expected)
            decided = accepted(decide(thing.state, now, self._desk.policy))
            changed = Loaded(kind, decided.state, thing.version, changed=True)
            return answered(status, kind, changed, {}, [(kind, decided)])

        return await self._once(request, work)

    async def _once(self, request: Request, work: Work, explain: Explain | None = None) -> Response:
        caller = caller_of(request)
        call = Call(caller, f"{caller.agency}/{caller.subject}", key_of(request), await digest_of(request))
        token = (call.owner, call.key)
        if token in self._under_way:
            sentence = "The first call with this Idempotency-Key is still under way."
            raise problem("idempotency-key-in-progress", sentence)
        self._under_way.add(token)
        try:
            return await self._try(call, work, explain)
        finally:
            self._under_way.discard(token)

    async def _try(self, call: Call, work: Work, explain: Explain | None) -> Response:
        for attempt in range(TRIES):
            try:
                return await self._attempt(call, work)
            except Problem:
                raise
            except Exception as error:
                # Somebody was quicker, or a connection broke. What the next look finds (a new version, a stored
                # answer, a live case) gives the answer.
                if not (is_conflict(error) or is_outage(error)):
                    raise
                if is_conflict(error) and explain is not None:
                    async with self._desk.database.reading() as connection:
                        await explain(connection)
                if attempt == TRIES - 1:
                    raise given_up(error) from error
                await asyncio.sleep(0.01 * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, call: Call, work: Work) -> Response:
        desk = self._desk
        async with desk.database.transaction() as connection:
            stored = await self._stored(connection, call)
            if stored is not None:
                return stored
            outcome = await work(connection, desk.clock.now(), call.caller)
            written, cases = await self._write(connection, outcome, call)
        desk.announce(written)
        # Asked after the commit: a message that was parked meanwhile, because it saw no papers, is found then.
        self._release(cases)
        return Response(outcome.body, outcome.status, outcome.headers, media_type="application/json")

    async def _stored(self, connection: AsyncConnection, call: Call) -> Response | None:
        """The first answer, when there is one. Raises Problem idempotency-key-reused."""
        statement = sa.text("select * from idempotency where caller = :caller and key = :key")
        found = await connection.execute(statement, {"caller": call.owner, "key": call.key})
        row = found.one_or_none()
        if row is None:
            return None
        if row.request_digest != call.digest:
            raise problem(
                "idempotency-key-reused", "This Idempotency-Key was used before with another content."
            )
        headers = {**json.loads(row.headers), "idempotency-replayed": "true"}
        return Response(row.body.encode(), row.status, headers, media_type="application/json")

    async def _write(
        self, connection: AsyncConnection, outcome: Outcome, call: Call
    ) -> tuple[list[Envelope], list[str]]:
        desk, now = self._desk, self._desk.clock.now()
        moment = rfc3339(now)
        cases = sorted({c for kind, decided in outcome.decisions for c in kind.case_ids(decided.state)})
        # The request is a hop of every case that it touches: whoever hears these facts names its span as their cause.
        span = trace.get_current_span()
        note_cases(span, cases)
        note_announced(
            span, sorted({fact.type for _, decided in outcome.decisions for fact in decided.facts})
        )
        scribe = await self._scribe(connection, outcome, call.caller, now)
        headers, body = json.dumps(outcome.headers), outcome.body.decode()
        remembered = (call.owner, call.key, call.digest, outcome.status, headers, body, moment)
        rows = [*outcome.writes, *(write for _, decided in outcome.decisions for write in decided.writes)]
        await desk.database.write(
            connection,
            [
                Insert("idempotency", IDEMPOTENCY, [remembered]),
                *thing_writes(outcome.things, moment),
                scribe.rows(),
                *extra_writes(rows),
            ],
        )
        return scribe.written, cases

    async def _scribe(
        self, connection: AsyncConnection, outcome: Outcome, caller: Caller, now: datetime
    ) -> Scribe:
        """The facts of the decisions, numbered, chained and signed. All of one request have one cause."""
        desk = self._desk
        announcing = sorted({fact.case_id for _, decided in outcome.decisions for fact in decided.facts})
        heads = await heads_of(desk.database, connection, announcing) if announcing else {}
        scribe = Scribe(desk.name, desk.signer, heads)
        request_id = new_id()
        for kind, decided in outcome.decisions:
            correlation = kind.correlation_of(decided.state)
            cause = Cause(request_id, correlation, caller.actor, current_traceparent(), current_tracestate())
            scribe.write(decided.facts, cause, now)
        return scribe
