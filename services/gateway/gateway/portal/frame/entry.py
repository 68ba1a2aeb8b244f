"""The addresses that belong to no section: the start page, and the choice of the language."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exportlane.runtime.problems import problem
from gateway.entrance import Entrance
from gateway.portal.frame.desk import OPEN, Desk, is_secure
from gateway.portal.frame.language import LANGUAGES, keep
from gateway.portal.frame.nav import home_of
from gateway.portal.visits import place


def routes(entrance: Entrance) -> APIRouter:
    """The start page and the language."""
    router = APIRouter(include_in_schema=False, dependencies=OPEN)
    desk = Desk(entrance)

    @router.get("/", response_model=None)
    async def start(request: Request) -> Response:
        visit = await desk.open(request)
        return (
            visit if isinstance(visit, Response) else RedirectResponse(home_of(visit.caller), status_code=303)
        )

    @router.get("/language/{language}", response_model=None)
    async def language(request: Request, language: str) -> Response:
        found = next((one for one in LANGUAGES if one == language), None)
        if found is None:
            return desk.told(
                request, None, problem("not-found", "The pages are in Chinese (zh) and English (en).")
            )
        answer = RedirectResponse(place(request.query_params.get("next")), status_code=303)
        return keep(answer, found, secure=is_secure(request))

    return router
