"""The work list and one vehicle with its history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from exportlane.runtime.auth import EXPORTER, Caller
from exportlane.runtime.counter import etag
from exportlane.runtime.ledger import facts_of
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.listing import shown
from exportlane.runtime.operations_api import fact_json
from exportlane.runtime.paging import USUAL, After, Limit, Page
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import load_thing
from exportlane.runtime.web import JsonResponse
from vehicle_registry.api.bodies import VehicleShown, VehicleWithHistory
from vehicle_registry.api.callers import Reader, VehicleId, admits
from vehicle_registry.domain import Status
from vehicle_registry.storage import VEHICLES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Text = Annotated[str, Field(max_length=64)] | None


class WorkQuery(BaseModel):
    """What the work list may be asked for. An unknown parameter is refused: a filter that is misspelt hides nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Status | None = None
    exporter: Text = None
    vin: Text = None
    batch: Text = None
    lot: Text = None
    due_before: date | None = None
    sort: Literal["deadline", "-deadline", "created", "-created", "updated", "-updated"] = "-created"
    cursor: After = None
    limit: Limit = USUAL

    def for_caller(self, caller: Caller) -> ListQuery:
        """The query over the table. An exporter sees its own vehicles whatever it asks for."""
        exporter = self.exporter
        if caller.role == EXPORTER:
            # An empty code matches nothing, which is what a question about somebody else finds.
            exporter = caller.uscc if exporter in {None, caller.uscc} else ""
        where = {
            "status": self.status,
            "exporter_uscc": exporter,
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
    async def one(vehicle_id: VehicleId, caller: Reader) -> Response:
        async with service.database.reading() as connection:
            thing = await load_thing(service.database, connection, VEHICLES, vehicle_id)
            if thing is None or thing.state is None or not admits(thing.state, caller):
                raise problem("not-found", f"There is no vehicle with the id {vehicle_id}.")
            facts = await facts_of(service.database, connection, service.name, [vehicle_id])
        body: dict[str, Any] = {**shown(VEHICLES, thing), "history": [fact_json(fact) for fact in facts]}
        return JsonResponse(body, headers={"etag": etag(thing.version)})
