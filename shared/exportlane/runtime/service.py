"""A service: its definition (what it is) and its run (tables, keys, bus, relay, consumer, REST), started and stopped in order.

`main.py` of an agency holds a `ServiceDefinition` and nothing else; entry points of the group `exportlane.services` name
it, so services are discovered, never listed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any, TypeVar

import httpx
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts import AGENCIES, AGENCY_OF_TYPE, ALL_FACTS
from exportlane.contracts.envelope import Envelope
from exportlane.runtime import failpoints
from exportlane.runtime.auth import Authenticator, caller_of
from exportlane.runtime.bus.contract import Bus, BusUnavailable, Consumer, Delivery
from exportlane.runtime.clock import Clock
from exportlane.runtime.counter import Counter
from exportlane.runtime.database import Database, is_outage
from exportlane.runtime.handling import Desk, Handling
from exportlane.runtime.incoming import topic_of
from exportlane.runtime.listing import Admit, Query, history_of, list_things, show_thing
from exportlane.runtime.migrations import is_current, migrate
from exportlane.runtime.parking import cases_waiting
from exportlane.runtime.relay import Relay
from exportlane.runtime.settings import ServiceSettings, StartupRefused
from exportlane.runtime.signing import Signer, Verifier
from exportlane.runtime.storage import Hears, Kind
from exportlane.runtime.telemetry import Telemetry
from exportlane.runtime.vitals import Vitals, look

ENTRY_POINTS = "exportlane.services"
COMMIT_SECONDS = 0.2
LONGEST_PAUSE = 5.0
START_SECONDS = 60.0
SWEEP_SECONDS = 2.0
LONGEST_SWEEP_PAUSE = 300.0

T = TypeVar("T")


@dataclass(frozen=True)
class ServiceDefinition:
    """What a service is. Nothing happens when one is made.

    `policy` makes what handlers and decisions are given as `policy`; `routes` its REST API (under no prefix); `background` tasks that run
    beside it; `web_options` further arguments of `web.create_app` (mounts, content policy, session cookie).
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
    names = sorted(point.name for point in entry_points(group=ENTRY_POINTS))
    for point in entry_points(group=ENTRY_POINTS):
        if point.name == name:
            definition: ServiceDefinition = point.load()
            return definition
    raise StartupRefused(f"There is no service {name}; there are {', '.join(names)}.")


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
        self.policy = definition.policy(parts.settings)
        self.relay = Relay(self.name, parts.database, parts.bus, parts.clock, parts.telemetry)
        self.desk = self._desk(parts)
        self.handling = Handling(self.desk)
        self.counter = Counter(self.desk, self._release_soon)
        self.create = self.counter.create
        self.create_many = self.counter.create_many
        self.act = self.counter.act
        self.on_heard: list[Callable[[Sequence[Envelope]], None]] = []
        self.consumer: Consumer | None = None
        self.consumer_trouble: str | None = None
        self.vitals = Vitals()
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._to_release: set[str] = set()
        self._something_to_release = asyncio.Event()

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
            policy=self.policy,
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
        """Check what the service stands on, then start relay, consumer and background tasks."""
        await self._check_tables()
        topics = self.definition.topics()
        await self._open_bus([*topics, topic_of(self.name)])
        self._run("relay", self.relay.run)
        if topics:
            self._run("consumer", self._consume)
            self._run("release", self._release_waiting)
        for number, task in enumerate(self.definition.background(self)):
            self._run(f"background-{number}", task)
        self.telemetry.log.info("service.started", mode=self.settings.mode, hears=len(self.definition.hears))

    async def stop(self) -> None:
        """Finish the batch under way, commit, publish what is in the ledger, let go."""
        self._stopping.set()
        await self.relay.stop()
        self._something_to_release.set()
        running = list(self._tasks)
        for task in self._tasks:
            if task.get_name().startswith("background"):
                task.cancel()
        if running:
            _, late = await asyncio.wait(running, timeout=self.settings.stop_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        await self.bus.close()
        await self.database.close()
        self.telemetry.log.info("service.stopped")
        await asyncio.to_thread(self.telemetry.shutdown)

    async def _check_tables(self) -> None:
        if self.settings.embedded:
            await migrate(self.database, self.definition.migrations)
            return
        current = await self._patiently(
            "database", lambda: is_current(self.database, self.definition.migrations)
        )
        if not current:
            raise StartupRefused(
                f"The database of {self.name} does not have the newest tables; run «exportlane migrate {self.name}» first."
            )

    async def _open_bus(self, topics: Sequence[str]) -> None:
        async def open_() -> None:
            await self.bus.start()
            await self.bus.ensure_topics(topics, partitions=self.settings.topic_partitions)

        await self._patiently("bus", open_)

    async def _patiently(self, what: str, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask again while it is out of reach, aloud, for `START_SECONDS`: at a common start the order does not matter."""
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

    async def _consume(self) -> None:
        """Poll, handle, commit; whatever goes wrong is logged, waited out, and read again from the last commit."""
        pause = 0.1
        while not self._stopping.is_set():
            try:
                await self._consume_until_trouble()
                return
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001  # the loop must outlive any fault; it is logged and shown by readiness
                self.consumer_trouble = f"The consumer of {self.name} waits: {type(error).__name__}: {error}"
                self.telemetry.log.exception("consumer.failed", error, wait_seconds=pause)
                await self._leave_group()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _consume_until_trouble(self) -> None:
        consumer = self.consumer = await self.bus.consumer(
            f"exportlane.{self.name}", self.definition.topics()
        )
        loop = asyncio.get_running_loop()
        pending: list[Delivery] = []
        committed_at = loop.time()
        self.consumer_trouble = None
        while not self._stopping.is_set():
            wait = COMMIT_SECONDS if pending else 0.5
            deliveries = await consumer.poll(max_records=self.settings.batch_max, timeout=wait)
            if deliveries:
                await self.handling.handle(deliveries)
                self.consumer_trouble = None
                pending.extend(deliveries)
                failpoints.passed(self.name, "before_offset_commit")
            # Offsets may lag behind the effects: a repeat is dropped by the inbox, so not every batch pays for a commit.
            if pending and (not deliveries or loop.time() - committed_at >= COMMIT_SECONDS):
                await consumer.commit(pending)
                pending, committed_at = [], loop.time()
        if pending:
            await consumer.commit(pending)
        await self._leave_group()

    async def _leave_group(self) -> None:
        consumer, self.consumer = self.consumer, None
        if consumer is not None:
            with contextlib.suppress(Exception):
                await consumer.close()

    def _tell(self, heard: Sequence[Envelope]) -> None:
        for listener in self.on_heard:
            listener(heard)

    def _release_soon(self, case_ids: Sequence[str]) -> None:
        self._to_release.update(case_ids)
        self._something_to_release.set()

    async def _release_waiting(self) -> None:
        """Try again what waits for nobody: at once for cases that changed, and now and then for all of them.

        The look at all is what finds a message whose release was cut off by a crash. It comes less often for a message the
        longer it waits, so that papers that never come cost nothing.
        """
        loop = asyncio.get_running_loop()
        asked: dict[str, tuple[float, float]] = {}
        looked_at = float("-inf")
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._something_to_release.wait(), SWEEP_SECONDS)
            self._something_to_release.clear()
            cases, self._to_release = self._to_release, set()
            try:
                if loop.time() - looked_at >= SWEEP_SECONDS:
                    looked_at = loop.time()
                    waiting = await cases_waiting(self.database)
                    asked = {case: asked.get(case, (looked_at, SWEEP_SECONDS)) for case in waiting}
                    for case, (due, pause) in asked.items():
                        if due <= looked_at:
                            cases.add(case)
                            asked[case] = (looked_at + pause, min(pause * 2, LONGEST_SWEEP_PAUSE))
                await self.handling.release(sorted(cases))
            except Exception as error:  # noqa: BLE001  # the messages stay parked and are looked at again
                self.telemetry.log.exception("release.failed", error, cases=len(cases))

    def _run(self, name: str, main: Callable[[], Awaitable[None]]) -> None:
        async def guarded() -> None:
            try:
                await main()
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                self.telemetry.log.exception("task.died", error, task=name)
                raise

        self._tasks.append(asyncio.create_task(guarded(), name=name))

    def dead_tasks(self) -> list[str]:
        """Names of tasks that should run and do not."""
        return [task.get_name() for task in self._tasks if task.done() and not self._stopping.is_set()]
