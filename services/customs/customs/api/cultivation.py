"""The cultivation list over REST: list a firm, coach it, take its application, certify or drop it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from customs.access import OFFICER, READER, exporter_listed, own
from customs.documents import (
    CriterionDocument,
    CriterionList,
    CultivationDocument,
    CultivationPage,
    CultivationWithHistory,
)
from customs.domain import cultivation as law
from customs.domain.articles import AEO_STANDARD
from customs.domain.articles import CULTIVATION as ARTICLE
from customs.domain.cultivation import Cultivation, Stage
from customs.storage import CULTIVATION, listed_already
from exportlane.agency.papers import Body, CheckedUscc, PaperNo, Reason, ReasonedGround
from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.fields import Code, Name, Uscc
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import LARGEST, SMALLEST, USUAL
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Answer = Decided[Cultivation] | Refused


class CandidatePaper(Body):
    """A firm that is put on the list, and the officer who is its contact."""

    exporter_uscc: CheckedUscc
    exporter_name: Name
    contact: Name


class CoachingPaper(Body):
    """What the coaching found: the codes of the criteria that the firm meets now."""

    met: Annotated[tuple[Code, ...], Field(max_length=60)]
    note: Reason | None = None


class CertificatePaper(Body):
    """The certificate of a firm that passed."""

    certificate_no: PaperNo


class NotPassed(Body):
    """Why a firm did not pass."""

    reason: Reason


class ListedQuery(Body):
    """What the list is filtered and sorted by."""

    stage: Stage | None = None
    exporter: Uscc | None = None
    sort: Literal["created", "-created", "updated", "-updated"] = "-created"
    limit: int = Field(USUAL, ge=SMALLEST, le=LARGEST)
    cursor: str | None = Field(None, max_length=1024)


def add_cultivation(router: APIRouter, service: Service) -> None:
    """All routes of the list."""
    _listing(router, service)
    _reading(router, service)
    _stages(router, service)


def _listing(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Put a firm on the list",
        dependencies=[Depends(OFFICER)],
        **creating(CultivationDocument, *ONCE, "conflict", "move-not-allowed"),
    )
    async def candidate(body: CandidatePaper, request: Request) -> Response:
        async def given(connection: AsyncConnection) -> bool:
            return await listed_already(connection, body.exporter_uscc)

        def build(now: datetime, listed: bool) -> Answer:  # noqa: FBT001  # what `given` found
            if listed:
                return Refused(
                    "already_listed", "This firm stands on the list already.", ARTICLE, "/exporter_uscc"
                )
            entry = Cultivation(new_id(), body.exporter_uscc, body.exporter_name, body.contact)
            return law.decide_listing(entry, now=now)

        return await service.create(CULTIVATION, build, request=request, given=given)


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="The cultivation list",
        response_model=None,
        responses={200: {"model": CultivationPage}, **responses("bad-cursor", "forbidden")},
    )
    async def listed(
        caller: Annotated[Caller, Depends(READER)], asked: Annotated[ListedQuery, Query()]
    ) -> Response:
        where = {"stage": asked.stage, "exporter": exporter_listed(caller, asked.exporter)}
        query = ListQuery(where=where, sort=asked.sort, cursor=asked.cursor, limit=asked.limit)
        return JsonResponse(await service.list(CULTIVATION, query))

    @router.get(
        "/criteria",
        summary="The criteria that a firm meets before it applies",
        responses=responses("forbidden"),
        dependencies=[Depends(READER)],
    )
    async def criteria() -> CriterionList:
        items = [
            CriterionDocument(code=one.code, part=one.part, zh=one.zh, en=one.en) for one in law.CRITERIA
        ]
        return CriterionList(article=AEO_STANDARD, items=items)

    @router.get(
        "/{entry_id}",
        summary="One firm on the list with its history",
        response_model=None,
        responses={200: {"model": CultivationWithHistory}, **responses("not-found")},
        dependencies=[Depends(READER)],
    )
    async def one(entry_id: str, request: Request) -> Response:
        return await with_history(service, CULTIVATION, entry_id, request=request, admit=own)


def _stages(router: APIRouter, service: Service) -> None:
    declared = acting(CultivationDocument, *VERB)
    officer = [Depends(OFFICER)]

    async def act(
        entry_id: str, request: Request, decide: Callable[[Cultivation, datetime], Answer]
    ) -> Response:
        def decided(entry: Cultivation, now: datetime, _policy: Any) -> Answer:
            return decide(entry, now)

        return await service.act(CULTIVATION, entry_id, decided, request=request)

    @router.post("/{entry_id}/coach", summary="Coach the firm", dependencies=officer, **declared)
    async def coach(entry_id: str, body: CoachingPaper, request: Request) -> Response:
        met = frozenset(body.met)
        return await act(
            entry_id, request, lambda entry, now: law.decide_coaching(entry, met, note=body.note, now=now)
        )

    @router.post("/{entry_id}/apply", summary="The firm applied", dependencies=officer, **declared)
    async def apply(entry_id: str, request: Request) -> Response:
        return await act(entry_id, request, lambda entry, now: law.decide_application(entry, now=now))

    @router.post(
        "/{entry_id}/not-passed", summary="Not passed: coach again", dependencies=officer, **declared
    )
    async def not_passed(entry_id: str, body: NotPassed, request: Request) -> Response:
        return await act(
            entry_id, request, lambda entry, now: law.decide_not_certified(entry, reason=body.reason, now=now)
        )

    @router.post("/{entry_id}/certify", summary="The firm is certified", dependencies=officer, **declared)
    async def certify(entry_id: str, body: CertificatePaper, request: Request) -> Response:
        number = body.certificate_no
        return await act(
            entry_id,
            request,
            lambda entry, now: law.decide_certification(entry, certificate_no=number, now=now),
        )

    @router.post("/{entry_id}/drop", summary="Take the firm off the list", dependencies=officer, **declared)
    async def drop(entry_id: str, body: ReasonedGround, request: Request) -> Response:
        return await act(
            entry_id,
            request,
            lambda entry, _now: law.decide_dropping(entry, code=body.code, reason=body.reason),
        )
