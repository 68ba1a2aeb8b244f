"""Everybody asked at once, in the operator's own name, and what is wrong by what they say.

Each has a limit of its own, so that one that hangs hides no other. The circuit breakers are passed by, so that an
agency which is back is seen to be back.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from exportlane.operations.findings import GATEWAY, Finding, Seen, findings, skews_of
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import is_outage
from exportlane.runtime.vitals import look
from exportlane.runtime.vitals.document import document
from gateway.entrance import Entrance
from gateway.watching.probing import Watch

ANSWER_SECONDS = 7.5
"""A service asks what it depends on within three seconds, then how it fares within three more; it must be heard out."""
STATUS = "/v1/operations/status"


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen when all were asked, and what is wrong by it."""

    asked_at: datetime
    seen: Seen
    findings: tuple[Finding, ...]

    def document(self) -> dict[str, Any]:
        """The survey as JSON."""
        seen = self.seen
        away = {name: {"silent": told} for name, told in seen.silent.items()}
        shut = {name: {"refused": told} for name, told in seen.refused.items()}
        return {
            "asked_at": rfc3339(self.asked_at),
            "gateway": GATEWAY,
            "services": {**seen.statuses, **away, **shut},
            "skews": dict(seen.skews),
            "deliveries": dict(seen.deliveries),
            "findings": [finding.document() for finding in self.findings],
        }


class _Silent(Exception):
    """It did not answer. The message is a sentence."""


class _Refused(Exception):
    """It answered no. The message is a sentence."""


async def survey(entrance: Entrance, *, authorization: str) -> Survey:
    """Ask all services; `authorization` is the header of an operator of the gateway. One that is ill raises nothing."""
    service = entrance.service
    asked_at = service.clock.now()
    watch = next(each for each in service.companions if isinstance(each, Watch))
    agencies = list(entrance.agencies.items())
    own, counted, *answers = await asyncio.gather(
        look(service),
        _count(watch),
        *(_ask(name, client, authorization) for name, client in agencies),
        return_exceptions=True,
    )
    for failed in (own, counted):
        if isinstance(failed, BaseException):
            raise failed
    told = dict(zip((name for name, _ in agencies), answers, strict=True))
    statuses = {name: each for name, each in told.items() if isinstance(each, Mapping)}
    offsets = {GATEWAY: 0.0, **watch.offsets()}
    seen = Seen(
        statuses={GATEWAY: document(service, service.vitals), **statuses},
        silent={name: str(each) for name, each in told.items() if _is_away(each)},
        refused={name: str(each) for name, each in told.items() if isinstance(each, _Refused)},
        deliveries=watch.deliveries,
        skews=skews_of(offsets),
    )
    return Survey(asked_at, seen, findings(seen))


def _is_away(answer: object) -> bool:
    return isinstance(answer, BaseException) and not isinstance(answer, _Refused)


async def _count(watch: Watch) -> None:
    """Papers, as fresh as the rest; what was counted before stands when the database is away."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await watch.count()
    except Exception as error:
        if not is_outage(error):
            raise


async def _ask(name: str, client: httpx.AsyncClient, authorization: str) -> Mapping[str, Any]:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await client.get(STATUS, headers={"authorization": authorization})
    except (TimeoutError, httpx.TimeoutException) as error:
        raise _Silent(f"The agency {name} did not answer within {ANSWER_SECONDS:g} s.") from error
    except (httpx.HTTPError, OSError) as error:
        raise _Silent(f"The agency {name} cannot be reached.") from error
    found: Any = None
    with contextlib.suppress(ValueError):
        found = answer.json()
    if answer.is_success and isinstance(found, dict):
        return found
    detail = found.get("detail") if isinstance(found, dict) else None
    sentence = str(detail or f"The agency {name} answered with the status {answer.status_code}.")
    raise _Refused(sentence) if answer.status_code in {401, 403} else _Silent(sentence)
