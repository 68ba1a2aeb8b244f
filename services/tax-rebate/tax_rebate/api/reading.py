"""The work list and one claim with its history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from exportlane.agency.callers import its_own, sought_by
from exportlane.agency.papers import Body, Sort
from exportlane.runtime.auth import Caller
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.listing import shown
from exportlane.runtime.paging import USUAL, After, Limit, Page
from exportlane.runtime.problems import responses
from exportlane.runtime.storage import load_thing
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history
from tax_rebate.api.callers import ClaimId, Reader
from tax_rebate.api.shown import ClaimShown, ClaimWithHistory
from tax_rebate.domain import Claim, Status
from tax_rebate.storage import CLAIMS, claims_of_vin, deadline_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Text = Annotated[str, Field(max_length=64)] | None


class WorkQuery(Body):
    """What the work list may be asked for. An unknown parameter is refused: a filter that is misspelt hides nothing."""

    status: Status | None = None
    exporter: Text = None
    vin: Text = None
    batch: Text = None
    claim_no: Text = None
    due_before: date | None = None
    sort: Sort = "-created"
    cursor: After = None
    limit: Limit = USUAL

    def for_caller(self, caller: Caller) -> ListQuery:
        """The query over the table. An exporter sees its own claims whatever it asks for."""
        where = {
            "status": self.status,
            "exporter_uscc": sought_by(caller, self.exporter),
            "batch_id": self.batch,
            "claim_no": self.claim_no,
        }
        before = {"deadline": self.due_before.isoformat() if self.due_before else None}
        return ListQuery(where, before, self.sort, self.cursor, self.limit)


def add_reading(router: APIRouter, service: Service) -> None:
    """GET the collection and the item."""

    @router.get(
        "",
        summary="List the work: filter, sort, page by cursor · 工作清单",
        response_model=Page[ClaimShown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def work(caller: Reader, asked: Annotated[WorkQuery, Query()]) -> Response:
        query = asked.for_caller(caller)
        if asked.vin is None:
            return JsonResponse(await service.list(CLAIMS, query))
        return JsonResponse({"items": await _of_vehicle(service, asked.vin, query), "next": None})

    @router.get(
        "/{claim_id}",
        summary="One claim, what is asked of it, and its history · 退税申报及其历史",
        response_model=ClaimWithHistory,
        responses=responses("not-found"),
    )
    async def one(claim_id: ClaimId, request: Request, _caller: Reader) -> Response:
        return await with_history(service, CLAIMS, claim_id, request=request, admit=its_own)


async def _of_vehicle(service: Service, vin: str, query: ListQuery) -> list[dict[str, Any]]:
    """The claims of one vehicle that pass the other filters. They are so few that they need no page."""
    async with service.database.reading() as connection:
        ids = await claims_of_vin(connection, vin)
        found = [await load_thing(service.database, connection, CLAIMS, claim_id) for claim_id in ids]
    things = [thing for thing in found if thing is not None and thing.state is not None]
    return [
        shown(CLAIMS, thing) for thing in things if thing.state is not None and _passes(thing.state, query)
    ]


def _passes(claim: Claim, query: ListQuery) -> bool:
    equal = all(
        wanted is None or CLAIMS.columns[name](claim) == wanted for name, wanted in query.where.items()
    )
    bound = (query.before or {}).get("deadline")
    return equal and (bound is None or deadline_of(claim) <= bound)
