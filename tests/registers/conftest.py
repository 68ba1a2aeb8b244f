from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import system
from registers.main import service as definition
from tests.registers.running import NOW, Office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The registers alone, on 20 November 2026."""
    async with system(tmp_path, clock=ManualClock(NOW), definitions={"registers": definition}) as running:
        yield Office(running)
