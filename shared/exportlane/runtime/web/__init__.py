"""The HTTP side of every service: one way to build the app, so that no service can forget the token or the limit."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from exportlane.runtime import problems
from exportlane.runtime.web import health, openapi
from exportlane.runtime.web.answers import JsonResponse
from exportlane.runtime.web.edge import OPEN_PATHS, REQUEST_ID, SPAN, Denied, Edge, EdgeRules
from exportlane.runtime.web.headers import API_POLICY, SecurityHeaders
from exportlane.runtime.web.health import Check, Readiness, checked
from exportlane.runtime.web.surface import OfferedRoute, refuse_unguarded, surface

if TYPE_CHECKING:
    from exportlane.runtime.auth import Authenticator
    from exportlane.runtime.telemetry import Telemetry

__all__ = [
    "API_POLICY",
    "MAX_BODY",
    "OPEN_PATHS",
    "REQUEST_ID",
    "SPAN",
    "Check",
    "Denied",
    "JsonResponse",
    "OfferedRoute",
    "Readiness",
    "checked",
    "create_app",
    "surface",
]

MAX_BODY = 1024 * 1024
"""Bytes of a request's body unless a service says otherwise."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(  # noqa: PLR0913 - what a service consists of, all by keyword
    *,
    name: str,
    title: str,
    version: str,
    router: APIRouter,
    authenticator: Authenticator,
    readiness: Readiness,
    lifespan: Lifespan | None = None,
    max_body: int = MAX_BODY,
    telemetry: Telemetry | None = None,
    description: str = "",
    mounts: Collection[BaseRoute] = (),
    open_mounts: Collection[str] = (),
    policy: Callable[[str], str | None] | None = None,
    session_cookie: str | None = None,
    denied: Denied | None = None,
) -> FastAPI:
    """Build a service's app: its routes, health, OpenAPI, problems, and the edge in front of all.

    `max_body` is in bytes. `mounts` are ready-made routes such as static files; those whose path is named in
    `open_mounts` (``/static``) need no token. `policy` gives the Content-Security-Policy of a path, `session_cookie`
    the cookie that may carry a browser's token, `denied` a page instead of a problem document.

    Raises StartupRefused when a route says nothing about who may call it.
    """
    app = FastAPI(
        title=title,
        version=version,
        description=description,
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from another site
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
        # The edge opens the request's span; the framework's own would double it on the global provider.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.authenticator = authenticator
    app.state.telemetry = telemetry
    app.include_router(health.routes(name, readiness))
    app.include_router(router)
    app.router.routes.extend(mounts)
    problems.install(app)
    openapi.install(app)
    refuse_unguarded(app, open_paths=OPEN_PATHS | frozenset(open_mounts))
    open_routes = tuple(route.pattern for route in surface(app) if _is_open(route, open_mounts))
    rules = EdgeRules(
        authenticator=authenticator,
        telemetry=telemetry,
        max_body=max_body,
        security=SecurityHeaders(policy),
        open_routes=open_routes,
        session_cookie=session_cookie,
        denied=denied,
    )
    app.add_middleware(Edge, rules=rules)
    return app


def _is_open(route: OfferedRoute, open_mounts: Collection[str]) -> bool:
    if route.path in OPEN_PATHS:
        return False  # asked for by name, which is quicker than a pattern
    return route.open_because is not None or route.path in open_mounts
