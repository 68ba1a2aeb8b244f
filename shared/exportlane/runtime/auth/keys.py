"""Where the issuer's public keys come from, and which of them may be used for what."""

from __future__ import annotations

import json
import logging
import time
from asyncio import Lock, to_thread
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWKError, PyJWTError

from exportlane.runtime.settings import StartupRefused

ALGORITHMS = ("EdDSA", "ES256", "RS256")
"""What a token may be signed with. Never `none`, never a shared secret."""

_REFRESH_AT_MOST_EVERY_S = 10.0
_REFRESH_AFTER_S = 600.0
_FETCH_TIMEOUT_S = 5.0
_LARGEST_JWKS = 1_000_000
_SMALLEST_RSA_BITS = 2048
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_log = logging.getLogger("exportlane.auth")


class KeysUnavailable(Exception):
    """The issuer's keys have never been read and cannot be read now."""


class KeySource(Protocol):
    """Gives the JWKS document (RFC 7517) as it stands now. May raise anything; the ring keeps what it had."""

    async def jwks(self) -> Mapping[str, Any]: ...


class JwksFile:
    """A JWKS file, read again whenever the ring refreshes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def jwks(self) -> Mapping[str, Any]:
        document: Mapping[str, Any] = json.loads(await to_thread(self._path.read_bytes))
        return document


class JwksUrl:
    """A JWKS address. `client` is for tests; otherwise a connection is made for each of the rare refreshes."""

    def __init__(self, url: str, *, client: httpx.AsyncClient | None = None) -> None:
        self._url = url
        self._client = client

    async def jwks(self) -> Mapping[str, Any]:
        if self._client is not None:
            return await self._fetch(self._client)
        async with httpx.AsyncClient(timeout=_FETCH_TIMEOUT_S, follow_redirects=False) as client:
            return await self._fetch(client)

    async def _fetch(self, client: httpx.AsyncClient) -> Mapping[str, Any]:
        answer = await client.get(self._url, headers={"accept": "application/json"})
        answer.raise_for_status()
        if len(answer.content) > _LARGEST_JWKS:
            raise ValueError("the JWKS document is larger than 1 MB")
        document: Mapping[str, Any] = answer.json()
        return document


def source_of(place: str) -> KeySource:
    """A source from a setting: an https address (http on loopback only) or the path of a file.

    Raises StartupRefused with a sentence.
    """
    parts = urlsplit(place)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return JwksUrl(place)
    if parts.scheme == "http":
        raise StartupRefused(
            "EXPORTLANE_OIDC_JWKS is an http address; the issuer's keys must come over https."
        )
    path = Path(place)
    if not path.is_file():
        raise StartupRefused(f"The file of EXPORTLANE_OIDC_JWKS is not there: {path}.")
    return JwksFile(path)


class KeyRing:
    """The issuer's keys by `kid`, read when first needed, again every ten minutes and for an unknown `kid`.

    A stranger's made-up `kid` costs the issuer at most one request in ten seconds. When the issuer cannot be reached,
    the keys that were read stay in use.
    """

    def __init__(self, source: KeySource, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._monotonic = monotonic
        self._keys: dict[str | None, PyJWK] = {}
        self._document: Mapping[str, Any] | None = None
        self._tried_at = -_REFRESH_AFTER_S
        self._read_at: float | None = None
        self.failing = False
        """Whether the last try to read the keys failed."""
        self._reading = Lock()
        self.generation = 0

    @property
    def age_seconds(self) -> float | None:
        """Since the keys were read; None when they never were."""
        return None if self._read_at is None else self._monotonic() - self._read_at

    async def refresh_when_old(self) -> None:
        """Read the keys when they were never read or have grown old. Raises KeysUnavailable."""
        if self._monotonic() - self._tried_at < _REFRESH_AFTER_S and self._document is not None:
            return
        await self._refresh()
        if self._document is None:
            raise KeysUnavailable

    async def find(self, kid: str | None) -> PyJWK | None:
        """The key with this id; without an id only when the issuer has exactly one. None when there is none."""
        found = self._pick(kid)
        if found is None:
            await self._refresh()
            found = self._pick(kid)
        return found

    def _pick(self, kid: str | None) -> PyJWK | None:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid) if kid is not None else None

    async def _refresh(self) -> None:
        async with self._reading:
            if self._monotonic() - self._tried_at < _REFRESH_AT_MOST_EVERY_S:
                return
            self._tried_at = self._monotonic()
            try:
                document = await self._source.jwks()
                keys = _usable(document)
            except Exception as error:  # noqa: BLE001 - network, file, JSON and shape alike: keep what we had
                _log.warning("jwks.unreadable", extra={"fields": {"error": repr(error)}})
                self.failing = True
                return
            self._read_at, self.failing = self._monotonic(), False
            if document != self._document:
                self._document, self._keys = document, keys
                self.generation += 1


def _usable(document: Mapping[str, Any]) -> dict[str | None, PyJWK]:
    keys: dict[str | None, PyJWK] = {}
    for entry in document["keys"]:
        if entry.get("use", "sig") != "sig":
            continue
        try:
            key = PyJWK(entry)
        except (PyJWKError, PyJWTError) as error:
            # One key of a kind that we do not know must not make the others unusable.
            _log.warning("jwks.key_skipped", extra={"fields": {"kid": entry.get("kid"), "error": str(error)}})
            continue
        if key.algorithm_name in ALGORITHMS and not _too_small(key):
            keys[key.key_id] = key
    return keys


def _too_small(key: PyJWK) -> bool:
    return isinstance(key.key, RSAPublicKey) and key.key.key_size < _SMALLEST_RSA_BITS
