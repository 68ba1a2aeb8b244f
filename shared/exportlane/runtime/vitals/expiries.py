"""What a service holds that ends on a day: its token for calls, its signing key, its certificates."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import jwt
from cryptography import x509

from exportlane.runtime.clock import rfc3339

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

DAY = 86_400.0
KEY_WARN_SECONDS = 30 * DAY
TOKEN_WARN_SECONDS = 3 * DAY
TOKEN_WARN_SHARE = 0.1
"""Of a token's life: one that lives for an hour is replaced in its last minutes, and that is no alarm."""
TOKEN_SECONDS = 3.0


class HeldToken(Protocol):
    """A token that a service calls others with. `renews` when it is replaced before it ends by who gives it."""

    @property
    def renews(self) -> bool: ...
    async def bearer(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Expiry:
    """When one of them ends; `expires_at` is None when that is not known, and `sentence` says why it cannot be had."""

    kind: str
    name: str
    expires_at: str | None = None
    seconds_left: float | None = None
    warn_seconds: float = KEY_WARN_SECONDS
    sentence: str | None = None


async def expiries_of(service: Service) -> list[dict[str, Any]]:
    """All of them. What cannot be read is said, never raised."""
    # Tokens and certificates live in real time, also where a demonstration moves the clock of the cases.
    now = time.time()
    tokens = [await _of_token(service.name, held, now) for held in service.tokens]
    kept = await asyncio.to_thread(lambda: [*_of_key(service, now), *_of_certificates(service, now)])
    return [asdict(each) for each in (*tokens, *kept)]


async def _of_token(service: str, held: HeldToken, now: float) -> Expiry:
    name = f"service token of {service}"
    try:
        async with asyncio.timeout(TOKEN_SECONDS):
            token = await held.bearer()
    except TimeoutError:
        return Expiry("service-token", name, sentence="The issuer did not answer in time.")
    except Exception as error:  # noqa: BLE001  # whatever keeps the token away is the answer to the question
        return Expiry("service-token", name, sentence=str(error)[:300])
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
        ends, begins = float(claims["exp"]), float(claims.get("iat", now))
    except (jwt.PyJWTError, KeyError, TypeError, ValueError):
        return Expiry("service-token", name)  # not a JWT, or one that says nothing: only its issuer knows
    warn = 0.0 if held.renews else min(TOKEN_WARN_SECONDS, (ends - begins) * TOKEN_WARN_SHARE)
    return _ending("service-token", name, ends, now, warn)


def _of_key(service: Service, now: float) -> Iterator[Expiry]:
    """The signing key; a file of trusted keys may say when each ends (`exp`, in seconds since 1970)."""
    kid = service.desk.signer.kid
    ends = _end_of_key(service.settings.trusted_keys, kid)
    name = f"signing key {kid}"
    yield (
        Expiry("signing-key", name)
        if ends is None
        else _ending("signing-key", name, ends, now, KEY_WARN_SECONDS)
    )


def _end_of_key(path: Path | None, kid: str) -> float | None:
    if path is None:
        return None
    try:
        keys = json.loads(path.read_text(encoding="utf-8"))["keys"]
        return next((float(key["exp"]) for key in keys if key.get("kid") == kid and "exp" in key), None)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # the file was good at the start, and the check of the key says whether it still is


def _of_certificates(service: Service, now: float) -> Iterator[Expiry]:
    settings = service.settings
    for what, path in (
        ("Kafka client certificate", settings.kafka_certificate),
        ("Kafka CA", settings.kafka_ca),
    ):
        if path is None:
            continue
        try:
            found = x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            yield Expiry("certificate", what, sentence=f"It cannot be read: {error}."[:300])
            continue
        ends = min(each.not_valid_after_utc.timestamp() for each in found)
        yield _ending("certificate", what, ends, now, KEY_WARN_SECONDS)


def _ending(kind: str, name: str, ends: float, now: float, warn: float) -> Expiry:
    return Expiry(kind, name, rfc3339(datetime.fromtimestamp(ends, UTC)), round(ends - now, 1), warn)
