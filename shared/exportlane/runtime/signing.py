"""Signatures of facts: a detached JWS (RFC 7515, appendix F; RFC 7797) over the statement of the fact.

Ed25519 now; `Signer` and `Verifier` are protocols, because a deployment may have to use SM2 with its own key store.
A key belongs to one agency: a fact of licensing that is signed with a valid key of customs is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.algorithms import OKPAlgorithm
from jwt.utils import base64url_decode, base64url_encode

from exportlane.runtime.settings import ServiceSettings, StartupRefused

ALGORITHM = "EdDSA"


class SignatureRefused(Exception):
    """The signature does not hold. `slug` for machines: unsigned, unknown-key, wrong-agency, altered."""

    def __init__(self, slug: str, sentence: str) -> None:
        super().__init__(sentence)
        self.slug = slug


class Signer(Protocol):
    """Signs for one agency. `kid` is the id under which others know the key."""

    kid: str

    def sign(self, statement: bytes) -> str:
        """The signature as text that fits a header."""


class Verifier(Protocol):
    """Knows whose key is whose."""

    def verify(self, signature: str, statement: bytes, *, source: str) -> None:
        """Return when `signature` is `source`'s over `statement`. Raises SignatureRefused."""


class Ed25519Signer:
    """Signs with one private key. The protected header never changes, so it is encoded once."""

    def __init__(self, key: Ed25519PrivateKey, kid: str) -> None:
        self._key = key
        self.kid = kid
        header = {"alg": ALGORITHM, "b64": False, "crit": ["b64"], "kid": kid}
        self._header = base64url_encode(json.dumps(header, separators=(",", ":")).encode())

    def sign(self, statement: bytes) -> str:
        signature = self._key.sign(self._header + b"." + statement)
        return (self._header + b".." + base64url_encode(signature)).decode()

    def public_jwk(self, agency: str) -> dict[str, str]:
        """The public key as a JWK with its owner, for the file of trusted keys."""
        jwk: dict[str, str] = OKPAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {**jwk, "kid": self.kid, "use": "sig", "alg": ALGORITHM, "agency": agency}


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key and the one agency that may sign with it."""

    agency: str
    key: Ed25519PublicKey


class KeyRing:
    """The public keys of all agencies, by key id."""

    def __init__(self, keys: Mapping[str, TrustedKey]) -> None:
        self._keys = dict(keys)
        self._headers: dict[str, TrustedKey] = {}

    def verify(self, signature: str, statement: bytes, *, source: str) -> None:
        """Return when `signature` is `source`'s over `statement`. Raises SignatureRefused."""
        if not signature:
            raise SignatureRefused("unsigned", "The fact carries no signature.")
        header, _, rest = signature.partition(".")
        # A key's protected header is always the same text, so it is parsed once and remembered; only when the signature
        # held, though: headers can be forged without end.
        trusted = self._headers.get(header) or self._trusted(header)
        if trusted.agency != source:
            raise SignatureRefused("wrong-agency", f"The fact of {source} is signed by {trusted.agency}.")
        if not rest.startswith("."):
            raise SignatureRefused("altered", "The signature is not a detached JWS.")
        try:
            trusted.key.verify(base64url_decode(rest[1:]), header.encode() + b"." + statement)
        except (InvalidSignature, ValueError) as error:
            raise SignatureRefused("altered", "The signature does not fit the fact.") from error
        self._headers[header] = trusted

    def _trusted(self, header: str) -> TrustedKey:
        try:
            fields = json.loads(base64url_decode(header))
            acceptable = fields["alg"] == ALGORITHM and fields["b64"] is False and fields["crit"] == ["b64"]
            kid = str(fields["kid"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise SignatureRefused("altered", "The signature's header cannot be read.") from error
        if not acceptable:
            raise SignatureRefused(
                "altered", "The signature's header names an algorithm that is not allowed."
            )
        trusted = self._keys.get(kid)
        if trusted is None:
            raise SignatureRefused("unknown-key", f"No agency's key has the id {kid}.")
        return trusted


def read_key_ring(path: Path) -> KeyRing:
    """Read a JWKS file whose keys each name their `agency`. Raises StartupRefused."""
    try:
        entries = json.loads(path.read_text())["keys"]
        keys = {}
        for entry in entries:
            key = jwt.PyJWK(entry, algorithm=ALGORITHM).key
            if not isinstance(key, Ed25519PublicKey):
                raise TypeError(f"the key {entry['kid']} is not a public Ed25519 key")  # noqa: TRY301  # one sentence for all
            keys[entry["kid"]] = TrustedKey(agency=entry["agency"], key=key)
    except (OSError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
        raise StartupRefused(f"The file of trusted keys {path} cannot be read: {error}.") from error
    return KeyRing(keys)


def read_signer(path: Path, kid: str) -> Ed25519Signer:
    """Read a PEM private key. Raises StartupRefused."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise StartupRefused(f"The signing key {path} cannot be read: {error}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StartupRefused(f"The signing key {path} is not an Ed25519 key.")
    return Ed25519Signer(key, kid)


def embedded_keys(directory: Path, agencies: list[str]) -> tuple[dict[str, Ed25519Signer], KeyRing]:
    """Make (once) and read a key for every agency under `directory`; embedded mode only."""
    directory.mkdir(parents=True, exist_ok=True)
    signers = {}
    for agency in agencies:
        path = directory / f"{agency}.pem"
        if not path.exists():
            _write_new_key(path)
        signers[agency] = read_signer(path, f"{agency}/1")
    jwks = {"keys": [signer.public_jwk(agency) for agency, signer in signers.items()]}
    (directory / "trusted.jwks.json").write_text(json.dumps(jwks, indent=1))
    return signers, read_key_ring(directory / "trusted.jwks.json")


def service_keys(name: str, settings: ServiceSettings) -> tuple[Ed25519Signer, KeyRing]:
    """The signer and the ring of one service in real mode. Raises StartupRefused."""
    if settings.signing_key is None or settings.trusted_keys is None:
        raise StartupRefused(
            "In real mode a service needs EXPORTLANE_SIGNING_KEY and EXPORTLANE_TRUSTED_KEYS."
        )
    signer = read_signer(settings.signing_key, settings.signing_kid or f"{name}/1")
    ring = read_key_ring(settings.trusted_keys)
    try:
        ring.verify(signer.sign(b"start"), b"start", source=name)
    except SignatureRefused as error:
        raise StartupRefused(f"The signing key of {name} is not among the trusted keys: {error}") from error
    return signer, ring


def _write_new_key(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_bytes(pem)
    part.rename(path)
