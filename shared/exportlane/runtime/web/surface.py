"""What a service offers over HTTP: every route with its methods and what it demands of its caller."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from exportlane.runtime.auth import OpenToAnyone, Requirement
from exportlane.runtime.settings import StartupRefused


@dataclass(frozen=True, slots=True)
class OfferedRoute:
    """One route. `open_because` says why it needs no token; `requirements` must all be met."""

    path: str
    methods: tuple[str, ...]
    pattern: re.Pattern[str]
    requirements: tuple[Requirement, ...]
    open_because: str | None


def surface(app: FastAPI) -> tuple[OfferedRoute, ...]:
    """Every route of the app, also those of routers included in routers. What is no HTTP route has no methods."""
    return tuple(_offered(app))


def _offered(app: FastAPI) -> Iterator[OfferedRoute]:
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)
        calls = list(_calls(dependant)) if isinstance(dependant, Dependant) else []
        methods = tuple(sorted(getattr(context, "methods", None) or ()))
        path = getattr(context, "path", None) or ""
        # A mount's template ends in {path}; its own name is what stands before.
        yield OfferedRoute(
            path=(getattr(context, "path_format", None) or path) if methods else path,
            methods=methods,
            pattern=getattr(context, "path_regex", None) or re.compile(re.escape(path)),
            requirements=tuple(call for call in calls if isinstance(call, Requirement)),
            open_because=next((call.reason for call in calls if isinstance(call, OpenToAnyone)), None),
        )


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


def refuse_unguarded(app: FastAPI, *, open_paths: frozenset[str]) -> None:
    """Raise StartupRefused naming the routes that neither demand a caller nor are marked open."""
    bare = [
        f"{'/'.join(route.methods) or 'MOUNT'} {route.path}"
        for route in surface(app)
        if not route.requirements and route.open_because is None and route.path not in open_paths
    ]
    if bare:
        raise StartupRefused(
            f"These routes say nothing about who may call them: {', '.join(bare)}. "
            "Give each a require(…), or open_to_anyone(…) with the reason."
        )
