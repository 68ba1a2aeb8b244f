"""A gateway that stopped is gone: whoever starts many in one process keeps the memory of one."""

from __future__ import annotations

import asyncio
import gc
import weakref
from pathlib import Path

from fastapi.dependencies import models

from exportlane.runtime.service import Service
from exportlane.runtime.testing import system
from gateway.main import service as gateway_definition


def test_a_gateway_that_stopped_leaves_nothing_of_itself_in_memory(tmp_path: Path) -> None:
    async def served() -> weakref.ref[Service]:
        async with system(tmp_path, definitions={"gateway": gateway_definition}) as running:
            answer = await running.client("gateway", "gateway", "officer").get("/v1/cases")
            assert answer.status_code == 200
            return weakref.ref(running.services["gateway"])

    gateway = asyncio.run(served())

    for remembered in vars(models).values():
        if hasattr(remembered, "cache_clear"):
            remembered.cache_clear()  # of the last route functions; the framework lets go of them by itself
    gc.collect()
    assert gateway() is None
