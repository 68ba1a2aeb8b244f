"""A taken key is a conflict, which a new look may solve; a row that breaks a rule of its own never will."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exportlane.runtime.database import Database, is_conflict


@pytest.mark.parametrize(
    ("row", "conflict"), [("'taken'", True), ("null", False), ("'too long for the rule'", False)]
)
async def test_only_a_taken_key_is_a_conflict(database_url: str, row: str, conflict: bool) -> None:
    database = Database(database_url)
    async with database.transaction() as connection:
        await connection.execute(
            sa.text("create table places (name text not null primary key check (length(name) < 10))")
        )
        await connection.execute(sa.text("insert into places values ('taken')"))

    with pytest.raises(IntegrityError) as raised:
        async with database.transaction() as connection:
            await connection.execute(sa.text(f"insert into places values ({row})"))  # noqa: S608 - our own rows

    assert is_conflict(raised.value) is conflict
    await database.close()
