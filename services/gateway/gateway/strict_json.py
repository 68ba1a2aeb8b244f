"""A submission's JSON, read so that nothing in it is passed over: a name that stands twice is refused.

RFC 8259 leaves open which of two values counts. Whoever handed in both would be told that all was taken, and one of
the two (a price, a port) would be gone without a word.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response


class StrictRoute(APIRoute):
    """A route whose body names each field once."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the framework, given a request that reads its JSON strictly."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            # Read by the first request, so that whoever answers for a fault still finds the body in it.
            body = await request.body()
            return await handle(_StrictRequest(request, body))

        return strictly


class _StrictRequest(Request):
    def __init__(self, request: Request, body: bytes) -> None:
        super().__init__(request.scope, request.receive)
        self._body = body

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = json.loads(await self.body(), object_pairs_hook=_each_name_once)
        return self._json


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise json.JSONDecodeError(
            f"the field {json.dumps(twice[:64], ensure_ascii=False)} stands twice in one object", "", 0
        )
    return found
