"""`/operations/papers`: papers that agencies refused or have not taken yet; a refused one is sent again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.problems import Problem
from gateway.api.cases import send_again
from gateway.delivery import table
from gateway.entrance import Entrance
from gateway.portal.fact_words import Words
from gateway.portal.frame.desk import Desk
from gateway.portal.frame.nav import platform_operators
from gateway.portal.operations import words

PER_PAGE: Final = 50
STATUSES: Final = ("refused", "pending")
SENT: Final = Words(
    "材料已重新发出；被再次拒收时会重新出现在此处。",
    "The paper is on its way again; should it be refused again, it comes back here.",
)


def add(router: APIRouter, entrance: Entrance) -> None:
    """The list, and sending again."""
    pages = Papers(entrance)
    router.add_api_route("/papers", pages.list, methods=["GET"], response_model=None)
    router.add_api_route("/papers/{delivery_id}/retry", pages.retry, methods=["POST"], response_model=None)


class Papers:
    """The papers of the gateway: only its own operators see to them."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)

    async def list(self, request: Request) -> Response:
        visit = await self._desk.open(request, may=platform_operators)
        if isinstance(visit, Response):
            return visit
        query = request.query_params
        status = query.get("status", "refused")
        status = status if status in STATUSES else "refused"
        found = await table.list_open(
            self._entrance.database, status=status, after=query.get("after", "")[:128], limit=PER_PAGE + 1
        )
        counts = await table.count_open(self._entrance.database)
        values: dict[str, Any] = {
            "chosen": status, "found": found[:PER_PAGE], "counts": counts, "statuses": STATUSES,
            "next": _following(status, found), "tab": "papers", "w": words, "platform": True,
        }  # fmt: skip
        return self._desk.render(request, visit, "operations/papers.html", **values)

    async def retry(self, request: Request, delivery_id: str) -> Response:
        visit = await self._desk.open(request, may=platform_operators)
        if isinstance(visit, Response):
            return visit
        try:
            await self._desk.form(request, visit)
            await send_again(self._entrance, delivery_id, visit.caller)
        except Problem as found:
            return self._desk.told(request, visit, found)
        return self._desk.back("/operations/papers", SENT)


def _following(status: str, found: Sequence[table.Waiting]) -> str | None:
    if len(found) <= PER_PAGE:
        return None
    return f"/operations/papers?status={status}&after={found[PER_PAGE - 1].id}"
