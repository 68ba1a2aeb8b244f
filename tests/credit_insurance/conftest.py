from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from credit_insurance.main import service as definition
from exportlane.runtime.testing import system
from tests.credit_insurance.running import Desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """The agency alone, with two banks and one buyer."""
    async with system(tmp_path, definitions={"credit-insurance": definition}) as running:
        made = Desk(running)
        await made.set_up()
        yield made
