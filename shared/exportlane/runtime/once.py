"""Exactly once: the first call under an `Idempotency-Key` has its effect, every repeat is given its answer again.

While the first call is under way 409; with another content 422. The key is stored in the transaction of its effect,
so an answer that was lost on the way can always be fetched again. A call that meets somebody who was quicker is tried
again on what it finds then.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from opentelemetry import trace
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts.envelope import Envelope
from exportlane.runtime.answers import Outcome, given_up, refusal
from exportlane.runtime.auth import Caller, caller_of
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Columns, Insert, is_conflict, is_outage
from exportlane.runtime.desk import Desk
from exportlane.runtime.ids import new_id
from exportlane.runtime.ledger import Cause, Scribe, heads_of
from exportlane.runtime.preconditions import digest_of, key_of
from exportlane.runtime.problems import Problem, problem
from exportlane.runtime.propagation import current_traceparent, current_tracestate, note_announced, note_cases
from exportlane.runtime.storage import extra_writes, thing_writes

Explain = Callable[[AsyncConnection], Awaitable[None]]
Work = Callable[[AsyncConnection, datetime, Caller], Awaitable[Outcome]]

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

    def part(self, name: str) -> Call:
        """The part of this call that concerns one of several things; no caller's own key looks like its key."""
        return replace(self, owner=f"{self.owner}\neach", key=f"{self.key}\n{name}")


class Once:
    """Does the work of calls, each once. `release` is told of cases whose waiting messages may now be tried."""

    def __init__(self, desk: Desk, release: Callable[[Sequence[str]], None]) -> None:
        self._desk = desk
        self._release = release
        self.under_way: set[tuple[str, str]] = set()

    async def do(self, request: Request, work: Work, explain: Explain | None = None) -> Response:
        """Do the work of one request in one transaction, or give its answer again. Raises Problem."""
        call = await call_of(request)
        async with self.alone(call):
            return await self.carry_out(call, work, explain)

    @asynccontextmanager
    async def alone(self, call: Call) -> AsyncIterator[None]:
        """Let nobody else in this process work under this key. Raises Problem idempotency-key-in-progress."""
        token = (call.owner, call.key)
        if token in self.under_way:
            sentence = "The first call with this Idempotency-Key is still under way."
            raise problem("idempotency-key-in-progress", sentence)
        self.under_way.add(token)
        try:
            yield
        finally:
            self.under_way.discard(token)

    async def carry_out(self, call: Call, work: Work, explain: Explain | None = None) -> Response:
        """Do the work of one call in one transaction of its own, or give its answer again. Raises Problem."""
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

    async def stored(self, call: Call) -> Response | None:
        """The answer that was given before, None when there is none. Raises Problem idempotency-key-reused."""
        async with self._desk.database.reading() as connection:
            return await self._stored(connection, call)

    async def _attempt(self, call: Call, work: Work) -> Response:
        desk = self._desk
        async with desk.database.transaction() as connection:
            stored = await self._stored(connection, call)
            if stored is not None:
                return stored
            outcome = await work(connection, desk.clock.now(), call.caller)
            written, cases = await self._write(connection, outcome, call)
        desk.announce(written)
        desk.written(outcome.things)
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
        facts = [fact for _, decided in outcome.decisions for fact in decided.facts]
        if facts and (refused := desk.may_tell(facts, now)) is not None:
            raise refusal(refused)
        announcing = sorted({fact.case_id for fact in facts})
        heads = await heads_of(desk.database, connection, announcing) if announcing else {}
        scribe = Scribe(desk.name, desk.signer, heads)
        request_id = new_id()
        for kind, decided in outcome.decisions:
            correlation = kind.correlation_of(decided.state)
            cause = Cause(request_id, correlation, caller.actor, current_traceparent(), current_tracestate())
            scribe.write(decided.facts, cause, now)
        return scribe


async def call_of(request: Request) -> Call:
    """The call that a request makes. Raises Problem idempotency-key-missing, bad-request."""
    caller = caller_of(request)
    return Call(caller, f"{caller.agency}/{caller.subject}", key_of(request), await digest_of(request))
