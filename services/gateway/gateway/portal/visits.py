"""Signing in and out, and who a page is for. The token is verified at every page, as at every call of the API."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exportlane.runtime.auth import CONFERENCE, DEFAULT_SCOPES, EXPORTER, OFFICER, OPERATOR, Caller
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.problems import Problem
from gateway.entrance import Entrance
from gateway.portal.session import Session, Sessions, cookie_name, is_loopback
from gateway.portal.words import AGENCIES, Words

HOME = "/cases"
_PLACE = re.compile(
    r"/(cases(/[A-Za-z0-9-]{1,64})?|conference(/packs/[0-9-]{7}(/[a-z]{3,4})?)?)(\?[A-Za-z0-9._~%&=+-]{0,512})?"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is signed in looks at a page."""

    session: Session
    caller: Caller
    form_token: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as whom one may sign in where the development issuer works."""

    key: str
    words: Words
    agency: str
    role: str
    uscc: str | None = None
    member: str | None = None


class Visits:
    """Opens, checks and ends visits."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._clock = SystemClock()
        # Signing is deterministic with this kind of key, so every replica, having the same key, derives the same
        # secret, and nobody without the key can.
        signed = entrance.service.desk.signer.sign(
            b"exportlane portal: the secret of session cookies, version 1"
        )
        self._sessions = Sessions(hashlib.sha256(signed.encode()).digest())

    def visitor(self, request: Request) -> Session:
        """The visit of a request, signed in or not; a new one when there is none."""
        secure = not is_loopback(request.url.hostname)
        found = self._sessions.open(request.cookies.get(cookie_name(secure=secure)), now=self._clock.now())
        return found or Session(secrets.token_urlsafe(18), "", self._ends())

    def form_token(self, session: Session) -> str:
        """What a form of this visit must send back."""
        return self._sessions.form_token(session)

    async def of(self, request: Request) -> Visit | Response:
        """Who looks, or the way to the sign-in page."""
        session = self.visitor(request)
        if session.token:
            try:
                caller = await self._entrance.service.authenticator.authenticate(session.token)
            except Problem:
                return self._to_sign_in(request)
            return Visit(session, caller, self.form_token(session))
        return self._to_sign_in(request)

    def from_our_page(self, session: Session, token: object) -> bool:
        """Whether a form was sent by a page of this very visit."""
        return isinstance(token, str) and self._sessions.accepts(session, token)

    async def sign_in(self, token: str) -> Session:
        """A new visit with this token. Raises the problem that the token has, ValueError when it is too long."""
        await self._entrance.service.authenticator.authenticate(token)
        session = Session(secrets.token_urlsafe(18), token, self._ends())
        self._sessions.seal(session)
        return session

    def keep(self, answer: Response, session: Session, request: Request) -> Response:
        """Give the browser its cookie."""
        secure = not is_loopback(request.url.hostname)
        answer.set_cookie(
            cookie_name(secure=secure), self._sessions.seal(session), secure=secure, httponly=True, samesite="lax",
            path="/", max_age=self._entrance.settings.session_seconds,
        )  # fmt: skip
        return answer

    def forget(self, answer: Response, request: Request) -> Response:
        """Take the cookie back."""
        secure = not is_loopback(request.url.hostname)
        answer.delete_cookie(
            cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
        )
        return answer

    def mint(self, person: Person) -> str:
        """A token of the development issuer. Raises StartupRefused outside embedded mode."""
        issuer = DevelopmentIssuer.open(self._entrance.settings)
        return issuer.mint(
            subject=f"portal.{person.key}", agency=person.agency, role=person.role, uscc=person.uscc,
            member=person.member,
            scopes=DEFAULT_SCOPES[person.role], now=self._clock.now(),
            ttl=timedelta(seconds=self._entrance.settings.session_seconds),
        )  # fmt: skip

    def _ends(self) -> int:
        return int(self._clock.now().timestamp()) + self._entrance.settings.session_seconds

    def _to_sign_in(self, request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/sign-in?next={quote(place(request.url.path + query))}", status_code=303)


def place(wanted: str | None) -> str:
    """Where to go after signing in: a page of ours, or the list."""
    return wanted if wanted and _PLACE.fullmatch(wanted) else HOME


def people(exporters: list[tuple[str, str]]) -> list[Person]:
    """As whom one may sign in for a try: an officer of each agency, an operator, the conference, each exporter."""
    officers = [
        Person(agency, AGENCIES[agency], agency, OFFICER)
        for agency in AGENCIES
        if agency not in {"gateway", "enterprise", "conference"}
    ]
    others = [
        Person("operator", Words("平台值班员", "Operator"), "gateway", OPERATOR),
        Person("conference", AGENCIES["conference"], "conference", CONFERENCE),
    ]
    seats = [
        Person(key, Words(*names), "conference", CONFERENCE, member=member)
        for key, names, member in (
            ("convener", ("天津联席会议召集人", "Convener, Tianjin"), "tianjin.conf_convener"),
            ("police", ("联席会议·市公安局", "Member: police, Tianjin"), "tianjin.conf_police"),
            ("guest", ("联席会议·列席单位", "Guest, Tianjin"), "tianjin.conf_guest"),
            ("taizhou", ("台州领导小组办公室", "Leading group, Taizhou"), "taizhou.conf_convener"),
        )
    ]
    firms = [
        Person(f"exporter-{uscc.lower()}", Words(name, f"Exporter {uscc}"), "enterprise", EXPORTER, uscc)
        for uscc, name in exporters
    ]
    return [*officers, *others, *seats, *firms]
