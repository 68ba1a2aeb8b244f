"""What a page of the section was asked for, and what its forms offer to ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from starlette.requests import Request

from exportlane.policies import PROFILE_NAMES
from gateway.entrance import Entrance
from gateway.flow.filters import Filters, Scope
from gateway.flow.listing import SORTS as ORDERS
from gateway.flow.listing import USUAL
from gateway.flow.reading import exporters, values_of
from gateway.portal.cases.words import EVERYBODY, RISKS, SORTS, STATUSES, way
from gateway.portal.frame.language import Text, _
from gateway.portal.words import AGENCIES, ENDS, PROFILES, STAGES, STEPS, WAITING_ON, of

PER_PAGE: Final = 25
MANY_FIRMS: Final = 300
"""More firms than these are not offered in a list; they are typed."""

NAMES: Final[Mapping[str, Text]] = {
    "profile": _("Profile"),
    "step": _("Step"),
    "state": _("State of the step"),
    "agency": _("Waiting for"),
    "matter": _("Matter"),
    "status": _("Status"),
    "destination": _("Destination"),
    "exporter": _("Exporter"),
    "batch": _("Batch"),
    "port": _("Port"),
    "since": _("Opened since"),
    "until": _("Opened until"),
    "overdue": _("Overdue"),
    "person": _("With a named person"),
    "due": _("Due within"),
    "risk": _("Risk"),
    "variant": _("Way"),
    "opened_week": _("Opened in week"),
    "ended_week": _("Ended in week"),
    "ended_on": _("Ended on"),
    "ended_since": _("Ended since"),
    "due_on": _("Due on"),
    "waiting": _("Waiting for"),
    "waited_since": _("Waiting since"),
    "waited_until": _("Waiting since before"),
    "done": _("Step decided"),
    "done_week": _("Decided in week"),
    "rework": _("With rework"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: its name and value in words, and the address without it."""

    name: Text
    value: object
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One look at all cases."""

    filters: Filters
    sort: str
    cursor: str | None

    @classmethod
    def of(cls, request: Request) -> Asked:
        """Read the address of a page."""
        given = request.query_params
        sort = given.get("sort", USUAL)
        known = sort if sort.removeprefix("-") in ORDERS and sort in SORTS else USUAL
        return cls(Filters.of(given), known, given.get("cursor") or None)

    def address(self, path: str, **changes: Any) -> str:
        """A page of the section with the same filters, from its beginning."""
        kept = {"sort": self.sort if self.sort != USUAL else None, **changes}
        query = self.filters.address(**kept)
        return f"{path}?{query}" if query else path

    def chips(self, path: str, firms: Mapping[str, str]) -> Iterator[Chip]:
        """The filters that are set, each to be taken away; the search stands in its own field."""
        for one in fields(self.filters):
            value = getattr(self.filters, one.name)
            if one.name != "q" and value != "" and value is not None and value is not False:
                yield Chip(
                    NAMES[one.name], _said(one.name, value, firms), self.address(path, **{one.name: None})
                )


def _said(name: str, value: Any, firms: Mapping[str, str]) -> object:
    tables = {"profile": PROFILES, "step": STEPS, "state": STAGES, "agency": AGENCIES, "risk": RISKS,
              "done": STEPS, "waiting": WAITING_ON}  # fmt: skip
    if name in tables:
        return of(tables[name], value)
    if name == "variant":
        return way(value)
    if name == "status":
        return of({**STATUSES, **ENDS}, value)
    if name == "exporter":
        return firms.get(value, value)
    if name == "due":
        return _("%(n)s days") % {"n": value}
    return "✓" if value is True else value


async def offered(entrance: Entrance, scope: Scope) -> dict[str, Any]:
    """What the form lets one choose from. An exporter is not asked which exporter."""
    firms: Sequence[tuple[str, str]] = ()
    if scope.uscc is None:
        firms = await exporters(entrance.database, scope, limit=MANY_FIRMS + 1)
    return {
        "statuses": {**STATUSES, **ENDS},
        "sorts": SORTS,
        "profiles": {name: of(PROFILES, name) for name in PROFILE_NAMES},
        "steps": STEPS,
        "states": {
            key: words for key, words in STAGES.items() if key in {"active", "correction", "held", "waiting"}
        },
        "agencies": {name: of(AGENCIES, name) for name in EVERYBODY},
        "risks": RISKS,
        "firms": firms if len(firms) <= MANY_FIRMS else None,
        "destinations": await values_of(entrance.database, "destination"),
        "ports": await values_of(entrance.database, "port"),
    }
