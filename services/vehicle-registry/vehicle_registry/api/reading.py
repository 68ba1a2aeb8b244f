"""The work list and one vehicle with its history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from exportlane.agency.callers import its_own, sought_by
from exportlane.agency.papers import Body, Sort
from exportlane.runtime.auth import Caller
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import USUAL, After, Limit, Page
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history
from vehicle_registry.api.bodies import VehicleShown, VehicleWithHistory
from vehicle_registry.api.callers import Reader, VehicleId
from vehicle_registry.domain import Status
from vehicle_registry.storage import VEHICLES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Text = Annotated[str, Field(max_length=64)] | None


class WorkQuery(Body):
    """What the work list may be asked for. An unknown parameter is refused: a filter that is misspelt hides nothing."""

    status: Status | None = None
    exporter: Text = None
    vin: Text = None
    batch: Text = None
    lot: Text = None
    due_before: date | None = None
    sort: Sort = "-created"
    cursor: After = None
    limit: Limit = USUAL

    def for_caller(self, caller: Caller) -> ListQuery:
        """The query over the table. An exporter sees its own vehicles whatever it asks for."""
        where = {
            "status": self.status,
            "exporter_uscc": sought_by(caller, self.exporter),
            "vin": self.vin,
            "batch_id": self.batch,
            "lot_id": self.lot,
        }
        before = {"deadline": self.due_before.isoformat() if self.due_before else None}
        return ListQuery(where, before, self.sort, self.cursor, self.limit)


def add_reading(router: APIRouter, service: Service) -> None:
    """GET the collection and the item."""

    @router.get(
        "",
        summary="List the work: filter, sort, page by cursor · 工作清单",
        response_model=Page[VehicleShown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def work(caller: Reader, asked: Annotated[WorkQuery, Query()]) -> Response:
        return JsonResponse(await service.list(VEHICLES, asked.for_caller(caller)))

    @router.get(
        "/{vehicle_id}",
        summary="One vehicle, what is asked of it, and its history · 车辆及其历史",
        response_model=VehicleWithHistory,
        responses=responses("not-found"),
    )
    async def one(vehicle_id: VehicleId, request: Request, _caller: Reader) -> Response:
        return await with_history(service, VEHICLES, vehicle_id, request=request, admit=its_own)
