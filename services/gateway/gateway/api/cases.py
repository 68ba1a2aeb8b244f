"""The view of cases: list, one, its timeline, its hops; and the papers that an operator sends again."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import OPERATOR, ROLES, Caller, require
from exportlane.runtime.paging import USUAL, After, Limit
from exportlane.runtime.problems import responses
from exportlane.runtime.spans import SpanStore
from exportlane.runtime.telemetry import spans_path
from exportlane.runtime.web import JsonResponse
from gateway import shown
from gateway.api.documents import CasePage, Timeline
from gateway.conference.reading import brief, issues_of_case
from gateway.delivery import table
from gateway.disclosure import Eyes, eyes_of
from gateway.domain import CaseView
from gateway.entrance import Entrance
from gateway.reading import TimelineFact, Wanted, find_cases, get_case, timeline_of

READS = require(roles=ROLES)
"""Everybody with a token; `disclosure` decides what there is to see."""
OPERATES = require(agencies={"gateway"}, roles={OPERATOR})
DENIALS = ("token-missing", "token-invalid", "token-expired", "forbidden")
Code = Annotated[str | None, Query(max_length=64)]


def routes(entrance: Entrance) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["cases"])
    _reading(router, entrance)
    _deliveries(router, entrance)
    return router


def _reading(router: APIRouter, entrance: Entrance) -> None:
    found = responses(*DENIALS, "not-found")

    @router.get(
        "/cases",
        summary="Cases, newest first unless asked otherwise",
        response_model=CasePage,
        responses=responses(*DENIALS, "bad-cursor", "bad-request", "validation-failed"),
    )
    async def cases(  # noqa: PLR0913 - one for each filter
        caller: Annotated[Caller, Depends(READS)],
        q: Annotated[
            str | None, Query(max_length=64, description="VIN, code, name, licence or declaration")
        ] = None,
        status: Annotated[Code, Query(description="running, ended, or one way of ending")] = None,
        profile: Code = None,
        exporter: Code = None,
        batch: Code = None,
        *,
        overdue: bool = False,
        sort: Annotated[
            str, Query(max_length=32, description="created, updated, due; - for descending")
        ] = "-created",
        cursor: After = None,
        limit: Limit = USUAL,
    ) -> Response:
        wanted = Wanted(q, status, profile, exporter, batch, overdue, sort, cursor, limit)
        return JsonResponse(await page_of_cases(entrance, wanted, eyes_of(caller)))

    @router.get("/cases/{case_id}", summary="One case end to end", responses=found)
    async def case(case_id: str, caller: Annotated[Caller, Depends(READS)]) -> Response:
        return JsonResponse(await whole_case(entrance, case_id, eyes_of(caller)))

    @router.get(
        "/cases/{case_id}/timeline",
        summary="Its facts, oldest first",
        response_model=Timeline,
        responses=found,
    )
    async def timeline(case_id: str, caller: Annotated[Caller, Depends(READS)]) -> Response:
        eyes = eyes_of(caller)
        view = await get_case(entrance.database, case_id, eyes)
        look = entrance.look(eyes)
        facts = await timeline_of(entrance.database, case_id)
        shown_facts = [shown.fact(each, look, view.exporter_uscc) for each in facts]
        return JsonResponse({"case_id": case_id, "facts": shown_facts})

    @router.get("/cases/{case_id}/trace", summary="Every hop that was kept of it", responses=found)
    async def trace(case_id: str, caller: Annotated[Caller, Depends(READS)]) -> Response:
        await get_case(entrance.database, case_id, eyes_of(caller))
        path = spans_path(entrance.settings)
        if path is None or not path.exists():
            return JsonResponse([])
        hops = await asyncio.to_thread(lambda: SpanStore(path).hops(case_id))
        return JsonResponse([asdict(hop) for hop in hops])


def _deliveries(router: APIRouter, entrance: Entrance) -> None:
    @router.post(
        "/deliveries/{delivery_id}/retry",
        summary="Send a paper again that an agency refused",
        responses=responses(*DENIALS, "not-found", "move-not-allowed"),
    )
    async def retry(delivery_id: str, caller: Annotated[Caller, Depends(OPERATES)]) -> dict[str, Any]:
        return await send_again(entrance, delivery_id, caller)

    @router.get(
        "/deliveries", summary="How many papers are on their way or refused", responses=responses(*DENIALS)
    )
    async def deliveries(_caller: Annotated[Caller, Depends(OPERATES)]) -> dict[str, int]:
        counted = await table.count_open(entrance.database)
        return {"pending": counted.get("pending", 0), "refused": counted.get("refused", 0)}


async def page_of_cases(entrance: Entrance, wanted: Wanted, eyes: Eyes) -> dict[str, Any]:
    """A page of cases as this reader may see them."""
    look = entrance.look(eyes)
    views, following = await find_cases(entrance.database, wanted, eyes, today=statutory_day(look.now))
    return {"items": [shown.listed(view, look) for view in views], "next": following}


async def whole_case(entrance: Entrance, case_id: str, eyes: Eyes) -> shown.Document:
    """One case from what the gateway holds. No agency is asked, so none can hold the answer up."""
    _view, _timeline, document = await case_and_timeline(entrance, case_id, eyes)
    return document


async def case_and_timeline(
    entrance: Entrance, case_id: str, eyes: Eyes
) -> tuple[CaseView, list[TimelineFact], shown.Document]:
    """One case: the view, every fact (before anybody's eyes were considered), and its document for these eyes."""
    view = await get_case(entrance.database, case_id, eyes)
    timeline = await timeline_of(entrance.database, case_id)
    deliveries = await table.of_lot(entrance.database, view.lot_id)
    reached = {
        agency: entrance.circuits.reached(agency) for agency in view.newest.keys() | entrance.agencies.keys()
    }
    async with entrance.database.reading() as connection:
        issues = brief(await issues_of_case(connection, case_id))
    document = shown.whole(
        view, entrance.look(eyes), reached=reached, timeline=timeline, deliveries=deliveries
    )
    return view, timeline, document | {"issues": issues}


async def send_again(entrance: Entrance, delivery_id: str, caller: Caller) -> dict[str, Any]:
    """Put a refused paper on its way again."""
    agency = await table.send_again(entrance.database, delivery_id, now=entrance.service.clock.now())
    entrance.service.telemetry.log.info(
        "delivery.sent_again", delivery_id=delivery_id, agency=agency, actor=caller.actor
    )
    entrance.courier.wake()
    return {"id": delivery_id, "agency": agency, "status": "pending"}
