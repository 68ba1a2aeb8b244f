"""A gateway on a port of this machine, for what needs a real line: commands and browsers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from exportlane.runtime.testing import until


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The app's address while the block runs."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, lifespan="off", log_level="error", access_log=False,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    # Signals belong to pytest.
    task = asyncio.create_task(server._serve())
    try:
        await until(lambda: server.started or task.done())
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
