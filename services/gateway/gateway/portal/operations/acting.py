"""Retry and skip: first what would happen, then a reason, then the act, then a second look at what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exportlane.runtime.problems import Problem, problem
from gateway.entrance import Entrance
from gateway.portal.frame.desk import Desk
from gateway.portal.frame.nav import operators, platform_operators
from gateway.portal.operations import words
from gateway.portal.operations.line import Line
from gateway.portal.operations.parked import Message, chain, get
from gateway.portal.visits import Visit

VERBS: Final = ("retry", "skip")
SHORTEST, LONGEST = 3, 500
NO_SUCH_VERB: Final = "A message is retried or skipped."


def add(router: APIRouter, entrance: Entrance) -> None:
    """The preview of an act, the act, and the look after it."""
    pages = Acting(entrance)
    place = "/parked/{service}/{parked_id}"
    router.add_api_route(f"{place}/after", pages.after, methods=["GET"], response_model=None)
    router.add_api_route(f"{place}/{{verb}}", pages.preview, methods=["GET"], response_model=None)
    router.add_api_route(f"{place}/{{verb}}", pages.act, methods=["POST"], response_model=None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done with which message, and in which state he saw it."""

    service: str
    parked_id: str
    verb: str
    reason: str = ""
    seen: str = ""


class Acting:
    """What an operator does to a parked message."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)

    async def preview(self, request: Request, service: str, parked_id: str, verb: str) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        if verb not in VERBS:
            return self._desk.told(request, visit, problem("not-found", NO_SUCH_VERB))
        return await self._preview(request, visit, Wish(service, parked_id, verb))

    async def act(self, request: Request, service: str, parked_id: str, verb: str) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        try:
            form = await self._desk.form(request, visit)
            if verb not in VERBS:
                raise problem("not-found", NO_SUCH_VERB)
        except Problem as found:
            return self._desk.told(request, visit, found)
        reason, seen = str(form.get("reason") or "").strip(), str(form.get("state") or "")
        return await self._act(request, visit, Wish(service, parked_id, verb, reason, seen))

    async def _act(self, request: Request, visit: Visit, wish: Wish) -> Response:
        if not SHORTEST <= len(wish.reason) <= LONGEST:
            return await self._preview(request, visit, wish, status=422, wrong="reason")
        line = Line(self._entrance, visit, request)
        before = await get(line, wish.service, wish.parked_id)
        if before.ok and wish.seen and before.document["state"] != wish.seen:
            # Somebody else was quicker; what was previewed is no longer what would happen.
            return await self._preview(request, visit, wish, status=409, wrong="moved")
        behind = len(await chain(line, Message(wish.service, before.document))) if before.ok else 0
        path = f"parked/{quote(wish.parked_id, safe='')}/{wish.verb}"
        answer = await line.ask(wish.service, "POST", path, body={"reason": wish.reason})
        if not answer.ok:
            return await self._preview(request, visit, wish, status=answer.status, refused=answer.document)
        query = urlencode({"did": wish.verb, "behind": behind})
        address = Message(wish.service, answer.document).address
        return RedirectResponse(f"{address}/after?{query}", status_code=303)

    async def after(self, request: Request, service: str, parked_id: str) -> Response:
        """What a second look finds. What the act itself answered is not believed."""
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        line = Line(self._entrance, visit, request)
        answer = await get(line, service, parked_id)
        if not answer.ok:
            return self._untold(request, visit, answer.document, answer.status)
        message = Message(service, answer.document)
        left = await chain(line, message)
        did, before = request.query_params.get("did", ""), request.query_params.get("behind", "")
        values: dict[str, Any] = {
            "message": message, "left": left, "did": did if did in VERBS else "retry",
            "before": int(before) if before.isascii() and before.isdigit() and len(before) < 5 else len(left),
        }  # fmt: skip
        return self._render(request, visit, "operations/after.html", **values)

    async def _preview(
        self,
        request: Request,
        visit: Visit,
        wish: Wish,
        *,
        status: int = 200,
        wrong: str = "",
        refused: Any = None,
    ) -> Response:
        line = Line(self._entrance, visit, request)
        answer = await get(line, wish.service, wish.parked_id)
        if not answer.ok:
            return self._untold(request, visit, answer.document, answer.status)
        message = Message(wish.service, answer.document)
        values: dict[str, Any] = {
            "message": message, "chain": await chain(line, message), "verb": wish.verb, "reason": wish.reason,
            "wrong": wrong, "refused": refused,
        }  # fmt: skip
        return self._render(request, visit, "operations/act.html", status, **values)

    def _untold(self, request: Request, visit: Visit, document: Any, status: int) -> Response:
        return self._render(
            request, visit, "operations/untold.html", status, problem=document, back="/operations/parked",
        )  # fmt: skip

    def _render(
        self, request: Request, visit: Visit, name: str, status: int = 200, **values: Any
    ) -> Response:
        shared = {"w": words, "platform": platform_operators(visit.caller), "tab": "parked"}
        return self._desk.render(request, visit, name, status, **shared, **values)
