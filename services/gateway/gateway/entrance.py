"""The parts of a running gateway beside its tables, made once for each service that runs."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date

import httpx

from exportlane.law.calendar import WorkCalendar
from exportlane.law.checks import shipped_headings
from exportlane.law.instants import statutory_day
from exportlane.runtime.service import Service
from gateway.delivery.courier import Courier
from gateway.disclosure import Eyes
from gateway.feed import Feed
from gateway.filing import MayApply
from gateway.flow.keeping import Keeper
from gateway.handlers import GatewayPolicy
from gateway.identity import service_token
from gateway.routing.circuits import Circuits
from gateway.routing.proxy import Proxy
from gateway.settings import GatewaySettings
from gateway.shown import Look


class Agencies(Mapping[str, httpx.AsyncClient]):
    """The clients of the discovered agencies: everybody whom the service can call, but the gateway itself."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def __getitem__(self, name: str) -> httpx.AsyncClient:
        if name == self._service.name:
            raise KeyError(name)
        return self._service.peers[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in sorted(self._service.peers) if name != self._service.name)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Entrance:
    """What the routes and the background tasks of one gateway share."""

    def __init__(self, service: Service) -> None:
        if not isinstance(service.settings, GatewaySettings):
            raise TypeError("the gateway runs with GatewaySettings")
        self.service = service
        self.settings = service.settings
        self.database = service.database
        self.agencies = Agencies(service)
        self.circuits = Circuits(service.clock)
        self.proxy = Proxy(self.agencies, self.circuits, answer_seconds=self.settings.answer_seconds)
        self.feed = Feed(service.database, service.telemetry, most=self.settings.live_clients)
        self.headings = shipped_headings()
        self.may_apply = MayApply()
        self.token = service_token(self.settings)
        service.tokens.append(self.token)
        self.courier = Courier(
            database=service.database,
            clients=self.agencies,
            circuits=self.circuits,
            token=self.token,
            clock=service.clock,
            telemetry=service.telemetry,
            seconds=self.settings.hand_over_seconds,
            only_process=self.settings.embedded,
            chance=random.Random(),
        )
        self.flow = Keeper(service.database, service.clock, service.telemetry, lambda: self.calendar)
        service.on_heard.append(lambda _heard: self.news())

    def news(self) -> None:
        """Facts were just taken in, or cases opened."""
        self.feed.wake()
        self.flow.wake()

    @property
    def calendar(self) -> WorkCalendar:
        """By which days are counted now."""
        policy: GatewayPolicy = self.service.policy
        return policy.calendar

    @property
    def today(self) -> date:
        """The statutory day now."""
        return statutory_day(self.service.clock.now())

    def look(self, eyes: Eyes) -> Look:
        """A look at cases now."""
        return Look(eyes, self.service.clock.now(), self.calendar)

    def tasks(self) -> Sequence[Callable[[], Awaitable[None]]]:
        """What runs beside the service."""
        return (self.courier.run, self.feed.run, self.flow.run)


def entrance_of(service: Service) -> Entrance:
    """The parts of this service; the runtime asks for routes, tasks and pages one by one, and all share them."""
    return service.part(Entrance, lambda: Entrance(service))
