"""What every service offers its operators: vitals, parked messages, timers, the proof of its ledger.

`/v1/operations/…`, for operators of the agency or of the platform and for supervisors of the agency. Retry and skip
look first, act, and say what came of it; both are facts in the ledger with name and reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from exportlane.contracts.envelope import Envelope
from exportlane.runtime.auth import PLATFORM, Caller, caller_of, demand, require_any
from exportlane.runtime.ledger import facts_of, verify
from exportlane.runtime.parked import retry_parked, skip_parked
from exportlane.runtime.parking import get_row, list_parked, show
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.timers_api import timer_routes
from exportlane.runtime.vitals import look
from exportlane.runtime.vitals.document import document

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

DENIALS = ("token-missing", "token-invalid", "token-expired", "forbidden")


class Reason(BaseModel):
    """Why an operator retries or skips a message; it stands in the ledger."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=3, max_length=500)]


def operations_routes(service: Service) -> APIRouter:
    """The routes of one service."""
    operator = Depends(_operator(service))
    router = APIRouter(prefix="/v1/operations", tags=["operations"], dependencies=[operator])
    _vitals(router, service)
    _parked(router, service)
    _ledger(router, service)
    timer_routes(router, service)
    for companion in service.companions:
        companion.routes(router)
    return router


def metrics_routes(service: Service) -> APIRouter:
    """`/metrics`, for an operator's token. Who scrapes without one is given a port of its own; see `prometheus`."""
    router = APIRouter(tags=["operations"], dependencies=[Depends(_operator(service))])

    @router.get("/metrics", summary="The numbers of this process for Prometheus", include_in_schema=False)
    async def metrics() -> Response:
        exposition = service.telemetry.exposition
        if exposition is None:
            raise problem("not-found", "This process keeps no metrics.")
        page = await asyncio.to_thread(exposition.page)
        return Response(page, media_type=exposition.content_type)

    return router


def _operator(service: Service) -> Callable[..., object]:
    return require_any(
        demand(agencies={service.name, PLATFORM}, roles={"operator"}),
        demand(agencies={service.name}, roles={"supervisor"}),
    )


def _vitals(router: APIRouter, service: Service) -> None:
    @router.get("/status", summary="What waits here, and since when", responses=responses(*DENIALS))
    async def status() -> dict[str, Any]:
        return document(service, await look(service))


def _parked(router: APIRouter, service: Service) -> None:
    found = responses(*DENIALS, "not-found")
    changed = responses(*DENIALS, "not-found", "move-not-allowed", "validation-failed", "malformed-json")

    @router.get("/parked", summary="Messages that wait, oldest first", responses=responses(*DENIALS))
    async def parked(
        case: str | None = None,
        state: str | None = None,
        after: str = "",
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> dict[str, Any]:
        rows = await list_parked(service.database, case_id=case, state=state, after=after, limit=limit)
        return {"service": service.name, "items": [asdict(row) for row in rows]}

    @router.get(
        "/parked/{parked_id}", summary="One parked message with its cause and its data", responses=found
    )
    async def parked_one(parked_id: str) -> dict[str, Any]:
        async with service.database.reading() as connection:
            row = await get_row(connection, parked_id)
        if row is None:
            raise problem("not-found", f"There is no parked message {parked_id}.")
        return {"service": service.name, **asdict(show(row))}

    @router.post(
        "/parked/{parked_id}/retry", summary="Handle it again, and those behind it", responses=changed
    )
    async def retry(parked_id: str, body: Reason, request: Request) -> dict[str, Any]:
        return await retry_parked(service, parked_id, reason=body.reason, by=_by(request))

    @router.post("/parked/{parked_id}/skip", summary="Let the case go on without it", responses=changed)
    async def skip(parked_id: str, body: Reason, request: Request) -> dict[str, Any]:
        return await skip_parked(service, parked_id, reason=body.reason, by=_by(request))


def _ledger(router: APIRouter, service: Service) -> None:
    @router.get("/ledger/verify", summary="Walk through the whole ledger", responses=responses(*DENIALS))
    async def verify_ledger() -> dict[str, Any]:
        result = await verify(service.database, service.name, service.verifier)
        return {"service": service.name, "ok": not result.faults, **asdict(result)}

    @router.get(
        "/ledger/cases/{case_id}", summary="The facts of a case in this ledger", responses=responses(*DENIALS)
    )
    async def case_facts(case_id: str) -> dict[str, Any]:
        async with service.database.reading() as connection:
            facts = await facts_of(service.database, connection, service.name, [case_id])
        return {"service": service.name, "facts": [fact_json(fact) for fact in facts]}


def fact_json(fact: Envelope) -> dict[str, Any]:
    """A fact as JSON: its attributes, and its data as the object that it is."""
    import orjson  # noqa: PLC0415  # only people ask for this

    attributes = {name: getattr(fact, name) for name in Envelope.__slots__ if name != "data"}
    return {**attributes, "data": orjson.loads(fact.data)}


def _by(request: Request) -> str:
    caller: Caller = caller_of(request)
    return caller.actor
