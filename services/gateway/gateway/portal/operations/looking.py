"""One look at the services for one visitor: what they say, what is wrong, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from exportlane.operations.findings import Finding, Seen, findings, offset_of, skews_of
from exportlane.runtime.auth.callers import PLATFORM
from gateway.entrance import Entrance
from gateway.portal.operations.beginning import since
from gateway.portal.operations.line import Line
from gateway.portal.visits import Visit
from gateway.watching import Survey, survey

FORGOTTEN: Final = dt.timedelta(minutes=2)
"""A finding that nobody saw for so long is a new one when it comes back."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, and since when it is known to hold."""

    finding: Finding
    since: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one moment."""

    survey: Survey
    told: tuple[Told, ...]

    def document(self) -> dict[str, Any]:
        """The same as data."""
        document = dict(self.survey.document())
        moments = {told.finding.id: told.since for told in self.told}
        document["findings"] = [
            {**one, "since": moment.isoformat() if (moment := moments.get(one["id"])) else None}
            for one in document["findings"]
        ]
        return document


class Sightings:
    """When each finding was first seen by this process: few faults say themselves when they began."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[dt.datetime, dt.datetime]] = {}

    def note(self, ids: Mapping[str, dt.datetime | None], now: dt.datetime) -> dict[str, dt.datetime]:
        """Since when each holds: what the fault says itself, or the first sight of it."""
        self._seen = {key: seen for key, seen in self._seen.items() if now - seen[1] < FORGOTTEN}
        for key in ids:
            self._seen[key] = (self._seen.get(key, (now, now))[0], now)
        return {key: known or self._seen[key][0] for key, known in ids.items()}


async def look(entrance: Entrance, visit: Visit, request: Request) -> Look:
    """Ask everybody whom this visitor looks after."""
    if visit.caller.agency == PLATFORM:
        found = await survey(entrance, authorization=f"Bearer {visit.token}")
    else:
        found = await _own(entrance, Line(entrance, visit, request))
    sightings = entrance.service.part(Sightings, Sightings)
    begun = {each.id: _since(entrance, found, each) for each in found.findings}
    moments = sightings.note(begun, found.asked_at)
    return Look(found, tuple(Told(each, moments.get(each.id)) for each in found.findings))


def _since(entrance: Entrance, found: Survey, finding: Finding) -> dt.datetime | None:
    if finding.code == "agency-unreachable":
        return entrance.circuits.reached(finding.service).since
    return since(found.seen.statuses, finding, found.asked_at)


async def _own(entrance: Entrance, line: Line) -> Survey:
    """The own agency alone. Its clock is compared with the gateway's."""
    clock = entrance.service.clock
    sent = clock.now()
    answers = await line.every("status")
    received = clock.now()
    statuses = {name: answer.document for name, answer in answers.items() if answer.ok}
    untold = {name: answer for name, answer in answers.items() if not answer.ok}
    sentences = {name: str(answer.document.get("detail", answer.status)) for name, answer in untold.items()}
    offsets = {
        name: offset_of(dt.datetime.fromisoformat(status["now"]), sent=sent, received=received)
        for name, status in statuses.items()
        if status.get("now")
    }
    seen = Seen(
        statuses=statuses,
        silent={name: text for name, text in sentences.items() if untold[name].status >= 500},
        refused={name: text for name, text in sentences.items() if untold[name].status < 500},
        skews=skews_of(offsets),
    )
    return Survey(asked_at=received, seen=seen, findings=findings(seen))
