"""The REST API of licensing: receive applications, list the work, ask, decide, undo.

Who may do what stands beside each route. An exporter sees and supplies its own applications only; for anybody else's
the answer is 404, as if there were none.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import one_page, with_history
from licensing import domain
from licensing.access import (
    APPLICANT,
    OFFICER,
    READER,
    RECEIVER,
    SUPERVISOR,
    SUPPLIER,
    exporter_listed,
    own,
)
from licensing.domain import Application, Policy
from licensing.papers import (
    ApplicationDocument,
    ApplicationPage,
    ApplicationPaper,
    ApplicationWithHistory,
    CorrectionNotice,
    CorrectionPaper,
    Ground,
    Withdrawal,
    WorkQuery,
)
from licensing.storage import APPLICATIONS, applications_of, with_vins

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of licensing."""
    router = APIRouter(prefix="/v1/applications", tags=["applications"])
    _receiving(router, service)
    _reading(router, service)
    _corrections(router, service)
    _decisions(router, service)
    return router


def _receiving(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Receive an application",
        dependencies=[Depends(RECEIVER)],
        **creating(ApplicationDocument, *ONCE, "conflict", "rule-violated"),
    )
    async def receive(body: ApplicationPaper, request: Request) -> Response:
        def build(now: datetime) -> Decided[Application] | Refused:
            decided = domain.decide_submission(body.read(now), now=now, policy=service.policy)
            return decided if isinstance(decided, Refused) else with_vins(decided)

        return await service.create(APPLICATIONS, build, request=request)


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="The work list",
        response_model=None,
        responses={200: {"model": ApplicationPage}, **responses("bad-cursor", "forbidden")},
    )
    async def work(
        caller: Annotated[Caller, Depends(READER)], asked: Annotated[WorkQuery, Query()]
    ) -> Response:
        query = ListQuery(
            where={
                "status": asked.status,
                "exporter": exporter_listed(caller, asked.exporter),
                "batch": asked.batch,
                "profile": asked.profile,
            },
            before={"due": asked.due_before.isoformat() if asked.due_before else None},
            sort=asked.sort.replace("deadline", "due"),
            cursor=asked.cursor,
            limit=asked.limit,
        )
        if asked.vin is None:
            return JsonResponse(await service.list(APPLICATIONS, query))
        found = await applications_of(service.database, asked.vin)
        return JsonResponse(await one_page(service, APPLICATIONS, found, query))

    @router.get(
        "/{application_id}",
        summary="One application with its history",
        response_model=None,
        responses={200: {"model": ApplicationWithHistory}, **responses("not-found")},
        dependencies=[Depends(READER)],
    )
    async def one(application_id: str, request: Request) -> Response:
        return await with_history(service, APPLICATIONS, application_id, request=request, admit=own)


def _corrections(router: APIRouter, service: Service) -> None:
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
        def decide(state: Application, _now: datetime, policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_correction_request(state, body.read(), by=caller.actor, policy=policy)

        return await service.act(APPLICATIONS, application_id, decide, request=request)

    @router.post(
        "/{application_id}/supply-correction",
        summary="Answer the notice",
        dependencies=[Depends(SUPPLIER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def supply_correction(application_id: str, body: CorrectionPaper, request: Request) -> Response:
        lines = tuple(line.read() for line in body.lines)

        def decide(state: Application, now: datetime, policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_correction(state, lines, body.items, now=now, policy=policy)

        return await service.act(APPLICATIONS, application_id, decide, request=request, admit=own)

    @router.post(
        "/{application_id}/withdraw",
        summary="Take the application back",
        dependencies=[Depends(APPLICANT)],
        **acting(ApplicationDocument, *VERB),
    )
    async def withdraw(application_id: str, body: Withdrawal, request: Request) -> Response:
        def decide(state: Application, _now: datetime, _policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_withdrawal(state, body.reason)

        return await service.act(APPLICATIONS, application_id, decide, request=request, admit=own)


def _decisions(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/grant",
        summary="Issue the licence",
        dependencies=[Depends(OFFICER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def grant(application_id: str, request: Request) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_grant(state, now=now, policy=policy)

        return await service.act(APPLICATIONS, application_id, decide, request=request)

    @router.post(
        "/{application_id}/refuse",
        summary="Refuse the whole application",
        dependencies=[Depends(OFFICER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def refuse(application_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Application, _now: datetime, _policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_refusal(state, body.read())

        return await service.act(APPLICATIONS, application_id, decide, request=request)

    @router.post(
        "/{application_id}/cancel",
        summary="Cancel a licence that is not used",
        dependencies=[Depends(SUPERVISOR)],
        **acting(ApplicationDocument, *VERB),
    )
    async def cancel(application_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Application, _now: datetime, _policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_cancellation(state, body.read())

        return await service.act(APPLICATIONS, application_id, decide, request=request)
