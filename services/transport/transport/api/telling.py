"""One thing with what was told of it: the facts of its subjects in this ledger, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from exportlane.agency.callers import its_own
from exportlane.runtime.auth import Caller
from exportlane.runtime.ledger import facts_of
from exportlane.runtime.listing import shown
from exportlane.runtime.operations_api import fact_json
from exportlane.runtime.preconditions import etag
from exportlane.runtime.problems import problem
from exportlane.runtime.storage import Kind, load_thing
from exportlane.runtime.web import JsonResponse

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


async def told(
    service: Service,
    kind: Kind[Any],
    thing_id: str,
    subjects: Callable[[Any], tuple[str, ...]],
    *,
    caller: Caller,
    more: Mapping[str, object] | None = None,
) -> Response:
    """The thing with its ETag and its history. Raises Problem not-found, also when the caller may not know of it."""
    async with service.database.reading() as connection:
        thing = await load_thing(service.database, connection, kind, thing_id)
        if thing is None or thing.state is None or not its_own(thing.state, caller):
            raise problem("not-found", f"There is no {kind.name} with the id {thing_id}.")
        facts = await facts_of(service.database, connection, service.name, subjects(thing.state))
    body = {**shown(kind, thing), **(more or {}), "history": [fact_json(fact) for fact in facts]}
    return JsonResponse(body, headers={"etag": etag(thing.version)})
