"""What operators do with timers that failed: look at them, and have one tried again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from exportlane.runtime.auth import caller_of
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.timers import list_failing

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

DENIALS = ("token-missing", "token-invalid", "token-expired", "forbidden")


class Why(BaseModel):
    """Why an operator has a timer tried again; it stands in its row."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=3, max_length=500)]


def timer_routes(router: APIRouter, service: Service) -> None:
    """Add them to the operators' routes."""

    @router.get(
        "/timers", summary="Timers that failed, set aside or to be tried again", responses=responses(*DENIALS)
    )
    async def timers() -> dict[str, Any]:
        return {"service": service.name, "items": await failing(service)}

    @router.post(
        "/timers/{kind}/{thing_id}/retry",
        summary="Ask the thing again, now",
        responses=responses(*DENIALS, "not-found", "validation-failed", "malformed-json"),
    )
    async def retry(kind: str, thing_id: str, body: Why, request: Request) -> dict[str, Any]:
        if not any((row["kind"], row["thing_id"]) == (kind, thing_id) for row in await failing(service)):
            raise problem("not-found", f"There is no failed timer of {kind} {thing_id}.")
        async with service.database.transaction() as connection:
            statement = sa.text(
                "update timers_failing set attempts = 0, next_at = :now, changed_by = :by, reason = :why "
                "where kind = :kind and thing_id = :id"
            )
            now = rfc3339(service.clock.now())
            named = {
                "kind": kind,
                "id": thing_id,
                "by": caller_of(request).actor,
                "why": body.reason,
                "now": now,
            }
            await connection.execute(statement, named)
        await service.wake_due()
        left = [row for row in await failing(service) if (row["kind"], row["thing_id"]) == (kind, thing_id)]
        return {"service": service.name, "settled": not left, "left": left}


async def failing(service: Service) -> list[dict[str, Any]]:
    """Timers that failed, what is set aside first."""
    rows = await list_failing(service.database, service.definition.kinds)
    return [{**asdict(row), "set_aside": row.set_aside} for row in rows]
