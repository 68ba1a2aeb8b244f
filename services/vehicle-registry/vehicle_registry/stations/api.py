"""The register of service stations: supervisors agree and suspend, everybody entitled reads."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from exportlane.agency.papers import Body, CheckedUscc, PaperNo
from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.fields import Day, Name, Sentence
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import USUAL, After, Limit, Page
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from vehicle_registry.api.callers import Reader, Supervisor
from vehicle_registry.stations.rules import (
    Act,
    Host,
    Staff,
    Station,
    agree,
    assign_staff,
    resume,
    suspend,
)
from vehicle_registry.stations.storage import STATIONS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

StationId = Annotated[str, Path(max_length=64, description="The station")]


class StaffPaper(Body):
    """Who works at the station."""

    badge_no: PaperNo
    trained_on: Day


class Agreement(Body):
    """`POST /v1/stations`: who hosts a station, for which acts, from when to when."""

    name: Name
    host_uscc: CheckedUscc
    host_kind: Host
    scope: Annotated[tuple[Act, ...], Field(min_length=1, max_length=2)]
    agreement_no: PaperNo
    valid_from: Day
    valid_to: Day
    staff: Annotated[tuple[StaffPaper, ...], Field(max_length=100)] = ()
    delegation: PaperNo | None = None

    def station(self, station_id: str) -> Station:
        """The station as the rules know it."""
        staff = tuple(Staff(one.badge_no, one.trained_on) for one in self.staff)
        return Station(id=station_id, staff=staff, **self.model_dump(exclude={"staff"}))


class Why(Body):
    """Why a station is suspended or may work again."""

    reason: Sentence


class StaffList(Body):
    """`POST …/staff`: everybody who works there from now on."""

    staff: Annotated[tuple[StaffPaper, ...], Field(max_length=100)]


class StationShown(BaseModel):
    """A station as the register shows it."""

    model_config = ConfigDict(extra="allow")

    id: str
    version: int
    name: str
    status: Literal["active", "suspended"]
    host_uscc: str
    staff: list[dict[str, Any]]


class StationQuery(Body):
    """What the register may be searched by."""

    status: Literal["active", "suspended"] | None = None
    host: Annotated[str, Field(max_length=64)] | None = None
    cursor: After = None
    limit: Limit = USUAL


def add_stations(service: Service) -> APIRouter:
    """All routes under /v1/stations."""
    router = APIRouter(prefix="/v1/stations", tags=["stations"])
    _register(router, service)
    _verbs(router, service)
    return router


def _register(router: APIRouter, service: Service) -> None:
    @router.post(
        "", summary="Agree on a station · 设立登记服务站", **creating(StationShown, *ONCE, "rule-violated")
    )
    async def create(body: Agreement, request: Request, _caller: Supervisor) -> Response:
        station = body.station(str(uuid.uuid4()))
        return await service.create(STATIONS, lambda now: agree(station, now=now), request=request)

    @router.get(
        "",
        summary="The register of stations · 服务站名录",
        response_model=Page[StationShown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def listed(_caller: Reader, asked: Annotated[StationQuery, Query()]) -> Response:
        where = {"status": asked.status, "host_uscc": asked.host}
        query = ListQuery(where, None, "-created", asked.cursor, asked.limit)
        return JsonResponse(await service.list(STATIONS, query))

    @router.get(
        "/{station_id}",
        summary="One station · 服务站",
        response_model=StationShown,
        responses=responses("not-found"),
    )
    async def one(station_id: StationId, request: Request, _caller: Reader) -> Response:
        return await service.show(STATIONS, station_id, request=request)


def _verbs(router: APIRouter, service: Service) -> None:
    @router.post("/{station_id}/suspend", summary="Stop its work · 暂停", **acting(StationShown, *VERB))
    async def suspend_(station_id: StationId, body: Why, request: Request, _caller: Supervisor) -> Response:
        return await service.act(
            STATIONS, station_id, lambda s, _now, _policy: suspend(s, reason=body.reason), request=request
        )

    @router.post("/{station_id}/resume", summary="Let it work again · 恢复", **acting(StationShown, *VERB))
    async def resume_(station_id: StationId, body: Why, request: Request, _caller: Supervisor) -> Response:
        return await service.act(
            STATIONS, station_id, lambda s, _now, _policy: resume(s, reason=body.reason), request=request
        )

    @router.post(
        "/{station_id}/staff", summary="Say who works there · 登记工作人员", **acting(StationShown, *VERB)
    )
    async def staff(
        station_id: StationId, body: StaffList, request: Request, _caller: Supervisor
    ) -> Response:
        people = tuple(Staff(one.badge_no, one.trained_on) for one in body.staff)

        def decide(station: Station, now: datetime, _policy: object) -> Decided[Station] | Refused:
            return assign_staff(station, people, now=now)

        return await service.act(STATIONS, station_id, decide, request=request)
