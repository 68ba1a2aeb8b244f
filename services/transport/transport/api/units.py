"""Units: reserved for a car, released, listed with whether their grant is frozen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.callers import its_own, sought_by
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.answers import Outcome, refusal
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import Page
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history
from transport import domain
from transport.api.bodies import Released, Reserved, UnitQuery, UnitShown
from transport.api.callers import GrantNo, Reader, Supplier, UnitNo
from transport.domain import Policy, Unit
from transport.holding import outcome_of
from transport.storage import (
    UNITS,
    frozen_grants,
    held_grant,
    holder_of,
    take_free,
)

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_units(service: Service) -> APIRouter:
    """Reservations and units."""
    router = APIRouter(prefix="/v1", tags=["units"])
    _reserving(router, service)
    _releasing(router, service)
    _reading(router, service)
    return router


def _reserving(router: APIRouter, service: Service) -> None:
    @router.post(
        "/grants/{grant_no}/reservations",
        summary="Reserve a unit for a car · 预留指标",
        **creating(UnitShown, *ONCE, "not-found", "move-not-allowed", "rule-violated"),
    )
    async def reserve(grant_no: GrantNo, body: Reserved, request: Request, caller: Supplier) -> Response:
        async def work(connection: AsyncConnection, now: datetime, who: Caller) -> Outcome:
            return await reserved(service, connection, grant_no, body.vin, caller=who, now=now)

        del caller
        return await service.counter.once.do(request, work)


async def reserved(
    service: Service, connection: AsyncConnection, grant_no: str, vin: str, *, caller: Caller, now: datetime
) -> Outcome:
    """Take a free unit for the car. The grant is shared with other reservations, the unit is held alone."""
    database = service.database
    grant = await held_grant(database, connection, grant_no)
    if grant is None or not its_own(grant, caller):
        raise problem("not-found", f"There is no grant with the id {grant_no}.")
    holder = await holder_of(database, connection, vin)
    if refused := domain.may_reserve(grant, now=now) or domain.second_unit(vin, holder):
        raise refusal(refused)
    free = await take_free(database, connection, grant_no)
    if free is None or free.state is None:
        raise refusal(domain.exhausted(grant))
    made = domain.reserve(free.state, vin, by=caller.actor, now=now, policy=service.policy)
    if isinstance(made, Refused):
        raise refusal(made)
    return outcome_of([(free, made)], status=201, headers={"location": f"/v1/units/{made.state.id}"})


def _releasing(router: APIRouter, service: Service) -> None:
    @router.post(
        "/units/{unit_no}/release",
        summary="Release a unit: no car was bought, or no licence given · 释放指标",
        **acting(UnitShown, *VERB),
    )
    async def release(unit_no: UnitNo, body: Released, request: Request, caller: Supplier) -> Response:
        def decide(unit: Unit, now: datetime, _policy: Policy) -> Decided[Unit] | Refused:
            return domain.release(unit, code=body.code, reason=body.reason, by=caller.actor, now=now)

        return await service.act(UNITS, unit_no, decide, request=request, admit=its_own)


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "/units",
        summary="Units: filter, sort, page by cursor · 指标清单",
        response_model=Page[UnitShown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def listed(caller: Reader, asked: Annotated[UnitQuery, Query()]) -> Response:
        where = {
            "uscc": sought_by(caller, asked.uscc),
            "grant_no": asked.grant_no,
            "status": asked.status,
            "vin": asked.vin,
            "year": asked.year,
        }
        before = {"reserved_to": asked.expiring_before.isoformat() if asked.expiring_before else None}
        query = ListQuery(where, before, asked.sort, asked.cursor, asked.limit)
        page = await service.list(UNITS, query)
        return JsonResponse({**page, "items": await _with_freezes(service, page["items"])})

    @router.get(
        "/units/{unit_no}",
        summary="One unit with its history · 指标",
        response_model=UnitShown,
        responses=responses("not-found"),
    )
    async def one(unit_no: UnitNo, request: Request, _caller: Reader) -> Response:
        return await with_history(service, UNITS, unit_no, request=request, admit=its_own)


async def _with_freezes(service: Service, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each unit with whether its grant is frozen now."""
    async with service.database.reading() as connection:
        frozen = await frozen_grants(service.database, connection, {item["grant_no"] for item in items})
    return [{**item, "frozen": item["grant_no"] in frozen} for item in items]
