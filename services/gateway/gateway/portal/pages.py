"""The pages and their addresses. A page without a visit leads to the sign-in; what it shows is what the API shows."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from exportlane.runtime.auth import OPERATOR, open_to_anyone
from exportlane.runtime.problems import Problem, problem
from gateway import shown
from gateway.api.cases import send_again, whole_case
from gateway.api.events import stream
from gateway.disclosure import eyes_of
from gateway.entrance import Entrance
from gateway.feed import read_place
from gateway.portal.assets import PAGE_POLICY, templates
from gateway.portal.facts import told
from gateway.portal.visits import Visit, place, visits_of
from gateway.reading import get_case, timeline_of

OPEN = [
    Depends(open_to_anyone("A page asks for its own visit, and leads to the sign-in when there is none."))
]
NOT_OURS = "表单已过期，请重试。This form is from an older page; try again."


def routes(entrance: Entrance) -> APIRouter:
    """The pages of the portal."""
    router = APIRouter(include_in_schema=False, dependencies=OPEN)
    portal = Portal(entrance)
    pages = (
        ("GET", "/events", portal.events),
        ("GET", "/cases/{case_id}", portal.case),
        ("GET", "/cases/{case_id}/events", portal.case_events),
        ("POST", "/cases/{case_id}/deliveries/{delivery_id}/retry", portal.retry),
    )
    for method, path, page in pages:
        router.add_api_route(path, page, methods=[method], response_model=None)
    return router


class Portal:
    """Every page of the portal."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._visits = visits_of(entrance)

    async def case(self, request: Request, case_id: str) -> Response:
        visit = await self._visits.of(request)
        if isinstance(visit, Response):
            return visit
        eyes = eyes_of(visit.caller)
        try:
            document = await whole_case(self._entrance, case_id, eyes)
            view = await get_case(self._entrance.database, case_id, eyes)
        except Problem as found:
            return self._render(
                visit,
                "message.html",
                found.status,
                zh=found.kind.title_zh,
                en=found.kind.title_en,
                sentence=found.detail,
            )
        look = self._entrance.look(eyes)
        facts = await timeline_of(self._entrance.database, case_id)
        timeline = [told(shown.fact(each, look, view.exporter_uscc)) for each in reversed(facts)]
        may_retry = _operates(visit)
        return self._render(visit, "case.html", case=document, timeline=timeline, may_retry=may_retry)

    async def events(self, request: Request) -> Response:
        return await self._stream(request, None)

    async def case_events(self, request: Request, case_id: str) -> Response:
        return await self._stream(request, case_id)

    async def _stream(self, request: Request, case_id: str | None) -> Response:
        visit = await self._visits.of(request)
        if isinstance(visit, Response):
            raise problem("token-missing", "Sign in first.")
        eyes = eyes_of(visit.caller)
        if case_id is not None:
            await get_case(self._entrance.database, case_id, eyes)
        last = read_place(request.headers.get("last-event-id"))
        return await stream(self._entrance, eyes, case_id=case_id, after=last)

    async def retry(self, request: Request, case_id: str, delivery_id: str) -> Response:
        visit = await self._visits.of(request)
        if isinstance(visit, Response):
            return visit
        form = await request.form()
        if not self._visits.from_our_page(visit.session, form.get("form_token")):
            return self._told(visit, problem("bad-request", NOT_OURS))
        if not _operates(visit):
            return self._render(
                visit,
                "message.html",
                403,
                zh="无权操作",
                en="Not allowed",
                sentence="Only an operator sends papers again.",
            )
        try:
            await send_again(self._entrance, delivery_id, visit.caller)
        except Problem as found:
            return self._render(
                visit,
                "message.html",
                found.status,
                zh=found.kind.title_zh,
                en=found.kind.title_en,
                sentence=found.detail,
            )
        return RedirectResponse(place(f"/cases/{case_id}"), status_code=303)

    def _told(self, visit: Visit, found: Problem) -> Response:
        words = {"zh": found.kind.title_zh, "en": found.kind.title_en, "sentence": found.detail}
        return self._render(visit, "message.html", found.status, **words)

    def _render(self, visit: Visit, name: str, status: int = 200, **values: Any) -> Response:
        return _page(name, status, caller=visit.caller, form_token=visit.form_token, **values)


def _page(name: str, status: int, **values: Any) -> Response:
    text = templates().get_template(name).render(**values)
    return HTMLResponse(text, status_code=status, headers={"content-security-policy": PAGE_POLICY})


def _operates(visit: Visit) -> bool:
    """An operator of the platform; those of the agencies look after their own."""
    return visit.caller.role == OPERATOR and visit.caller.agency == "gateway"
