from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from exportlane.runtime.testing import system
from licensing.main import service as definition
from tests.licensing.running import Authority


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Authority]:
    """The authority decides by rule."""
    async with system(tmp_path, definitions={"licensing": definition}) as running:
        yield Authority(running)


@pytest.fixture
async def by_hand(tmp_path: Path) -> AsyncIterator[Authority]:
    """Officers decide."""
    async with system(tmp_path, definitions={"licensing": definition}, automatic="none") as running:
        yield Authority(running)
