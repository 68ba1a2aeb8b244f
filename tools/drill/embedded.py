"""The system in one process: for machines without Java and PostgreSQL, and for the faults that one process can show."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI
from sqlalchemy import event

from exportlane.contracts import ON_THE_WAY
from exportlane.runtime.auth import DEFAULT_SCOPES
from exportlane.runtime.composition import embedded
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.service import Service, discover
from exportlane.runtime.settings import ServiceSettings, load_settings
from tools.drill.fault import Fault
from tools.drill.lane import GATEWAY, Lane
from tools.stack.platform import REGISTER

SMALL = "vehicle-registry"
STARTS_WITHIN = 30.0
_FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class EmbeddedLane(Lane):
    """With its services at hand."""

    running: dict[str, Service]


@asynccontextmanager
async def embedded_lane(folder: Path) -> AsyncIterator[EmbeddedLane]:
    """The running system until the block ends."""
    definitions = {name: each for name, each in discover().items() if name in ON_THE_WAY}
    settings: dict[str, Any] = {"data_dir": folder / "data", "automatic": "all", "filing_register": REGISTER}
    async with embedded(definitions=definitions, **settings) as platform, _served(platform.gateway) as url:
        issuer = DevelopmentIssuer.open(load_settings(ServiceSettings, data_dir=folder / "data"))

        def token(*, agency: str, role: str) -> str:
            scopes = DEFAULT_SCOPES[role]
            return issuer.mint(
                subject="drill", agency=agency, role=role, scopes=scopes, now=datetime.now(UTC)
            )

        async def signed_in(browser: httpx.AsyncClient) -> None:
            form = _FORM_TOKEN.search((await browser.get("/sign-in/token")).text)
            if form is None:
                raise RuntimeError("The page for a token has no form")
            given = {
                "form_token": form[1],
                "token": token(agency=GATEWAY, role="operator"),
                "next": "/operations",
            }
            answer = await browser.post("/sign-in", data=given, headers={"sec-fetch-site": "same-origin"})
            if answer.status_code != 303:
                raise RuntimeError(f"The sign-in answered {answer.status_code}")

        bus = platform.services[GATEWAY].bus
        lane = EmbeddedLane(url, token, bus, folder / "data" / "keys", list(platform.services), signed_in)
        lane.running = dict(platform.services)
        yield lane


def full_file(lane: EmbeddedLane) -> Fault:
    """The file of one service may not grow any more: SQLite itself refuses, as it does when the disk is full."""
    engine = lane.running[SMALL].database.engine
    most: list[int] = []

    def on_checkout(connection: Any, *_others: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={most[0] if most else 2**30}")
        cursor.close()

    event.listen(engine.sync_engine, "checkout", on_checkout)

    async def inject() -> None:
        async with engine.connect() as connection:
            most.append((await connection.execute(sa.text("PRAGMA page_count"))).scalar_one())
        await lane.hand_in()

    async def mend() -> None:
        most.clear()

    return Fault("full disk", "disk-full", f"database of {SMALL}", "Full disk", inject, mend)


@asynccontextmanager
async def _served(app: FastAPI) -> AsyncIterator[str]:
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, lifespan="off", log_level="error", access_log=False,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    deadline = time.monotonic() + STARTS_WITHIN
    while not server.started:
        if task.done() or time.monotonic() > deadline:
            raise RuntimeError("The gateway's port could not be opened")
        await asyncio.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
