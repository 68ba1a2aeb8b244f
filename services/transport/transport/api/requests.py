"""Requests for an update quota: each is answered with the refusal and its article, kept, and told as a fact."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.callers import its_own
from exportlane.agency.papers import Body
from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import EXPORTER
from exportlane.runtime.declared import ONCE, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import USUAL, After, Limit, Page
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from transport import domain
from transport.api.bodies import RequestShown, UpdateAsked
from transport.api.callers import Reader, Supplier, ThingId
from transport.domain import Unit, UpdateRequest
from transport.storage import FINDINGS, REQUESTS, holder_of, states_where

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


class RequestQuery(Body):
    """What requests may be searched by."""

    vin: Annotated[str, Field(max_length=64)] | None = None
    cursor: After = None
    limit: Limit = USUAL


def add_requests(service: Service) -> APIRouter:
    """All routes under /v1/update-quota-requests."""
    router = APIRouter(prefix="/v1/update-quota-requests", tags=["update quota"])
    _asking(router, service)
    _reading(router, service)
    return router


def _asking(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="May an update quota follow from this car? · 更新指标申请答复",
        **creating(RequestShown, *ONCE),
    )
    async def ask(body: UpdateAsked, request: Request, caller: Supplier) -> Response:
        asked = UpdateRequest(
            id=new_id(), vin=body.vin, reference=body.reference, asked_by=caller.actor,
            asked_uscc=caller.uscc if caller.role == EXPORTER else None,
            received_on=statutory_day(service.clock.now()),
        )  # fmt: skip

        async def given(connection: AsyncConnection) -> tuple[Unit | None, str | None]:
            unit = await holder_of(service.database, connection, body.vin)
            found = await states_where(service.database, connection, FINDINGS, vin=body.vin)
            return unit, next((one.registered.unit_no for one in found), None)

        def build(now: datetime, known: tuple[Unit | None, str | None]) -> Decided[UpdateRequest]:
            return domain.answered(asked, *known, now=now)

        return await service.create(REQUESTS, build, request=request, given=given)


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="Which requests there were · 更新指标申请记录",
        response_model=Page[RequestShown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def listed(caller: Reader, asked: Annotated[RequestQuery, Query()]) -> Response:
        own = (caller.uscc or "") if caller.role == EXPORTER else None
        where = {"vin": asked.vin, "asked_uscc": own}
        return JsonResponse(
            await service.list(REQUESTS, ListQuery(where, None, "-created", asked.cursor, asked.limit))
        )

    @router.get(
        "/{request_id}",
        summary="One request · 更新指标申请",
        response_model=RequestShown,
        responses=responses("not-found"),
    )
    async def one(request_id: ThingId, request: Request, _caller: Reader) -> Response:
        return await service.show(REQUESTS, request_id, request=request, admit=its_own)
