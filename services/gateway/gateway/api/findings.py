"""What is wrong now, for those who look after the platform: all services asked at once, each fault by its part."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from exportlane.runtime.auth import OPERATOR, PLATFORM, demand, require_any
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from gateway.entrance import Entrance
from gateway.watching import survey

DENIALS = responses("token-missing", "token-invalid", "token-expired", "forbidden")
LOOKS_AFTER_ALL = require_any(demand(agencies={PLATFORM}, roles={OPERATOR}))


def routes(entrance: Entrance) -> APIRouter:
    router = APIRouter(prefix="/v1/operations", tags=["operations"], dependencies=[Depends(LOOKS_AFTER_ALL)])

    @router.get("/findings", summary="What is wrong now, by the part that is broken", responses=DENIALS)
    async def found(request: Request) -> Response:
        """Every service is asked in the caller's own name; `because` names the finding that another follows from."""
        authorization = request.headers.get("authorization", "")
        return JsonResponse((await survey(entrance, authorization=authorization)).document())

    return router
