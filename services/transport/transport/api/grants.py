"""Grants: determined, changed and refused by commerce, allocated and taken back by transport, with their balances."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.callers import its_own, sought_by
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.declared import VERB, acting
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import Page
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import Loaded
from exportlane.runtime.web import JsonResponse
from transport import domain
from transport.api.bodies import Allocated, AmountFixed, Because, GrantQuery, GrantShown, Ground
from transport.api.callers import Applicant, Commerce, GrantNo, GrantReader, Officer, Supervisor
from transport.api.opening import add_opening
from transport.api.telling import told
from transport.domain import Grant, Policy, Standing, ToAllocate, Unit
from transport.holding import Made, act_held
from transport.storage import GRANTS, MISUSES, UNITS, counts, standings, states_where, things_where

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Both = tuple[Decided[Grant], tuple[Decided[Unit], ...]] | Refused


def add_grants(service: Service) -> APIRouter:
    """All routes under /v1/grants, and the application."""
    router = APIRouter(prefix="/v1", tags=["grants"])
    add_opening(router, service)
    _by_commerce(router, service)
    _by_transport(router, service)
    _reading(router, service)
    return router


def _by_commerce(router: APIRouter, service: Service) -> None:
    @router.post(
        "/grants/{grant_no}/determine",
        summary="Fix or change the amount · 确定或调整额度",
        **acting(GrantShown, *VERB),
    )
    async def determine(grant_no: GrantNo, body: AmountFixed, request: Request, caller: Commerce) -> Response:
        async def decide(connection: AsyncConnection, thing: Loaded[Grant], now: datetime) -> Made | Refused:
            grant, standing, free = await _seen(service, connection, thing)
            units = [one.state for one in free if one.state is not None]
            made = domain.determine(
                grant, standing, units, body.fixed(caller.actor), now=now, policy=service.policy
            )
            return _joined(thing, free, made)

        return await act_held(service, GRANTS, grant_no, decide, request=request)

    @router.post(
        "/grants/{grant_no}/refuse",
        summary="Refuse an application · 不予额度",
        **acting(GrantShown, *VERB),
    )
    async def refuse(grant_no: GrantNo, body: Ground, request: Request, _caller: Commerce) -> Response:
        def decide(grant: Grant, _now: datetime, _policy: Policy) -> Decided[Grant] | Refused:
            return domain.refuse(grant, body.ended())

        return await service.act(GRANTS, grant_no, decide, request=request)

    @router.post(
        "/grants/{grant_no}/withdraw",
        summary="Take the application back · 撤回申请",
        **acting(GrantShown, *VERB),
    )
    async def withdraw(grant_no: GrantNo, body: Because, request: Request, _caller: Applicant) -> Response:
        def decide(grant: Grant, _now: datetime, _policy: Policy) -> Decided[Grant] | Refused:
            return domain.withdraw(grant, body.reason)

        return await service.act(GRANTS, grant_no, decide, request=request, admit=its_own)


def _by_transport(router: APIRouter, service: Service) -> None:
    @router.post(
        "/grants/{grant_no}/allocate", summary="Allocate units · 配置指标", **acting(GrantShown, *VERB)
    )
    async def allocate(grant_no: GrantNo, body: Allocated, request: Request, caller: Officer) -> Response:
        async def decide(connection: AsyncConnection, thing: Loaded[Grant], now: datetime) -> Made | Refused:
            grant, standing, _ = await _seen(service, connection, thing)
            reports = await states_where(service.database, connection, MISUSES, uscc=grant.uscc)
            wanted = ToAllocate(
                body.units, caller.actor, body.valid_to, misuse_open=any(one.live for one in reports)
            )
            made = domain.allocate(grant, standing, wanted, now=now, policy=service.policy)
            return _joined(thing, (), made)

        return await act_held(service, GRANTS, grant_no, decide, request=request)

    @router.post(
        "/grants/{grant_no}/cancel",
        summary="Take back what nobody has reserved · 收回未使用指标",
        **acting(GrantShown, *VERB),
    )
    async def cancel(grant_no: GrantNo, body: Ground, request: Request, caller: Supervisor) -> Response:
        async def decide(connection: AsyncConnection, thing: Loaded[Grant], now: datetime) -> Made | Refused:
            grant, standing, free = await _seen(service, connection, thing)
            units = [one.state for one in free if one.state is not None]
            made = domain.cancel(grant, standing, units, body.ended(), by=caller.actor, now=now)
            return _joined(thing, free, made)

        return await act_held(service, GRANTS, grant_no, decide, request=request)


async def _seen(
    service: Service, connection: AsyncConnection, thing: Loaded[Grant]
) -> tuple[Grant, Standing, list[Loaded[Unit]]]:
    """The grant that is held, where its units stand, and the free ones, held as well."""
    if thing.state is None:
        raise problem("not-found", "There is no such grant.")
    where = {"grant_no": thing.state.id, "status": "available"}
    free = await things_where(service.database, connection, UNITS, where, lock=True)
    return (
        thing.state,
        (await standings(service.database, connection, [thing.state.id]))[thing.state.id],
        free,
    )


def _joined(thing: Loaded[Grant], known: list[Loaded[Unit]] | tuple[()], made: Both) -> Made | Refused:
    """What was decided, beside what each thing was; a unit that was not there before is a new one."""
    if isinstance(made, Refused):
        return made
    by_id = {one.state.id: one for one in known if one.state is not None}
    grant, units = made
    return [(thing, grant), *((by_id.get(one.state.id, Loaded(UNITS, None, 0)), one) for one in units)]


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "/grants",
        summary="Grants with their balances · 额度清单",
        response_model=Page[GrantShown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def listed(caller: GrantReader, asked: Annotated[GrantQuery, Query()]) -> Response:
        where = {"uscc": sought_by(caller, asked.uscc), "year": asked.year, "status": asked.status}
        before = {"valid_to": asked.ends_before.isoformat() if asked.ends_before else None}
        query = ListQuery(where, before, asked.sort, asked.cursor, asked.limit)
        page = await service.list(GRANTS, query)
        async with service.database.reading() as connection:
            known = await standings(service.database, connection, [item["id"] for item in page["items"]])
        items = [{**item, "units": counts(known[item["id"]])} for item in page["items"]]
        return JsonResponse({**page, "items": items})

    @router.get(
        "/grants/{grant_no}",
        summary="One grant, its balance and its history · 额度",
        response_model=GrantShown,
        responses=responses("not-found"),
    )
    async def one(grant_no: GrantNo, caller: GrantReader) -> Response:
        async with service.database.reading() as connection:
            known = await standings(service.database, connection, [grant_no])
        more = {"units": counts(known[grant_no])}
        return await told(service, GRANTS, grant_no, lambda grant: (grant.id,), caller=caller, more=more)
