"""`/operations/traces`: the hops of a case as a waterfall, or the way to the system that keeps them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.problems import Problem
from exportlane.runtime.spans import Hop, SpanStore
from exportlane.runtime.telemetry import spans_path
from gateway.disclosure import eyes_of, veiled
from gateway.entrance import Entrance
from gateway.portal.frame.desk import Desk
from gateway.portal.frame.nav import operators, platform_operators
from gateway.portal.operations import words
from gateway.portal.operations.hops import lasted
from gateway.portal.operations.waterfall import traces
from gateway.portal.visits import Visit
from gateway.reading import Wanted, find_cases, get_case, timeline_of

MOST: Final = 1000
"""Hops that a page shows; an ordinary case has fewer than a hundred."""
FOUND: Final = 20
COLOURS: Final = 7
"""Colours of the charts, given to services in turn."""


def add(router: APIRouter, entrance: Entrance) -> None:
    """Finding a case, and its waterfall."""
    pages = Traces(entrance)
    router.add_api_route("/traces", pages.find, methods=["GET"], response_model=None)
    router.add_api_route("/traces/{case_id}", pages.one, methods=["GET"], response_model=None)


class Traces:
    """What was done for a case, hop by hop."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)

    async def find(self, request: Request) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        asked = request.query_params.get("q", "").strip()[:64]
        eyes = eyes_of(visit.caller)
        wanted = Wanted(q=asked or None, sort="-updated", limit=FOUND)
        try:
            found, _ = await find_cases(self._entrance.database, wanted, eyes, today=self._entrance.today)
        except Problem:
            found = []
        values: dict[str, Any] = {"asked": asked, "found": found, "eyes": eyes, "kept": self._kept()}
        return self._render(request, visit, "operations/traces.html", **values)

    async def one(self, request: Request, case_id: str) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        eyes = eyes_of(visit.caller)
        try:
            case = await get_case(self._entrance.database, case_id, eyes)
        except Problem as found:
            return self._desk.told(request, visit, found)
        facts = await timeline_of(self._entrance.database, case_id)
        hops, attributes = await self._hops(case_id)
        kept = traces(hops[:MOST])
        heard = {hop.fact_id: hop.span_id for hop in reversed(hops) if hop.fact_id}
        values: dict[str, Any] = {
            "case": case, "vin": eyes.vin(case.vin), "traces": kept, "facts": facts, "heard": heard,
            "attributes": {key: veiled(one, eyes) for key, one in attributes.items()},
            "colours": colours_of(hops), "more": max(len(hops) - MOST, 0), "kept": self._kept(),
            "elsewhere": self._elsewhere(hops), "lasted": lasted, "hops": len(hops),
        }  # fmt: skip
        return self._render(request, visit, "operations/trace.html", **values)

    def _kept(self) -> bool:
        """Whether hops are kept on this machine."""
        path = spans_path(self._entrance.settings)
        return path is not None and path.exists()

    async def _hops(self, case_id: str) -> tuple[list[Hop], Mapping[str, Mapping[str, object]]]:
        path = spans_path(self._entrance.settings)
        if path is None or not path.exists():
            return [], {}
        store = SpanStore(path)
        hops = await asyncio.to_thread(store.hops, case_id)
        return hops, await asyncio.to_thread(lambda: store.attributes(case_id))

    def _elsewhere(self, hops: list[Hop]) -> Mapping[str, str]:
        """Where the system that keeps traces shows each of them."""
        template = self._entrance.settings.trace_url
        if template is None:
            return {}
        return {trace_id: template.replace("{trace_id}", trace_id) for trace_id in {h.trace_id for h in hops}}

    def _render(
        self, request: Request, visit: Visit, name: str, status: int = 200, **values: Any
    ) -> Response:
        shared = {"w": words, "platform": platform_operators(visit.caller), "tab": "traces"}
        return self._desk.render(request, visit, name, status, **shared, **values)


def colours_of(hops: list[Hop]) -> Mapping[str, int]:
    """A colour for each service, the same whichever came first."""
    return {name: number % COLOURS + 1 for number, name in enumerate(sorted({hop.agency for hop in hops}))}
