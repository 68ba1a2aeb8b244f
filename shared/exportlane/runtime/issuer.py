"""The development issuer: mints access tokens for trying things out, in embedded mode only.

Its key lies in `DATA_DIR/issuer.pem`, readable by its owner alone. The running services and `exportlane token` read the
same file, so a token minted beside a running system is accepted by it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from exportlane.runtime.settings import StartupRefused

ISSUER = "urn:exportlane:development-issuer"
_KEY_FILE = "issuer.pem"
_LONGEST_LIFE = timedelta(days=31)


class IssuerSettings(Protocol):
    """What is asked of the settings."""

    @property
    def embedded(self) -> bool: ...
    @property
    def data_dir(self) -> Path: ...
    @property
    def oidc_audience(self) -> str: ...


@dataclass(frozen=True, slots=True)
class DevelopmentIssuer:
    """An issuer with one Ed25519 key. `open` finds or makes the key."""

    key: Ed25519PrivateKey
    audience: str
    kid: str

    @classmethod
    def open(cls, settings: IssuerSettings) -> DevelopmentIssuer:
        """The issuer of this data folder. Raises StartupRefused outside embedded mode or when the key is unusable."""
        if not settings.embedded:
            raise StartupRefused(
                "The development issuer works in embedded mode only; in real mode set EXPORTLANE_OIDC_ISSUER "
                "and EXPORTLANE_OIDC_JWKS."
            )
        path = settings.data_dir / _KEY_FILE
        if not path.exists():
            _make_key(path)
        key = _read_key(path)
        public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return cls(key, settings.oidc_audience, "dev-" + sha256(public).hexdigest()[:16])

    async def jwks(self) -> Mapping[str, Any]:
        """The public key as a JWKS document."""
        return self.public_keys()

    def public_keys(self) -> Mapping[str, Any]:
        """The same without waiting."""
        jwk = OKPAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [jwk | {"kid": self.kid, "use": "sig", "alg": "EdDSA"}]}

    def mint(  # noqa: PLR0913 - the claims of a token, all by keyword
        self,
        *,
        subject: str,
        agency: str,
        role: str,
        scopes: Collection[str],
        now: datetime,
        ttl: timedelta = timedelta(hours=8),
        uscc: str | None = None,
        member: str | None = None,
    ) -> str:
        """A signed token. Raises ValueError when `ttl` is not between a second and 31 days."""
        if not timedelta(seconds=1) <= ttl <= _LONGEST_LIFE:
            raise ValueError("a development token lives between one second and 31 days")
        issued = int(now.timestamp())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": self.audience,
            "sub": subject,
            "iat": issued,
            "exp": issued + int(ttl.total_seconds()),
            "jti": secrets.token_hex(8),
            "agency": agency,
            "role": role,
            "scope": " ".join(sorted(scopes)),
        }
        if uscc is not None:
            claims["uscc"] = uscc
        if member is not None:
            claims["member"] = member
        return self._signed(claims, "at+jwt")

    def id_token(
        self, *, subject: str, client_id: str, nonce: str | None, now: datetime, ttl: timedelta
    ) -> str:
        """Says to one client who signed in (OpenID Connect Core 1.0, section 2); it opens no service."""
        issued = int(now.timestamp())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": client_id,
            "sub": subject,
            "iat": issued,
            "auth_time": issued,
            "exp": issued + int(ttl.total_seconds()),
        }
        if nonce is not None:
            claims["nonce"] = nonce
        return self._signed(claims, "JWT")

    def _signed(self, claims: Mapping[str, Any], kind: str) -> str:
        return jwt.encode(dict(claims), self.key, algorithm="EdDSA", headers={"kid": self.kid, "typ": kind})


def _make_key(path: Path) -> None:
    """Write a new key. Of several processes that start at once one wins and the others use its key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and never replaces the key of whoever was first.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _read_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise StartupRefused(
            f"The key of the development issuer cannot be read: {path}; delete it for a new one."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StartupRefused(
            f"The key of the development issuer is not an Ed25519 key: {path}; delete it for a new one."
        )
    return key
