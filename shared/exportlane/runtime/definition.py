"""What a service is, before it runs; and how the installed services are found.

`main.py` of an agency holds a `ServiceDefinition` and nothing else; entry points of the group `exportlane.services`
name it, so services are discovered, never listed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from exportlane.contracts import AGENCIES, AGENCY_OF_TYPE
from exportlane.runtime.incoming import topic_of
from exportlane.runtime.settings import ServiceSettings, StartupRefused
from exportlane.runtime.storage import Hears, Kind

if TYPE_CHECKING:
    from exportlane.runtime.companions import MakeCompanion

ENTRY_POINTS = "exportlane.services"


@dataclass(frozen=True)
class ServiceDefinition:
    """What a service is. Nothing happens when one is made.

    `policy` makes what handlers and decisions are given as `policy`; `routes` its REST API (under no prefix);
    `background` tasks that run beside it; `companions` those that are more than a task (`companions.Companion`);
    `web_options` further arguments of `web.create_app` (mounts, content policy, session cookie). `patient` when nobody
    waits for what it does on a fact (a view): it may gather longer. `calls` names the services that it asks by REST
    (`vitals.document.EVERY_PEER` for all), so that an operator sees what it depends on.
    """

    name: str
    title: tuple[str, str]
    kinds: tuple[Kind[Any], ...]
    hears: Mapping[str, Hears]
    routes: Callable[[Any], APIRouter]
    settings: type[ServiceSettings]
    policy: Callable[[Any], Any]
    migrations: str
    background: Callable[[Any], Sequence[Callable[[], Awaitable[None]]]] = field(default=lambda _service: ())
    web_options: Callable[[Any], Mapping[str, Any]] = field(default=lambda _service: {})
    patient: bool = False
    companions: tuple[MakeCompanion, ...] = ()
    calls: tuple[str, ...] = ()

    def topics(self) -> tuple[str, ...]:
        """The topics of the agencies whose facts this service hears."""
        agencies = {AGENCY_OF_TYPE[type_] for type_ in self.hears if type_ in AGENCY_OF_TYPE}
        if any(type_ not in AGENCY_OF_TYPE for type_ in self.hears):
            agencies = set(AGENCIES)
        return tuple(topic_of(agency) for agency in sorted(agencies - {self.name}))


def discover() -> dict[str, ServiceDefinition]:
    """All services that are installed, by name."""
    found = {point.name: point.load() for point in entry_points(group=ENTRY_POINTS)}
    return dict(sorted(found.items()))


def find(name: str) -> ServiceDefinition:
    """One service. Raises StartupRefused with the names that exist."""
    points = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name not in points:
        raise StartupRefused(f"There is no service {name}; there are {', '.join(sorted(points))}.")
    definition: ServiceDefinition = points[name].load()
    return definition
