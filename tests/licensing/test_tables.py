"""The tables of licensing, on both databases: what they keep, find again and refuse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from exportlane.contracts.decision import Decided
from exportlane.runtime.database import Database
from exportlane.runtime.listing import Query, list_things
from exportlane.runtime.migrations import is_current, migrate
from exportlane.runtime.storage import Loaded, extra_writes, load_thing, thing_writes
from licensing.domain import Application
from licensing.storage import APPLICATIONS, applications_of, with_vins
from tests.licensing.given import VINS, granted, on_the_desk

MOMENT = "2026-11-16T02:00:00.000000Z"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'licensing.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_database")
    opened = Database(url)
    await migrate(opened, "licensing.migrations")
    yield opened
    await opened.close()


async def keep(database: Database, *states: Application) -> None:
    things = [Loaded(APPLICATIONS, state, 0, changed=True) for state in states]
    rows = [row for state in states for row in with_vins(Decided(state)).writes]
    async with database.transaction() as connection:
        await database.write(connection, [*thing_writes(things, MOMENT), *extra_writes(rows)])


def another(state: Application, **changes: object) -> Application:
    lines = tuple(replace(line, case_id=f"{line.case_id}-2") for line in state.lines)
    return replace(state, id="lot-2", lines=lines, **changes)


async def test_an_application_comes_back_as_it_was_kept(database: Database) -> None:
    state = granted()
    await keep(database, state)

    async with database.reading() as connection:
        found = await load_thing(database, connection, APPLICATIONS, state.id)

    assert found is not None
    assert found.state == state
    assert await is_current(database, "licensing.migrations")


async def test_two_licences_never_carry_one_number(database: Database) -> None:
    state = granted()
    await keep(database, state)

    with pytest.raises(IntegrityError):
        await keep(database, another(state))


async def test_applications_without_a_licence_stand_beside_each_other(database: Database) -> None:
    state = on_the_desk()

    await keep(database, state, another(state, due_on=None))

    page = await list_things(database, APPLICATIONS, Query(where={"status": "accepted"}, sort="due"))
    assert [item["id"] for item in page["items"]] == ["lot-2", "lot-1"]
    assert await applications_of(database, VINS[0]) == ["lot-1", "lot-2"]
