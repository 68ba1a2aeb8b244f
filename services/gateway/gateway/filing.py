"""Asking the commerce authority, before a submission is taken, whether the firm may apply at all (二手车出口企业备案).

An answer that it may not refuses the submission with the article. Where the authority cannot be reached the submission
is taken: it decides later by itself, and nobody has lost a day. A yes is remembered for a moment, a no never: who hands
in car after car is not looked up for each, and who was refused may have been filed since.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import httpx

from exportlane.runtime.problems import Problem, ProblemKind, problem, register
from gateway.identity import TokenUnavailable
from gateway.routing.circuits import AgencyFailed

if TYPE_CHECKING:
    from gateway.entrance import Entrance

NOT_FILED: Final = register(
    ProblemKind(
        "enterprise-not-filed", 409, "The firm is not filed as an exporter of used vehicles", "企业未备案"
    )
)
LICENSING: Final = "licensing"
ARTICLE: Final = "公告2024年第6号"
SECONDS: Final = 2.0
"""Who hands in waits for this; longer than so it does not wait for another agency."""

REMEMBERED: Final = timedelta(seconds=1)
"""A firm that was suspended within this moment opens a case that commerce then refuses."""
MOST_REMEMBERED: Final = 10_000


class MayApply:
    """The firms of which commerce said a moment ago that they may apply."""

    def __init__(self) -> None:
        self._said_at: dict[str, datetime] = {}

    def knows(self, uscc: str, now: datetime) -> bool:
        """Whether the answer of a moment ago still holds."""
        said_at = self._said_at.get(uscc)
        # A clock that was set back must not make an answer last.
        return said_at is not None and said_at <= now < said_at + REMEMBERED

    def note(self, uscc: str, now: datetime) -> None:
        """Commerce said now that this firm may apply."""
        if len(self._said_at) >= MOST_REMEMBERED:
            self._said_at.clear()
        self._said_at[uscc] = now


async def barred(entrance: Entrance, uscc: str) -> Problem | None:
    """The problem of a firm that may not apply; None when it may, or when nobody answers."""
    asked_at = entrance.service.clock.now()
    if entrance.may_apply.knows(uscc, asked_at):
        return None
    client = entrance.agencies.get(LICENSING)
    if client is None:
        return None
    log = entrance.service.telemetry.log
    try:
        async with entrance.circuits.guard(LICENSING):
            answer = await _asked(client, uscc, await entrance.token.bearer())
    except (AgencyFailed, Problem, TokenUnavailable) as error:
        log.warning("intake.filing_not_checked", sentence=str(error)[:300])
        return None
    standing = _standing(answer)
    if standing.get("may_apply") is True:
        entrance.may_apply.note(uscc, asked_at)
    return _meaning(standing, uscc)


async def _asked(client: httpx.AsyncClient, uscc: str, bearer: str) -> httpx.Response:
    try:
        async with asyncio.timeout(SECONDS):
            return await client.get(
                f"/v1/filings/by-uscc/{uscc}", headers={"authorization": f"Bearer {bearer}"}
            )
    except (TimeoutError, httpx.HTTPError, OSError) as error:
        raise AgencyFailed(f"The agency {LICENSING} did not say how the firm stands.") from error


def _standing(answer: httpx.Response) -> dict[str, Any]:
    """What the authority said of the firm; nothing where its answer is none."""
    try:
        standing = answer.json() if answer.status_code == httpx.codes.OK else {}
    except ValueError:
        return {}
    return standing if isinstance(standing, dict) else {}


def _meaning(standing: dict[str, Any], uscc: str) -> Problem | None:
    """Only a plain no is a no: whatever else came, the authority decides when it has the papers."""
    if standing.get("may_apply") is not False:
        return None
    return problem(
        NOT_FILED.slug,
        str(standing.get("reason") or f"The firm {uscc} is not filed as an exporter of used vehicles."),
        field="/exporter_uscc",
        article=str(standing.get("article") or ARTICLE),
        extra={"code": standing.get("code"), "filing_status": standing.get("status")},
    )
