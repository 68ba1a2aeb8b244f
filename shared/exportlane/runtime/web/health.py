"""Liveness and readiness. Liveness touches nothing; readiness asks what the service really depends on."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from exportlane.runtime.auth import open_to_anyone
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.web.answers import JsonResponse

_log = logging.getLogger("exportlane.web")
_LIMIT_S = 4.0
_VALID_S = 1.0


@dataclass(frozen=True, slots=True)
class Check:
    """One dependency that was asked: whether it answered, a sentence for people, and how long it took."""

    name: str
    ok: bool
    sentence: str
    ms: float


class CheckDocument(BaseModel):
    """One dependency that was asked."""

    name: str = Field(examples=["database"])
    ok: bool
    sentence: str
    ms: float


class ReadinessDocument(BaseModel):
    """Whether the service can do its work now, and what it asked to know it."""

    status: str = Field(examples=["ready"])
    service: str
    checks: list[CheckDocument]


class HealthDocument(BaseModel):
    """The process runs and answers."""

    status: str = Field(examples=["alive"])
    service: str
    now: str = Field(description="The service's own clock, so that whoever asks can tell when it is wrong")


Readiness = Callable[[], Awaitable[Sequence[Check]]]


class _Remembering:
    """Asks at most once a second and one at a time: the address is open, and a check writes to the database."""

    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness
        self._asking = asyncio.Lock()
        self._checks: Sequence[Check] = ()
        self._asked_at = float("-inf")

    async def checks(self) -> Sequence[Check]:
        async with self._asking:
            if time.monotonic() - self._asked_at >= _VALID_S:
                self._checks = await self._ask()
                self._asked_at = time.monotonic()
            return self._checks

    async def _ask(self) -> Sequence[Check]:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(_LIMIT_S):
                return await self._readiness()
        except TimeoutError:
            sentence = f"The checks did not answer within {_LIMIT_S:g} s."
        except Exception as error:  # noqa: BLE001 - whatever a check raises means that the service is not ready
            sentence = f"A check failed: {type(error).__name__}."
        return (Check("readiness", ok=False, sentence=sentence, ms=_ms_since(started)),)


def routes(name: str, readiness: Readiness, now: Callable[[], datetime]) -> APIRouter:
    """`/healthz` and `/readyz`, both open: a probe carries no token."""
    router = APIRouter(tags=["health"], dependencies=[Depends(open_to_anyone("probes carry no token"))])
    remembering = _Remembering(readiness)

    @router.get("/healthz", response_model=HealthDocument, summary="Is the process alive?")
    async def healthz() -> Response:
        return JsonResponse({"status": "alive", "service": name, "now": rfc3339(now())})

    @router.get(
        "/readyz",
        response_model=ReadinessDocument,
        responses={503: {"model": ReadinessDocument, "description": "Not ready"}},
        summary="Can the service do its work?",
    )
    async def readyz() -> Response:
        checks = await remembering.checks()
        ready = all(check.ok for check in checks)
        document = {
            "status": "ready" if ready else "not ready",
            "service": name,
            "checks": [asdict(check) for check in checks],
        }
        return JsonResponse(document, status_code=200 if ready else 503)

    return router


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)


class CheckFailed(RuntimeError):
    """Raised by a check with a sentence that may be shown to anybody."""


async def checked(name: str, ask: Callable[[], Awaitable[str]], *, seconds: float = _LIMIT_S) -> Check:
    """Ask one dependency: `ask` returns a sentence when it answers and raises when it does not.

    It has `seconds` to answer, and holds up no other. The address is open, so of an error that is not a `CheckFailed`
    only the kind is told; the rest is in the log.
    """
    started = time.perf_counter()
    try:
        async with asyncio.timeout(seconds):
            sentence = await ask()
    except TimeoutError:
        return Check(
            name, ok=False, sentence=f"It did not answer within {seconds:g} s.", ms=_ms_since(started)
        )
    except CheckFailed as error:
        return Check(name, ok=False, sentence=str(error), ms=_ms_since(started))
    except Exception as error:  # noqa: BLE001 - the check's answer is that it failed
        _log.warning("check.failed", extra={"fields": {"check": name, "error": repr(error)}})
        return Check(
            name, ok=False, sentence=f"It does not answer ({type(error).__name__}).", ms=_ms_since(started)
        )
    return Check(name, ok=True, sentence=sentence, ms=_ms_since(started))
