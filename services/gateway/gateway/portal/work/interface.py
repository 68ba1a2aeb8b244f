"""What an agency's own OpenAPI document says of its verbs: who may use them, and what they take.

The document is read from the agency itself and kept for some minutes, so a new field of a verb stands in its form
without anything being changed here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from exportlane.runtime.auth import Caller
from exportlane.runtime.auth.callers import ROLES, Demand
from gateway.entrance import Entrance
from gateway.portal.work.shape import Things, Verb

KEPT_SECONDS: Final = 600.0
READ_SECONDS: Final = 20.0
"""The first answer of an agency that has just started takes a while: it writes its document then."""
_DEMAND: Final = re.compile(
    r"(?P<roles>.+?)(?: of (?P<agencies>.+?))?(?: with the scope (?P<scope>[a-z-]+))?"
)

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One verb as the agency's document has it. `schema` is that of its body, None without one."""

    path: str
    demands: tuple[Demand, ...]
    schema: Schema | None
    required: bool

    def admits(self, caller: Caller) -> bool:
        """Whether this person may use it: the agency asks again."""
        return any(demand.admits(caller) for demand in self.demands)


@dataclass(frozen=True, slots=True)
class Interface:
    """The routes of an agency by method and shape of their path, and the schemas that they share."""

    routes: Mapping[tuple[str, str], Route] = field(default_factory=dict)
    schemas: Mapping[str, Schema] = field(default_factory=dict)

    def route(self, things: Things, verb: Verb) -> Route | None:
        """Where a verb of the portal is found."""
        tail = f"/{{}}/{verb.path}" + ("/{}" if verb.part else "")
        return self.routes.get((verb.method, f"{things.path}{tail}"))

    def resolved(self, schema: Schema) -> Schema:
        """A schema with its reference followed, and without the alternative «nothing at all»."""
        while True:
            if "$ref" in schema:
                schema = {**self.schemas[schema["$ref"].rsplit("/", 1)[-1]], **_beside(schema)}
            elif "anyOf" in schema:
                # Text and a number are both taken for an amount; text is what is exact.
                given = [each for each in schema["anyOf"] if each.get("type") != "null"]
                texts = [each for each in given if each.get("type") == "string"]
                chosen = (texts or given or [{}])[0]
                schema = {**chosen, **_beside(schema)}
            else:
                return schema


def read(document: Mapping[str, Any]) -> Interface:
    """The parts of an OpenAPI document that forms are made from."""
    routes = {}
    for path, methods in document.get("paths", {}).items():
        for method, operation in methods.items():
            if method in {"post", "delete"}:
                shape = re.sub(r"\{[^}]*\}", "{}", path)
                routes[method.upper(), shape] = _route(path, operation)
    return Interface(routes, document.get("components", {}).get("schemas", {}))


def _route(path: str, operation: Mapping[str, Any]) -> Route:
    body = operation.get("requestBody") or {}
    schema = body.get("content", {}).get("application/json", {}).get("schema")
    demands = tuple(
        found for text in operation.get("x-demands", ()) if (found := demand_of(text)) is not None
    )
    return Route(path, demands, schema, bool(body.get("required")))


def demand_of(text: str) -> Demand | None:
    """A demand as it is written: `officer of licensing or transport with the scope decide`."""
    found = _DEMAND.fullmatch(text)
    if found is None:
        return None
    roles = frozenset(found["roles"].split(" or "))
    if not roles <= ROLES:
        return None
    named = found["agencies"]
    agencies = None if named in {None, "any agency"} else frozenset(named.split(" or "))
    return Demand(agencies, roles, found["scope"])


def _beside(schema: Schema) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name not in {"$ref", "anyOf"}}


class Interfaces:
    """The documents of the agencies, each read once in a while."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._kept: dict[str, tuple[float, Interface]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def of(self, agency: str) -> Interface | None:
        """The agency's document; an older one, or None, while the agency does not answer."""
        async with self._locks.setdefault(agency, asyncio.Lock()):
            read_at, kept = self._kept.get(agency, (0.0, None))
            now = asyncio.get_running_loop().time()
            if kept is not None and now - read_at < KEPT_SECONDS:
                return kept
            try:
                async with asyncio.timeout(READ_SECONDS):
                    answer = await self._entrance.agencies[agency].get("/openapi.json")
                fresh = read(answer.raise_for_status().json())
            except (KeyError, TimeoutError, ValueError, httpx.HTTPError, OSError):
                return kept
            self._kept[agency] = (now, fresh)
            return fresh


def interfaces_of(entrance: Entrance) -> Interfaces:
    """The documents that this gateway has read."""
    return entrance.service.part(Interfaces, lambda: Interfaces(entrance))
