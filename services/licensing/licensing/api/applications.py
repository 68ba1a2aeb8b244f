"""Applications at the counter: handed in, listed, shown, corrected, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import one_page, with_history
from licensing import domain
from licensing.access import APPLICANT, READER, RECEIVER, SUPPLIER, by_courier, exporter_listed, own
from licensing.api.acting import on_application
from licensing.documents import ApplicationDocument, ApplicationPage, ApplicationWithHistory
from licensing.domain import Application, Policy
from licensing.firms import standing_of
from licensing.papers import ApplicationPaper, CorrectionPaper, UrgencyPaper, Withdrawal, WorkQuery
from licensing.storage import APPLICATIONS, applications_of, live_elsewhere, with_vins

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add(router: APIRouter, service: Service) -> None:
    """The routes of the counter."""
    _receiving(router, service)
    _reading(router, service)
    _supplying(router, service)


def _receiving(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Receive an application, or keep it as a draft",
        **creating(ApplicationDocument, *ONCE, "conflict", "move-not-allowed", "rule-violated"),
    )
    async def receive(
        body: ApplicationPaper, request: Request, caller: Annotated[Caller, Depends(RECEIVER)]
    ) -> Response:
        vins = [line.vin for line in body.lines]
        courier = by_courier(caller)

        async def given(connection: AsyncConnection) -> domain.Known:
            today = statutory_day(service.clock.now())
            standing = await standing_of(service, connection, body.exporter_uscc, on=today, hold=True)
            elsewhere = await live_elsewhere(service.database, connection, vins, but=body.lot_id)
            return domain.Known(standing, elsewhere)

        def build(now: datetime, known: domain.Known) -> Decided[Application] | Refused:
            decided = domain.decide_receipt(
                body.read(now), known, by_courier=courier, now=now, policy=service.policy
            )
            return decided if isinstance(decided, Refused) else with_vins(decided)

        return await service.create(APPLICATIONS, build, request=request, given=given)

    @router.post("/{application_id}/submit", summary="Hand in a draft", **acting(ApplicationDocument, *VERB))
    async def submit(
        application_id: str, request: Request, _caller: Annotated[Caller, Depends(SUPPLIER)]
    ) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_submission(state, now=now, policy=policy)

        return await on_application(service, application_id, decide, request)


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
                "priority": asked.priority,
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


def _supplying(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/supply-correction",
        summary="Answer the notice",
        dependencies=[Depends(SUPPLIER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def supply_correction(application_id: str, body: CorrectionPaper, request: Request) -> Response:
        lines = tuple(line.read() for line in body.lines)

        def decide(state: Application, now: datetime, policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_correction(
                state, lines, body.items, now=now, policy=policy, conformity=body.conformity_declaration
            )

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/request-priority",
        summary="Ask for the priority lane, with reason and evidence",
        dependencies=[Depends(SUPPLIER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def request_priority(application_id: str, body: UrgencyPaper, request: Request) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_priority_request(state, body.read(), now=now, policy=policy)

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/withdraw",
        summary="Take the application back",
        dependencies=[Depends(APPLICANT)],
        **acting(ApplicationDocument, *VERB),
    )
    async def withdraw(application_id: str, body: Withdrawal, request: Request) -> Response:
        def decide(state: Application, now: datetime, _policy: Policy) -> Decided[Application] | Refused:
            return domain.decide_withdrawal(state, body.reason, now=now)

        return await on_application(service, application_id, decide, request)
