"""What stands in the services' databases, read straight from the files or servers, past all of our own code."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import asyncpg

Row = Mapping[str, Any]


class Books(Protocol):
    """The databases of a running platform. `keys` is the folder with the public signing keys."""

    keys: Path

    async def read(self, service: str, table: str) -> list[Row]:
        """Every row of a table."""


class SqliteBooks:
    """Those of the embedded mode, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.keys = folder / "keys"

    async def read(self, service: str, table: str) -> list[Row]:
        return await asyncio.to_thread(self._read, service, table)

    def _read(self, service: str, table: str) -> list[Row]:
        place = f"file:{self._folder / (service + '.db')}?mode=ro"
        with closing(sqlite3.connect(place, uri=True, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(f"select * from {table}")]  # noqa: S608 - our own names


class PostgresBooks:
    """Those of real servers, by their addresses."""

    def __init__(self, dsns: Mapping[str, str], keys: Path) -> None:
        self._dsns = dsns
        self.keys = keys

    async def read(self, service: str, table: str) -> list[Row]:
        connection = await asyncpg.connect(self._dsns[service], timeout=10)
        try:
            return [dict(row) for row in await connection.fetch(f"select * from {table}")]  # noqa: S608 - likewise
        finally:
            await connection.close()
