"""The same questions asked of a real PostgreSQL: the answers are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway.flow.histories import kept, sqlite
from tests.gateway.flow_figures.questions import answers, filled

pytestmark = pytest.mark.postgres


async def test_every_answer_is_the_same_in_both_databases(tmp_path: Path, postgres_database: str) -> None:
    async with kept(sqlite(tmp_path)) as here, kept(postgres_database) as there:
        assert await answers(await filled(there.database)) == await answers(await filled(here.database))
