"""Asking another agency through the gateway, in the service's own name.

A look never raises because somebody is down: it answers with what was found, with why it was refused, or with since
when sharing is out of reach, and whoever asked falls back to paper and says so. It is made outside any transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import httpx

from exportlane.runtime.clock import Clock, parse_rfc3339
from exportlane.runtime.ids import new_id
from exportlane.sharing.identity import CallerSettings, ServiceToken, TokenUnavailable, service_token
from exportlane.sharing.looks import Question

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

SECONDS: Final = 5.0
"""How long an answer may take: an officer waits for it."""
PATH: Final = "/v1/sharing/lookups"


@dataclass(frozen=True, slots=True)
class Found:
    """What the provider answered. `as_of` is when it read its own record."""

    look_id: str
    fields: Mapping[str, Any]
    as_of: datetime
    agreement: str


@dataclass(frozen=True, slots=True)
class Denied:
    """The provider answered no: no agreement, another purpose, nothing by this key."""

    at: datetime
    slug: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Nobody answered, or not in time. What the provider would have said is not known."""

    at: datetime
    sentence: str


Answer = Found | Denied | Unavailable


class SharingClient:
    """Looks for one service. Where there is no gateway among the peers, or no token, sharing is not connected."""

    def __init__(
        self,
        peers: Mapping[str, httpx.AsyncClient],
        token: ServiceToken | None,
        clock: Clock,
        *,
        seconds: float = SECONDS,
    ) -> None:
        self._peers = peers
        self._token = token
        self._clock = clock
        self._seconds = seconds

    async def look(self, question: Question) -> Answer:
        """Ask once. Whatever goes wrong on the way is an answer too."""
        gateway = self._peers.get("gateway")
        if gateway is None or self._token is None:
            return self._unavailable("This service has not been told where the gateway is.")
        body = {
            "resource": question.resource,
            "key": {"kind": question.key, "value": question.value},
            "case_id": question.case_id,
            "purpose": question.purpose,
        }
        try:
            headers = {"authorization": f"Bearer {await self._token.bearer()}", "idempotency-key": new_id()}
            # The limit of the client itself does not reach a service inside the same process; this one does.
            async with asyncio.timeout(self._seconds):
                answer = await gateway.post(PATH, json=body, headers=headers)
        except TokenUnavailable as error:
            return self._unavailable(str(error))
        except (TimeoutError, httpx.HTTPError, OSError) as error:
            return self._unavailable(f"The gateway did not answer ({type(error).__name__}).")
        return self._meaning(answer)

    def _meaning(self, answer: httpx.Response) -> Answer:
        try:
            found = answer.json()
            if answer.is_success:
                at = parse_rfc3339(str(found["as_of"]))
                return Found(str(found["look_id"]), dict(found["fields"]), at, str(found["agreement"]))
            slug, sentence = str(found["slug"]), str(found["detail"])
        except (ValueError, KeyError, TypeError):
            return self._unavailable(f"The answer of status {answer.status_code} cannot be read.")
        if answer.status_code >= 500 or answer.status_code in (401, 408, 425, 429):
            return self._unavailable(sentence)
        return Denied(self._clock.now(), slug, sentence)

    def _unavailable(self, sentence: str) -> Unavailable:
        return Unavailable(self._clock.now(), sentence)


def client_of(service: Service) -> SharingClient:
    """The client of a running service. One whose settings know of no others has no token, and sharing is away."""
    settings = service.settings
    token: ServiceToken | None = None
    if settings.embedded:
        token = service_token(CallerSettings(**settings.model_dump()), service.name)
    elif isinstance(settings, CallerSettings):
        token = service_token(settings, service.name)
    if token is not None:
        service.tokens.append(token)
    return SharingClient(service.peers, token, service.clock)
