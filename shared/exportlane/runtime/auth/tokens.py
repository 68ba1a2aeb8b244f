"""From an access token (JWT, RFC 9068 in spirit) to a caller."""

from __future__ import annotations

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import jwt

from exportlane.runtime.auth.callers import CONFERENCE, ENTERPRISE, EXPORTER, ROLES, Caller
from exportlane.runtime.auth.keys import KeyRing, KeySource, KeysUnavailable, source_of
from exportlane.runtime.issuer import ISSUER, DevelopmentIssuer, IssuerSettings
from exportlane.runtime.problems import Problem, problem
from exportlane.runtime.settings import StartupRefused

LEEWAY_S = 30
_LONGEST_TOKEN = 8192
_REMEMBERED = 4096
_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
_SUBJECT = re.compile(r"[^\s/\x00-\x1f\x7f]{1,128}")
_MEMBER = re.compile(r"[a-z]{2,32}\.conf_[a-z]{2,32}")
_USCC = re.compile(r"[0-9A-Z]{18}")
_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
_OPTIONS: Any = {
    "require": ["iss", "aud", "sub", "iat", "exp"],
    # The moments are compared below, with the clock that was given.
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}


class IdentitySettings(IssuerSettings, Protocol):
    """What is asked of the settings."""

    @property
    def oidc_issuer(self) -> str | None: ...
    @property
    def oidc_jwks(self) -> str | None: ...


class Authenticator:
    """Verifies tokens of one issuer. `now` gives seconds since 1970 and is the machine's clock but in tests."""

    def __init__(
        self, *, issuer: str, audience: str, keys: KeySource, now: Callable[[], float] = time.time
    ) -> None:
        self._issuer = issuer
        self._audience = audience
        self._ring = KeyRing(keys)
        self._now = now
        self._generation = 0
        # Verifying a signature costs more than all else at the edge, and a caller sends the same token many times.
        self._remembered: OrderedDict[bytes, tuple[Caller, float]] = OrderedDict()

    @classmethod
    def from_settings(
        cls, settings: IdentitySettings, *, now: Callable[[], float] = time.time
    ) -> Authenticator:
        """The configured OIDC issuer, or in embedded mode without one the development issuer.

        Raises StartupRefused with a sentence.
        """
        if settings.oidc_issuer and settings.oidc_jwks:
            if settings.oidc_issuer == ISSUER:
                raise StartupRefused(
                    "EXPORTLANE_OIDC_ISSUER names the development issuer, which nobody may trust."
                )
            keys = source_of(settings.oidc_jwks)
            return cls(issuer=settings.oidc_issuer, audience=settings.oidc_audience, keys=keys, now=now)
        if settings.oidc_issuer or settings.oidc_jwks:
            raise StartupRefused(
                "EXPORTLANE_OIDC_ISSUER and EXPORTLANE_OIDC_JWKS go together; one of them is missing."
            )
        keys = DevelopmentIssuer.open(settings)
        return cls(issuer=ISSUER, audience=settings.oidc_audience, keys=keys, now=now)

    def describe(self) -> dict[str, Any]:
        """Whose tokens are accepted, how old the keys are, and whether they could be read the last time."""
        age = self._ring.age_seconds
        rounded = None if age is None else round(age, 1)
        return {"issuer": self._issuer, "keys_age_seconds": rounded, "failing": self._ring.failing}

    async def authenticate(self, token: str) -> Caller:
        """The caller that the token names. Raises Problem: token-invalid, token-expired, unavailable."""
        if len(token) > _LONGEST_TOKEN or not token.isascii():
            raise _invalid("it is not a JSON Web Token")
        try:
            await self._ring.refresh_when_old()
        except KeysUnavailable as error:
            raise problem("unavailable", "The issuer's keys cannot be read now; try again.") from error
        if self._generation != self._ring.generation:
            self._remembered.clear()
            self._generation = self._ring.generation
        mark = hashlib.sha256(token.encode()).digest()
        known = self._remembered.get(mark)
        if known is not None:
            if self._now() >= known[1]:
                raise _expired()
            return known[0]
        claims = await self._verified(token)
        caller = _caller(claims)
        self._remember(mark, caller, float(claims["exp"]) + LEEWAY_S)
        return caller

    def _remember(self, mark: bytes, caller: Caller, until: float) -> None:
        self._remembered[mark] = (caller, until)
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)

    async def _verified(self, token: str) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise _invalid("it is not a JSON Web Token") from error
        if str(header.get("typ", "JWT")).lower() not in _TYPES:
            raise _invalid("it is not an access token")
        key = await self._ring.find(header.get("kid"))
        if key is None:
            raise _invalid("no key of the issuer has its key id")
        try:
            # The algorithm is the key's, never the one that the token asks for.
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm_name],
                audience=self._audience,
                issuer=self._issuer,
                options=_OPTIONS,
            )
        except jwt.PyJWTError as error:
            raise _invalid(_reason(error)) from error
        self._check_moments(claims)
        return claims

    def _check_moments(self, claims: Mapping[str, Any]) -> None:
        moments = {name: claims.get(name) for name in ("exp", "iat", "nbf")}
        if any(value is not None and (type(value) not in (int, float)) for value in moments.values()):
            raise _invalid("a moment in it is not a number")
        now = self._now()
        if now >= claims["exp"] + LEEWAY_S:
            raise _expired()
        if claims["iat"] > now + LEEWAY_S or (moments["nbf"] or 0) > now + LEEWAY_S:
            raise _invalid("it is not valid yet")


def _reason(error: jwt.PyJWTError) -> str:
    if isinstance(error, jwt.InvalidAudienceError):
        return "it is meant for another audience"
    if isinstance(error, jwt.InvalidIssuerError):
        return "it comes from another issuer"
    if isinstance(error, jwt.MissingRequiredClaimError):
        return f"the claim {error.claim} is missing"
    if isinstance(error, jwt.InvalidAlgorithmError):
        return "its algorithm is not allowed for this key"
    return (
        "its signature does not hold" if isinstance(error, jwt.InvalidSignatureError) else "it is malformed"
    )


def _caller(claims: Mapping[str, Any]) -> Caller:
    subject, agency, role = claims.get("sub"), claims.get("agency"), claims.get("role")
    if not (isinstance(subject, str) and _SUBJECT.fullmatch(subject)):
        raise _invalid("the claim sub is not a name")
    if not (isinstance(agency, str) and _NAME.fullmatch(agency)):
        raise _invalid("the claim agency is missing or is not a name")
    if not (isinstance(role, str) and role in ROLES):
        raise _invalid("the claim role is missing or is not a role")
    uscc = claims.get("uscc")
    if uscc is not None and not (isinstance(uscc, str) and _USCC.fullmatch(uscc)):
        raise _invalid("the claim uscc is not 18 letters and digits")
    if (role == EXPORTER) != (agency == ENTERPRISE) or (role == EXPORTER and uscc is None):
        raise _invalid("an exporter's token names the agency enterprise and the code of the enterprise")
    return Caller(
        subject, agency, role, _scopes(claims.get("scope", "")), uscc, _member(claims, agency, role)
    )


def _member(claims: Mapping[str, Any], agency: str, role: str) -> str | None:
    member = claims.get("member")
    if member is None:
        return None
    if not (isinstance(member, str) and _MEMBER.fullmatch(member)):
        raise _invalid("the claim member is not a profile and a role such as tianjin.conf_police")
    if (agency, role) != (CONFERENCE, CONFERENCE):
        raise _invalid("only a token of the joint conference names a member of it")
    return member


def _scopes(scope: object) -> frozenset[str]:
    if isinstance(scope, str):
        return frozenset(scope.split())
    if isinstance(scope, list) and all(isinstance(each, str) for each in scope):
        return frozenset(scope)
    raise _invalid("the claim scope is neither text nor a list of texts")


def _invalid(reason: str) -> Problem:
    return problem("token-invalid", f"The access token is refused: {reason}.")


def _expired() -> Problem:
    return problem("token-expired", "The access token has expired; get a new one from its issuer.")
