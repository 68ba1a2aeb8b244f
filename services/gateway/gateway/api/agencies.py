"""The way to the agencies: `/v1/{agency}/…` is the agency's own `/v1/…`, asked for in the caller's own name."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from exportlane.runtime.auth import ROLES, Caller, require
from exportlane.runtime.problems import responses
from exportlane.runtime.propagation import current_traceparent
from exportlane.runtime.web import JsonResponse
from gateway.entrance import Entrance

ANYBODY = require(roles=ROLES)
"""Whoever has a valid token passes; what he may do there is for the agency to say."""
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
DENIALS = responses("token-missing", "token-invalid", "token-expired", "forbidden")
PROBLEMS = responses(
    "path-not-allowed",
    "token-missing",
    "token-invalid",
    "token-expired",
    "agency-unavailable",
    "upstream-timeout",
)


def routes(entrance: Entrance) -> APIRouter:
    router = APIRouter(tags=["agencies"])

    @router.get(
        "/v1/agencies", summary="The discovered agencies, and what is known of their reach", responses=DENIALS
    )
    async def agencies(_caller: Annotated[Caller, Depends(ANYBODY)]) -> Response:
        return JsonResponse(
            {"agencies": [asdict(entrance.circuits.reached(name)) for name in entrance.agencies]}
        )

    @router.api_route(
        "/v1/{agency}/{rest:path}",
        methods=METHODS,
        summary="Ask an agency: its own API under its name",
        responses=PROBLEMS,
        include_in_schema=False,
    )
    async def carry(request: Request, _caller: Annotated[Caller, Depends(ANYBODY)]) -> Response:
        return await entrance.proxy.carry(request, traceparent=current_traceparent())

    return router
