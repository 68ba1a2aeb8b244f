"""What tests of services need: the embedded system on a throwaway folder, callers with tokens, waiting."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx

from exportlane.contracts import ON_THE_WAY
from exportlane.runtime.auth import DEFAULT_SCOPES
from exportlane.runtime.clock import Clock, ManualClock
from exportlane.runtime.composition import Embedded, embedded
from exportlane.runtime.ids import new_id
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.service import ServiceDefinition, discover
from exportlane.runtime.settings import ServiceSettings, load_settings

T = TypeVar("T")


class System:
    """A running embedded system and clients that call it as somebody."""

    def __init__(self, running: Embedded, data_dir: Path) -> None:
        self.embedded = running
        self.services = running.services
        self.apps = running.apps
        self.data_dir = data_dir
        self._settings = load_settings(ServiceSettings, data_dir=data_dir)

    def token(
        self,
        agency: str,
        role: str,
        *,
        subject: str = "test",
        uscc: str | None = None,
        member: str | None = None,
    ) -> str:
        issuer = DevelopmentIssuer.open(self._settings)
        scopes = DEFAULT_SCOPES[role]
        return issuer.mint(
            subject=subject,
            agency=agency,
            role=role,
            scopes=scopes,
            now=datetime.now(UTC),
            uscc=uscc,
            member=member,
        )

    async def move_to(self, instant: datetime) -> None:
        """Move the clock (a ManualClock) on, and return when nothing is due any more."""
        clocks = {id(service.clock): service.clock for service in self.services.values()}
        for clock in clocks.values():
            if not isinstance(clock, ManualClock):
                raise TypeError("only a ManualClock can be moved")
            clock.move_to(instant)
        for service in self.services.values():
            await service.wake_due()

    def client(self, service: str, agency: str, role: str, **claims: Any) -> Caller:
        """A client of one service's own API, as this caller."""
        transport = httpx.ASGITransport(app=self.apps[service])
        headers = {"authorization": f"Bearer {self.token(agency, role, **claims)}"}
        return Caller(httpx.AsyncClient(transport=transport, base_url=f"http://{service}", headers=headers))


class Caller:
    """An HTTP client with the headers that unsafe calls need."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def get(self, path: str, **params: str) -> httpx.Response:
        return await self.http.get(path, params=params)

    async def post(
        self, path: str, body: object = None, *, key: str | None = None, version: int | str | None = None
    ) -> httpx.Response:
        """POST with an Idempotency-Key (a new one unless given) and, with `version`, an If-Match."""
        headers = {"idempotency-key": key or new_id()}
        if version is not None:
            headers["if-match"] = version if isinstance(version, str) else f'"{version}"'
        return await self.http.post(path, json={} if body is None else body, headers=headers)


def on_the_way(*beside: str) -> dict[str, ServiceDefinition]:
    """The services that every case passes through, and those beside the process that are named."""
    return {name: found for name, found in discover().items() if name in ON_THE_WAY or name in beside}


@asynccontextmanager
async def system(
    data_dir: Path,
    *,
    clock: Clock | None = None,
    definitions: Mapping[str, ServiceDefinition] | None = None,
    beside: Collection[str] = (),
    **overrides: Any,
) -> AsyncIterator[System]:
    """The embedded system on `data_dir` until the block ends.

    Without `definitions` it has the services that every case passes through, and those that `beside` names.
    """
    async with embedded(
        clock=clock, definitions=definitions or on_the_way(*beside), data_dir=data_dir, **overrides
    ) as running:
        yield System(running, data_dir)


async def until(
    look: Callable[[], Awaitable[T] | T],
    *,
    limit: float = 20.0,
    pause: float = 0.02,
    what: str = "the condition",
) -> T:
    """Wait until `look` gives something true, and return it. Raises AssertionError after `limit` seconds."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit
    while True:
        answer = look()
        seen: T = await answer if inspect.isawaitable(answer) else answer
        if seen:
            return seen
        if loop.time() > deadline:
            raise AssertionError(f"{what} did not come true within {limit} s; last seen: {seen!r}")
        await asyncio.sleep(pause)
