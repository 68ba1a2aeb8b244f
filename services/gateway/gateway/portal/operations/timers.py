"""`/operations/timers`: what should have happened by itself and failed, and how it is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.problems import Problem
from gateway.entrance import Entrance
from gateway.portal.fact_words import Words
from gateway.portal.frame.desk import Desk
from gateway.portal.frame.nav import operators, platform_operators
from gateway.portal.operations import words
from gateway.portal.operations.acting import LONGEST, SHORTEST
from gateway.portal.operations.line import Line
from gateway.portal.visits import Visit

SETTLED = Words("已再次执行：这次成功了。", "It was asked again, and went through.")
STILL = Words(
    "已再次执行，仍然失败；原因见下。", "It was asked again, and failed again; its cause stands below."
)


def add(router: APIRouter, entrance: Entrance) -> None:
    """The list, and the page on which one is tried again."""
    pages = Timers(entrance)
    router.add_api_route("/timers", pages.list, methods=["GET"], response_model=None)
    router.add_api_route("/timers/retry", pages.preview, methods=["GET"], response_model=None)
    router.add_api_route("/timers/retry", pages.retry, methods=["POST"], response_model=None)


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that failed, at a service."""

    service: str
    row: Mapping[str, Any]

    @property
    def address(self) -> str:
        named = {"service": self.service, "kind": self.row["kind"], "thing": self.row["thing_id"]}
        return f"/operations/timers/retry?{urlencode(named)}"


class Timers:
    """The pages of timers."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)

    async def list(self, request: Request) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        line = Line(self._entrance, visit, request)
        chosen = request.query_params.get("service", "")
        answers = await line.every("timers")
        found = [
            Timer(service, row)
            for service, answer in answers.items()
            if answer.ok and chosen in {"", service}
            for row in answer.document["items"]
        ]
        silent = {service: answer.document for service, answer in answers.items() if not answer.ok}
        values: dict[str, Any] = {
            "found": found,
            "silent": silent,
            "chosen": chosen,
            "services": line.services,
        }
        return self._render(request, visit, "operations/timers.html", **values)

    async def preview(self, request: Request) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        return await self._preview(request, visit)

    async def retry(self, request: Request) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        try:
            form = await self._desk.form(request, visit)
        except Problem as found:
            return self._desk.told(request, visit, found)
        reason = str(form.get("reason") or "").strip()
        if not SHORTEST <= len(reason) <= LONGEST:
            return await self._preview(request, visit, status=422, reason=reason, wrong=True)
        service, kind, thing = _named(request)
        line = Line(self._entrance, visit, request)
        path = f"timers/{quote(kind, safe='')}/{quote(thing, safe='')}/retry"
        answer = await line.ask(service, "POST", path, body={"reason": reason})
        if not answer.ok:
            return await self._preview(
                request, visit, status=answer.status, reason=reason, refused=answer.document
            )
        settled = bool(answer.document["settled"])
        return self._desk.back(
            f"/operations/timers?{urlencode({'service': service})}", SETTLED if settled else STILL,
            tone="ok" if settled else "warn",
        )  # fmt: skip

    async def _preview(
        self,
        request: Request,
        visit: Visit,
        *,
        status: int = 200,
        reason: str = "",
        wrong: bool = False,
        refused: Any = None,
    ) -> Response:
        service, kind, thing = _named(request)
        answer = await Line(self._entrance, visit, request).ask(service, "GET", "timers")
        rows = answer.document["items"] if answer.ok else []
        row = next((each for each in rows if (each["kind"], each["thing_id"]) == (kind, thing)), None)
        if row is None:
            problem = None if answer.ok else answer.document
            return self._render(
                request, visit, "operations/untold.html", 404 if answer.ok else answer.status,
                problem=problem, back="/operations/timers",
            )  # fmt: skip
        values: dict[str, Any] = {
            "timer": Timer(service, row),
            "reason": reason,
            "wrong": wrong,
            "refused": refused,
        }
        return self._render(request, visit, "operations/timer.html", status, **values)

    def _render(
        self, request: Request, visit: Visit, name: str, status: int = 200, **values: Any
    ) -> Response:
        shared = {"w": words, "platform": platform_operators(visit.caller), "tab": "timers"}
        return self._desk.render(request, visit, name, status, **shared, **values)


def _named(request: Request) -> tuple[str, str, str]:
    query = request.query_params
    return query.get("service", "")[:64], query.get("kind", "")[:64], query.get("thing", "")[:128]
