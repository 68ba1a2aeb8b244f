"""How a verb is done: lock the application with what stands around it, let the domain decide, write all of it.

One call is one transaction. A batch (payments of a day) does each row in a transaction of its own, under a part of
the same Idempotency-Key, so that a repeat pays nobody twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from exportlane.agency.callers import its_own
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.answers import Outcome, answered, refusal, stale, to_json
from exportlane.runtime.auth import Caller
from exportlane.runtime.once import call_of
from exportlane.runtime.preconditions import version_of
from exportlane.runtime.problems import Problem, document, problem
from exportlane.runtime.storage import Kind, Loaded
from incentives.domain.application import Application
from incentives.domain.around import Answer, Moment, Settled
from incentives.storage import ACCOUNTS, APPLICATIONS, INVOICES
from incentives.surroundings import Locked, locked

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Decide = Callable[[Application, Locked, Moment], Answer]
Row = tuple[str, Decide]
OUTAGE = 503


async def settle(  # a verb, on what, with what else
    service: Service,
    application_id: str,
    decide: Decide,
    request: Request,
    *,
    written: Application | None = None,
    creditor_id: str | None = None,
) -> Response:
    """Do a verb on one application; `If-Match` is about it."""
    expected = version_of(request)

    async def work(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
        found = await locked(
            service.database,
            connection,
            application_id,
            service.policy,
            written=written,
            creditor_id=creditor_id,
        )
        known, state = _its_own(found, application_id, caller, expected)
        return _decided(known, state, decide, Moment(now, service.policy, caller.actor))

    return await service.counter.once.do(request, work)


async def settle_each(service: Service, rows: Sequence[Row], request: Request) -> Response:
    """Do a verb on each of several applications by itself: 200 with `results`, one row for each, in order."""
    call, once = await call_of(request), service.counter.once
    async with once.alone(call):
        if (stored := await once.stored(call)) is not None:
            return stored
        results: list[dict[str, Any]] = []
        for id_, decide in rows:

            async def work(
                connection: AsyncConnection,
                now: datetime,
                caller: Caller,
                id_: str = id_,
                do: Decide = decide,
            ) -> Outcome:
                found = await locked(service.database, connection, id_, service.policy)
                known, state = _its_own(found, id_, caller)
                return _decided(known, state, do, Moment(now, service.policy, caller.actor))

            try:
                answer = await once.carry_out(call.part(id_), work)
            except Problem as found:
                results.append({"id": id_, "status": found.status, "problem": document(found, instance=None)})
            else:
                version = int(answer.headers["etag"].strip('"'))
                results.append({"id": id_, "status": answer.status_code, "version": version})
        body = to_json({"results": results})
        if any(row["status"] == OUTAGE for row in results):
            return Response(body, 200, media_type="application/json")

        async def remember(_connection: AsyncConnection, _now: datetime, _caller: Caller) -> Outcome:
            return Outcome(200, {}, body)

        return await once.carry_out(call, remember)


def _its_own(
    found: Locked | None, application_id: str, caller: Caller, expected: int | None = None
) -> tuple[Locked, Application]:
    """What was found, when the caller may know of it and decided on its newest version. Raises Problem."""
    state = found.application.state if found else None
    if found is None or state is None or not its_own(state, caller):
        raise problem("not-found", f"There is no application with the id {application_id}.")
    if expected is not None and expected != found.application.version:
        raise stale(APPLICATIONS, found.application.version, expected)
    return found, state


def _decided(found: Locked, state: Application, decide: Decide, at: Moment) -> Outcome:
    answer = decide(state, found, at)
    if isinstance(answer, Refused):
        raise refusal(answer)
    return _outcome(answer, found)


def _outcome(answer: Settled, found: Locked) -> Outcome:
    decisions: list[tuple[Kind[Any], Decided[Any]]] = [(APPLICATIONS, answer.application)]
    if answer.other is not None:
        decisions.append((APPLICATIONS, answer.other))
    if answer.account is not None:
        decisions.append((ACCOUNTS, Decided(answer.account)))
    decisions += [(INVOICES, Decided(use)) for use in answer.invoices]
    things = [
        Loaded(kind, decided.state, found.version(kind, kind.thing_id(decided.state)), changed=True)
        for kind, decided in decisions
    ]
    outcome = answered(200, APPLICATIONS, things[0], {}, decisions)
    outcome.things = things
    return outcome
