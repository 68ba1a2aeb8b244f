"""Facts as they come: server-sent events of one case or of all that the reader may see.

An event's id is a place; whoever comes back with it in Last-Event-ID gets what came since. One case without a place
starts from its first fact, all cases start from now.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Header
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from exportlane.runtime.auth import Caller, require
from exportlane.runtime.auth.callers import ROLES
from exportlane.runtime.problems import responses
from gateway import shown
from gateway.disclosure import Eyes, eyes_of
from gateway.entrance import Entrance
from gateway.feed import Place, Seen, read_place
from gateway.reading import get_case

READS = require(roles=ROLES)
HEARTBEAT_SECONDS = 15
STALLED_SECONDS = 30.0
"""A client that takes nothing for so long is let go."""
RETRY_MS = 2000
PROBLEMS = responses(
    "token-missing", "token-invalid", "token-expired", "forbidden", "not-found", "too-many-requests"
)
BEGINNING = Place(0, 0)
LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=64)]


def routes(entrance: Entrance) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["cases"])

    @router.get("/events", summary="New facts of every case (server-sent events)", responses=PROBLEMS)
    async def events(caller: Annotated[Caller, Depends(READS)], last: LastEventId = None) -> Response:
        return await stream(entrance, eyes_of(caller), case_id=None, after=read_place(last))

    @router.get(
        "/cases/{case_id}/events", summary="Facts of one case (server-sent events)", responses=PROBLEMS
    )
    async def case_events(
        case_id: str, caller: Annotated[Caller, Depends(READS)], last: LastEventId = None
    ) -> Response:
        eyes = eyes_of(caller)
        await get_case(entrance.database, case_id, eyes)
        return await stream(entrance, eyes, case_id=case_id, after=read_place(last) or BEGINNING)

    return router


async def stream(entrance: Entrance, eyes: Eyes, *, case_id: str | None, after: Place | None) -> Response:
    """An open line. Raises too-many-requests."""
    told = await entrance.feed.listen(case_id=case_id, uscc=eyes.uscc, after=after)
    return EventSourceResponse(
        _events(told, entrance, eyes), ping=HEARTBEAT_SECONDS, send_timeout=STALLED_SECONDS, sep="\n"
    )


async def _events(
    told: AsyncIterator[Seen], entrance: Entrance, eyes: Eyes
) -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(comment="exportlane", retry=RETRY_MS)
    async for seen in told:
        document = shown.fact(seen.fact, entrance.look(eyes), seen.exporter_uscc)
        yield ServerSentEvent(data=orjson.dumps(document).decode(), event="fact", id=str(seen.place))
