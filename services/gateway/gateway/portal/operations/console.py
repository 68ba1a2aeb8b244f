"""`/operations`: what is wrong, what stands on what, all services; and one service with everything that it says."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from exportlane.operations.seen import length
from exportlane.runtime.problems import problem
from exportlane.runtime.web import JsonResponse
from gateway.entrance import Entrance
from gateway.portal.frame.desk import Desk
from gateway.portal.frame.nav import operators, platform_operators
from gateway.portal.operations import words
from gateway.portal.operations.hops import millis
from gateway.portal.operations.line import services_of
from gateway.portal.operations.looking import Look, look
from gateway.portal.operations.picture import draw, tone_of
from gateway.portal.operations.state import sums
from gateway.portal.operations.status import rows
from gateway.portal.visits import Visit

FIRST_SECONDS: Final = 1.5
"""The page itself does not wait longer for slow services; then it shows that it is still asking."""


def add(router: APIRouter, entrance: Entrance) -> None:
    """The pages of the state."""
    console = Console(entrance)
    router.add_api_route("", console.page, methods=["GET"], response_model=None)
    router.add_api_route("/state", console.state, methods=["GET"], response_model=None)
    router.add_api_route("/state.json", console.data, methods=["GET"], response_model=None)
    router.add_api_route("/services/{service}", console.service, methods=["GET"], response_model=None)


class Console:
    """The state of the lane, for people and for machines."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)

    async def page(self, request: Request) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        wait = None if request.query_params.get("wait") else FIRST_SECONDS
        try:
            async with asyncio.timeout(wait):
                found = await look(self._entrance, visit, request)
        except TimeoutError:
            return self._desk.render(request, visit, "operations/console.html", asking=True, **_tabs(visit))
        values = self._shown(found)
        return self._desk.render(
            request, visit, "operations/console.html", asking=False, **values, **_tabs(visit)
        )

    async def state(self, request: Request) -> Response:
        """The part of the page that changes; asked for every few seconds."""
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        found = await look(self._entrance, visit, request)
        return self._desk.render(
            request, visit, "operations/_state.html", **self._shown(found), **_tabs(visit)
        )

    async def data(self, request: Request) -> Response:
        """The same as data, with the same permissions."""
        visit = await self._desk.visits.of(request)
        if isinstance(visit, Response):
            raise problem("token-missing", "Sign in first.")
        if not operators(visit.caller):
            raise problem("forbidden", "The state of the services is for operators.")
        found = await look(self._entrance, visit, request)
        return JsonResponse(found.document())

    async def service(self, request: Request, service: str) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        if service not in services_of(self._entrance, visit.caller):
            return self._desk.told(
                request, visit, problem("not-found", f"There is no service {service} here.")
            )
        found = await look(self._entrance, visit, request)
        shown = self._shown(found)
        row = next((each for each in shown["rows"] if each.name == service), None)
        if row is None:
            return self._desk.told(request, visit, problem("not-found", f"Nobody was asked for {service}."))
        status = found.survey.seen.statuses.get(service) or {}
        told = [each for each in found.told if each.finding.service == service]
        values = {**shown, "row": row, "told": told, "causes": status.get("parked_causes") or ()}
        values |= {"services": services_of(self._entrance, visit.caller), "room": room}
        return self._desk.render(request, visit, "operations/service.html", **values, **_tabs(visit))

    def _shown(self, found: Look) -> dict[str, Any]:
        seen, listed = found.survey.seen, found.survey.findings
        made = rows(seen, listed)
        return {
            "asked_at": found.survey.asked_at,
            "told": found.told,
            "rows": made,
            "sums": sums(made, seen.deliveries),
            "deliveries": seen.deliveries,
            "picture": draw(made, listed),
            "tone_of": tone_of,
            "length": length,
            "millis": millis,
            "w": words,
        }


def room(size: int) -> str:
    """Room on a disk."""
    return f"{size / 2**30:.1f} GiB"


def _tabs(visit: Visit) -> dict[str, Any]:
    return {"platform": platform_operators(visit.caller)}
