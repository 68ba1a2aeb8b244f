"""The work list of registrations that do not fit their unit: an officer lets a unit count, or notes why none does."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.declared import VERB, acting
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import Page
from exportlane.runtime.problems import responses
from exportlane.runtime.storage import Loaded, load_thing
from exportlane.runtime.web import JsonResponse
from transport import domain
from transport.api.bodies import Because, Counted, FindingQuery, Shown
from transport.api.callers import Insider, Officer, ThingId
from transport.domain import Finding, Policy
from transport.holding import Made, act_held
from transport.storage import FINDINGS, UNITS, holder_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_findings(service: Service) -> APIRouter:
    """All routes under /v1/findings."""
    router = APIRouter(prefix="/v1/findings", tags=["findings"])
    _settling(router, service)
    _reading(router, service)
    return router


def _settling(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{finding_id}/count", summary="Let a unit count for the car · 核定指标", **acting(Shown, *VERB)
    )
    async def count(finding_id: ThingId, body: Counted, request: Request, caller: Officer) -> Response:
        async def decide(
            connection: AsyncConnection, thing: Loaded[Finding], now: datetime
        ) -> Made | Refused:
            found, database = thing.state, service.database
            if found is None:
                return Refused("move-not-allowed", "There is nothing to settle.")
            number = body.unit_no or found.registered.unit_no
            unit = await load_thing(database, connection, UNITS, number, lock=True)
            holder = await holder_of(database, connection, found.registered.vin)
            made = domain.count(
                found, unit.state if unit else None, holder, by=caller.actor, reason=body.reason, now=now
            )
            if isinstance(made, Refused):
                return made
            return [(thing, made[0]), (unit or Loaded(UNITS, None, 0), made[1])]

        return await act_held(service, FINDINGS, finding_id, decide, request=request)

    @router.post("/{finding_id}/note", summary="Note why no unit counts · 备注结案", **acting(Shown, *VERB))
    async def note(finding_id: ThingId, body: Because, request: Request, caller: Officer) -> Response:
        def decide(found: Finding, now: datetime, _policy: Policy) -> Decided[Finding] | Refused:
            return domain.note(found, by=caller.actor, reason=body.reason, now=now)

        return await service.act(FINDINGS, finding_id, decide, request=request)


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="Registrations that do not fit their unit · 待核查登记",
        response_model=Page[Shown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def listed(_caller: Insider, asked: Annotated[FindingQuery, Query()]) -> Response:
        where = {"status": asked.status, "code": asked.code, "vin": asked.vin}
        return JsonResponse(
            await service.list(FINDINGS, ListQuery(where, None, "created", asked.cursor, asked.limit))
        )

    @router.get(
        "/{finding_id}", summary="One of them · 核查", response_model=Shown, responses=responses("not-found")
    )
    async def one(finding_id: ThingId, request: Request, _caller: Insider) -> Response:
        return await service.show(FINDINGS, finding_id, request=request)
