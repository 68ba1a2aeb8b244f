"""The register of lines: opened, closed; the carrier asks for support, commerce or transport decides."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from logistics.access import OFFICER_HERE, SCHEDULES, SUPPORT_DECIDER
from logistics.documents import LineDocument, LinePage, TradeModeDocument, TradeModeList
from logistics.domain import lines
from logistics.domain.lines import Line
from logistics.domain.policy import Policy
from logistics.papers import Closing, Grounds, LinePaper, LineQuery, SupportVerdict
from logistics.settings import trade_modes
from logistics.storage import LINES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Officer = Depends(OFFICER_HERE)
Answer = Decided[Line] | Refused


def add(router: APIRouter, service: Service) -> None:
    """The routes of the register."""
    _keeping(router, service)
    _reading(router, service)
    _supporting(router, service)


def _keeping(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Enter a line in the register (新开航线、班列)",
        dependencies=[Officer],
        **creating(LineDocument, *ONCE, "conflict", "rule-violated"),
    )
    async def create(body: LinePaper, request: Request) -> Response:
        line = Line(
            id=f"LN-{new_id()[-12:].upper()}",
            name=body.name,
            mode=body.mode,
            carrier=body.carrier,
            ports=body.ports,
            opened_on=body.opened_on,
            requires_zone=body.requires_zone,
        )
        return await service.create(LINES, lambda now: lines.open_line(line, now=now), request=request)

    @router.post(
        "/{line_id}/close",
        summary="The line is not run any more",
        dependencies=[Officer],
        **acting(LineDocument, *VERB),
    )
    async def close(line_id: str, body: Closing, request: Request) -> Response:
        def decide(state: Line, now: datetime, _policy: Policy) -> Answer:
            return lines.close_line(state, body.reason, on=body.on or statutory_day(now), now=now)

        return await service.act(LINES, line_id, decide, request=request)


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="The lines, the newest first",
        response_model=None,
        responses={200: {"model": LinePage}, **responses("bad-cursor")},
        dependencies=[Depends(SCHEDULES)],
    )
    async def page(asked: Annotated[LineQuery, Query()]) -> Response:
        where: dict[str, Any] = {
            "status": asked.status, "support": asked.support, "mode": asked.mode, "international": asked.international,
        }  # fmt: skip
        query = ListQuery(where, None, asked.sort, asked.cursor, asked.limit)
        return JsonResponse(await service.list(LINES, query))

    @router.get(
        "/trade-modes",
        summary="The ways to send a car, profile by profile, and as what each is declared",
        dependencies=[Depends(SCHEDULES)],
    )
    async def modes() -> TradeModeList:
        found = [
            TradeModeDocument(
                profile=profile, name=mode.name, zh=mode.zh, en=mode.en, zone_before_rail=mode.zone_before_rail,
                declared_as=mode.declared_as, article=mode.article,
            )
            for profile, of_profile in trade_modes().items()
            for mode in of_profile.values()
        ]  # fmt: skip
        return TradeModeList(items=found)

    @router.get(
        "/{line_id}",
        summary="One line",
        response_model=None,
        responses={200: {"model": LineDocument}, **responses("not-found")},
        dependencies=[Depends(SCHEDULES)],
    )
    async def one(line_id: str, request: Request) -> Response:
        return await service.show(LINES, line_id, request=request)


def _supporting(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{line_id}/request-support",
        summary="Ask for the support of newly opened lines (天津措施 第十条)",
        dependencies=[Officer],
        **acting(LineDocument, *VERB),
    )
    async def ask(line_id: str, body: Grounds, request: Request) -> Response:
        def decide(state: Line, now: datetime, policy: Policy) -> Answer:
            return lines.request_support(state, body.grounds, now=now, calendar=policy.calendar)

        return await service.act(LINES, line_id, decide, request=request)

    @router.post(
        "/{line_id}/decide-support",
        summary="Grant or refuse the support: commerce or transport",
        **acting(LineDocument, *VERB),
    )
    async def decided(
        line_id: str,
        body: SupportVerdict,
        request: Request,
        caller: Annotated[Caller, Depends(SUPPORT_DECIDER)],
    ) -> Response:
        def decide(state: Line, now: datetime, _policy: Policy) -> Answer:
            return lines.decide_support(
                state, verdict=body.verdict, reason=body.reason, by=caller.actor, now=now
            )

        return await service.act(LINES, line_id, decide, request=request)
