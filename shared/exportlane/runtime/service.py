"""A service that runs: tables, keys, bus, relay, consumer, REST; started and stopped in order.

What a service *is* stands in `definition`; the names are importable from here, where agencies look for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, TypeVar

import httpx
from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts import ALL_FACTS
from exportlane.contracts.envelope import Envelope
from exportlane.runtime.auth import Authenticator, caller_of
from exportlane.runtime.bus.contract import Bus, BusUnavailable, Consumer
from exportlane.runtime.clock import Clock
from exportlane.runtime.consuming import PATIENT, PROMPT, Consuming, Pace
from exportlane.runtime.counter import Counter
from exportlane.runtime.database import Database, is_outage
from exportlane.runtime.definition import ENTRY_POINTS, ServiceDefinition, discover, find
from exportlane.runtime.desk import Desk
from exportlane.runtime.handling import Handling
from exportlane.runtime.incoming import topic_of
from exportlane.runtime.listing import Admit, Query, history_of, list_things, show_thing
from exportlane.runtime.migrations import is_current, migrate
from exportlane.runtime.relay import Relay
from exportlane.runtime.releasing import Releasing
from exportlane.runtime.settings import ServiceSettings, StartupRefused
from exportlane.runtime.signing import Signer, Verifier
from exportlane.runtime.storage import Kind
from exportlane.runtime.telemetry import Telemetry
from exportlane.runtime.vitals import HeldToken, Questions, RelayWatch, Vitals, WriteProbe, keep_looking
from exportlane.runtime.waking import Waking

__all__ = ["ENTRY_POINTS", "Parts", "Service", "ServiceDefinition", "discover", "find", "openapi"]

LONGEST_PAUSE = 5.0
START_SECONDS = 60.0

T = TypeVar("T")


@dataclass(frozen=True)
class Parts:
    """What a service is run with; the composition root (embedded or real) makes them."""

    settings: ServiceSettings
    database: Database
    bus: Bus
    signer: Signer
    verifier: Verifier
    clock: Clock
    telemetry: Telemetry
    authenticator: Authenticator
    peers: Mapping[str, httpx.AsyncClient] = field(default_factory=dict)


class Service:
    """A service that runs. `app` is its REST API; `create`, `act`, `create_many` take requests."""

    def __init__(self, definition: ServiceDefinition, parts: Parts) -> None:
        self.definition = definition
        self.name = definition.name
        self.settings = parts.settings
        self.database = parts.database
        self.bus = parts.bus
        self.clock = parts.clock
        self.telemetry = parts.telemetry
        self.verifier = parts.verifier
        self.peers = parts.peers
        self.authenticator = parts.authenticator
        self.relay = Relay(self.name, parts.database, parts.bus, parts.clock, parts.telemetry)
        self.desk = self._desk(parts)
        self.handling = Handling(self.desk)
        self.releasing = Releasing(parts.database, self.handling, parts.telemetry)
        self.consuming = self._consuming(parts)
        self.counter = Counter(self.desk, self.releasing.soon)
        self.create = self.counter.create
        self.create_many = self.counter.create_many
        self.waking = Waking(self.desk, self.releasing.soon)
        self.wake_due = self.waking.wake_due
        if self.waking.needed:
            self.desk.written = self.waking.note
        self.act = self.counter.act
        self.act_together = self.counter.act_together
        self.act_each = self.counter.act_each
        self.on_heard: list[Callable[[Sequence[Envelope]], None]] = []
        self.vitals = Vitals()
        self.looked_at: float | None = None
        """When the vitals were last looked at, by time.monotonic."""
        self.probe = WriteProbe(parts.database)
        self.questions = Questions()
        self.relay_watch = RelayWatch()
        self.tokens: list[HeldToken] = []
        """The service's own tokens for its calls to others: whoever holds one puts it here, so that its end is seen."""
        self.started_at = parts.clock.now()
        self.version = version("exportlane")
        self.companions = tuple(make(self) for make in definition.companions)
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._parts: dict[type[Any], Any] = {}

    def part(self, kind: type[T], make: Callable[[], T]) -> T:
        """The one part of this kind that an agency adds to its service, made when it is first asked for.

        It lives as long as the service and goes with it; a part may hold the service.
        """
        if kind not in self._parts:
            self._parts[kind] = make()
        found: T = self._parts[kind]
        return found

    @property
    def policy(self) -> Any:
        """What handlers and decisions are given now. A loaded holiday notice makes it another: ask each time."""
        return self.desk.policy

    @property
    def consumer(self) -> Consumer | None:
        """The member of the consumer group, None while there is none."""
        return self.consuming.consumer

    @property
    def consumer_trouble(self) -> str | None:
        """Why nothing is read now, None when all is well."""
        return self.consuming.trouble

    def _consuming(self, parts: Parts) -> Consuming:
        topics, most = self.definition.topics(), parts.settings.batch_max
        pace = Pace(PATIENT if self.definition.patient else PROMPT)
        return Consuming(
            self.name, topics, parts.bus, self.handling, parts.telemetry, pace=pace, batch_max=most
        )

    def _desk(self, parts: Parts) -> Desk:
        return Desk(
            name=self.name,
            kinds={kind.name: kind for kind in self.definition.kinds},
            hears=self.definition.hears,
            facts=ALL_FACTS,
            database=parts.database,
            signer=parts.signer,
            verifier=parts.verifier,
            clock=parts.clock,
            policy=self.definition.policy(parts.settings),
            telemetry=parts.telemetry,
            announce=self.relay.announce,
            committed=self._tell,
            attempts=parts.settings.attempts,
            backoff_seconds=parts.settings.backoff_seconds,
        )

    async def list(self, kind: Kind[Any], query: Query) -> dict[str, Any]:
        """A page of things; see `listing.Query`."""
        return await list_things(self.database, kind, query)

    async def show(
        self, kind: Kind[Any], thing_id: str, *, request: Request, admit: Admit | None = None
    ) -> Response:
        """One thing with its ETag; 404 when there is none or `admit` says that this caller may not know it."""
        return await show_thing(self.database, kind, thing_id, caller=caller_of(request), admit=admit)

    async def history(
        self, kind: Kind[Any], thing_id: str, *, request: Request, admit: Admit | None = None
    ) -> Sequence[Envelope]:
        """The facts of a thing's cases in this agency's ledger, oldest first (`operations_api.fact_json` shows one)."""
        return await history_of(
            self.database, self.name, kind, thing_id, caller=caller_of(request), admit=admit
        )

    async def start(self) -> None:
        """Check what the service stands on, then start relay, consumer and background tasks. Raises StartupRefused."""
        await self._check_tables()
        for companion in self.companions:
            await companion.open()
        topics = self.definition.topics()
        await self._open_bus([*topics, topic_of(self.name)])
        self._run("relay", self.relay.run)
        if topics:
            self._run("consumer", self.consuming.run)
            self._run("release", self.releasing.run)
        if self.waking.needed:
            self._run("timers", self.waking.run)
        for companion in self.companions:
            self._run(f"background-{type(companion).__name__.lower()}", companion.run)
        self._run("background-vitals", lambda: keep_looking(self))
        for number, task in enumerate(self.definition.background(self)):
            self._run(f"background-{number}", task)
        self.telemetry.log.info("service.started", mode=self.settings.mode, hears=len(self.definition.hears))

    async def stop(self) -> None:
        """Finish the batch under way, commit, publish what is in the ledger, let go; at most `stop_seconds` of each."""
        self._stopping = True
        self.consuming.stop()
        self.releasing.stop()
        self.waking.stop()
        deciding = [task for task in self._tasks if task.get_name() != "relay"]
        for task in deciding:
            if task.get_name().startswith("background"):
                task.cancel()
        await self._finish(deciding)
        # Only now is the ledger complete, so that the relay can publish the last of it.
        await self.relay.stop()
        await self._finish([task for task in self._tasks if task.get_name() == "relay"])
        await self.questions.close()
        await self.bus.close()
        await self.database.close()
        self.telemetry.log.info("service.stopped")
        await asyncio.to_thread(self.telemetry.shutdown)

    async def _finish(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=self.settings.stop_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _check_tables(self) -> None:
        if self.settings.embedded:
            await migrate(self.database, self.definition.migrations)
            return
        current = await self._patiently(
            "database", lambda: is_current(self.database, self.definition.migrations)
        )
        if not current:
            raise StartupRefused(
                f"The database of {self.name} does not have the newest tables; "
                f"run «exportlane migrate {self.name}» first."
            )

    async def _open_bus(self, topics: Sequence[str]) -> None:
        async def open_() -> None:
            await self.bus.start()
            await self.bus.ensure_topics(topics, partitions=self.settings.topic_partitions)

        await self._patiently("bus", open_)

    async def _patiently(self, what: str, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask again, aloud, for `START_SECONDS`: when all start together, the order does not matter."""
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + START_SECONDS, 0.2
        while True:
            try:
                return await ask()
            except Exception as error:
                if not (is_outage(error) or isinstance(error, BusUnavailable)):
                    raise
                if loop.time() > deadline:
                    raise StartupRefused(f"The {what} of {self.name} cannot be reached: {error}.") from error
                self.telemetry.log.warning(
                    "start.waiting", what=what, error=repr(error)[:300], wait_seconds=pause
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _tell(self, heard: Sequence[Envelope]) -> None:
        for listener in self.on_heard:
            listener(heard)

    def _run(self, name: str, main: Callable[[], Awaitable[None]]) -> None:
        async def guarded() -> None:
            try:
                await main()
            except asyncio.CancelledError:
                raise
            except BaseException:
                self.telemetry.log.exception("task.died", task=name)
                raise

        self._tasks.append(asyncio.create_task(guarded(), name=name))

    def troubles(self) -> Sequence[str]:
        """Why this service does not do its work now, in sentences; empty when all is well."""
        found = (
            *self.dead_tasks(),
            self.relay.trouble,
            self.handling.outage,
            self.consumer_trouble,
            self.waking.trouble,
        )
        return tuple(text for text in found if text)

    def dead_tasks(self) -> Sequence[str]:
        """Names of tasks that should run and do not."""
        return () if self._stopping else tuple(task.get_name() for task in self._tasks if task.done())


def openapi(definition: ServiceDefinition) -> dict[str, Any]:
    """The OpenAPI document of a service, made without starting it or touching anything."""
    from exportlane.runtime.app import openapi as document  # noqa: PLC0415  # an app is made of services, not the reverse

    return document(definition)
