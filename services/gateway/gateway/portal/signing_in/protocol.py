"""OpenID Connect as texts: what is sent to the issuer and whether what comes back holds. PURE.

The parts of Authlib that touch no network make the requests and check the claims of the id token; PyJWT checks its
signature, as everywhere in the lane. Nothing here asks anybody anything.
Standards: OpenID Connect Core 1.0 (3.1), Discovery 1.0, RP-Initiated Logout 1.0; RFC 6749, 7636 (PKCE), 9207.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import jwt
from authlib.oauth2.auth import ClientAuth  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc.errors import JoseError
from pydantic import BaseModel, ConfigDict, Field, field_validator

from exportlane.runtime.auth import LEEWAY_S
from gateway.portal.session import is_loopback
from gateway.portal.signing_in.troubles import SignInFailed, Trouble

FORM_TYPE: Final = "application/x-www-form-urlencoded;charset=UTF-8"
_BASIC, _POST, _NONE = "client_secret_basic", "client_secret_post", "none"


@dataclass(frozen=True, slots=True)
class Client:
    """As what the portal is known to the issuer."""

    id: str
    secret: str | None
    scopes: str


class Metadata(BaseModel):
    """What an issuer says about itself (OpenID Connect Discovery 1.0, section 3), as far as the portal uses it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = (_BASIC,)
    authorization_response_iss_parameter_supported: bool = False

    @field_validator("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
    @classmethod
    def _travels_safely(cls, address: str | None) -> str | None:
        if address is not None and not is_safe(address):
            raise ValueError("an address of the issuer must be https")
        return address


class Tokens(BaseModel):
    """What the issuer's token endpoint gives (RFC 6749, section 5.1)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    access_token: str = Field(min_length=1, repr=False)
    token_type: str
    id_token: str = Field("", repr=False)
    refresh_token: str = Field("", repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A POST to the token endpoint."""

    address: str
    headers: Mapping[str, str]
    body: str


def is_safe(address: str) -> bool:
    """Whether what is sent to an address cannot be read on the way: https, or http that stays on this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
    )


def way_to_the_issuer(
    metadata: Metadata, client: Client, *, redirect_uri: str, state: str, nonce: str, verifier: str
) -> str:
    """The address at which a person proves to the issuer who he is."""
    address: str = prepare_grant_uri(
        metadata.authorization_endpoint,
        client.id,
        "code",
        redirect_uri=redirect_uri,
        scope=client.scopes,
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return address


def way_out(metadata: Metadata, client: Client, *, hint: str, back: str) -> str | None:
    """Where the person leaves the issuer as well, None where it knows no such thing."""
    if metadata.end_session_endpoint is None:
        return None
    asked = {"client_id": client.id, "post_logout_redirect_uri": back}
    if hint:
        asked["id_token_hint"] = hint
    joint = "&" if "?" in metadata.end_session_endpoint else "?"
    return f"{metadata.end_session_endpoint}{joint}{urlencode(asked)}"


def exchange(metadata: Metadata, client: Client, *, code: str, redirect_uri: str, verifier: str) -> Request:
    """The code for tokens; the verifier proves that we are who asked."""
    body = prepare_token_request(
        "authorization_code", redirect_uri=redirect_uri, code=code, code_verifier=verifier
    )
    return _authenticated(metadata, client, body)


def renewal(metadata: Metadata, client: Client, *, refresh: str) -> Request:
    """The refresh token for new tokens."""
    return _authenticated(metadata, client, prepare_token_request("refresh_token", refresh_token=refresh))


def _authenticated(metadata: Metadata, client: Client, body: str) -> Request:
    name, secret, method = client.id, client.secret, _NONE
    if secret is not None and _POST in metadata.token_endpoint_auth_methods_supported:
        method = _POST
    elif secret is not None:
        # RFC 6749, section 2.3.1: both are form-encoded before they are joined by a colon.
        name, secret, method = quote_plus(name), quote_plus(secret), _BASIC
    authentication = ClientAuth(name, secret, method)
    headers = {"accept": "application/json", "content-type": FORM_TYPE}
    address, headers, body = authentication.prepare("POST", metadata.token_endpoint, headers, body)
    return Request(address, headers, body)


def trusted_claims(  # noqa: PLR0913 - what the token is held against, all by keyword
    id_token: str,
    key: jwt.PyJWK | None,
    *,
    issuer: str,
    client_id: str,
    nonce: str | None,
    access_token: str,
    now: float,
) -> Mapping[str, Any]:
    """The claims of an id token that is signed by the issuer, for this client, for this sign-in, and now.

    `nonce` is None where tokens are renewed: there the issuer need not repeat it. Raises SignInFailed untrusted.
    """
    if key is None:
        raise SignInFailed(Trouble.UNTRUSTED, "No key of the issuer has the id token's key id.")
    try:
        header = jwt.get_unverified_header(id_token)
        # The algorithm is the key's, never the one that the token asks for.
        claims = jwt.decode(
            id_token,
            key.key,
            algorithms=[key.algorithm_name],
            audience=client_id,
            issuer=issuer,
            options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        asked = {"nonce": nonce, "client_id": client_id, "access_token": access_token}
        CodeIDToken(claims, header, None, asked).validate(now=int(now), leeway=LEEWAY_S)
    except (jwt.PyJWTError, JoseError, TypeError, ValueError) as error:
        raise SignInFailed(
            Trouble.UNTRUSTED, f"The id token does not hold: {type(error).__name__}."
        ) from error
    found: Mapping[str, Any] = claims
    return found
