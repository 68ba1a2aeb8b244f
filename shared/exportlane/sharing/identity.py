"""A service's own token for its calls to others: minted (embedded), read from a file, or fetched (real).

Whichever it is, the others see role `service` of the agency that calls; what it may have is for them to say.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import httpx
from pydantic import Field, SecretStr

from exportlane.runtime.auth import DEFAULT_SCOPES, SERVICE
from exportlane.runtime.clock import Clock, SystemClock
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.settings import ServiceSettings, StartupRefused

EARLY = timedelta(seconds=60)
LIFE = timedelta(hours=1)
FETCH_SECONDS = 10.0


class CallerSettings(ServiceSettings):
    """What a service is told that calls others: where they are, and one way to its own token.

    In embedded mode nothing need be set.
    """

    agencies: dict[str, str] = Field(default_factory=dict)
    """Address of each service by name, as JSON: {"gateway": "http://gateway:8000", …}."""
    service_token_file: Path | None = None
    """A file with the bearer token for the service's own calls; read again when it changes."""
    oidc_token_url: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    """Client credentials, where the token is fetched instead."""


class TokenUnavailable(Exception):
    """There is no token now; whatever needs one waits until there is."""


class ServiceToken(Protocol):
    """Gives a bearer token that is valid for a while; `renews` when it is replaced here before it ends."""

    @property
    def renews(self) -> bool: ...

    async def bearer(self) -> str: ...


def service_token(settings: CallerSettings, agency: str) -> ServiceToken | None:
    """The way that the settings name, None in real mode when they name none. Raises StartupRefused for a wrong one."""
    # Tokens live in real time, also where a demonstration moves the clock of the cases.
    clock = SystemClock()
    if settings.embedded:
        return MintedToken(settings, clock, agency=agency)
    if settings.service_token_file is not None:
        return FileToken(settings.service_token_file)
    if settings.oidc_token_url and settings.oidc_client_id and settings.oidc_client_secret:
        return FetchedToken(settings, clock)
    return None


class MintedToken:
    """A token of the development issuer, renewed before it ends."""

    renews = True

    def __init__(self, settings: CallerSettings, clock: Clock, *, agency: str = "gateway") -> None:
        self._agency = agency
        self._issuer = DevelopmentIssuer.open(settings)
        self._clock = clock
        self._token = ""
        self._until: datetime | None = None

    async def bearer(self) -> str:
        now = self._clock.now()
        if self._until is None or now >= self._until - EARLY:
            scopes = DEFAULT_SCOPES[SERVICE]
            self._token = self._issuer.mint(
                subject=self._agency, agency=self._agency, role=SERVICE, scopes=scopes, now=now, ttl=LIFE
            )
            self._until = now + LIFE
        return self._token


class FileToken:
    """A token that somebody else keeps fresh in a file (a mounted secret)."""

    renews = False

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise StartupRefused(f"The file of EXPORTLANE_SERVICE_TOKEN_FILE is not there: {path}.")
        self._path = path
        self._read: tuple[int, str] | None = None

    async def bearer(self) -> str:
        return await asyncio.to_thread(self._fresh)

    def _fresh(self) -> str:
        try:
            changed = self._path.stat().st_mtime_ns
            if self._read is None or self._read[0] != changed:
                self._read = (changed, self._path.read_text(encoding="ascii").strip())
        except (OSError, UnicodeDecodeError) as error:
            raise TokenUnavailable(f"The service token cannot be read: {error}.") from error
        return self._read[1]


class FetchedToken:
    """Client credentials (RFC 6749, section 4.4): one token at a time, fetched again a minute before it ends."""

    renews = True

    def __init__(
        self, settings: CallerSettings, clock: Clock, client: httpx.AsyncClient | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._client = client
        self._lock = asyncio.Lock()
        self._token = ""
        self._until: datetime | None = None

    async def bearer(self) -> str:
        async with self._lock:
            if self._until is None or self._clock.now() >= self._until - EARLY:
                await self._fetch()
            return self._token

    async def _fetch(self) -> None:
        settings = self._settings
        if not settings.oidc_token_url or not settings.oidc_client_id or settings.oidc_client_secret is None:
            raise TokenUnavailable("The settings name no token address.")
        form = {"grant_type": "client_credentials", "audience": settings.oidc_audience}
        secret = settings.oidc_client_secret.get_secret_value()
        client = self._client or httpx.AsyncClient(timeout=FETCH_SECONDS)
        try:
            answer = await client.post(
                settings.oidc_token_url, data=form, auth=(settings.oidc_client_id, secret)
            )
            answer.raise_for_status()
            found = answer.json()
            self._token = str(found["access_token"])
            self._until = self._clock.now() + timedelta(seconds=float(found.get("expires_in", 300)))
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise TokenUnavailable(f"The issuer gave no service token: {type(error).__name__}.") from error
        finally:
            if self._client is None:
                await client.aclose()
