"""Many entries at once: each row is read, judged and written by itself, and one bad row costs no other its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.runtime.answers import Outcome, accepted, answered, to_json
from exportlane.runtime.auth import Caller, caller_of
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.once import Call, call_of
from exportlane.runtime.problems import Problem, document, responses
from exportlane.runtime.problems.handlers import invalid
from exportlane.runtime.storage import Loaded
from registers.access import writers
from registers.api.entering import builder, look_beside
from registers.api.table import TITLES, paper_of
from registers.bodies import EntryImport
from registers.documents import ImportShown
from registers.domain.entry import Register
from registers.domain.moves import ENTERS
from registers.storage import ENTRIES

if TYPE_CHECKING:
    from datetime import datetime

    from exportlane.runtime.service import Service

OUTAGE = 503


def add_import(router: APIRouter, service: Service, register: Register) -> None:
    """`POST /import` of one register: 200 with a row for each entry, in their order."""
    zh, en = TITLES[register]

    @router.post(
        "/import",
        summary=f"Enter many of this register, each {en} by itself · 批量登记{zh}",
        response_model=ImportShown,
        responses=responses(*ONCE, "forbidden"),
        dependencies=[Depends(writers(ENTERS[register])), *KEYED],
        name=f"import_{register.name.lower()}",
    )
    async def import_many(body: EntryImport, request: Request) -> Response:
        once, call = service.counter.once, await call_of(request)
        async with once.alone(call):
            if (stored := await once.stored(call)) is not None:
                return stored
            rows = [
                await _row(service, register, call, at, raw, caller_of(request))
                for at, raw in enumerate(body.entries)
            ]
            answer = to_json({"results": rows})
            if any(row["status"] == OUTAGE for row in rows):
                # Under the same key what was entered is not entered again, and the rest is tried again.
                return Response(answer, 200, media_type="application/json")

            async def remember(_connection: AsyncConnection, _now: datetime, _caller: Caller) -> Outcome:
                return Outcome(200, {}, answer)

            return await once.carry_out(call, remember)


async def _row(  # one row, of what, by whom, under which key
    service: Service, register: Register, call: Call, at: int, raw: dict[str, object], caller: Caller
) -> dict[str, Any]:
    try:
        body = paper_of(register).model_validate_json(to_json(raw))
    except ValidationError as error:
        return {"row": at, "status": 422, "problem": document(invalid(error.errors()), instance=None)}
    build = builder(service, body, caller)

    async def work(connection: AsyncConnection, now: datetime, _caller: Caller) -> Outcome:
        decided = accepted(build(now, await look_beside(service, connection, body.particulars)))
        thing = Loaded(ENTRIES, decided.state, 0, changed=True)
        return answered(201, ENTRIES, thing, {"location": decided.state.id}, [(ENTRIES, decided)])

    try:
        answer = await service.counter.once.carry_out(call.part(str(at)), work)
    except Problem as found:
        return {"row": at, "status": found.status, "problem": document(found, instance=None)}
    return {"row": at, "status": answer.status_code, "id": answer.headers["location"]}
