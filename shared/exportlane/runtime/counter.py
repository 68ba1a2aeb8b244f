"""The counter: where an agency takes requests and decides on them, exactly once.

Every unsafe call carries an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): without one 400; while the first call
is under way 409; with another content 422; otherwise the first answer is given again. The key is stored in the transaction of
its effect, so an answer that was lost on the way can always be fetched again. Verbs on a thing carry `If-Match` with its version:
without one 428, with an old one 412.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from opentelemetry import trace
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused, Write
from exportlane.contracts.envelope import Envelope
from exportlane.runtime.auth import Caller, caller_of
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Columns, Insert, VersionConflict
from exportlane.runtime.handling import Desk
from exportlane.runtime.ids import new_id
from exportlane.runtime.ledger import Cause, Scribe, heads_of
from exportlane.runtime.problems import Problem, problem
from exportlane.runtime.propagation import current_traceparent, current_tracestate, note_announced, note_cases
from exportlane.runtime.storage import Kind, Loaded, extra_writes, load_thing, thing_writes

S = TypeVar("S")

IDEMPOTENCY: Columns = (
    ("caller", "text"), ("key", "text"), ("request_digest", "text"), ("status", "bigint"), ("headers", "text"),
    ("body", "text"), ("created_at", "text"),
)  # fmt: skip
TRIES = 5
LONGEST_KEY = 255


@dataclass(slots=True)
class Outcome:
    """What a request led to: the answer, and what must be written and told."""

    status: int
    headers: dict[str, str]
    body: bytes
    things: Sequence[Loaded[Any]] = ()
    decisions: Sequence[tuple[Kind[Any], Decided[Any]]] = ()
    writes: Sequence[Write] = ()


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
            decided = _accepted(build(now))
            thing_id = kind.thing_id(decided.state)
            if await load_thing(self._desk.database, connection, kind, thing_id) is not None:
                raise problem("conflict", f"There is a {kind.name} with the id {thing_id} already.")
            place = location or f"{request.url.path.rstrip('/')}/{thing_id}"
            thing = Loaded(kind, decided.state, 0, changed=True)
            return _answer(201, kind, thing, {"location": place}, [(kind, decided)])

        return await self._once(request, work)

    async def create_many(
        self,
        kind: Kind[S],
        build: Callable[[datetime], Sequence[Decided[S]] | Refused],
        *,
        request: Request,
        answer: Callable[[Sequence[S]], tuple[int, Mapping[str, object], Mapping[str, str]]],
        writes: Sequence[Write] = (),
        on_conflict: Callable[[AsyncConnection], Awaitable[None]] | None = None,
    ) -> Response:
        """Take in several new things in one transaction. `answer` makes status, body and headers of their states.

        When a unique index refuses a row, `on_conflict` is asked (on a fresh connection) to raise the problem that explains it.
        """

        async def work(_connection: AsyncConnection, now: datetime, _caller: Caller) -> Outcome:
            built = build(now)
            if isinstance(built, Refused):
                raise refusal(built)
            status, body, headers = answer([decided.state for decided in built])
            things = [Loaded(kind, decided.state, 0, changed=True) for decided in built]
            return Outcome(status, dict(headers), _json(body), things, [(kind, d) for d in built], writes)

        return await self._once(request, work, on_conflict)

    async def act(
        self,
        kind: Kind[S],
        thing_id: str,
        decide: Callable[[S, datetime, Any], Decided[S] | Refused],
        *,
        request: Request,
        admit: Callable[[S, Caller], bool] | None = None,
        status: int = 200,
    ) -> Response:
        """Do a verb on one thing. `admit` says whether this caller may know the thing at all (404 otherwise)."""
        expected = _if_match(request)

        async def work(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
            thing = await load_thing(self._desk.database, connection, kind, thing_id)
            if thing is None or thing.state is None or (admit is not None and not admit(thing.state, caller)):
                raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
            if expected is not None and expected != thing.version:
                raise problem(
                    "stale-version",
                    f"The {kind.name} has changed: it has version {thing.version}, you decided on version {expected}.",
                    headers={"etag": f'"{thing.version}"'},
                )
            decided = _accepted(decide(thing.state, now, self._desk.policy))
            changed = Loaded(kind, decided.state, thing.version, changed=True)
            return _answer(status, kind, changed, {}, [(kind, decided)])

        return await self._once(request, work)

    async def _once(
        self,
        request: Request,
        work: Work,
        on_conflict: Callable[[AsyncConnection], Awaitable[None]] | None = None,
    ) -> Response:
        caller = caller_of(request)
        token = (f"{caller.agency}/{caller.subject}", _key(request))
        digest = await _digest(request)
        if token in self._under_way:
            raise problem(
                "idempotency-key-in-progress", "The first call with this Idempotency-Key is still under way."
            )
        self._under_way.add(token)
        try:
            return await self._try(token, digest, caller, work, on_conflict)
        finally:
            self._under_way.discard(token)

    async def _try(
        self,
        token: tuple[str, str],
        digest: str,
        caller: Caller,
        work: Work,
        on_conflict: Callable[[AsyncConnection], Awaitable[None]] | None,
    ) -> Response:
        desk = self._desk
        for attempt in range(TRIES):
            try:
                async with desk.database.transaction() as connection:
                    stored = await self._stored(connection, token, digest)
                    if stored is not None:
                        return stored
                    outcome = await work(connection, desk.clock.now(), caller)
                    written, cases = await self._write(connection, outcome, token, digest, caller)
            except (IntegrityError, VersionConflict):
                # Somebody was quicker. What the next look finds (a new version, a stored answer, a live case) gives the answer.
                if on_conflict is not None:
                    async with desk.database.reading() as connection:
                        await on_conflict(connection)
                if attempt == TRIES - 1:
                    raise
                continue
            desk.announce(written)
            # Asked after the commit: a message that was parked meanwhile, because it saw no papers, is found then.
            self._release(cases)
            return Response(outcome.body, outcome.status, outcome.headers, media_type="application/json")
        raise AssertionError("the last attempt returns or raises")

    async def _stored(
        self, connection: AsyncConnection, token: tuple[str, str], digest: str
    ) -> Response | None:
        statement = sa.text("select * from idempotency where caller = :caller and key = :key")
        found = await connection.execute(statement, {"caller": token[0], "key": token[1]})
        row = found.one_or_none()
        if row is None:
            return None
        if row.request_digest != digest:
            raise problem(
                "idempotency-key-reused", "This Idempotency-Key was used before with another content."
            )
        headers = {**json.loads(row.headers), "idempotency-replayed": "true"}
        return Response(row.body.encode(), row.status, headers, media_type="application/json")

    async def _write(
        self,
        connection: AsyncConnection,
        outcome: Outcome,
        token: tuple[str, str],
        digest: str,
        caller: Caller,
    ) -> tuple[list[Envelope], list[str]]:
        desk, now = self._desk, self._desk.clock.now()
        moment = rfc3339(now)
        cases = sorted({c for kind, decided in outcome.decisions for c in kind.case_ids(decided.state)})
        announcing = sorted({fact.case_id for _, decided in outcome.decisions for fact in decided.facts})
        # The request is a hop of every case that it touches: whoever hears these facts names its span as their cause.
        span = trace.get_current_span()
        note_cases(span, cases)
        note_announced(span, sorted({fact.type for _, decided in outcome.decisions for fact in decided.facts}))
        heads = await heads_of(desk.database, connection, announcing) if announcing else {}
        scribe = Scribe(desk.name, desk.signer, heads)
        request_id = new_id()
        for kind, decided in outcome.decisions:
            correlation = kind.correlation_of(decided.state)
            cause = Cause(request_id, correlation, caller.actor, current_traceparent(), current_tracestate())
            scribe.write(decided.facts, cause, now)
        remembered = (
            *token,
            digest,
            outcome.status,
            json.dumps(outcome.headers),
            outcome.body.decode(),
            moment,
        )
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


def refusal(refused: Refused) -> Problem:
    """A domain's no as a problem: its slug goes in `code`, its article in `article`."""
    slug = "rule-violated" if refused.status == 422 else "move-not-allowed"
    return problem(
        slug, refused.sentence, field=refused.field, article=refused.article, extra={"code": refused.slug}
    )


def etag(version: int) -> str:
    return f'"{version}"'


def _accepted(answer: Decided[S] | Refused) -> Decided[S]:
    if isinstance(answer, Refused):
        raise refusal(answer)
    return answer


def _answer(
    status: int,
    kind: Kind[S],
    thing: Loaded[S],
    headers: Mapping[str, str],
    decisions: Sequence[tuple[Kind[S], Decided[S]]],
) -> Outcome:
    version = thing.version + 1
    if thing.state is None:
        raise ValueError("an answer needs a state")
    body = {"id": kind.thing_id(thing.state), "version": version, **kind.show(thing.state)}
    return Outcome(status, {"etag": etag(version), **headers}, _json(body), [thing], decisions)


def _json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, default=str).encode()


def _key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "").strip()
    if not key:
        raise problem(
            "idempotency-key-missing", "This call changes something; it needs an Idempotency-Key header."
        )
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise problem("bad-request", f"An Idempotency-Key has at most {LONGEST_KEY} printable characters.")
    return key


def _if_match(request: Request) -> int | None:
    """The version in `If-Match`; None for `*`, which means «whatever it is now»."""
    text = request.headers.get("if-match", "").strip()
    if not text:
        raise problem(
            "precondition-required", "This call needs an If-Match header with the version you decided on."
        )
    if text == "*":
        return None
    number = text.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit()):
        raise problem("bad-request", 'If-Match must be the ETag of the thing, for example "3".')
    return int(number)


async def _digest(request: Request) -> str:
    target = (
        f"{request.method} {request.url.path}?{request.url.query}\n{request.headers.get('if-match', '')}\n"
    )
    return hashlib.sha256(target.encode() + await request.body()).hexdigest()
