"""The real app on a port, in a process of its own: `python -m benchmarks.portal.serving URL FOLDER PORT`.

On SQLite the whole embedded system runs, the gateway's database filled and those of the agencies empty; on PostgreSQL
the gateway alone.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from exportlane.contracts import AGENCIES
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.composition import embedded
from exportlane.runtime.database import Database
from exportlane.runtime.service import Parts, Service
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.testing import on_the_way
from gateway.main import service as definition
from gateway.settings import GatewaySettings


@asynccontextmanager
async def _app(url: str, folder: Path) -> AsyncIterator[FastAPI]:
    if url.startswith("sqlite"):
        async with embedded(definitions=on_the_way(), data_dir=folder) as running:
            yield running.gateway
        return
    settings = GatewaySettings(data_dir=folder)
    signers, ring = embedded_keys(folder / "keys", sorted(AGENCIES))
    parts = Parts(
        settings=settings, database=Database(url), bus=EmbeddedBus(folder / "bus.db"), signer=signers["gateway"],
        verifier=ring, clock=SystemClock(), telemetry=setup("gateway", settings),
        authenticator=Authenticator.from_settings(settings),
    )  # fmt: skip
    service = Service(definition, parts)
    app = build_app(service)
    await service.start()
    try:
        yield app
    finally:
        await service.stop()


async def serve(url: str, folder: Path, port: int) -> None:
    """Until somebody ends the process."""
    async with _app(url, folder) as app:
        config = uvicorn.Config(
            app, host="127.0.0.1", port=port, lifespan="off", log_level="error", access_log=False
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
