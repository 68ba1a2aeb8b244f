"""The gateway alone, with agencies that are whatever a test wants them to be; and the whole system."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from exportlane.runtime.clock import Clock
from exportlane.runtime.testing import System, system
from gateway.entrance import Entrance, entrance_of
from gateway.main import service as gateway_definition

AGENCIES = ("licensing", "vehicle-registry", "customs", "tax-rebate")
Answer = Callable[[httpx.Request], Any]


class _Wire(httpx.AsyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


@dataclass
class FakeAgencies:
    """Agencies that note what they are asked and answer as they are told (201 unless told otherwise).

    Whether a firm may apply is asked before all else and noted apart: in `firms`, answered by `standing`.
    """

    asked: list[tuple[str, httpx.Request]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    firms: list[httpx.Request] = field(default_factory=list)
    standing: Answer = lambda _request: httpx.Response(200, json={"status": "filed", "may_apply": True})

    def client(self, name: str) -> httpx.AsyncClient:
        async def handle(request: httpx.Request) -> httpx.Response:
            answer = self._noted(name, request)(request)
            made = await answer if hasattr(answer, "__await__") else answer
            # As from a wire: the body is still to be read.
            return httpx.Response(made.status_code, headers=made.headers, stream=_Wire(made.content))

        return httpx.AsyncClient(transport=httpx.MockTransport(handle), base_url=f"http://{name}:80")

    def _noted(self, name: str, request: httpx.Request) -> Answer:
        if request.url.path.startswith("/v1/filings/by-uscc/"):
            self.firms.append(request)
            return self.standing
        if request.url.path != "/healthz":
            self.asked.append((name, request))
        return self.answers.get(name, lambda _request: httpx.Response(201, json={}))

    def of(self, name: str) -> list[httpx.Request]:
        return [request for asked, request in self.asked if asked == name]


@dataclass
class Alone:
    """The gateway by itself."""

    system: System
    agencies: FakeAgencies

    @property
    def entrance(self) -> Entrance:
        return entrance_of(self.system.services["gateway"])

    def client(self, agency: str = "gateway", role: str = "officer", **claims: Any) -> Any:
        return self.system.client("gateway", agency, role, **claims)


def connect(running: Any, agencies: FakeAgencies) -> None:
    """Let the gateway find these agencies."""
    running.services["gateway"].peers |= {name: agencies.client(name) for name in AGENCIES}


@asynccontextmanager
async def only_the_gateway(data_dir: Path, clock: Clock | None = None) -> AsyncIterator[Alone]:
    """The gateway by itself until the block ends, on a clock of the test where it brings one."""
    async with system(data_dir, clock=clock, definitions={"gateway": gateway_definition}) as running:
        agencies = FakeAgencies()
        connect(running, agencies)
        yield Alone(running, agencies)


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Alone]:
    async with only_the_gateway(tmp_path) as running:
        yield running


@pytest.fixture
async def everything(tmp_path: Path) -> AsyncIterator[System]:
    async with system(tmp_path) as running:
        yield running
