"""Cases as carriers know them: what is ready, what is in a bonded zone, and which are urgent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import CONFERENCE, OFFICER, Caller, demand, require_any
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.declared import VERB, acting
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from logistics.access import OFFICER_HERE, READER, exporter_listed, own_cargo
from logistics.documents import CargoDocument, CargoPage, UrgencyPage
from logistics.domain import zones
from logistics.domain.cargo import Cargo
from logistics.domain.policy import Policy
from logistics.domain.urgency import seen
from logistics.papers import CaseQuery, OnDay, UrgencyQuery, ZonePaper
from logistics.storage import CARGOS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

URGENCY_READER = require_any(
    *READER.demands,
    demand(agencies={"licensing", "vehicle-registry", "customs"}, roles={OFFICER}, scope="read"),
    demand(roles={CONFERENCE}, scope="read"),
)
"""Whoever can still do something about it before the cut-off."""


def add(router: APIRouter, service: Service) -> None:
    """The routes of cases."""

    @router.get(
        "",
        summary="The cases that were told here; ready=yes: released and booked nowhere",
        response_model=None,
        responses={200: {"model": CargoPage}, **responses("bad-cursor", "forbidden")},
    )
    async def page(
        caller: Annotated[Caller, Depends(READER)], asked: Annotated[CaseQuery, Query()]
    ) -> Response:
        query = ListQuery(
            where={
                "exporter": exporter_listed(caller, asked.exporter), "vin": asked.vin, "ready": asked.ready,
                "in_zone": asked.in_zone,
            },
            cursor=asked.cursor, limit=asked.limit,
        )  # fmt: skip
        return JsonResponse(await service.list(CARGOS, query))

    @router.get(
        "/{case_id}",
        summary="One case as carriers know it",
        response_model=None,
        responses={200: {"model": CargoDocument}, **responses("not-found")},
        dependencies=[Depends(READER)],
    )
    async def one(case_id: str, request: Request) -> Response:
        return await service.show(CARGOS, case_id, request=request, admit=own_cargo)

    _zones(router, service)


def _zones(router: APIRouter, service: Service) -> None:
    verb: dict[str, Any] = {"dependencies": [Depends(OFFICER_HERE)], **acting(CargoDocument, *VERB)}

    @router.post("/{case_id}/enter-zone", summary="The vehicle entered a bonded zone (进入综保区)", **verb)
    async def enter(case_id: str, body: ZonePaper, request: Request) -> Response:
        def decide(state: Cargo, now: datetime, _policy: Policy) -> Decided[Cargo] | Refused:
            return zones.enter(state, body.zone, on=body.on or statutory_day(now), now=now)

        return await service.act(CARGOS, case_id, decide, request=request)

    @router.post("/{case_id}/leave-zone", summary="The vehicle left the bonded zone (离开综保区)", **verb)
    async def leave(case_id: str, body: OnDay, request: Request) -> Response:
        def decide(state: Cargo, now: datetime, _policy: Policy) -> Decided[Cargo] | Refused:
            return zones.leave(state, on=body.on or statutory_day(now), now=now)

        return await service.act(CARGOS, case_id, decide, request=request)


def add_urgency(router: APIRouter, service: Service) -> None:
    """The list of urgent cases."""

    @router.get(
        "",
        summary="Cases that must still make a cut-off, the most urgent first (截关紧急程度)",
        response_model=None,
        responses={200: {"model": UrgencyPage}, **responses("bad-cursor", "forbidden")},
    )
    async def page(
        caller: Annotated[Caller, Depends(URGENCY_READER)], asked: Annotated[UrgencyQuery, Query()]
    ) -> Response:
        query = ListQuery(
            where={"waits": "yes", "exporter": exporter_listed(caller, asked.exporter)},
            sort="urgency", cursor=asked.cursor, limit=asked.limit,
        )  # fmt: skip
        found, now = await service.list(CARGOS, query), service.clock.now()
        items = [
            _item(CARGOS.codec.validate_python(each), now, service.desk.policy) for each in found["items"]
        ]
        return JsonResponse(
            {"as_of": rfc3339(now), "items": [each for each in items if each], "next": found["next"]}
        )


def _item(cargo: Cargo, now: datetime, policy: Policy) -> dict[str, Any] | None:
    look, berth = seen(cargo, now=now, policy=policy), cargo.berth
    if look is None or berth is None or berth.cutoff is None:
        return None
    plate = cargo.temp_plate_valid_to
    return {
        "case_id": cargo.id,
        "vin": cargo.vin,
        "exporter_uscc": cargo.exporter_uscc,
        "profile": cargo.profile,
        "booking_no": berth.booking_no,
        "booking_status": berth.status.value,
        "vessel_or_train": berth.vessel_or_train,
        "cargo_cutoff": rfc3339(berth.cutoff),
        "hours_left": str(look.hours_left),
        "working_days_left": look.working_days_left,
        "working_days_needed": look.working_days_needed,
        "missing": look.missing,
        "starts_by": cargo.starts_by.isoformat() if cargo.starts_by else None,
        "threatened": look.working_days_left <= look.working_days_needed or now > berth.cutoff,
        "plate_ends_first": plate is not None and plate < statutory_day(berth.cutoff),
    }
