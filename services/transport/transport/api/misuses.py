"""Reports of misuse (C19): made, looked into by an officer, decided by a second person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.callers import sought_by
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.answers import Outcome
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import Page
from exportlane.runtime.problems import responses
from exportlane.runtime.storage import Loaded
from exportlane.runtime.web import JsonResponse
from transport import domain
from transport.api.bodies import Because, MisuseQuery, Proposed, Reported, Shown
from transport.api.callers import Officer, Reader, Supervisor, ThingId
from transport.api.telling import told
from transport.domain import Misuse, Policy, Proposal, Report
from transport.holding import Made, act_held, outcome_of
from transport.storage import GRANTS, MISUSES, UNITS, holder_of, things_where
from transport.watching import taken_up

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_misuses(service: Service) -> APIRouter:
    """All routes under /v1/misuses."""
    router = APIRouter(prefix="/v1/misuses", tags=["misuse"])
    _reporting(router, service)
    _looking_into(router, service)
    _deciding(router, service)
    _reading(router, service)
    return router


def _reporting(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Report road use or a sale at home · 登记违规使用",
        **creating(Shown, *ONCE, "move-not-allowed", "rule-violated"),
    )
    async def report(body: Reported, request: Request, caller: Officer) -> Response:
        async def work(connection: AsyncConnection, now: datetime, who: Caller) -> Outcome:
            unit = await holder_of(service.database, connection, body.vin)
            said = Report(new_id(), body.code, body.reason, statutory_day(now), who.actor)
            made = await taken_up(service, connection, unit.id if unit else "", said)
            place = f"{request.url.path}/{made[0][1].state.id}" if not isinstance(made, Refused) else ""
            return outcome_of(made, status=201, headers={"location": place})

        del caller
        return await service.counter.once.do(request, work)


def _looking_into(router: APIRouter, service: Service) -> None:
    @router.post("/{misuse_id}/propose", summary="Propose a decision · 提出处理意见", **acting(Shown, *VERB))
    async def propose(misuse_id: ThingId, body: Proposed, request: Request, caller: Officer) -> Response:
        def decide(misuse: Misuse, now: datetime, _policy: Policy) -> Decided[Misuse] | Refused:
            proposal = Proposal(
                body.result, body.code, body.reason, body.article, caller.actor, statutory_day(now)
            )
            return domain.propose(misuse, proposal)

        return await service.act(MISUSES, misuse_id, decide, request=request)


def _deciding(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{misuse_id}/send-back", summary="Send it back to be looked into · 退回", **acting(Shown, *VERB)
    )
    async def send_back(misuse_id: ThingId, body: Because, request: Request, _caller: Supervisor) -> Response:
        def decide(misuse: Misuse, _now: datetime, _policy: Policy) -> Decided[Misuse] | Refused:
            return domain.send_back(misuse, body.reason)

        return await service.act(MISUSES, misuse_id, decide, request=request)

    @router.post(
        "/{misuse_id}/confirm",
        summary="Decide as was proposed, as the second person · 审核决定",
        **acting(Shown, *VERB),
    )
    async def confirm(misuse_id: ThingId, request: Request, caller: Supervisor) -> Response:
        async def decide(connection: AsyncConnection, thing: Loaded[Misuse], now: datetime) -> Made | Refused:
            return await _confirmed(service, connection, thing, by=caller.actor, now=now)

        return await act_held(service, MISUSES, misuse_id, decide, request=request)


async def _confirmed(
    service: Service, connection: AsyncConnection, thing: Loaded[Misuse], *, by: str, now: datetime
) -> Made | Refused:
    """The decision with everything that it changes: the firm's grants, and the units of the misused one."""
    misuse = thing.state
    if misuse is None:
        return Refused("move-not-allowed", "There is nothing to decide.")
    database = service.database
    grants = await things_where(database, connection, GRANTS, {"uscc": misuse.uscc}, lock=True)
    units = await things_where(database, connection, UNITS, {"grant_no": misuse.grant_no}, lock=True)
    outcome = domain.confirm(
        misuse,
        [one.state for one in grants if one.state is not None],
        [one.state for one in units if one.state is not None],
        by=by,
        now=now,
    )
    if isinstance(outcome, Refused):
        return outcome
    known = {one.state.id: one for one in units if one.state is not None}
    return [
        (thing, outcome.misuse),
        *zip(grants, outcome.grants, strict=True),
        *((known[one.state.id], one) for one in outcome.units),
    ]


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="Reports of misuse · 违规使用清单",
        response_model=Page[Shown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def listed(caller: Reader, asked: Annotated[MisuseQuery, Query()]) -> Response:
        where = {"status": asked.status, "uscc": sought_by(caller, asked.uscc), "vin": asked.vin}
        return JsonResponse(
            await service.list(MISUSES, ListQuery(where, None, "-created", asked.cursor, asked.limit))
        )

    @router.get(
        "/{misuse_id}",
        summary="One report with its history · 违规使用",
        response_model=Shown,
        responses=responses("not-found"),
    )
    async def one(misuse_id: ThingId, caller: Reader) -> Response:
        def subjects(misuse: Misuse) -> tuple[str, ...]:
            return (misuse.case_id, misuse.unit_no, misuse.grant_no)

        return await told(service, MISUSES, misuse_id, subjects, caller=caller)
