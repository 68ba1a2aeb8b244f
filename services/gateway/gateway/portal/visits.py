"""Who a page is for. The visit stands on the server; its token is verified at every page, as at every API call."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exportlane.runtime.auth import Caller
from exportlane.runtime.clock import Clock, SystemClock
from exportlane.runtime.problems import Problem, problem
from gateway.entrance import Entrance
from gateway.portal.session import (
    SAFE_METHODS,
    Secrets,
    Session,
    cookie_name,
    from_our_site,
    is_loopback,
    numbered,
)
from gateway.portal.session_table import SessionTable
from gateway.portal.signing_in.providers import Providers
from gateway.portal.signing_in.renewing import Renewing, end_of
from gateway.portal.signing_in.troubles import SignInFailed

HOME: Final = "/"
"""Where everybody's own first page is found."""
SIGN_IN: Final = "/sign-in"
SWEEP_SECONDS: Final = 600
_LONGEST_PLACE: Final = 600
_PLACE = re.compile(
    r"/(?:cases|flow|tasks|conference|operations)(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,127}){0,6}"
    r"(?:\?[A-Za-z0-9._~%&=+:,;@!$'()*/?-]*)?"
)
NOT_OURS: Final = "A change was asked for by a page that is not one of ours."


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is signed in looks at a page."""

    session: Session
    caller: Caller
    form_token: str

    @property
    def token(self) -> str:
        """The access token of the visit, for calls to agencies in this person's name."""
        return self.session.token


class Visits:
    """Opens, checks and ends visits. `secrets` seals what other parts of the sign-in leave in a browser."""

    def __init__(self, entrance: Entrance, clock: Clock | None = None) -> None:
        self._entrance = entrance
        # Tokens live in real time, also where a demonstration moves the clock of the cases.
        self.clock = clock or SystemClock()
        # Signing is deterministic with this kind of key, so every replica, having the same key, derives the same
        # secret, and nobody without the key can.
        signed = entrance.service.desk.signer.sign(b"exportlane portal: the secret of visits, version 2")
        self.secrets = Secrets(hashlib.sha256(signed.encode()).digest())
        settings = entrance.settings
        self.table = SessionTable(entrance.database, self.secrets, idle_seconds=settings.session_idle_seconds)
        self.providers = Providers(settings)
        self._authenticator = entrance.service.authenticator
        self._renewing = Renewing(self.table, self._authenticator, self.clock)

    @property
    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.clock.now().timestamp())

    async def of(self, request: Request) -> Visit | Response:
        """Who looks, or the way to the sign-in page.

        Raises Problem forbidden for a change that another site asks for.
        """
        if not from_our_site(request.method, request.headers):
            raise problem("forbidden", NOT_OURS)
        session = await self._session(request)
        if session is None:
            return _to_sign_in(request)
        try:
            caller = await self._authenticator.authenticate(session.token)
        except Problem:
            return _to_sign_in(request)
        return Visit(session, caller, self.form_token(session))

    async def _session(self, request: Request) -> Session | None:
        sid = numbered(request.cookies.get(_cookie_of(request)))
        session = await self.table.find(sid, now=self.now) if sid else None
        if session is None or not self._renewing.is_needed(session):
            return session
        try:
            return await self._renewing.renewed(session, self.providers.of(request))
        except SignInFailed:
            return session

    def visitor(self, request: Request) -> Session:
        """The browser of a request, signed in or not, without asking the server's table: enough to mark forms."""
        return Session(numbered(request.cookies.get(_cookie_of(request))) or _number(), "", 0)

    def form_token(self, session: Session) -> str:
        """What a form of this visit must send back."""
        return self.secrets.form_token(session.sid)

    def from_our_page(self, session: Session, token: object) -> bool:
        """Whether a form was sent by a page of this very visit."""
        return isinstance(token, str) and self.secrets.accepts(session.sid, token)

    async def sign_in(self, request: Request, token: str, *, refresh: str = "", hint: str = "") -> Session:
        """A new visit with a new number, whatever the browser brought. Raises the problem that the token has."""
        caller = await self._authenticator.authenticate(token)
        ends = self.now + self._entrance.settings.session_seconds
        session = Session(_number(), token, ends, refresh, hint, end_of(token))
        await self.table.forget(self.visitor(request).sid)
        await self.table.keep(session, now=self.now)
        self._entrance.service.telemetry.log.info("portal.signed_in", actor=caller.actor)
        return session

    async def sign_out(self, request: Request) -> Session:
        """End the visit on the server, for every copy of its cookie; what it was is the answer."""
        visitor = self.visitor(request)
        found = await self.table.find(visitor.sid, now=self.now)
        await self.table.forget(visitor.sid)
        return found or visitor

    def keep(self, answer: Response, session: Session, request: Request) -> Response:
        """Give the browser its cookie."""
        answer.set_cookie(
            _cookie_of(request), session.sid, secure=_is_secure(request), httponly=True, samesite="lax",
            path="/", max_age=self._entrance.settings.session_seconds,
        )  # fmt: skip
        return answer

    def forget(self, answer: Response, request: Request) -> Response:
        """Take the cookie back."""
        answer.delete_cookie(
            _cookie_of(request), path="/", secure=_is_secure(request), httponly=True, samesite="lax"
        )
        return answer

    async def keep_swept(self) -> None:
        """Delete the visits that are over, for as long as the gateway runs."""
        log = self._entrance.service.telemetry.log
        while True:
            try:
                await self.table.sweep(now=self.now)
            except Exception as error:  # noqa: BLE001 - a database that is away is told by readiness; this can wait
                log.warning("portal.not_swept", error=repr(error)[:300])
            await asyncio.sleep(SWEEP_SECONDS)


def visits_of(entrance: Entrance) -> Visits:
    """The visits of this gateway: all page modules share one."""
    return entrance.service.part(Visits, lambda: Visits(entrance))


def place(wanted: str | None) -> str:
    """Where to go after signing in: a page of ours, or everybody's first one."""
    if wanted and len(wanted) <= _LONGEST_PLACE and _PLACE.fullmatch(wanted):
        return wanted
    return HOME


def _to_sign_in(request: Request) -> Response:
    """A page leads there; a part of a page, or a stream, cannot, and says that it needs somebody."""
    if request.headers.get("accept", "").startswith("text/event-stream"):
        return Response(status_code=401)
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"hx-redirect": _way_to_sign_in(_shown_in(request))})
    if request.method not in SAFE_METHODS:
        return RedirectResponse(SIGN_IN, status_code=303)
    return RedirectResponse(
        _way_to_sign_in(_with_query(request.url.path, request.url.query)), status_code=303
    )


def _way_to_sign_in(wanted: str) -> str:
    return f"{SIGN_IN}?next={quote(place(wanted))}"


def _shown_in(request: Request) -> str:
    """The page in which htmx asked for a part."""
    parts = urlsplit(request.headers.get("hx-current-url", ""))
    return _with_query(parts.path, parts.query)


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _is_secure(request: Request) -> bool:
    return not is_loopback(request.url.hostname)


def _cookie_of(request: Request) -> str:
    return cookie_name(secure=_is_secure(request))


def _number() -> str:
    return secrets.token_urlsafe(32)
