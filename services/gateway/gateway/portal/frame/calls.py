"""Calls to an agency in the name of the person who looks: his own token goes along, and the agency decides."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from exportlane.runtime.problems import Problem
from gateway.entrance import Entrance
from gateway.portal.visits import Visit
from gateway.routing.circuits import AgencyFailed

UNREACHABLE: Final = 503


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agency answered. `document` is its JSON, a problem document when `ok` is False."""

    status: int
    document: Any
    etag: str | None = None

    @property
    def ok(self) -> bool:
        return self.status < 400

    @property
    def version(self) -> int | None:
        """The version of the thing, which a verb sends back as If-Match."""
        text = (self.etag or "").strip('W/"')
        return int(text) if text.isdigit() else None


async def ask(  # noqa: PLR0913 - whom, in whose name, what
    entrance: Entrance,
    visit: Visit,
    agency: str,
    method: str,
    path: str,
    *,
    body: object | None = None,
    version: int | None = None,
    key: str | None = None,
    params: Mapping[str, str] | None = None,
) -> Answer:
    """Ask an agency (`path` is its own, `/v1/…`). One that does not answer gives a problem of status 503, no exception.

    An unsafe call carries an Idempotency-Key: `key`, or a new one.
    """
    headers = {"authorization": f"Bearer {visit.token}", "accept": "application/json"}
    if method not in {"GET", "HEAD"}:
        headers["idempotency-key"] = key or str(uuid.uuid4())
    if version is not None:
        headers["if-match"] = f'"{version}"'
    try:
        async with entrance.circuits.guard(agency):
            answer = await _sent(entrance, agency, method, path, headers, body, params)
    except (Problem, AgencyFailed, KeyError) as error:
        return Answer(UNREACHABLE, _unreachable(agency, error))
    return Answer(answer.status_code, _document(answer), answer.headers.get("etag"))


async def _sent(  # noqa: PLR0913, PLR0917
    entrance: Entrance,
    agency: str,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: object | None,
    params: Mapping[str, str] | None,
) -> httpx.Response:
    try:
        async with asyncio.timeout(entrance.settings.answer_seconds):
            return await entrance.agencies[agency].request(
                method, path, headers=headers, json=body, params=params
            )
    except (TimeoutError, httpx.HTTPError, OSError) as error:
        raise AgencyFailed(f"The agency {agency} does not answer.") from error


def _document(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return {"slug": "unreadable-answer", "title": "Unreadable answer", "status": answer.status_code}


def _unreachable(agency: str, error: Exception) -> dict[str, Any]:
    detail = error.detail if isinstance(error, Problem) else f"The agency {agency} does not answer."
    return {
        "slug": "agency-unavailable",
        "status": UNREACHABLE,
        "title": "Agency not available",
        "title_zh": "部门系统暂不可用",
        "detail": detail,
    }
