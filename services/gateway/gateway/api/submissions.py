"""Handing vehicles in: one submission opens the cases, and after that everything starts by itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from exportlane.runtime.auth import ENTERPRISE, EXPORTER, OFFICER, OPERATOR, Caller, demand, require_any
from exportlane.runtime.problems import responses
from gateway.api.documents import BatchAccepted, CaseAccepted
from gateway.entrance import Entrance
from gateway.intake import Intake
from gateway.papers import BatchRequest, CaseRequest
from gateway.strict_json import StrictRoute

SUBMITS = require_any(
    demand(agencies={ENTERPRISE}, roles={EXPORTER}),
    demand(agencies={"gateway"}, roles={OFFICER, OPERATOR}),
)
PROBLEMS = responses(
    "malformed-json", "idempotency-key-missing", "token-missing", "token-invalid", "token-expired", "forbidden",
    "idempotency-key-in-progress", "live-case-exists", "body-too-large", "validation-failed", "unknown-profile",
    "rule-violated", "duplicate-in-batch", "duplicate-invoice", "idempotency-key-reused",
    "enterprise-not-filed",
)  # fmt: skip


def routes(entrance: Entrance) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["submissions"], route_class=StrictRoute)

    @router.post(
        "/batches",
        status_code=202,
        summary="Hand in a batch of vehicles",
        responses={**PROBLEMS, 202: {"model": BatchAccepted}},
    )
    async def batches(
        batch: BatchRequest, request: Request, caller: Annotated[Caller, Depends(SUBMITS)]
    ) -> Response:
        """Rows that hold go on, rows that do not come back with the reason; 422 when none holds."""
        return await Intake(entrance, batch, request, caller).take_in()

    @router.post(
        "/cases",
        status_code=202,
        summary="Hand in one vehicle",
        responses={**PROBLEMS, 202: {"model": CaseAccepted}},
    )
    async def cases(
        case: CaseRequest, request: Request, caller: Annotated[Caller, Depends(SUBMITS)]
    ) -> Response:
        """The same for one vehicle: whatever is wrong with it refuses the request."""
        return await Intake(entrance, case.as_batch(), request, caller, single=True).take_in()

    return router
