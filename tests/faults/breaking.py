"""Makes an agency's own handler fail for one thing, as a fault in its code would: the database refuses the write."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

import asyncpg


class Breaker(Protocol):
    """Breaks and mends. Things in which `mark` is written cannot reach `status`. `words` is what the database says."""

    words: str

    async def breaks(self, service: str, table: str, mark: str, status: str) -> None: ...

    async def mends(self, service: str, table: str) -> None: ...


class PostgresBreaker:
    """On a real server, as the database's owner."""

    words = "made to fail"

    def __init__(self, dsns: dict[str, str]) -> None:
        self._dsns = dsns

    async def breaks(self, service: str, table: str, mark: str, status: str) -> None:
        await self._execute(
            service,
            f"""
            create function made_to_fail() returns trigger language plpgsql as $$ begin
              if new.doc like '%{mark}%' and new.status = '{status}' then raise exception 'made to fail'; end if;
              return new;
            end $$;
            create trigger made_to_fail before update on {table} for each row execute function made_to_fail()""",
        )

    async def mends(self, service: str, table: str) -> None:
        await self._execute(service, f"drop trigger made_to_fail on {table}; drop function made_to_fail()")

    async def _execute(self, service: str, statement: str) -> None:
        connection = await asyncpg.connect(self._dsns[service], timeout=10)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


class SqliteBreaker:
    """On the files of the embedded mode. A trigger's own refusal would look there as if somebody had been quicker."""

    words = "malformed JSON"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def breaks(self, service: str, table: str, mark: str, status: str) -> None:
        condition = f"new.doc like '%{mark}%' and new.status = '{status}'"
        statement = f"""create trigger made_to_fail before update on {table} when {condition}
            begin select json('made to fail'); end"""
        await asyncio.to_thread(self._execute, service, statement)

    async def mends(self, service: str, table: str) -> None:
        del table
        await asyncio.to_thread(self._execute, service, "drop trigger made_to_fail")

    def _execute(self, service: str, statement: str) -> None:
        with closing(sqlite3.connect(self._folder / f"{service}.db", timeout=15)) as connection, connection:
            connection.execute(statement)
