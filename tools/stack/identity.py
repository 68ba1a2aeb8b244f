"""Keys and tokens of a local stack: a signing key for every service, and an issuer as an OIDC provider would be.

Beside them lies the key that the registry seals former owners' data with. It stays as long as the databases do: what
was sealed with it opens with nothing else.

They lie in one folder, readable by their owner alone, and are made once: a stack started again accepts its old tokens.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from exportlane.runtime.auth import DEFAULT_SCOPES, SERVICE
from exportlane.runtime.signing import embedded_keys

ISSUER = "urn:exportlane:local-stack"
AUDIENCE = "exportlane"
CALLERS: Mapping[str, tuple[str, ...]] = {"gateway": ("read", "hand-over"), "vehicle-registry": ("read",)}
"""Who calls others in its own name, with its scopes: the gateway hands papers over, the registry looks licences up."""
_MONTH = 30 * 24 * 3600
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Identity:
    """The folder of keys. `prepare` makes what is missing."""

    folder: Path
    issuer: str = ISSUER
    """Whose tokens they are; a stack with an OpenID provider of its own names that."""

    def prepare(self, services: list[str]) -> None:
        """What these services need: signing keys, the issuer's key, the callers' tokens, the key of personal data."""
        embedded_keys(self.folder, services)
        if not self._issuer_key.exists():
            key = ec.generate_private_key(ec.SECP256R1())
            _write_private(
                self._issuer_key,
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                ),
            )
            public = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
            jwks = {"keys": [{**public, "kid": "local-1", "use": "sig", "alg": "ES256"}]}
            self.issuer_jwks.write_text(json.dumps(jwks, indent=1), encoding="utf-8")
        for caller, scopes in CALLERS.items():
            token = self.token(agency=caller, role=SERVICE, subject=caller, scopes=scopes, seconds=_MONTH)
            _write_private(self.service_token(caller), token.encode())
        self.prepare_personal_data_key()

    def prepare_personal_data_key(self) -> None:
        """The key that former owners' data are sealed with, unless there is one."""
        if not self.personal_data_key.exists():
            sealing = base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
            text = json.dumps({"current": "local-1", "keys": {"local-1": sealing}})
            _write_private(self.personal_data_key, text.encode())

    def prepare_passwords(self, services: list[str]) -> None:
        """Database passwords for the services and the administrator, where somebody else starts the server."""
        for name in [*(f"{service}.database" for service in services), "administrator.password"]:
            path = self.folder / name
            if not path.exists():
                _write_private(path, secrets.token_urlsafe(24).encode())

    def signing_key(self, service: str) -> Path:
        """The private key that a service signs its facts with; its key id is ``SERVICE/1``."""
        return self.folder / f"{service}.pem"

    @property
    def trusted_keys(self) -> Path:
        """The public signing keys of all services."""
        return self.folder / "trusted.jwks.json"

    @property
    def issuer_jwks(self) -> Path:
        """The issuer's public key."""
        return self.folder / "issuer.jwks.json"

    def service_token(self, service: str) -> Path:
        """The token of one of the CALLERS for its own calls."""
        return self.folder / f"{service}.token"

    @property
    def personal_data_key(self) -> Path:
        """The keys that former owners' personal data are sealed with."""
        return self.folder / "personal-data.json"

    def token(
        self,
        *,
        agency: str,
        role: str,
        subject: str | None = None,
        uscc: str | None = None,
        scopes: Iterable[str] | None = None,
        seconds: int = 8 * 3600,
    ) -> str:
        """An access token as the agency's own issuer would make it, with the usual scopes of its role or these."""
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": subject or f"{role}-1",
            "iat": now,
            "exp": now + seconds,
            "jti": secrets.token_hex(8),
            "agency": agency,
            "role": role,
            "scope": " ".join(DEFAULT_SCOPES[role] if scopes is None else scopes),
        }
        if uscc:
            claims["uscc"] = uscc
        key = self._issuer_key.read_bytes()
        return jwt.encode(claims, key, algorithm="ES256", headers={"kid": "local-1", "typ": "at+jwt"})

    def settings(self, service: str) -> dict[str, str]:
        """The part of a service's environment that is about keys and tokens."""
        found = {
            "EXPORTLANE_SIGNING_KEY": str(self.signing_key(service)),
            "EXPORTLANE_SIGNING_KID": f"{service}/1",
            "EXPORTLANE_TRUSTED_KEYS": str(self.trusted_keys),
            "EXPORTLANE_OIDC_ISSUER": self.issuer,
            "EXPORTLANE_OIDC_JWKS": str(self.issuer_jwks),
            "EXPORTLANE_OIDC_AUDIENCE": AUDIENCE,
        }
        if service in CALLERS:
            found["EXPORTLANE_SERVICE_TOKEN_FILE"] = str(self.service_token(service))
        if service == "vehicle-registry":
            found["EXPORTLANE_PERSONAL_DATA_KEY"] = str(self.personal_data_key)
        return found

    @property
    def _issuer_key(self) -> Path:
        return self.folder / "issuer.pem"


def _write_private(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
