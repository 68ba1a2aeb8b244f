"""The addresses of signing in and out.

`GET /sign-in` begins a sign-in and leads to the issuer; `GET /sign-in/callback` is where the issuer sends the person
back; `POST /sign-out` ends the visit, here and at the issuer. Where no issuer is set up, an access token may be pasted.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exportlane.runtime.problems import Problem
from gateway.entrance import Entrance
from gateway.portal.frame.desk import FORM_FIELD, FORM_HEADER, Desk
from gateway.portal.session import attempts_name, from_our_site, is_loopback
from gateway.portal.signing_in import development
from gateway.portal.signing_in.attempt import LIFE_SECONDS, Attempt, begun, opened, sealed, taken
from gateway.portal.signing_in.providers import (
    CALLBACK,
    SIGNED_OUT,
    STRANGERS,
    has_development_issuer,
    own_address,
    takes_tokens,
)
from gateway.portal.signing_in.troubles import TOLD, SignInFailed, Trouble
from gateway.portal.visits import Visit, place


def routes(entrance: Entrance) -> APIRouter:
    """The pages, and in embedded mode the development issuer."""
    router = APIRouter(include_in_schema=False, dependencies=STRANGERS)
    pages = SigningIn(entrance)
    found = [
        ("GET", "/sign-in", pages.begin),
        ("GET", CALLBACK, pages.come_back),
        ("GET", SIGNED_OUT, pages.signed_out),
        ("POST", SIGNED_OUT, pages.sign_out),
    ]
    if takes_tokens(entrance.settings):
        found += [("GET", "/sign-in/token", pages.token), ("POST", "/sign-in", pages.with_token)]
    for method, path, page in found:
        router.add_api_route(path, page, methods=[method], response_model=None)
    if has_development_issuer(entrance.settings):
        router.include_router(development.routes(entrance))
    return router


class SigningIn:
    """Every page of it."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._settings = entrance.settings
        self._desk = Desk(entrance)
        self._visits = self._desk.visits

    async def begin(self, request: Request) -> Response:
        """On to the issuer; the browser remembers what for."""
        wanted = place(request.query_params.get("next"))
        attempt = begun(wanted, now=self._visits.now)
        try:
            provider = self._visits.providers.of(request)
            address = await provider.way_in(attempt, redirect_uri=self._own(request, CALLBACK))
        except SignInFailed as found:
            return self._told(request, found, wanted)
        answer = RedirectResponse(address, status_code=303)
        return self._remember(answer, request, (*self._under_way(request), attempt))

    async def come_back(self, request: Request) -> Response:
        """From the issuer with a code, or with its refusal. Only a sign-in that this browser began is believed."""
        asked = request.query_params
        attempt, others = taken(self._under_way(request), asked.get("state"))
        try:
            answer = await self._believed(request, attempt)
        except SignInFailed as found:
            answer = self._told(request, found, attempt.wanted if attempt else "")
        return self._remember(answer, request, others)

    async def _believed(self, request: Request, attempt: Attempt | None) -> Response:
        asked = request.query_params
        if attempt is None:
            raise SignInFailed(Trouble.STALE, "No sign-in of this browser has this state.")
        if (refusal := asked.get("error")) is not None:
            denied = refusal in {"access_denied", "consent_required", "login_required"}
            trouble = Trouble.DENIED if denied else Trouble.CODE_REFUSED
            raise SignInFailed(trouble, f"The issuer says {refusal[:64]!a}.")
        provider = self._visits.providers.of(request)
        tokens = await provider.redeem(
            asked.get("code", ""), attempt, redirect_uri=self._own(request, CALLBACK), named=asked.get("iss")
        )
        try:
            session = await self._visits.sign_in(
                request, tokens.access_token, refresh=tokens.refresh_token, hint=tokens.id_token
            )
        except Problem as found:
            away = found.slug == "unavailable"
            raise SignInFailed(Trouble.UNREACHABLE if away else Trouble.NO_RIGHTS, found.detail) from found
        answer = RedirectResponse(place(attempt.wanted), status_code=303)
        return self._visits.keep(answer, session, request)

    async def sign_out(self, request: Request) -> Response:
        """The visit ends on the server first; then the person leaves the issuer as well, where that can be done."""
        form = await request.form()
        if not self._ours(request, form):
            return self._told(request, SignInFailed(Trouble.FORM, "The form is not of this visit."), "")
        session = await self._visits.sign_out(request)
        answer = await self._leaving(request, session.hint) if session.token else self._left()
        return self._visits.forget(answer, request)

    async def _leaving(self, request: Request, hint: str) -> Response:
        try:
            provider = self._visits.providers.of(request)
        except SignInFailed:
            return self._left()
        way_out = await provider.way_out(hint=hint, back=self._own(request, SIGNED_OUT))
        if way_out is None:
            return self._left()
        if urlsplit(way_out)[:2] == urlsplit(own_address(request, self._settings))[:2]:
            return RedirectResponse(way_out, status_code=303)
        # A browser holds the redirects after a form to the form's own host (form-action), so the page goes on itself.
        answer = self._desk.render(request, None, "signing_in/signed_out.html", way_out=way_out)
        answer.headers["refresh"] = f"0; url={way_out}"
        return answer

    async def signed_out(self, request: Request) -> Response:
        """Where the issuer sends whoever has left; whoever has not may do it here."""
        visit = await self._visits.of(request)
        if isinstance(visit, Visit):
            return self._desk.render(request, visit, "signing_in/sign_out.html")
        return self._desk.render(request, None, "signing_in/signed_out.html", way_out=None)

    async def token(self, request: Request) -> Response:
        """A field for an access token that was made elsewhere (`exportlane token`)."""
        return self._token_page(request, place(request.query_params.get("next")))

    async def with_token(self, request: Request) -> Response:
        form = await request.form()
        wanted = place(_text(form, "next"))
        if not self._ours(request, form):
            return self._told(request, SignInFailed(Trouble.FORM, "The form is not of this browser."), wanted)
        try:
            session = await self._visits.sign_in(request, _text(form, "token").strip())
        except Problem as found:
            return self._token_page(request, wanted, found)
        return self._visits.keep(RedirectResponse(wanted, status_code=303), session, request)

    def _token_page(self, request: Request, wanted: str, found: Problem | None = None) -> Response:
        visitor = self._visits.visitor(request)
        page = self._desk.render(
            request, None, "signing_in/token.html", 400 if found else 200, problem=found, wanted=wanted,
            own_form_token=self._visits.form_token(visitor),
        )  # fmt: skip
        return self._visits.keep(page, visitor, request)

    def _told(self, request: Request, found: SignInFailed, wanted: str) -> Response:
        log = self._entrance.service.telemetry.log
        log.warning("portal.sign_in_failed", trouble=found.trouble, detail=found.detail)
        told = TOLD[found.trouble]
        return self._desk.render(
            request, None, "signing_in/trouble.html", told.status, told=told, trouble=found.trouble.value,
            detail=found.detail, wanted=place(wanted),
            takes_tokens=found.trouble is Trouble.NOT_SET_UP and takes_tokens(self._settings),
        )  # fmt: skip

    def _ours(self, request: Request, form: FormData) -> bool:
        token = request.headers.get(FORM_HEADER) or form.get(FORM_FIELD)
        ours = from_our_site(request.method, request.headers)
        return ours and self._visits.from_our_page(self._visits.visitor(request), token)

    def _own(self, request: Request, path: str) -> str:
        return own_address(request, self._settings) + path

    def _left(self) -> Response:
        return RedirectResponse(SIGNED_OUT, status_code=303)

    def _under_way(self, request: Request) -> tuple[Attempt, ...]:
        name = attempts_name(secure=_is_secure(request))
        return opened(request.cookies.get(name), self._visits.secrets, now=self._visits.now)

    def _remember(self, answer: Response, request: Request, attempts: tuple[Attempt, ...]) -> Response:
        secure = _is_secure(request)
        name = attempts_name(secure=secure)
        if attempts:
            answer.set_cookie(
                name, sealed(attempts, self._visits.secrets), max_age=LIFE_SECONDS, path="/", secure=secure,
                httponly=True, samesite="lax",
            )  # fmt: skip
        else:
            answer.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")
        return answer


def _is_secure(request: Request) -> bool:
    return not is_loopback(request.url.hostname)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
