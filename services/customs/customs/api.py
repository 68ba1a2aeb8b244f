"""The REST API of customs: receive declarations, list the work, ask, decide, undo.

Who may do what stands beside each route. An exporter sees and supplies its own declarations only; for anybody else's
the answer is 404, as if there were none.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from customs import domain
from customs.access import (
    OFFICER,
    READER,
    RECEIVER,
    SUPERVISOR,
    SUPPLIER,
    exporter_listed,
    own,
)
from customs.domain import Declaration, Policy
from customs.papers import (
    CorrectionNotice,
    CorrectionPaper,
    DeclarationDocument,
    DeclarationPage,
    DeclarationPaper,
    DeclarationWithHistory,
    Departure,
    GoodsReturned,
    Ground,
    WorkQuery,
)
from customs.storage import DECLARATIONS, declarations_of, with_vins
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import one_page, with_history

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Answer = Decided[Declaration] | Refused


def routes(service: Service) -> APIRouter:
    """All routes of customs."""
    router = APIRouter(prefix="/v1/declarations", tags=["declarations"])
    _receiving(router, service)
    _reading(router, service)
    _corrections(router, service)
    _passage(router, service)
    _endings(router, service)
    return router


def _receiving(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Receive the papers of a declaration",
        dependencies=[Depends(RECEIVER)],
        **creating(DeclarationDocument, *ONCE, "conflict", "rule-violated"),
    )
    async def receive(body: DeclarationPaper, request: Request) -> Response:
        def build(_now: datetime) -> Answer:
            decided = domain.decide_receipt(body.read(), policy=service.policy)
            return decided if isinstance(decided, Refused) else with_vins(decided)

        return await service.create(DECLARATIONS, build, request=request)


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="The work list",
        response_model=None,
        responses={200: {"model": DeclarationPage}, **responses("bad-cursor", "forbidden")},
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
                "licence_no": asked.licence_no,
                "declaration_no": asked.declaration_no,
            },
            before={"due": asked.due_before.isoformat() if asked.due_before else None},
            sort=asked.sort.replace("deadline", "due"),
            cursor=asked.cursor,
            limit=asked.limit,
        )
        if asked.vin is None:
            return JsonResponse(await service.list(DECLARATIONS, query))
        found = await declarations_of(service.database, asked.vin)
        return JsonResponse(await one_page(service, DECLARATIONS, found, query))

    @router.get(
        "/{declaration_id}",
        summary="One declaration with its history",
        response_model=None,
        responses={200: {"model": DeclarationWithHistory}, **responses("not-found")},
        dependencies=[Depends(READER)],
    )
    async def one(declaration_id: str, request: Request) -> Response:
        return await with_history(service, DECLARATIONS, declaration_id, request=request, admit=own)


def _corrections(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{declaration_id}/request-correction",
        summary="Send the papers back, in one notice",
        **acting(DeclarationDocument, *VERB),
    )
    async def request_correction(
        declaration_id: str,
        body: CorrectionNotice,
        request: Request,
        caller: Annotated[Caller, Depends(OFFICER)],
    ) -> Response:
        def decide(state: Declaration, _now: datetime, _policy: Policy) -> Answer:
            return domain.decide_correction_request(state, body.read(), by=caller.actor)

        return await service.act(DECLARATIONS, declaration_id, decide, request=request)

    @router.post(
        "/{declaration_id}/supply-correction",
        summary="Hand the corrected papers in again",
        dependencies=[Depends(SUPPLIER)],
        **acting(DeclarationDocument, *VERB),
    )
    async def supply_correction(declaration_id: str, body: CorrectionPaper, request: Request) -> Response:
        lines = tuple(line.read() for line in body.lines)

        def decide(state: Declaration, now: datetime, policy: Policy) -> Answer:
            return domain.decide_correction(state, body.head(), lines, body.items, now=now, policy=policy)

        return await service.act(DECLARATIONS, declaration_id, decide, request=request, admit=own)


def _passage(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{declaration_id}/accept",
        summary="Give the declaration its number",
        dependencies=[Depends(OFFICER)],
        **acting(DeclarationDocument, *VERB),
    )
    async def accept(declaration_id: str, request: Request) -> Response:
        def decide(state: Declaration, now: datetime, _policy: Policy) -> Answer:
            return domain.decide_acceptance(state, now=now)

        return await service.act(DECLARATIONS, declaration_id, decide, request=request)

    @router.post(
        "/{declaration_id}/release",
        summary="Let the goods be loaded (放行)",
        dependencies=[Depends(OFFICER)],
        **acting(DeclarationDocument, *VERB),
    )
    async def release(declaration_id: str, request: Request) -> Response:
        def decide(state: Declaration, now: datetime, _policy: Policy) -> Answer:
            return domain.decide_release(state, now=now)

        return await service.act(DECLARATIONS, declaration_id, decide, request=request)

    @router.post(
        "/{declaration_id}/clear",
        summary="Confirm the departure (结关)",
        dependencies=[Depends(OFFICER)],
        **acting(DeclarationDocument, *VERB),
    )
    async def clear(declaration_id: str, request: Request, body: Departure | None = None) -> Response:
        def decide(state: Declaration, now: datetime, _policy: Policy) -> Answer:
            return domain.decide_clearance(state, vessel=body.vessel if body else None, now=now)

        return await service.act(DECLARATIONS, declaration_id, decide, request=request)


def _endings(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{declaration_id}/refuse",
        summary="Do not release, for good",
        dependencies=[Depends(OFFICER)],
        **acting(DeclarationDocument, *VERB),
    )
    async def refuse(declaration_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Declaration, _now: datetime, _policy: Policy) -> Answer:
            return domain.decide_rejection(state, body.read())

        return await service.act(DECLARATIONS, declaration_id, decide, request=request)

    @router.post(
        "/{declaration_id}/cancel",
        summary="Take a release back: not loaded (退关)",
        dependencies=[Depends(SUPERVISOR)],
        **acting(DeclarationDocument, *VERB),
    )
    async def cancel(declaration_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Declaration, _now: datetime, _policy: Policy) -> Answer:
            return domain.decide_cancellation(state, body.read())

        return await service.act(DECLARATIONS, declaration_id, decide, request=request)

    @router.post(
        "/{declaration_id}/return",
        summary="Record that the goods came back (退运)",
        dependencies=[Depends(OFFICER)],
        **acting(DeclarationDocument, *VERB),
    )
    async def give_back(declaration_id: str, body: GoodsReturned, request: Request) -> Response:
        def decide(state: Declaration, now: datetime, _policy: Policy) -> Answer:
            return domain.decide_return(state, reason=body.reason, returned_on=body.returned_on, now=now)

        return await service.act(DECLARATIONS, declaration_id, decide, request=request)
