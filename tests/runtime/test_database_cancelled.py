"""What is cancelled in the middle of a transaction leaves nothing behind, neither rows nor the write lock."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from exportlane.runtime.database import Database

LONG = (
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000) select count(*) from n"
)


@pytest.mark.parametrize("slowly", [LONG, "insert into seen select value from json_each('[1,2,3]')"])
@pytest.mark.parametrize("moment", [0.0, 0.001, 0.003, 0.02])
async def test_the_next_transaction_need_not_wait(tmp_path: Path, slowly: str, moment: float) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/some.db")
    async with database.transaction() as connection:
        await connection.execute(sa.text("create table seen (number integer)"))
    begun = asyncio.Event()

    async def work() -> None:
        async with database.transaction() as connection:
            await connection.execute(sa.text("insert into seen values (1)"))
            begun.set()
            while True:
                await connection.execute(sa.text(slowly))

    task = asyncio.create_task(work())
    await begun.wait()
    await asyncio.sleep(moment)
    task.cancel()
    await asyncio.wait([task])

    async with asyncio.timeout(10), database.transaction() as connection:
        left = (await connection.execute(sa.text("select count(*) from seen"))).scalar_one()

    assert task.cancelled()
    assert left == 0
    await database.close()
