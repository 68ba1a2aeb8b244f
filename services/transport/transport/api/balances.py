"""What a firm has, year by year, and what ends soon."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response

from exportlane.agency.callers import sought_by
from exportlane.contracts.fields import Uscc
from exportlane.law.instants import statutory_day
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse
from transport.api.bodies import GrantShown, UnitShown
from transport.api.callers import Reader
from transport.domain import Grant, GrantStatus, Standing
from transport.storage import GRANTS, UNITS, counts, standings, states_where

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


class BalanceLine(BaseModel):
    """One grant: the amount, what is not allocated of it, and where its units stand."""

    grant_no: str
    year: int
    status: GrantStatus
    amount: int
    valid_to: date | None
    frozen: bool
    unallocated: int
    units: dict[str, int]


class Balance(BaseModel):
    """Everything that a firm was ever given."""

    uscc: str
    grants: list[BalanceLine]


class Expiring(BaseModel):
    """The first page of each, the earliest first; `more` says which list goes on (`/v1/units?expiring_before=`)."""

    until: date
    units: list[UnitShown]
    grants: list[GrantShown]
    more: dict[str, bool]


def add_balances(service: Service) -> APIRouter:
    """Balances, and what runs out."""
    router = APIRouter(prefix="/v1", tags=["units"])
    _balance(router, service)
    _expiring(router, service)
    return router


def _balance(router: APIRouter, service: Service) -> None:
    @router.get(
        "/balances/{uscc}",
        summary="What a firm has, year by year · 企业指标余额",
        responses=responses("forbidden"),
    )
    async def balance(uscc: Uscc, caller: Reader) -> Balance:
        if sought_by(caller, uscc) != uscc:
            raise problem("forbidden", "A firm sees its own balance only.")
        async with service.database.reading() as connection:
            grants = await states_where(service.database, connection, GRANTS, uscc=uscc)
            known = await standings(service.database, connection, [grant.id for grant in grants])
        return Balance(uscc=uscc, grants=[_line(grant, known[grant.id]) for grant in grants])


def _line(grant: Grant, standing: Standing) -> BalanceLine:
    return BalanceLine(
        grant_no=grant.id,
        year=grant.year,
        status=grant.status,
        amount=grant.amount,
        valid_to=grant.valid_to,
        frozen=grant.frozen,
        unallocated=max(0, grant.amount - standing.standing),
        units=counts(standing),
    )


def _expiring(router: APIRouter, service: Service) -> None:
    @router.get(
        "/expiring",
        summary="Reservations and grants that end soon · 即将到期",
        response_model=Expiring,
        responses=responses("bad-request"),
    )
    async def expiring(
        caller: Reader, within_days: Annotated[int, Query(ge=0, le=366, description="Calendar days")] = 30
    ) -> Response:
        last = (statutory_day(service.clock.now()) + timedelta(within_days)).isoformat()
        uscc = sought_by(caller, None)
        reserved, allocated = {"uscc": uscc, "status": "reserved"}, {"uscc": uscc, "status": "allocated"}
        units = await service.list(UNITS, ListQuery(reserved, {"reserved_to": last}, "reserved_to"))
        grants = await service.list(GRANTS, ListQuery(allocated, {"valid_to": last}, "valid_to"))
        more = {"units": units["next"] is not None, "grants": grants["next"] is not None}
        return JsonResponse({"until": last, "units": units["items"], "grants": grants["items"], "more": more})
