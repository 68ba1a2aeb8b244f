"""The officer's desk: ask, take up, let the clock stand still, grant, refuse; and the supervisor's lane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import VERB, acting
from exportlane.runtime.storage import Kind
from licensing import domain
from licensing.access import OFFICER, SUPERVISOR
from licensing.api.acting import on_application
from licensing.documents import ApplicationDocument
from licensing.domain import Application, LaneDecision, Policy, Standstill
from licensing.papers import CorrectionNotice, Ground, LaneChoice
from licensing.storage import APPLICATIONS, lane_of_today

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Answer = Decided[Application] | Refused


def add(router: APIRouter, service: Service) -> None:
    """The routes of the desk."""
    _taking_up(router, service)
    _clock(router, service)
    _deciding(router, service)
    _lane(router, service)


def _taking_up(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/request-correction",
        summary="Ask for everything that is missing, in one notice",
        **acting(ApplicationDocument, *VERB),
    )
    async def request_correction(
        application_id: str,
        body: CorrectionNotice,
        request: Request,
        caller: Annotated[Caller, Depends(OFFICER)],
    ) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Answer:
            return domain.decide_correction_request(
                state, body.read(), by=caller.actor, now=now, policy=policy
            )

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/accept",
        summary="Take the application up",
        dependencies=[Depends(OFFICER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def accept(application_id: str, request: Request) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Answer:
            return domain.decide_acceptance(state, now=now, policy=policy)

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/refuse-acceptance",
        summary="Do not take it up, with the reason in writing",
        dependencies=[Depends(OFFICER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def refuse_acceptance(application_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Application, now: datetime, _policy: Policy) -> Answer:
            return domain.decide_not_to_accept(state, body.read(), now=now)

        return await on_application(service, application_id, decide, request)


def _clock(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/pause",
        summary="Let the limit stand still for a listed reason",
        **acting(ApplicationDocument, *VERB),
    )
    async def pause(
        application_id: str, body: Ground, request: Request, caller: Annotated[Caller, Depends(OFFICER)]
    ) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Answer:
            standstill = Standstill(body.code, body.reason, caller.actor, statutory_day(now))
            return domain.decide_pause(state, standstill, policy=policy)

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/resume",
        summary="Let the limit run again",
        dependencies=[Depends(OFFICER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def resume(application_id: str, request: Request) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Answer:
            return domain.decide_resumption(state, now=now, policy=policy)

        return await on_application(service, application_id, decide, request)


def _deciding(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/grant",
        summary="Issue the licence; a flagged one takes a second officer",
        **acting(ApplicationDocument, *VERB),
    )
    async def grant(
        application_id: str, request: Request, caller: Annotated[Caller, Depends(OFFICER)]
    ) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Answer:
            return domain.decide_grant(state, by=caller.actor, now=now, policy=policy)

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/refuse",
        summary="Refuse the whole application",
        dependencies=[Depends(OFFICER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def refuse(application_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Application, now: datetime, _policy: Policy) -> Answer:
            return domain.decide_refusal(state, body.read(), now=now)

        return await on_application(service, application_id, decide, request)


def _lane(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/set-priority",
        summary="Say yes or no to the priority lane",
        **acting(ApplicationDocument, *VERB),
    )
    async def set_priority(
        application_id: str,
        body: LaneChoice,
        request: Request,
        caller: Annotated[Caller, Depends(SUPERVISOR)],
    ) -> Response:
        counted: list[tuple[int, int]] = []

        async def count(connection: AsyncConnection, _state: Application) -> Sequence[tuple[Kind[Any], str]]:
            today = statutory_day(service.clock.now()).isoformat()
            counted[:] = [await lane_of_today(connection, today)]
            return ()

        def decide(
            state: Application, _others: Any, now: datetime, policy: Policy
        ) -> Sequence[tuple[Kind[Any], Decided[Any]]] | Refused:
            choice = LaneDecision(
                body.priority == "urgent", body.code, body.reason, caller.actor, statutory_day(now)
            )
            of_the_day, urgent = counted[0]
            answer = domain.decide_priority(
                state, choice, of_the_day=of_the_day, urgent_today=urgent, now=now, policy=policy
            )
            return answer if isinstance(answer, Refused) else ((APPLICATIONS, answer),)

        return await service.act_together(
            APPLICATIONS, application_id, others=count, decide=decide, request=request
        )
