"""The floor: the same durable rows, written by plain asyncpg in four transactions per case with the same concurrency.

The rows are not made up: they are read from the databases of the run that was just measured (ledger, inbox, things
of the four agencies), and written again into tables with the same columns and indexes, one transaction per case and
agency. Nothing is signed, published, traced or shown: less than this cannot be durable.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

AGENCIES: Mapping[str, str] = {
    "licensing": "applications",
    "vehicle-registry": "vehicles",
    "customs": "declarations",
    "tax-rebate": "claims",
}


@dataclass(frozen=True)
class Rows:
    """What one case left in one agency's database, table by table."""

    tables: Mapping[str, Sequence[Sequence[Any]]]


async def measure(dsns: Mapping[str, str], *, in_flight: int, limit: int = 2000) -> float:
    """Cases per second at the floor. `dsns` are the agencies' databases after a run."""
    statements: dict[str, dict[str, str]] = {}
    work: dict[str, dict[str, Rows]] = {}
    for agency, thing in AGENCIES.items():
        statements[agency], work[agency] = await _prepare(dsns[agency], thing)
    cases = sorted(set.intersection(*(set(rows) for rows in work.values())))[:limit]
    if not cases:
        raise RuntimeError("no case has rows in all four databases; measure the pipeline first")
    pools = {
        agency: await asyncpg.create_pool(dsns[agency], min_size=4, max_size=max(4, min(in_flight, 20)))
        for agency in AGENCIES
    }
    waiting = iter(cases)

    async def worker() -> None:
        for case in waiting:
            for agency, pool in pools.items():
                async with pool.acquire() as connection, connection.transaction():
                    for table, rows in work[agency][case].tables.items():
                        await connection.executemany(statements[agency][table], rows)

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(in_flight)))
    elapsed = time.perf_counter() - started
    for agency, pool in pools.items():
        for table in statements[agency]:
            await pool.execute(f"drop table floor_{table}")
        await pool.close()
    return len(cases) / elapsed


async def _prepare(dsn: str, thing: str) -> tuple[dict[str, str], dict[str, Rows]]:
    """Make the floor's tables, and read what each case left."""
    connection = await asyncpg.connect(dsn)
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    statements = {}
    try:
        for table in ("ledger", "inbox", thing):
            await connection.execute(f"drop table if exists floor_{table}")
            await connection.execute(f"create table floor_{table} (like {table} including all)")
            rows = await connection.fetch(_query(table, thing))
            if not rows:
                continue
            columns = [name for name in rows[0].keys() if name not in ("position", "of_case")]  # noqa: SIM118  # a Record is no dict
            places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
            statements[table] = f"insert into floor_{table} ({', '.join(columns)}) values ({places})"  # noqa: S608 - our own names
            for row in rows:
                found[row["of_case"]][table].append([row[column] for column in columns])
    finally:
        await connection.close()
    return statements, {case: Rows(dict(tables)) for case, tables in found.items()}


def _query(table: str, thing: str) -> str:
    if table != thing:
        return f"select t.*, t.case_id as of_case from {table} t"  # noqa: S608 - our own names
    # A lot's thing is shared by its cases; it is written once, with the first of them.
    first = "select min(case_id) from thing_case c where c.thing_id = t.id"
    return f"select t.*, coalesce(({first}), t.id) as of_case from {thing} t"  # noqa: S608 - our own names
