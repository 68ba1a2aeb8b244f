"""The REST API: papers come in, officers decide, everybody entitled reads.

Deny by default: each route says which agency, role and scope may call it. Unsafe calls carry an `Idempotency-Key`,
verbs on a filing an `If-Match` with the version that was decided on; the counter of the runtime demands both.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from exportlane.agency.callers import callers_of, its_own, sought_by
from exportlane.agency.papers import Body, CheckedUscc, CheckedVin, ReasonedGround
from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.fields import Code, Id
from exportlane.law.instants import statutory_day
from exportlane.policies import PROFILE_NAMES
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import KEYED, ONCE, VERB, VERSIONED
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import USUAL, After, Limit, Page
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse
from incentives import domain
from incentives.domain import Ended, Filing, Line, Policy, Status
from incentives.storage import FILINGS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

AGENCY: Final = "incentives"
_CALLERS: Final = callers_of(AGENCY)

Reader = Annotated[Caller, Depends(_CALLERS.reader)]
Giver = Annotated[Caller, Depends(_CALLERS.giver)]
Officer = Annotated[Caller, Depends(_CALLERS.officer)]
Supervisor = Annotated[Caller, Depends(_CALLERS.supervisor)]
FilingId = Annotated[str, Path(max_length=64, description="The filing, by its lot")]


class LinePaper(Body):
    """One vehicle of the lot."""

    case_id: Id
    vin: CheckedVin


class FilingPaper(Body):
    """`POST /v1/filings`: the papers of one lot."""

    lot_id: Id
    batch_id: Id
    profile: Code
    exporter_uscc: CheckedUscc
    lines: Annotated[tuple[LinePaper, ...], Field(min_length=1, max_length=20)]

    def filing(self) -> Filing:
        """The papers as the domain knows them."""
        lines = tuple(Line(line.case_id, line.vin) for line in self.lines)
        return Filing(
            id=self.lot_id,
            batch_id=self.batch_id,
            profile=self.profile,
            exporter_uscc=self.exporter_uscc,
            lines=lines,
        )


class Ground(ReasonedGround):
    """Why an officer refuses or undoes."""

    def ended(self) -> Ended:
        """The ground as the domain knows it."""
        return Ended(self.code, self.reason, self.article)


class FilingShown(BaseModel):
    """A filing as the API shows it."""

    id: str
    version: int
    status: Status
    batch_id: str
    profile: str
    exporter_uscc: str
    lines: list[LinePaper]
    accepted_on: date | None
    ended: dict[str, str | None] | None


class WorkQuery(Body):
    """What the work list may be asked for."""

    status: Status | None = None
    exporter: Id | None = None
    batch: Id | None = None
    sort: str = "-created"
    cursor: After = None
    limit: Limit = USUAL

    def for_caller(self, caller: Caller) -> ListQuery:
        """The query over the table. An exporter sees its own filings whatever it asks for."""
        exporter = sought_by(caller, self.exporter)
        where = {"status": self.status, "exporter_uscc": exporter, "batch_id": self.batch}
        return ListQuery(where, None, self.sort, self.cursor, self.limit)


def routes(service: Service) -> APIRouter:
    """All routes of the agency, under /v1/filings."""
    router = APIRouter(prefix="/v1/filings", tags=["filings"])
    _add_receiving(router, service)
    _add_reading(router, service)
    _add_verbs(router, service)
    return router


def _add_receiving(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        status_code=201,
        summary="Receive the papers of a lot · 接收材料",
        response_model=FilingShown,
        responses=responses(*ONCE, "unknown-profile", "rule-violated", "conflict"),
        dependencies=KEYED,
    )
    async def receive(body: FilingPaper, request: Request, _caller: Giver) -> Response:
        if body.profile not in PROFILE_NAMES:
            known = ", ".join(PROFILE_NAMES)
            raise problem("unknown-profile", f"There is no profile {body.profile}; there are {known}.")
        return await service.create(FILINGS, lambda _now: domain.receive(body.filing()), request=request)


def _add_reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="List the work: filter, sort, page by cursor · 工作清单",
        response_model=Page[FilingShown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def work(caller: Reader, asked: Annotated[WorkQuery, Query()]) -> Response:
        return JsonResponse(await service.list(FILINGS, asked.for_caller(caller)))

    @router.get(
        "/{filing_id}",
        summary="One filing · 事项",
        response_model=FilingShown,
        responses=responses("not-found"),
    )
    async def one(filing_id: FilingId, request: Request, _caller: Reader) -> Response:
        return await service.show(FILINGS, filing_id, request=request, admit=its_own)


def _add_verbs(router: APIRouter, service: Service) -> None:
    verb: dict[str, Any] = {
        "response_model": FilingShown,
        "responses": responses(*VERB),
        "dependencies": VERSIONED,
    }

    async def act(
        filing_id: str,
        request: Request,
        decide: Callable[[Filing, datetime, Policy], Decided[Filing] | Refused],
    ) -> Response:
        return await service.act(FILINGS, filing_id, decide, request=request, admit=its_own)

    @router.post("/{filing_id}/accept", summary="Accept · 准予", **verb)
    async def accept(filing_id: FilingId, request: Request, _caller: Officer) -> Response:
        return await act(
            filing_id, request, lambda filing, now, _policy: domain.accept(filing, on=statutory_day(now))
        )

    @router.post("/{filing_id}/refuse", summary="Refuse · 不予", **verb)
    async def refuse(filing_id: FilingId, body: Ground, request: Request, _caller: Officer) -> Response:
        return await act(
            filing_id, request, lambda filing, _now, _policy: domain.refuse(filing, because=body.ended())
        )

    @router.post("/{filing_id}/cancel", summary="Undo · 撤销", **verb)
    async def cancel(filing_id: FilingId, body: Ground, request: Request, _caller: Supervisor) -> Response:
        return await act(
            filing_id, request, lambda filing, _now, _policy: domain.cancel(filing, because=body.ended())
        )
