"""The edge of every service: one pure ASGI middleware, because each layer of wrapping costs every request.

In this order: name the request and open its span; verify the token (before one byte of the body is read); limit the
body; run the service; add the security headers; turn what nobody caught into a problem; write one log line.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exportlane.runtime.auth import CALLER, Authenticator, Caller, bearer
from exportlane.runtime.problems import Problem, problem, response_to, unexpected
from exportlane.runtime.propagation import context_of, parse_traceparent
from exportlane.runtime.telemetry import Telemetry
from exportlane.runtime.web.body import limited
from exportlane.runtime.web.headers import SecurityHeaders

OPEN_PATHS = frozenset({"/healthz", "/readyz", "/openapi.json"})
SPAN = "exportlane.span"
"""Where the edge leaves the request's span in the ASGI scope."""
REQUEST_ID = "exportlane.request_id"
"""Where it leaves the request's id."""
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")

Headers = Mapping[bytes, bytes]
Denied = Callable[[Scope, Problem], Response | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeRules:
    """How strict the edge of one service is.

    `open_routes` are the patterns of the routes that are marked open. `session_cookie` names a cookie that may carry
    the token of a browser. `denied` may answer a refused browser with a page; None leaves the problem document.
    """

    authenticator: Authenticator
    telemetry: Telemetry | None
    max_body: int
    security: SecurityHeaders
    open_routes: tuple[re.Pattern[str], ...] = ()
    session_cookie: str | None = None
    denied: Denied | None = None
    open_paths: frozenset[str] = field(default=OPEN_PATHS)


class Edge:
    """The middleware. Errors never pass it: behind it stands only the server."""

    def __init__(self, app: ASGIApp, *, rules: EdgeRules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            # No service speaks WebSocket, so there is no demand that could admit one.
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        headers: Headers = dict(scope["headers"])
        span = self._open_span(scope, headers)
        request_id = _request_id(headers, span)
        scope[SPAN], scope[REQUEST_ID] = span, request_id
        status = 0
        security = self._rules.security

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                security.add(MutableHeaders(scope=message), scope["path"], request_id)
            await send(message)

        token = otel_context.attach(trace.set_span_in_context(span))
        try:
            refusal = await self._admit(scope, headers)
            if refusal is not None:
                await refusal(scope, receive, answer)
                return
            if (
                scope["method"] in _WITH_BODY
                or b"content-length" in headers
                or b"transfer-encoding" in headers
            ):
                receive = limited(receive, headers, limit=self._rules.max_body)
            await self._app(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - the last place where an error can become a polite answer
            span.record_exception(error)
            found = unexpected(error, method=scope["method"], path=scope["path"])
            if not status:
                await response_to(found, instance=scope["path"])(scope, receive, answer)
        finally:
            otel_context.detach(token)
            self._close(scope, span, status, perf_counter() - started, request_id)

    def _open_span(self, scope: Scope, headers: Headers) -> Span:
        telemetry = self._rules.telemetry
        if telemetry is None or scope["path"] in self._rules.open_paths:
            return trace.INVALID_SPAN
        remote = None
        if b"traceparent" in headers:
            state = headers.get(b"tracestate", b"").decode("latin-1")
            remote = parse_traceparent(headers[b"traceparent"].decode("latin-1"), state)
        return telemetry.tracer.start_span(
            scope["method"],
            context=context_of(remote),
            kind=SpanKind.SERVER,
            attributes={
                "http.request.method": scope["method"],
                "url.path": scope["path"],
                "url.scheme": scope.get("scheme", "http"),
            },
        )

    async def _admit(self, scope: Scope, headers: Headers) -> Response | None:
        """The refusal, or None when the request may go on; then the caller stands in the scope."""
        path = scope["path"]
        if path in self._rules.open_paths:
            return None
        if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
            return response_to(
                problem("path-not-allowed", "The address holds the character U+0000."), instance=path
            )
        is_open = any(pattern.match(path) for pattern in self._rules.open_routes)
        try:
            scope[CALLER] = await self._caller(scope, headers)
        except Problem as found:
            if is_open:
                return None
            page = self._rules.denied(scope, found) if self._rules.denied is not None else None
            return page if page is not None else response_to(found, instance=path)
        return None

    async def _caller(self, scope: Scope, headers: Headers) -> Caller:
        if b"authorization" in headers or self._rules.session_cookie is None:
            token = bearer(headers.get(b"authorization", b"").decode("latin-1"))
        else:
            token = self._token_of_browser(scope, headers)
        return await self._rules.authenticator.authenticate(token)

    def _token_of_browser(self, scope: Scope, headers: Headers) -> str:
        wanted = f"{self._rules.session_cookie}="
        for pair in headers.get(b"cookie", b"").decode("latin-1").split(";"):
            if not pair.strip().startswith(wanted):
                continue
            # A browser sends cookies along with what other sites make it send; only our own pages may change things.
            if scope["method"] not in _SAFE_METHODS and headers.get(b"sec-fetch-site") != b"same-origin":
                raise problem("forbidden", "A change was asked for by a page that is not one of ours.")
            return bearer(f"Bearer {pair.strip().removeprefix(wanted)}")
        return bearer(None)

    def _close(self, scope: Scope, span: Span, status: int, seconds: float, request_id: str) -> None:
        telemetry = self._rules.telemetry
        if telemetry is None:
            return
        route = _route_of(scope)
        quiet = scope["path"] in self._rules.open_paths
        if span.is_recording():
            if route is not None:
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", status)
            if status >= 500 or not status:
                span.set_status(StatusCode.ERROR)
            span.end()
            telemetry.metrics.request_duration.record(
                seconds,
                {
                    "http.request.method": scope["method"],
                    "http.route": route or "",
                    "http.response.status_code": status,
                },
            )
        caller: Caller | None = scope.get(CALLER)
        write = telemetry.log.debug if quiet else telemetry.log.info
        write(
            "http.request",
            method=scope["method"],
            path=scope["path"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            actor=None if caller is None else caller.actor,
            request_id=request_id,
        )


def _request_id(headers: Headers, span: Span) -> str:
    given = headers.get(b"x-request-id")
    if given is not None and _REQUEST_ID.fullmatch(given):
        return given.decode("ascii")
    context = span.get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else secrets.token_hex(16)


def _route_of(scope: Scope) -> str | None:
    """The template of the route, with the prefixes under which its router was included."""
    effective = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(effective, "path_format", None) or getattr(scope.get("route"), "path_format", None)
    return path if isinstance(path, str) else None
