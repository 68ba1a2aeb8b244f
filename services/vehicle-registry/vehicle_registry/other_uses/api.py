"""Requests for another use at the counter: each is answered with the refusal and its article, and kept."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.papers import Body, CheckedVin, PaperNo
from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from exportlane.runtime.declared import ONCE, creating
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import USUAL, After, Limit, Page
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from vehicle_registry.api.callers import Giver, Officer
from vehicle_registry.domain import Vehicle
from vehicle_registry.other_uses.rules import OtherUse, Use, answered
from vehicle_registry.other_uses.storage import OTHER_USES, cases_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

RequestId = Annotated[str, Path(max_length=64, description="The request")]


class AskOtherUse(Body):
    """`POST /v1/other-uses`: which vehicle, for what, and the file number of the office that asks."""

    kind: Use
    vin: CheckedVin
    reference: PaperNo


class OtherUseShown(BaseModel):
    """A request with its answer: refused with code, sentence and article, or not barred by this register."""

    model_config = ConfigDict(extra="allow")

    id: str
    kind: Use
    vin: str
    received_on: date
    answer: Literal["refused", "not_barred"]
    refusal: dict[str, Any] | None = Field(description="code, sentence, article")


class OtherUseQuery(Body):
    """What the register may be searched by."""

    kind: Use | None = None
    vin: Annotated[str, Field(max_length=64)] | None = None
    cursor: After = None
    limit: Limit = USUAL


def add_other_uses(service: Service) -> APIRouter:
    """All routes under /v1/other-uses."""
    router = APIRouter(prefix="/v1/other-uses", tags=["other uses"])

    @router.post(
        "",
        summary="May it be sold at home, or count for an update quota? · 他用申请答复",
        **creating(OtherUseShown, *ONCE),
    )
    async def ask(body: AskOtherUse, request: Request, caller: Giver) -> Response:
        on = statutory_day(service.clock.now())
        asked = OtherUse(id=str(uuid.uuid4()), asked_by=caller.actor, received_on=on, **body.model_dump())

        async def given(connection: AsyncConnection) -> list[Vehicle]:
            return await cases_of(service.database, connection, body.vin)

        def build(now: datetime, cases: list[Vehicle]) -> Decided[OtherUse]:
            return answered(asked, cases, now=now)

        return await service.create(OTHER_USES, build, request=request, given=given)

    _listed(router, service)
    return router


def _listed(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="Which requests there were · 他用申请记录",
        response_model=Page[OtherUseShown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def listed(_caller: Officer, asked: Annotated[OtherUseQuery, Query()]) -> Response:
        where = {"kind": asked.kind, "vin": asked.vin}
        query = ListQuery(where, None, "-created", asked.cursor, asked.limit)
        return JsonResponse(await service.list(OTHER_USES, query))

    @router.get(
        "/{request_id}",
        summary="One request · 他用申请",
        response_model=OtherUseShown,
        responses=responses("not-found"),
    )
    async def one(request_id: RequestId, request: Request, _caller: Officer) -> Response:
        return await service.show(OTHER_USES, request_id, request=request)
