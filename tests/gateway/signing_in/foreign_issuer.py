"""An OpenID provider that shares no line with the portal: its own RSA key, its own claims, served on this machine.

It is as strict as a good issuer and, where a test says so, as wrong as a bad one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from fastapi import FastAPI
from jwt.algorithms import RSAAlgorithm
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.gateway.serving import served

CLIENT_ID = "lane-portal"
CLIENT_SECRET = "a secret with : and / and ü"
LIFE = 300
OFFICER = {"sub": "wang.li", "agency": "customs", "role": "officer", "scope": "read decide"}


@dataclass
class ForeignIssuer:
    """`wrong` changes what the next tokens say; `refuses` and `down` what the token endpoint does."""

    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    person: dict[str, Any] = field(default_factory=lambda: dict(OFFICER))
    url: str = ""
    describes: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    wrong_access: dict[str, Any] = field(default_factory=dict)
    signs_with: Any = None
    algorithm: str = "RS256"
    without: frozenset[str] = frozenset()
    refuses: str | None = None
    down: bool = False
    life: int = LIFE
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> FastAPI:
        made = FastAPI(openapi_url=None)
        for method, path, page in (
            ("GET", "/.well-known/openid-configuration", self.discovery),
            ("GET", "/keys", self.keys),
            ("GET", "/authorize", self.authorize),
            ("POST", "/token", self.token),
        ):
            made.add_api_route(path, page, methods=[method], response_model=None)
        return made

    async def discovery(self) -> Response:
        if self.down:
            return Response(status_code=502)
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize?tenant=7",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "end_session_endpoint": f"{self.url}/leave",
                "id_token_signing_alg_values_supported": ["RS256"],
                "userinfo_endpoint": f"{self.url}/userinfo",
                **self.describes,
            }
        )

    async def keys(self) -> Response:
        public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return JSONResponse({"keys": [public | {"kid": "foreign-1", "use": "sig", "alg": "RS256"}]})

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        assert asked["client_id"] == CLIENT_ID
        assert asked["tenant"] == "7"
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return RedirectResponse(
            f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", status_code=302
        )

    async def token(self, request: Request) -> Response:  # noqa: PLR0911 - one return for each way to say no
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        self.asked.append(form)
        if self.down:
            return Response("<h1>bad gateway</h1>", status_code=502)
        if not self._knows(request.headers.get("authorization", ""), form):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        if self.refuses:
            return JSONResponse({"error": self.refuses}, status_code=400)
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                return JSONResponse({"error": "invalid_grant"}, status_code=400)
            self.refresh_tokens.discard(form["refresh_token"])
            return JSONResponse(self._tokens(None))
        asked = self.codes.pop(form["code"], None)
        if asked is None or asked["redirect_uri"] != form["redirect_uri"] or not _proves(form, asked):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse(self._tokens(asked["nonce"]))

    def _knows(self, authorization: str, form: dict[str, str]) -> bool:
        if not authorization:
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        kind, _, rest = authorization.partition(" ")
        client_id, _, secret = base64.b64decode(rest).decode("ascii").partition(":")
        return kind == "Basic" and (unquote_plus(client_id), unquote_plus(secret)) == (
            CLIENT_ID,
            CLIENT_SECRET,
        )

    def _tokens(self, nonce: str | None) -> dict[str, Any]:
        now = int(time.time())
        access_claims = {
            "iss": self.url, "aud": "exportlane", "iat": now, "exp": now + self.life, "jti": secrets.token_hex(8),
            **self.person, **self.wrong_access,
        }  # fmt: skip
        access = jwt.encode(access_claims, self.key, algorithm="RS256", headers={"kid": "foreign-1"})
        claims = {
            "iss": self.url, "aud": CLIENT_ID, "sub": self.person["sub"], "iat": now, "exp": now + self.life,
            "at_hash": _half_hash(access), **({"nonce": nonce} if nonce else {}), **self.wrong,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        key = self.signs_with if self.signs_with is not None else self.key
        id_token = jwt.encode(
            kept,
            key if self.algorithm != "none" else None,
            algorithm=self.algorithm,
            headers={"kid": "foreign-1"},
        )
        refresh = secrets.token_hex(16)
        self.refresh_tokens.add(refresh)
        whole = {
            "access_token": access, "token_type": "Bearer", "expires_in": self.life, "id_token": id_token,
            "refresh_token": refresh,
        }  # fmt: skip
        return {name: value for name, value in whole.items() if name not in self.without}


def _proves(form: dict[str, str], asked: dict[str, str]) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]


def _half_hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).decode().rstrip("=")


def query_of(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def payload_of(token: str) -> dict[str, Any]:
    """What a token says, unverified."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


@asynccontextmanager
async def foreign_issuer() -> AsyncIterator[ForeignIssuer]:
    """The issuer, while the block runs."""
    issuer = ForeignIssuer()
    async with served(issuer.app()) as url:
        issuer.url = url
        yield issuer
