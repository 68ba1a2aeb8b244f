from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.incentives.running import Funds, opened


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Funds]:
    """The subsidy office alone, in the morning of 2025-07-01; one firm is filed."""
    async with opened(tmp_path) as funds:
        yield funds
