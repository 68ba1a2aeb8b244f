"""The tables of licensing, on both databases: what they keep, find again and refuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exportlane.contracts.decision import Decided
from exportlane.runtime.database import Database
from exportlane.runtime.listing import Query, list_things
from exportlane.runtime.migrations import is_current, migrate
from exportlane.runtime.storage import Loaded, extra_writes, load_thing, thing_writes
from licensing.domain import Application, LaneDecision, Status
from licensing.domain.lanes import places_left
from licensing.filing import FilingStatus
from licensing.storage import (
    APPLICATIONS,
    FILINGS,
    applications_of,
    filing_of,
    lane_of_today,
    live_elsewhere,
    open_applications,
    with_vins,
)
from tests.licensing.firms import filed
from tests.licensing.given import EXPORTER, TODAY, VINS, granted, on_the_desk

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


async def test_what_must_be_known_of_a_firm_and_its_vehicles_is_found(database: Database) -> None:
    ended = another(granted(), licence=None, status=Status.CANCELLED)
    await keep(database, replace(granted(), received_on=TODAY), replace(ended, received_on=TODAY))
    first = replace(filed(), id="filing-0", status=FilingStatus.EXPIRED)
    async with database.transaction() as connection:
        things = [Loaded(FILINGS, state, 0, changed=True) for state in (first, filed())]
        await database.write(connection, thing_writes(things, MOMENT))

    async with database.reading() as connection:
        elsewhere = await live_elsewhere(database, connection, [VINS[0]], but="lot-9")
        own = await live_elsewhere(database, connection, [VINS[0]], but="lot-1")
        filing = await filing_of(database, connection, EXPORTER)
        nobody = await filing_of(database, connection, "91350100M000100Y43")
        open_ = await open_applications(connection, EXPORTER)
        lane = await lane_of_today(connection, TODAY.isoformat())

    assert (elsewhere, own, open_, lane) == (("lot-1",), (), ["lot-1"], (2, 0))
    assert filing is not None
    assert (filing.id, nobody) == ("filing-1", None)


@pytest.mark.rule("LIC-PRIORITY-SHARE")
async def test_however_many_supervisors_decide_at_once_the_last_place_of_a_day_is_given_once(
    database: Database,
) -> None:
    yes = LaneDecision(True, "shown", "Yes.", "licensing/supervisor/wang", TODAY)

    async def give(number: int) -> None:
        async with database.transaction() as connection:
            received, urgent = await lane_of_today(connection, TODAY.isoformat())
            if places_left(of_the_day=received, urgent=urgent, share=Decimal("0.20")):
                await asyncio.sleep(0.01)
                given = Loaded(
                    APPLICATIONS, replace(on_the_desk(), id=f"lot-{number}", lane=yes), 0, changed=True
                )
                await database.write(connection, thing_writes([given], MOMENT))

    await asyncio.gather(*(give(number) for number in range(6)))

    async with database.transaction() as connection:
        assert await lane_of_today(connection, TODAY.isoformat()) == (1, 1)


async def _somebody_waits(database: Database) -> bool:
    statement = sa.text(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    async with database.reading() as connection:
        return bool((await connection.execute(statement)).scalar_one())


@pytest.mark.postgres
async def test_a_filing_that_an_application_rests_on_is_held_until_that_is_received(
    postgres_database: str,
) -> None:
    opened = Database(postgres_database)
    await migrate(opened, "licensing.migrations")
    async with opened.transaction() as connection:
        await opened.write(connection, thing_writes([Loaded(FILINGS, filed(), 0, changed=True)], MOMENT))
    order: list[str] = []

    async def suspend() -> None:
        async with opened.transaction() as connection:
            await load_thing(opened, connection, FILINGS, "filing-1", lock=True)
            order.append("suspended")

    async with opened.transaction() as connection:
        await filing_of(opened, connection, EXPORTER, hold=True)
        suspending = asyncio.create_task(suspend())
        while not await _somebody_waits(opened):
            await asyncio.sleep(0.01)
        order.append("received")
    await suspending

    await opened.close()
    assert order == ["received", "suspended"]


async def test_a_firm_never_has_two_living_filings(database: Database) -> None:
    things = [Loaded(FILINGS, replace(filed(), id=id_), 0, changed=True) for id_ in ("filing-1", "filing-2")]

    with pytest.raises(IntegrityError):
        async with database.transaction() as connection:
            await database.write(connection, thing_writes(things, MOMENT))
