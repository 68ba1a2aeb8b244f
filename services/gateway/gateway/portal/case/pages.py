"""The addresses of one case: its page, the parts that change while it is open, the line of facts, and its data."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.auth import OPERATOR, Caller
from exportlane.runtime.problems import Problem, problem
from exportlane.runtime.web import JsonResponse
from gateway import shown
from gateway.api.cases import send_again, whole_case
from gateway.api.events import stream
from gateway.disclosure import eyes_of
from gateway.entrance import Entrance
from gateway.feed import read_place
from gateway.portal.case import words
from gateway.portal.case.gathering import FACTS_SHOWN, facts_of, gather
from gateway.portal.fact_words import Words
from gateway.portal.frame.calls import ask
from gateway.portal.frame.desk import OPEN, Desk
from gateway.portal.visits import Visit
from gateway.portal.words import AGENCIES
from gateway.reading import get_case, timeline_of

MOST_FACTS = 2000
SENT_AGAIN = Words(
    "材料已重新送达，结果见下。", "The paper is on its way again; what comes of it is shown below."
)


def routes(entrance: Entrance) -> APIRouter:
    """The pages of one case. They come after those of all cases, whose addresses begin the same."""
    router = APIRouter(include_in_schema=False, dependencies=OPEN)
    pages = Pages(entrance)
    for path, page in (
        ("/events", pages.all_events),
        ("/cases/{case_id}", pages.page),
        ("/cases/{case_id}/live", pages.live),
        ("/cases/{case_id}/facts", pages.facts),
        ("/cases/{case_id}/events", pages.events),
        ("/cases/{case_id}/case.json", pages.document),
        ("/cases/{case_id}/timeline.json", pages.timeline),
        ("/cases/{case_id}/evidence/{agency}.json", pages.evidence),
    ):
        router.add_api_route(path, page, methods=["GET"], response_model=None)
    retry = "/cases/{case_id}/deliveries/{delivery_id}/retry"
    router.add_api_route(retry, pages.retry, methods=["POST"], response_model=None)
    return router


def sends_again(caller: Caller) -> bool:
    """An operator of the platform; those of the agencies look after their own."""
    return caller.role == OPERATOR and caller.agency == "gateway"


class Pages:
    """Every page of the section."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)

    async def page(self, request: Request, case_id: str) -> Response:
        """The whole page."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        # Asked for before the facts are read: what comes in between is told again, and nothing is missed.
        place = str(await self._entrance.feed.newest())
        return await self._shown(request, visit, case_id, "case/case.html", place=place)

    async def live(self, request: Request, case_id: str) -> Response:
        """The parts of the page that change, for a page that is open."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        return await self._shown(request, visit, case_id, "case/parts.html")

    async def _shown(
        self, request: Request, visit: Visit, case_id: str, template: str, **more: Any
    ) -> Response:
        agency, most = _agency(request), _number(request, "facts", FACTS_SHOWN)
        try:
            found = await gather(self._entrance, case_id, visit.caller, agency=agency, most=most)
        except Problem as refused:
            return self._desk.told(request, visit, refused)
        values: dict[str, Any] = {
            "page": found,
            "case": found.case,
            "words": words,
            "address": f"/cases/{found.case['id']}",
        }
        return self._desk.render(request, visit, template, **values, **more)

    async def facts(self, request: Request, case_id: str) -> Response:
        """Older facts, for a page that shows the newer ones."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        eyes, skip = eyes_of(visit.caller), _number(request, "skip", 0)
        try:
            view = await get_case(self._entrance.database, case_id, eyes)
        except Problem as refused:
            return self._desk.told(request, visit, refused)
        timeline = await timeline_of(self._entrance.database, case_id)
        found = facts_of(
            timeline,
            view,
            self._entrance.look(eyes),
            agency=_agency(request),
            most=skip + FACTS_SHOWN,
            skip=skip,
        )
        return self._desk.render(
            request, visit, "case/more.html", facts=found, words=words, address=f"/cases/{view.id}",
            may_trace=visit.caller.role == OPERATOR,
        )  # fmt: skip

    async def all_events(self, request: Request) -> Response:
        """New facts of every case that the reader may see."""
        return await self._stream(request, None)

    async def events(self, request: Request, case_id: str) -> Response:
        """New facts of this case."""
        return await self._stream(request, case_id)

    async def _stream(self, request: Request, case_id: str | None) -> Response:
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            raise problem("token-missing", "Sign in first.")
        eyes = eyes_of(visit.caller)
        if case_id is not None:
            await get_case(self._entrance.database, case_id, eyes)
        last = read_place(request.headers.get("last-event-id") or request.query_params.get("after"))
        return await stream(self._entrance, eyes, case_id=case_id, after=last)

    async def document(self, request: Request, case_id: str) -> Response:
        """The case as the API gives it to this reader."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        try:
            return JsonResponse(await whole_case(self._entrance, case_id, eyes_of(visit.caller)))
        except Problem as refused:
            return self._desk.told(request, visit, refused)

    async def timeline(self, request: Request, case_id: str) -> Response:
        """Its facts as the API gives them to this reader."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        eyes = eyes_of(visit.caller)
        try:
            view = await get_case(self._entrance.database, case_id, eyes)
        except Problem as refused:
            return self._desk.told(request, visit, refused)
        look = self._entrance.look(eyes)
        found = await timeline_of(self._entrance.database, case_id)
        facts = [shown.fact(each, look, view.exporter_uscc) for each in found]
        return JsonResponse({"case_id": view.id, "facts": facts})

    async def evidence(self, request: Request, case_id: str, agency: str) -> Response:
        """The facts with their signatures and their chain, from the ledger of the agency, which decides who may."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        try:
            view = await get_case(self._entrance.database, case_id, eyes_of(visit.caller))
        except Problem as refused:
            return self._desk.told(request, visit, refused)
        if agency not in AGENCIES:
            return self._desk.told(request, visit, problem("not-found", "There is no such agency."))
        answer = await ask(self._entrance, visit, agency, "GET", f"/v1/operations/ledger/cases/{view.id}")
        return JsonResponse(answer.document, status_code=answer.status)

    async def retry(self, request: Request, case_id: str, delivery_id: str) -> Response:
        """Send a paper again that an agency refused."""
        visit = await self._desk.open(request, may=sends_again)
        if not isinstance(visit, Visit):
            return visit
        try:
            await self._desk.form(request, visit)
            view = await get_case(self._entrance.database, case_id, eyes_of(visit.caller))
            await send_again(self._entrance, delivery_id, visit.caller)
        except Problem as refused:
            return self._desk.told(request, visit, refused)
        return self._desk.back(f"/cases/{view.id}", SENT_AGAIN, tone="info")


def _agency(request: Request) -> str | None:
    """Whose facts are asked for; a name that is no agency's asks for all."""
    wanted = request.query_params.get("agency")
    return wanted if wanted in AGENCIES else None


def _number(request: Request, name: str, usual: int) -> int:
    text = request.query_params.get(name, "")
    return min(int(text), MOST_FACTS) if text.isascii() and text.isdigit() and len(text) < 6 else usual
