"""`exportlane up` as a process of its own, on a folder of its own, which may be killed at a labelled point."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from exportlane.runtime.auth import DEFAULT_SCOPES
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.settings import ServiceSettings, load_settings
from exportlane.runtime.testing import until
from tests.end_to_end.people import Entrance, Person
from tools.stack.programs import free_port

_PROGRAM = str(Path(sys.executable).with_name("exportlane"))


@dataclass
class Upped:
    """All services in one process with its data in `folder`."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, **settings: str) -> None:
        environment = {
            **os.environ,
            "EXPORTLANE_DATA_DIR": str(self.folder / "data"),
            "EXPORTLANE_PORT": str(self.port),
            "EXPORTLANE_AUTOMATIC": "all",
            **settings,
        }
        with (self.folder / "up.log").open("ab") as log:
            self._process = subprocess.Popen([_PROGRAM, "up"], env=environment, stdout=log, stderr=log)

    async def ended(self, *, limit: float = 60) -> int:
        """Wait until the process has ended by itself; its status, -9 for SIGKILL."""
        process = self._process
        assert process is not None
        await until(
            lambda: process.poll() is not None, limit=limit, pause=0.02, what="the end of the process"
        )
        return process.wait()

    def end(self) -> None:
        """Whatever it does, it does it no longer."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(timeout=10)

    @asynccontextmanager
    async def people(self) -> AsyncIterator[Entrance]:
        """People at its gateway. It must have been started once: the key of the issuer is in its folder."""
        settings = load_settings(ServiceSettings, data_dir=self.folder / "data")
        await until((self.folder / "data" / "issuer.pem").exists, limit=60)
        issuer = DevelopmentIssuer.open(settings)

        def mint(who: Person) -> str:
            return issuer.mint(
                subject="test", agency=who.agency, role=who.role, scopes=DEFAULT_SCOPES[who.role],
                now=datetime.now(UTC), uscc=who.uscc,
            )  # fmt: skip

        async with httpx.AsyncClient(base_url=self.url, timeout=15) as http:
            yield Entrance(http, mint)


@asynccontextmanager
async def upped(folder: Path) -> AsyncIterator[Upped]:
    """The process, not started yet; ended with the block."""
    running = Upped(folder)
    try:
        yield running
    finally:
        await asyncio.to_thread(running.end)
