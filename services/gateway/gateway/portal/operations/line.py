"""The line to the services: each is asked in the visitor's own name, the gateway itself like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import httpx
from starlette.requests import Request

from exportlane.runtime.auth import Caller
from exportlane.runtime.auth.callers import PLATFORM
from gateway.entrance import Entrance
from gateway.portal.frame.calls import UNREACHABLE, Answer, ask
from gateway.portal.visits import Visit

OPERATIONS: Final = "/v1/operations"


class Line:
    """One visitor's line during one request."""

    def __init__(self, entrance: Entrance, visit: Visit, request: Request) -> None:
        self._entrance = entrance
        self._visit = visit
        self._app = request.app
        self.services = services_of(entrance, visit.caller)

    async def ask(
        self,
        service: str,
        method: str,
        path: str,
        *,
        body: object | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask a service under `/v1/operations`. One that is not this visitor's is as one that is not there."""
        if service not in self.services:
            return Answer(
                404, {"slug": "not-found", "status": 404, "title": "Not found", "title_zh": "未找到"}
            )
        whole = f"{OPERATIONS}/{path}"
        if service != self._entrance.service.name:
            return await ask(self._entrance, self._visit, service, method, whole, body=body, params=params)
        return await self._ask_here(method, whole, body, params)

    async def every(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Answer]:
        """Ask all services at once."""
        answers = await asyncio.gather(
            *(self.ask(service, "GET", path, params=params) for service in self.services)
        )
        return dict(zip(self.services, answers, strict=True))

    async def _ask_here(
        self, method: str, path: str, body: object | None, params: Mapping[str, str] | None
    ) -> Answer:
        # Through the gateway's own API and not past it: there the token is looked at and the act is recorded.
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        headers = {"authorization": f"Bearer {self._visit.token}", "accept": "application/json"}
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            try:
                async with asyncio.timeout(self._entrance.settings.answer_seconds):
                    answer = await client.request(method, path, json=body, params=params, headers=headers)
                return Answer(answer.status_code, answer.json())
            except (TimeoutError, httpx.HTTPError, ValueError):
                told: dict[str, Any] = {
                    "slug": "agency-unavailable", "status": UNREACHABLE, "title": "Not available",
                    "title_zh": "暂不可用", "detail": "The gateway does not answer itself in time.",
                }  # fmt: skip
                return Answer(UNREACHABLE, told)


def services_of(entrance: Entrance, caller: Caller) -> tuple[str, ...]:
    """Whom a visitor looks after: everybody, or the own agency."""
    known = (entrance.service.name, *entrance.agencies)
    return known if caller.agency == PLATFORM else tuple(name for name in known if name == caller.agency)
