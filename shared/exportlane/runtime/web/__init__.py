"""The HTTP side of every service: one way to build the app, so that no service can forget the token or the limit."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from exportlane.runtime import problems
from exportlane.runtime.clock import Clock, SystemClock
from exportlane.runtime.web import health, openapi
from exportlane.runtime.web.answers import JsonResponse
from exportlane.runtime.web.edge import OPEN_PATHS, REQUEST_ID, SPAN, Denied, Edge, EdgeRules
from exportlane.runtime.web.headers import API_POLICY, SecurityHeaders
from exportlane.runtime.web.health import Check, CheckFailed, Readiness, checked
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
    "CheckFailed",
    "Denied",
    "JsonResponse",
    "OfferedRoute",
    "Readiness",
    "checked",
    "create_app",
    "mount_open",
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
    clock: Clock | None = None,
    lifespan: Lifespan | None = None,
    max_body: int = MAX_BODY,
    telemetry: Telemetry | None = None,
    description: str = "",
    extend: Callable[[FastAPI], None] | None = None,
    policy: Callable[[str], str | None] | None = None,
    session_cookie: str | None = None,
    denied: Denied | None = None,
    front: Callable[[ASGIApp], ASGIApp] | None = None,
) -> FastAPI:
    """Build a service's app: its routes, health, OpenAPI, problems, and the edge in front of all.

    `max_body` is in bytes. `extend` may add to the app before it is closed, for example with `mount_open`. `policy`
    gives the Content-Security-Policy of a path, `session_cookie` names the cookie that may carry a browser's token,
    `denied` answers a refused browser with a page instead of a problem document. `front` stands before all of it.

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
    app.state.authenticator, app.state.telemetry, app.state.open_mounts = authenticator, telemetry, {}
    app.include_router(health.routes(name, readiness, (clock or SystemClock()).now))
    app.include_router(router)
    problems.install(app)
    openapi.install(app)
    if extend is not None:
        extend(app)
    rules = EdgeRules(
        authenticator=authenticator,
        telemetry=telemetry,
        max_body=max_body,
        security=SecurityHeaders(policy),
        open_routes=_open_routes(app),
        session_cookie=session_cookie,
        denied=denied,
    )
    app.add_middleware(Edge, rules=rules)
    if front is not None:
        app.add_middleware(front)
    return app


def _open_routes(app: FastAPI) -> tuple[re.Pattern[str], ...]:
    """The addresses that need no token. Raises StartupRefused when a route says nothing about who may call it."""
    mounts: dict[str, re.Pattern[str]] = app.state.open_mounts
    refuse_unguarded(app, open_paths=OPEN_PATHS | frozenset(mounts))
    marked = [route.pattern for route in surface(app) if route.open_because and route.path not in OPEN_PATHS]
    return (*marked, *mounts.values())


def mount_open(app: FastAPI, path: str, files: ASGIApp) -> None:
    """Mount something that needs no token under `path` (``/static``); to be called from `extend`."""
    app.mount(path, files)
    app.state.open_mounts[path] = re.compile(re.escape(path) + "/")
