"""A page where a browser would be shown a problem document: unknown addresses, refusals, faults that nobody foresaw.

Programs get the document, people a page with the same words. It stands before everything else, so that also what goes
wrong outside the pages is told as a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exportlane.runtime.problems import PROBLEMS, Problem
from gateway.entrance import Entrance
from gateway.portal.frame.desk import Desk
from gateway.portal.visits import Visit

FOR_PROGRAMS: Final = ("/v1/", "/static/", "/openapi.json", "/healthz", "/readyz", "/metrics")
KEPT: Final = ("retry-after", "x-request-id", "www-authenticate")
_PROBLEM: Final = "application/problem+json"
_LONGEST: Final = 256 * 1024


class PagesInstead:
    """Wraps the whole app of the gateway."""

    def __init__(self, app: ASGIApp, entrance: Entrance) -> None:
        self._app = app
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_for_a_person(scope):
            await self._app(scope, receive, send)
            return
        held: list[Message] = []
        body = bytearray()

        async def look(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_problem(message):
                held.append(message)
            elif held:
                body.extend(message.get("body", b"")[: _LONGEST - len(body)])
            else:
                await send(message)

        await self._app(scope, receive, look)
        if held:
            page = await self._page(Request(scope), Headers(raw=held[0]["headers"]), bytes(body))
            await page(scope, receive, send)

    async def _page(self, request: Request, headers: Headers, body: bytes) -> Response:
        desk = Desk(self._entrance)
        answer = desk.told(request, await self._visit(desk, request), _problem_in(body))
        answer.headers.update({name: headers[name] for name in KEPT if name in headers})
        return answer

    @staticmethod
    async def _visit(desk: Desk, request: Request) -> Visit | None:
        """Who looks, where that can be known: a page about a fault must not fail for want of a database."""
        try:
            visit = await desk.visits.of(request)
        except Exception:  # noqa: BLE001 - whatever keeps us from knowing, the page is shown without a name
            return None
        return visit if isinstance(visit, Visit) else None


def _is_for_a_person(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    person = "text/html" in headers.get("accept", "") or headers.get("hx-request") == "true"
    return person and not scope["path"].startswith(FOR_PROGRAMS)


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(_PROBLEM)


def _problem_in(body: bytes) -> Problem:
    """The problem that a document tells of. An address that asks for a token is no page of ours: there is nothing."""
    try:
        found = json.loads(body)
    except ValueError:
        found = {}
    slug = found.get("slug") if isinstance(found, Mapping) else None
    if slug == "token-missing":
        return Problem("not-found", "There is no page at this address.")
    return Problem(slug if slug in PROBLEMS else "internal-error", str(found.get("detail", "")))
