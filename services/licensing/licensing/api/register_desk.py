"""The desk of the register: ask, take up, file, reject; and what changes how a firm stands, with its applications."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import VERB, acting
from exportlane.runtime.storage import Kind
from licensing import filing as law
from licensing.access import OFFICER, SUPERVISOR
from licensing.documents import FilingDocument
from licensing.domain import Policy
from licensing.filing import Filing
from licensing.filing_papers import DelistingPaper, FilingNotice, ListingPaper
from licensing.papers import Ground, Withdrawal
from licensing.storage import APPLICATIONS, FILINGS, open_applications

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Answer = Decided[Filing] | Refused
Decisions = Sequence[tuple[Kind[Any], Decided[Any]]]


def add(router: APIRouter, service: Service) -> None:
    """The routes of the desk."""
    _reviewing(router, service)
    _renewing(router, service)
    _holding(router, service)
    _listing(router, service)


async def with_applications(
    service: Service, filing_id: str, decide: Callable[[Filing, datetime, Policy], Answer], request: Request
) -> Response:
    """Change a filing, and with it every open application of the firm, in one transaction (C15)."""

    async def others(connection: AsyncConnection, state: Filing) -> Sequence[tuple[Kind[Any], str]]:
        return [(APPLICATIONS, id_) for id_ in await open_applications(connection, state.uscc)]

    def together(
        state: Filing, found: Mapping[str, Any], now: datetime, policy: Policy
    ) -> Decisions | Refused:
        answer = decide(state, now, policy)
        if isinstance(answer, Refused):
            return answer
        carried = [(APPLICATIONS, law.carry_over(answer.state, one, now=now)) for one in found.values()]
        return [(FILINGS, answer), *carried]

    return await service.act_together(FILINGS, filing_id, others=others, decide=together, request=request)


def _reviewing(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{filing_id}/request-correction",
        summary="Ask for everything that is missing, in one notice",
        **acting(FilingDocument, *VERB),
    )
    async def request_correction(
        filing_id: str, body: FilingNotice, request: Request, caller: Annotated[Caller, Depends(OFFICER)]
    ) -> Response:
        def decide(state: Filing, now: datetime, policy: Policy) -> Answer:
            return law.ask_of_firm(state, body.read(), by=caller.actor, now=now, policy=policy)

        return await service.act(FILINGS, filing_id, decide, request=request)

    @router.post(
        "/{filing_id}/accept",
        summary="Take it up: the review runs",
        dependencies=[Depends(OFFICER)],
        **acting(FilingDocument, *VERB),
    )
    async def accept(filing_id: str, request: Request) -> Response:
        def decide(state: Filing, now: datetime, policy: Policy) -> Answer:
            return law.accept_filing(state, now=now, policy=policy)

        return await service.act(FILINGS, filing_id, decide, request=request)

    @router.post(
        "/{filing_id}/reject",
        summary="Do not file the firm, with the reason",
        dependencies=[Depends(OFFICER)],
        **acting(FilingDocument, *VERB),
    )
    async def reject(filing_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Filing, now: datetime, _policy: Policy) -> Answer:
            return law.reject_filing(state, body.read(), now=now)

        return await service.act(FILINGS, filing_id, decide, request=request)


def _renewing(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{filing_id}/file",
        summary="Put the firm on the register for a year",
        dependencies=[Depends(OFFICER)],
        **acting(FilingDocument, *VERB),
    )
    async def file(filing_id: str, request: Request) -> Response:
        def decide(state: Filing, now: datetime, policy: Policy) -> Answer:
            return law.file_enterprise(state, now=now, policy=policy)

        return await with_applications(service, filing_id, decide, request)

    @router.post(
        "/{filing_id}/renew",
        summary="Renew before the end: the year starts again",
        dependencies=[Depends(OFFICER)],
        **acting(FilingDocument, *VERB),
    )
    async def renew(filing_id: str, request: Request) -> Response:
        def decide(state: Filing, now: datetime, policy: Policy) -> Answer:
            return law.renew_filing(state, now=now, policy=policy)

        return await with_applications(service, filing_id, decide, request)


def _holding(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{filing_id}/suspend",
        summary="Suspend the firm: its unused licences are revoked",
        **acting(FilingDocument, *VERB),
    )
    async def suspend(
        filing_id: str, body: Ground, request: Request, caller: Annotated[Caller, Depends(SUPERVISOR)]
    ) -> Response:
        def decide(state: Filing, _now: datetime, _policy: Policy) -> Answer:
            return law.suspend_filing(state, body.read(), by=caller.actor)

        return await with_applications(service, filing_id, decide, request)

    @router.post(
        "/{filing_id}/resume",
        summary="The ground of the suspension is gone",
        **acting(FilingDocument, *VERB),
    )
    async def resume(
        filing_id: str, body: Withdrawal, request: Request, caller: Annotated[Caller, Depends(SUPERVISOR)]
    ) -> Response:
        def decide(state: Filing, _now: datetime, _policy: Policy) -> Answer:
            return law.resume_filing(state, body.reason, by=caller.actor)

        return await with_applications(service, filing_id, decide, request)

    @router.post(
        "/{filing_id}/remove",
        summary="Strike the firm off: its unused licences are revoked",
        **acting(FilingDocument, *VERB),
    )
    async def remove(
        filing_id: str, body: Ground, request: Request, caller: Annotated[Caller, Depends(SUPERVISOR)]
    ) -> Response:
        def decide(state: Filing, _now: datetime, _policy: Policy) -> Answer:
            return law.remove_filing(state, body.read(), by=caller.actor)

        return await with_applications(service, filing_id, decide, request)


def _listing(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{filing_id}/list",
        summary="Put the firm on the negative list or a list of serious dishonesty",
        **acting(FilingDocument, *VERB),
    )
    async def enlist(
        filing_id: str, body: ListingPaper, request: Request, caller: Annotated[Caller, Depends(SUPERVISOR)]
    ) -> Response:
        def decide(state: Filing, now: datetime, _policy: Policy) -> Answer:
            return law.put_on_list(state, body.read(), by=caller.actor, now=now)

        return await with_applications(service, filing_id, decide, request)

    @router.post(
        "/{filing_id}/delist",
        summary="Take the firm off a list from today on",
        **acting(FilingDocument, *VERB),
    )
    async def delist(
        filing_id: str, body: DelistingPaper, request: Request, caller: Annotated[Caller, Depends(SUPERVISOR)]
    ) -> Response:
        def decide(state: Filing, now: datetime, _policy: Policy) -> Answer:
            return law.take_off_list(state, body.list, body.reason, by=caller.actor, now=now)

        return await with_applications(service, filing_id, decide, request)
