"""The tables of all cases follow the facts, whatever comes between, and equal those made from the beginning."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from exportlane.law.calendar import shipped_calendar
from exportlane.runtime.testing import System, until
from gateway.flow import keeping
from gateway.flow.reading import freshness
from tests.gateway.batches import batch, vehicle
from tests.gateway.flow.histories import Kept, kept, sqlite, told


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Kept]:
    async with kept(sqlite(tmp_path)) as made:
        yield made


async def history(store: Kept, seed: int, *, cases: int = 12) -> None:
    """Facts of many cases in some order that keeps each case's own, with looks of two keepers in between."""
    chance = random.Random(seed)
    keepers = [store.keeper(), store.keeper()]
    waiting = [(view, facts) for view, facts in told(seed, cases)]
    running: list[list[Any]] = []
    while waiting or running:
        if waiting and (not running or chance.random() < 0.3):
            view, facts = waiting.pop()
            await store.open(view)
            running.append(facts)
        elif running:
            facts = chance.choice(running)
            if facts:
                await store.hear(facts.pop(0))
            else:
                running.remove(facts)
        if chance.random() < 0.15:
            store.clock.advance(dt.timedelta(seconds=chance.choice((0, 1, 7))))
            await chance.choice(keepers).look()
    await store.settled(keepers[0])


async def prove_that_it_equals_a_rebuild(store: Kept) -> None:
    before = await store.everything()
    await store.forget()
    await store.settled(store.keeper())

    after = await store.everything()

    assert before["case_flow"]
    for table, rows in before.items():
        assert rows == after[table], table


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_history_the_rows_equal_those_of_a_rebuild(store: Kept, seed: int) -> None:
    await history(store, seed)

    await prove_that_it_equals_a_rebuild(store)


async def test_a_fact_that_becomes_visible_late_is_not_lost(store: Kept) -> None:
    (one, facts), (other, others) = told(3, 2)
    keeper = store.keeper()
    await store.open(one)
    await store.open(other)
    await store.hear(others[0], position=5000)
    await store.settled(keeper)

    await store.hear(facts[0], position=4999)
    await store.settled(keeper)

    rows = {row["case_id"]: row for row in await store.rows("case_flow")}
    assert rows[one.id]["version"] == 2


async def test_what_no_look_saw_is_found_by_the_sweep(store: Kept) -> None:
    (view, facts), *_ = told(3, 1)
    keeper = store.keeper()
    await store.open(view)
    await store.settled(keeper)
    async with store.database.transaction() as connection:
        await connection.execute(sa.text("update flow_progress set heard = 999999"))
    await store.hear(facts[0])
    await store.settled(keeper)
    assert (await store.rows("case_flow"))[0]["version"] == 1

    store.clock.advance(dt.timedelta(seconds=keeping.SAID_SECONDS))
    await store.settled(keeper)

    assert (await store.rows("case_flow"))[0]["version"] == 2


async def test_older_cases_are_taken_up_in_pages_and_from_where_it_stopped(
    store: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "OVERLAP", 0)
    monkeypatch.setattr(keeping, "TOGETHER", 1)
    for view, facts in told(5, 14):
        await store.open(view)
        for fact in facts[:2]:
            await store.hear(fact)

    more = await store.keeper().look()
    half = len(await store.rows("case_flow"))
    halfway = await freshness(store.database, now=store.clock.now())
    await store.settled(store.keeper())
    whole = await freshness(store.database, now=store.clock.now())

    assert more is True
    assert 0 < half < 14
    assert not halfway.built
    assert whole.built
    assert len(await store.rows("case_flow")) == 14


async def test_a_calendar_that_is_loaded_later_counts_all_days_anew(store: Kept) -> None:
    await history(store, 2, cases=6)
    before = await store.rows("case_steps")

    store.calendar = shipped_calendar(published_through=2025)
    keeper = store.keeper()
    await store.settled(keeper)

    rules = {row["rule"] for row in await store.rows("case_flow")}
    assert len(rules) == 1
    assert len(before) == len(await store.rows("case_steps"))
    await prove_that_it_equals_a_rebuild(store)


async def test_risks_are_those_of_the_day(store: Kept) -> None:
    await history(store, 4, cases=8)
    keeper = store.keeper()

    store.clock.advance(dt.timedelta(days=3))
    await store.settled(keeper)

    live = [row for row in await store.rows("case_flow") if row["live"]]
    assert live
    assert {row["reckoned_on"] for row in live} == {"2026-11-23"}


async def test_a_case_that_cannot_be_read_hides_no_other(store: Kept) -> None:
    (one, _), (other, _) = told(6, 2)
    await store.open(one)
    await store.open(other)
    async with store.database.transaction() as connection:
        await connection.execute(sa.text("update cases set doc = '{}' where id = :id"), {"id": one.id})

    await store.settled(store.keeper())

    assert [row["case_id"] for row in await store.rows("case_flow")] == [other.id]


async def test_freshness_tells_when_nobody_looks_any_more(store: Kept) -> None:
    await store.settled(store.keeper())
    at_once = await freshness(store.database, now=store.clock.now())
    store.clock.advance(dt.timedelta(minutes=2))
    later = await freshness(store.database, now=store.clock.now())

    assert not at_once.stale
    assert later.stale
    assert later.age_seconds == pytest.approx(120, abs=1)


async def test_whoever_waits_for_changes_is_told(store: Kept) -> None:
    keeper = store.keeper()
    await store.settled(keeper)
    waiting = asyncio.create_task(keeper.after(keeper.revision))
    (view, _), *_ = told(1, 1)
    await store.open(view)

    await keeper.look()

    assert await asyncio.wait_for(waiting, 5) == keeper.revision


async def test_a_new_case_and_its_end_are_in_the_tables_within_moments(everything: System) -> None:
    client = everything.client("gateway", "gateway", "officer")
    await client.post("/v1/batches", batch(3))
    await client.post("/v1/batches", batch(0, vehicles=[vehicle(9, inspection_report=None)]))
    database = everything.services["gateway"].database
    statement = sa.text("select ended_as, count(*) from case_flow group by ended_as")

    async def ended() -> bool:
        async with database.reading() as connection:
            found = {row[0]: row[1] for row in await connection.execute(statement)}
        return found == {"refund_paid": 3, None: 1}

    await until(ended)
