from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from exportlane.runtime.testing import system
from logistics.main import service as definition
from tests.logistics.running import Desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """The carriers' desk alone."""
    async with system(tmp_path, definitions={"logistics": definition}) as running:
        yield Desk(running)
