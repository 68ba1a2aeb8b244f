"""Applications at the counter: written, handed in, completed, withdrawn; listed and shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from exportlane.agency.papers import Body
from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.fields import Name, Uscc
from exportlane.runtime.auth import EXPORTER, Caller, caller_of
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import USUAL, After, Limit
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import load_thing
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history
from incentives.api.access import Applicant, ApplicationId, Reader, Supplier, firm_listed, own
from incentives.deciding import settle
from incentives.documents import ApplicationDocument, ApplicationPage, ApplicationWithHistory
from incentives.domain import submitting
from incentives.domain.application import Application
from incentives.domain.around import Answer, Moment
from incentives.domain.policy import Policy
from incentives.domain.status import Status
from incentives.papers import ApplicationPaper, ClaimPaper, CorrectionPaper, ReasonPaper
from incentives.storage import APPLICATIONS
from incentives.surroundings import Locked

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


class ApplicationQuery(Body):
    """What the applications are filtered and sorted by."""

    status: Status | None = None
    uscc: Uscc | None = None
    number: Name | None = None
    policy: Name | None = None
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    district: Annotated[str, Field(pattern=r"^[0-9]{6}$", max_length=6)] | None = None
    due_before: date | None = Field(None, description="Something is due on this day or earlier")
    sort: str = "-created"
    cursor: After = None
    limit: Limit = USUAL

    def for_caller(self, caller: Caller) -> ListQuery:
        """The query over the table. A firm sees its own applications whatever it asks for."""
        where: dict[str, str | int | None] = {
            "status": self.status,
            "uscc": firm_listed(caller, self.uscc),
            "number": self.number,
            "policy": self.policy,
            "year": None if self.year is None else str(self.year),
            "district": self.district,
        }
        before = {"due": self.due_before.isoformat() if self.due_before else None}
        return ListQuery(where, before, self.sort, self.cursor, self.limit)


def number_of(id_: str, year: int) -> str:
    """The number on paper: the year, and the random end of the id."""
    tail = id_.replace("-", "")[-12:].upper()
    return f"BT{year}-{tail[:6]}-{tail[6:]}"


def add(router: APIRouter, service: Service) -> None:
    """The routes of the counter."""
    _writing(router, service)
    _reading(router, service)
    _handing_in(router, service)
    _completing(router, service)


def _writing(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Write an application · 填报申请",
        **creating(ApplicationDocument, *ONCE, "forbidden", "conflict", "rule-violated"),
    )
    async def write(body: ApplicationPaper, request: Request, caller: Supplier) -> Response:
        if caller.role == EXPORTER and caller.uscc != body.uscc:
            raise problem("forbidden", "A firm applies for itself only.")
        id_ = new_id()
        written = body.read(id_, number_of(id_, body.year), body.uscc, body.name)

        def build(now: datetime) -> Decided[Application] | Refused:
            return submitting.draft(written, Moment(now, service.policy, caller.actor))

        return await service.create(APPLICATIONS, build, request=request)

    @router.post(
        "/{application_id}/amend",
        summary="Write a draft anew · 修改草稿",
        **acting(ApplicationDocument, *VERB),
    )
    async def amend(
        application_id: ApplicationId, body: ClaimPaper, request: Request, caller: Supplier
    ) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Decided[Application] | Refused:
            written = body.read(state.id, state.number, state.uscc, state.name)
            return submitting.amend(state, written, Moment(now, policy, caller.actor))

        return await service.act(APPLICATIONS, application_id, decide, request=request, admit=own)


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="The applications · 申请清单",
        response_model=None,
        responses={200: {"model": ApplicationPage}, **responses("bad-cursor", "bad-request", "forbidden")},
    )
    async def work(caller: Reader, asked: Annotated[ApplicationQuery, Query()]) -> Response:
        return JsonResponse(await service.list(APPLICATIONS, asked.for_caller(caller)))

    @router.get(
        "/{application_id}",
        summary="One application, with every step of its computation and its history · 申请详情",
        response_model=None,
        responses={200: {"model": ApplicationWithHistory}, **responses("not-found")},
    )
    async def one(application_id: ApplicationId, request: Request, _caller: Reader) -> Response:
        return await with_history(service, APPLICATIONS, application_id, request=request, admit=own)


def _handing_in(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/submit", summary="Hand it in · 提交", **acting(ApplicationDocument, *VERB)
    )
    async def submit(application_id: ApplicationId, request: Request, _caller: Supplier) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return submitting.submit(state, found.around, at)

        return await settle(service, application_id, decide, request)

    @router.post(
        "/{application_id}/withdraw",
        summary="Take it back before a decision · 撤回",
        **acting(ApplicationDocument, *VERB),
    )
    async def withdraw(
        application_id: ApplicationId, body: ReasonPaper, request: Request, _caller: Applicant
    ) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return submitting.withdraw(state, body.reason, found.around, at)

        return await settle(service, application_id, decide, request)


def _completing(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/supply-correction",
        summary="Answer the notice with the whole of the lines · 补正",
        **acting(ApplicationDocument, *VERB),
    )
    async def supply(
        application_id: ApplicationId, body: CorrectionPaper, request: Request, _caller: Supplier
    ) -> Response:
        written = await _written(service, application_id, body, request)

        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return submitting.supply_correction(state, written, found.around, at)

        return await settle(service, application_id, decide, request, written=written)


async def _written(
    service: Service, application_id: str, body: CorrectionPaper, request: Request
) -> Application:
    """The application as it is written now; what it is decided on is loaded again, under the lock."""
    async with service.database.reading() as connection:
        thing = await load_thing(service.database, connection, APPLICATIONS, application_id)
    if thing is None or thing.state is None or not own(thing.state, caller_of(request)):
        raise problem("not-found", f"There is no application with the id {application_id}.")
    lines = tuple(line.read() for line in body.lines)
    return replace(thing.state, lines=lines, claimed_exports=body.claimed_exports)
