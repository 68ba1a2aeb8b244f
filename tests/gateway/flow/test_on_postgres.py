"""The same tables on a real PostgreSQL, where replicas work side by side and facts become visible out of order."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from gateway.flow import board
from gateway.flow.filters import Filters, Scope
from gateway.flow.listing import SORTS, count, lines
from gateway.flow.reading import exporters, values_of
from tests.gateway.flow.histories import NOW, Kept, kept, told
from tests.gateway.flow.test_keeping import history, prove_that_it_equals_a_rebuild

pytestmark = pytest.mark.postgres
EVERYBODY = Scope(uscc=None, masked=False)
TODAY = NOW.date()


@pytest.fixture
async def store(postgres_database: str) -> AsyncIterator[Kept]:
    async with kept(postgres_database) as made:
        yield made


async def test_after_any_history_the_rows_equal_those_of_a_rebuild(store: Kept) -> None:
    await history(store, 1)

    await prove_that_it_equals_a_rebuild(store)


async def test_of_several_replicas_one_at_a_time_has_the_turn_and_nothing_is_lost(store: Kept) -> None:
    for view, facts in told(8, 20):
        await store.open(view)
        for fact in facts:
            await store.hear(fact)
    keepers = [store.keeper() for _ in range(4)]

    for _ in range(3):
        await asyncio.gather(*(keeper.look() for keeper in keepers))
    await store.settled(keepers[0])

    await prove_that_it_equals_a_rebuild(store)


async def test_every_question_of_the_pages_is_understood(store: Kept) -> None:
    await history(store, 7, cases=20)
    asked = [
        Filters(), Filters(q=next(iter(store.views.values())).state.vin),  # type: ignore[union-attr]
        Filters(q="LSV"), Filters(q="ht"), Filters(q="示范"), Filters(q="zz%_!"), Filters(overdue=True, due=5),
        Filters(agency="customs", person=True, status="running"), Filters(agency="enterprise"),
        Filters(risk="temp_plate"),
        Filters(status="ended", ended_on=TODAY, since=dt.date(2026, 1, 1), until=TODAY), Filters(variant="licence"),
        Filters(waited_since=dt.date(2026, 1, 1), done="licence", rework=True),
        Filters(done="licence", done_week="2026-W40"), Filters(state="active", step="customs"),
    ]  # fmt: skip

    for filters in asked:
        for scope in (
            EVERYBODY,
            Scope("x", masked=False),
            Scope(None, masked=True),
            Scope(None, True, rows=False),
        ):
            for sort in (*SORTS, *(f"-{name}" for name in SORTS)):
                await lines(store.database, filters, scope, today=TODAY, sort=sort)
            await count(store.database, filters, scope, today=TODAY)
            await board.board(store.database, filters, scope, today=TODAY)
    assert (await count(store.database, Filters(q="LSV"), EVERYBODY, today=TODAY)).count == 20
    assert len(await exporters(store.database, EVERYBODY)) == 1
    assert await values_of(store.database, "port") == ["0202"]
