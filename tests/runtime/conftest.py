"""The runtime is tried on both databases; PostgreSQL where its programs are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.runtime.office import Office, open_office


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'toy.db'}"
    url: str = request.getfixturevalue("postgres_database")
    return url


@pytest.fixture
async def office(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """The toy licensing's desk on that database."""
    monkeypatch.setenv("EXPORTLANE_DATA_DIR", str(tmp_path / "data"))
    async with open_office(database_url) as opened:
        yield opened
