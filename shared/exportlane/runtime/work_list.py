"""What an API answers beside a plain page: one thing with its history, and a few that were found by another way.

The page itself is `listing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.auth import caller_of
from exportlane.runtime.ledger import facts_of
from exportlane.runtime.listing import Query, shown
from exportlane.runtime.operations_api import fact_json
from exportlane.runtime.preconditions import etag
from exportlane.runtime.problems import problem
from exportlane.runtime.storage import Kind, load_thing
from exportlane.runtime.web import JsonResponse

if TYPE_CHECKING:
    from exportlane.runtime.listing import Admit
    from exportlane.runtime.service import Service

S = TypeVar("S")


async def with_history(
    service: Service, kind: Kind[S], thing_id: str, *, request: Request, admit: Admit | None = None
) -> Response:
    """One thing with its ETag and the facts of its cases in this ledger, oldest first, both of one moment.

    Raises Problem not-found, also when the caller may not know of it.
    """
    caller = caller_of(request)
    async with service.database.reading() as connection:
        thing = await load_thing(service.database, connection, kind, thing_id)
        if thing is None or thing.state is None or (admit is not None and not admit(thing.state, caller)):
            raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
        facts = await facts_of(service.database, connection, service.name, kind.case_ids(thing.state))
    body: dict[str, Any] = {**shown(kind, thing), "history": [fact_json(fact) for fact in facts]}
    return JsonResponse(body, headers={"etag": etag(thing.version)})


async def one_page(service: Service, kind: Kind[Any], ids: Sequence[str], query: Query) -> dict[str, Any]:
    """Those of these things that pass the filters. They are so few that they are one page."""
    items: list[dict[str, Any]] = []
    for thing_id in ids:
        alone = Query(where={**query.where, "id": thing_id}, before=query.before, sort=query.sort)
        items.extend((await service.list(kind, alone))["items"])
    return {"items": items[: query.limit], "next": None}
