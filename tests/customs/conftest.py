from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from customs.main import service as definition
from exportlane.runtime.testing import system
from tests.customs.running import Office


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Office]:
    """Customs decides by rule."""
    async with system(tmp_path, definitions={"customs": definition}) as running:
        yield Office(running)


@pytest.fixture
async def by_hand(tmp_path: Path) -> AsyncIterator[Office]:
    """Officers decide."""
    async with system(tmp_path, definitions={"customs": definition}, automatic="none") as running:
        yield Office(running)
