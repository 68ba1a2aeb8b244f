"""The development issuer as an OpenID provider: discovery, keys, a page to choose who to be, tokens, leaving.

It serves embedded mode alone and asks for no password: whoever reaches it is whom he says. Codes and refresh tokens are
sealed and hold all that they stand for, so nothing is kept but which codes were spent.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from fastapi import APIRouter
from pydantic import BaseModel, Field, ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from exportlane.runtime.auth import DEFAULT_SCOPES
from exportlane.runtime.issuer import ISSUER, DevelopmentIssuer
from exportlane.runtime.problems import problem
from gateway.entrance import Entrance
from gateway.portal.frame.desk import Desk
from gateway.portal.signing_in.people import Person, find, groups
from gateway.portal.signing_in.providers import (
    CALLBACK,
    DEVELOPMENT,
    DEVELOPMENT_CLIENT,
    SIGNED_OUT,
    STRANGERS,
    own_address,
)
from gateway.reading import latest_exporters

CODE_SECONDS: Final = 60
ACCESS_LIFE: Final = timedelta(minutes=15)
REFRESH_SECONDS: Final = 86_400
EXPORTERS: Final = 12
NOT_ASKED_WELL: Final = (
    "Only the portal of this very gateway may ask the development issuer, with PKCE (S256)."
)


class Asked(BaseModel):
    """An authorization request (RFC 6749, section 4.1.1), as the portal makes it."""

    response_type: str = Field(pattern="^code$")
    client_id: str = Field(pattern=f"^{DEVELOPMENT_CLIENT}$")
    redirect_uri: str
    scope: str = Field(pattern=r"^openid\b")
    state: str = Field(min_length=8, max_length=200)
    nonce: str = Field(min_length=8, max_length=200)
    code_challenge: str = Field(pattern="^[A-Za-z0-9_-]{43}$")
    code_challenge_method: str = Field(pattern="^S256$")


def routes(entrance: Entrance) -> APIRouter:
    """The provider. Raises StartupRefused outside embedded mode."""
    router = APIRouter(prefix=DEVELOPMENT, include_in_schema=False, dependencies=STRANGERS)
    provider = DevelopmentProvider(entrance)
    for method, path, page in (
        ("GET", "/.well-known/openid-configuration", provider.discovery),
        ("GET", "/jwks", provider.jwks),
        # Named so that a person who reads the address knows where he is.
        ("GET", "/sign-in", provider.choose),
        ("POST", "/sign-in", provider.chosen),
        ("POST", "/token", provider.token),
        ("GET", "/end-session", provider.leave),
    ):
        router.add_api_route(path, page, methods=[method], response_model=None)
    return router


class DevelopmentProvider:
    """Every address of the provider."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)
        self._visits = self._desk.visits
        self._issuer = DevelopmentIssuer.open(entrance.settings)
        self._spent: dict[str, int] = {}

    async def discovery(self, request: Request) -> Response:
        here = own_address(request, self._entrance.settings) + DEVELOPMENT
        return JSONResponse(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{here}/sign-in",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/jwks",
                "end_session_endpoint": f"{here}/end-session",
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["EdDSA"],
                "token_endpoint_auth_methods_supported": ["none"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def jwks(self) -> Response:
        return JSONResponse(dict(self._issuer.public_keys()))

    async def choose(self, request: Request) -> Response:
        """One button for each person, grouped by agency."""
        asked = self._asked(request)
        if asked is None:
            return self._desk.told(request, None, problem("bad-request", NOT_ASKED_WELL))
        sealed = self._seal(asked.model_dump(), "asked", CODE_SECONDS * 60)
        exporters = await latest_exporters(self._entrance.database, limit=EXPORTERS)
        return self._desk.render(
            request, None, "signing_in/choose.html", groups=groups(exporters), asked=sealed
        )

    async def chosen(self, request: Request) -> Response:
        """Back to the portal with a code, or with a refusal when the person thought better of it."""
        form = await request.form()
        asked = self._open(form.get("asked"), "asked")
        if asked is None:
            return self._desk.told(request, None, problem("bad-request", NOT_ASKED_WELL))
        exporters = await latest_exporters(self._entrance.database, limit=EXPORTERS)
        person = find(_text(form, "person"), exporters)
        answer = {"state": asked["state"], "iss": ISSUER}
        if person is None:
            answer["error"] = "access_denied"
        else:
            kept = {name: asked[name] for name in ("redirect_uri", "nonce", "code_challenge")}
            code = {"person": _plain(person), "asked": kept, "id": secrets.token_urlsafe(12)}
            answer["code"] = self._seal(code, "code", CODE_SECONDS)
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", status_code=303)

    async def token(self, request: Request) -> Response:
        """Tokens for a code, or for a refresh token (RFC 6749, sections 4.1.3 and 6)."""
        form = await request.form()
        if _text(form, "client_id") != DEVELOPMENT_CLIENT:
            return _refused("invalid_client")
        grant = _text(form, "grant_type")
        if grant == "authorization_code":
            return self._for_code(form)
        if grant == "refresh_token":
            kept = self._open(form.get("refresh_token"), "refresh")
            return _refused("invalid_grant") if kept is None else self._given(kept["person"], None)
        return _refused("unsupported_grant_type")

    async def leave(self, request: Request) -> Response:
        """Nothing is kept here, so leaving is going back."""
        back = request.query_params.get("post_logout_redirect_uri")
        if back != own_address(request, self._entrance.settings) + SIGNED_OUT:
            return self._desk.told(request, None, problem("bad-request", NOT_ASKED_WELL))
        return RedirectResponse(back, status_code=303)

    def _for_code(self, form: FormData) -> Response:
        kept = self._open(form.get("code"), "code")
        if kept is None or not self._spend(kept["id"]):
            return _refused("invalid_grant")
        asked = kept["asked"]
        challenge = create_s256_code_challenge(_text(form, "code_verifier"))
        if _text(form, "redirect_uri") != asked["redirect_uri"]:
            return _refused("invalid_grant")
        if not hmac.compare_digest(challenge, asked["code_challenge"]):
            return _refused("invalid_grant")
        return self._given(kept["person"], asked["nonce"])

    def _given(self, person: dict[str, Any], nonce: str | None) -> Response:
        now = self._visits.clock.now()
        who = {name: person[name] for name in ("subject", "agency", "role", "uscc", "member")}
        access = self._issuer.mint(**who, scopes=DEFAULT_SCOPES[who["role"]], now=now, ttl=ACCESS_LIFE)
        id_token = self._issuer.id_token(
            subject=who["subject"], client_id=DEVELOPMENT_CLIENT, nonce=nonce, now=now, ttl=ACCESS_LIFE
        )
        return JSONResponse(
            {
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": int(ACCESS_LIFE.total_seconds()),
                "id_token": id_token,
                "refresh_token": self._seal({"person": person}, "refresh", REFRESH_SECONDS),
            },
            headers={"cache-control": "no-store"},
        )

    def _asked(self, request: Request) -> Asked | None:
        query = {name: values[-1] for name, values in parse_qs(request.url.query).items()}
        try:
            asked = Asked.model_validate(query)
        except ValidationError:
            return None
        # To no other place than the portal itself, whatever the request says.
        known = own_address(request, self._entrance.settings) + CALLBACK
        return asked if asked.redirect_uri == known and not urlsplit(known).query else None

    def _spend(self, number: str) -> bool:
        """Whether a code is used for the first time."""
        now = self._visits.now
        self._spent = {spent: until for spent, until in self._spent.items() if until > now}
        if number in self._spent:
            return False
        self._spent[number] = now + CODE_SECONDS
        return True

    def _seal(self, content: dict[str, Any], kind: str, seconds: int) -> str:
        kept = {**content, "ends": self._visits.now + seconds}
        return self._visits.secrets.seal(kept, purpose=f"development {kind}", chance=secrets.token_bytes(12))

    def _open(self, sealed: object, kind: str) -> dict[str, Any] | None:
        text = sealed if isinstance(sealed, str) else None
        kept = self._visits.secrets.open(text, purpose=f"development {kind}")
        return kept if isinstance(kept, dict) and self._visits.now < kept["ends"] else None


def _plain(person: Person) -> dict[str, Any]:
    named = asdict(person) | {"subject": person.subject}
    return {name: named[name] for name in ("subject", "agency", "role", "uscc", "member")}


def _refused(code: str) -> Response:
    return JSONResponse({"error": code}, status_code=400, headers={"cache-control": "no-store"})


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
