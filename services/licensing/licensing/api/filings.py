"""Filings at the counter: handed in, listed, shown, corrected, withdrawn; and how a firm stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.fields import Uscc
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import EXPORTER, Caller
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history
from licensing import filing as law
from licensing.access import APPLICANT, READER, SUPPLIER, firm_listed, own
from licensing.documents import FilingDocument, FilingPage, FilingWithHistory, StandingDocument
from licensing.domain import Policy, barred_from_applying
from licensing.filing import Filing
from licensing.filing_papers import FilingCorrection, FilingPaper, FilingQuery
from licensing.firms import standing_of
from licensing.papers import Withdrawal
from licensing.storage import FILINGS, filing_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Answer = Decided[Filing] | Refused


def add(router: APIRouter, service: Service) -> None:
    """The routes of the counter."""
    _receiving(router, service)
    _standing(router, service)
    _reading(router, service)
    _supplying(router, service)


def _receiving(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Ask to be filed as an exporter of used vehicles",
        **creating(FilingDocument, *ONCE, "forbidden", "conflict", "move-not-allowed", "rule-violated"),
    )
    async def receive(
        body: FilingPaper, request: Request, caller: Annotated[Caller, Depends(SUPPLIER)]
    ) -> Response:
        if caller.role == EXPORTER and caller.uscc != body.uscc:
            raise problem("forbidden", "A firm asks for its own filing only.")

        async def given(connection: AsyncConnection) -> Filing | None:
            return await filing_of(service.database, connection, body.uscc)

        def build(now: datetime, before: Filing | None) -> Answer:
            return law.open_filing(body.read(), before, now=now, policy=service.policy)

        return await service.create(FILINGS, build, request=request, given=given)


def _standing(router: APIRouter, service: Service) -> None:
    @router.get(
        "/by-uscc/{uscc}",
        summary="Whether this firm may apply for a licence today",
        responses=responses("forbidden"),
    )
    async def standing(uscc: Uscc, caller: Annotated[Caller, Depends(READER)]) -> StandingDocument:
        firm_listed(caller, uscc)
        today = statutory_day(service.clock.now())
        async with service.database.reading() as connection:
            found = await standing_of(service, connection, uscc, on=today)
        barred = barred_from_applying(found, on=today)
        return StandingDocument(
            uscc=uscc,
            filing_id=found.filing_id,
            name=found.name,
            kind=found.kind,
            status=found.status,
            valid_to=found.valid_to,
            may_apply=barred is None,
            code=barred.code if barred else None,
            reason=barred.reason if barred else None,
            article=barred.article if barred else None,
        )


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="The filings",
        response_model=None,
        responses={200: {"model": FilingPage}, **responses("bad-cursor", "forbidden")},
    )
    async def work(
        caller: Annotated[Caller, Depends(READER)], asked: Annotated[FilingQuery, Query()]
    ) -> Response:
        query = ListQuery(
            where={
                "status": asked.status,
                "uscc": firm_listed(caller, asked.uscc),
                "kind": asked.kind,
                "profile": asked.profile,
            },
            before={
                "due": asked.due_before.isoformat() if asked.due_before else None,
                "valid_to": asked.ends_before.isoformat() if asked.ends_before else None,
            },
            sort=asked.sort.replace("deadline", "due"),
            cursor=asked.cursor,
            limit=asked.limit,
        )
        return JsonResponse(await service.list(FILINGS, query))

    @router.get(
        "/{filing_id}",
        summary="One filing, condition by condition, with its history",
        response_model=None,
        responses={200: {"model": FilingWithHistory}, **responses("not-found")},
        dependencies=[Depends(READER)],
    )
    async def one(filing_id: str, request: Request) -> Response:
        return await with_history(service, FILINGS, filing_id, request=request, admit=own)


def _supplying(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{filing_id}/submit",
        summary="Hand in a draft",
        dependencies=[Depends(SUPPLIER)],
        **acting(FilingDocument, *VERB),
    )
    async def submit(filing_id: str, request: Request) -> Response:
        def decide(state: Filing, now: datetime, policy: Policy) -> Answer:
            return law.submit_filing(state, now=now, policy=policy)

        return await service.act(FILINGS, filing_id, decide, request=request, admit=own)

    @router.post(
        "/{filing_id}/supply-correction",
        summary="Answer the notice",
        dependencies=[Depends(SUPPLIER)],
        **acting(FilingDocument, *VERB),
    )
    async def supply_correction(filing_id: str, body: FilingCorrection, request: Request) -> Response:
        def decide(state: Filing, now: datetime, policy: Policy) -> Answer:
            return law.correct_filing(state, body.particulars.read(), now=now, policy=policy)

        return await service.act(FILINGS, filing_id, decide, request=request, admit=own)

    @router.post(
        "/{filing_id}/withdraw",
        summary="Take it back before a decision",
        dependencies=[Depends(APPLICANT)],
        **acting(FilingDocument, *VERB),
    )
    async def withdraw(filing_id: str, body: Withdrawal, request: Request) -> Response:
        def decide(state: Filing, now: datetime, _policy: Policy) -> Answer:
            return law.withdraw_filing(state, body.reason, now=now)

        return await service.act(FILINGS, filing_id, decide, request=request, admit=own)
