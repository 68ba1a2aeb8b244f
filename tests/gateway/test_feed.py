"""Facts as they come: at once, each once, from where one stopped, and only to those who may see them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from exportlane.contracts.decision import Heard
from exportlane.contracts.vehicle_registry import VehicleExitConfirmed
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.ids import new_id
from exportlane.runtime.problems import Problem
from exportlane.runtime.storage import extra_writes
from gateway.feed import WAITING_FACTS, Place, Seen, read_place
from gateway.storage import timeline_row
from tests.gateway.batches import OTHER_USCC, USCC, single, vin
from tests.gateway.conftest import Alone


@pytest.mark.parametrize(
    "text", [None, "", "1", "1.", ".1", "a.b", "1.2.3", "-1.2", "1 .2", "٣.1", "1" * 30 + ".1"]
)
def test_a_place_that_is_not_one_of_ours_is_no_place(text: str | None) -> None:
    assert read_place(text) is None


def test_a_place_is_read_as_it_was_written() -> None:
    assert read_place(str(Place(12, 7))) == Place(12, 7)


async def note(alone: Alone, case_id: str, sequence: int) -> str:
    """A fact of the registry as the handler notes it."""
    now = alone.entrance.service.clock.now()
    fact_id = new_id()
    data = VehicleExitConfirmed(vin=vin(1), proof_no="P", on=now.date())
    heard = Heard(fact_id, "vehicle-registry", "vehicle.exit_confirmed.v1", case_id, sequence, now, "b", data)
    database = alone.entrance.database
    async with database.transaction() as connection:
        await database.write(connection, extra_writes([timeline_row(heard, received_at=rfc3339(now))]))
    return fact_id


async def opened(alone: Alone, number: int = 1, uscc: str = USCC) -> str:
    answer = await alone.client().post("/v1/cases", single(number, changes={"exporter_uscc": uscc}))
    case_id: str = answer.json()["case_id"]
    return case_id


async def first(line: AsyncIterator[Seen], count: int) -> list[str]:
    async with asyncio.timeout(10):
        return [(await anext(line)).fact.id for _ in range(count)]


async def test_a_listener_hears_new_facts_of_its_case_each_once(alone: Alone) -> None:
    feed, case_id, other = alone.entrance.feed, await opened(alone), await opened(alone, 2)
    line = await feed.listen(case_id=case_id, uscc=None, after=None)
    heard = asyncio.create_task(first(line, 3))
    await asyncio.sleep(0)

    wanted = []
    for sequence in range(1, 4):
        await note(alone, other, sequence)
        wanted.append(await note(alone, case_id, sequence))
        feed.wake()

    assert await heard == wanted


async def test_facts_that_another_replica_took_in_are_heard_without_being_woken(alone: Alone) -> None:
    case_id = await opened(alone)
    line = await alone.entrance.feed.listen(case_id=None, uscc=None, after=None)
    heard = asyncio.create_task(first(line, 1))
    await asyncio.sleep(0)

    fact_id = await note(alone, case_id, 1)

    assert await heard == [fact_id]


async def test_whoever_comes_back_hears_what_came_since_and_nothing_twice(alone: Alone) -> None:
    feed, case_id = alone.entrance.feed, await opened(alone)
    facts = [await note(alone, case_id, sequence) for sequence in range(1, 4)]
    line = await feed.listen(case_id=case_id, uscc=None, after=Place(0, 0))
    async with asyncio.timeout(10):
        start = [await anext(line) for _ in range(4)]
    assert [seen.fact.id for seen in start[:3]] == facts
    assert start[3].fact.type == "case.opened.v1"

    again = await feed.listen(case_id=case_id, uscc=None, after=read_place(str(start[0].place)))

    assert (await first(again, 2)) == facts[1:]
    later = await note(alone, case_id, 4)
    feed.wake()
    rest = await first(again, 2)
    assert later in rest
    assert not set(rest) & set(facts)


async def test_an_exporter_hears_of_its_own_cases_only(alone: Alone) -> None:
    feed, own, other = alone.entrance.feed, await opened(alone), await opened(alone, 2, OTHER_USCC)
    line = await feed.listen(case_id=None, uscc=USCC, after=None)
    heard = asyncio.create_task(first(line, 1))
    await asyncio.sleep(0)

    await note(alone, other, 1)
    mine = await note(alone, own, 1)
    feed.wake()

    assert await heard == [mine]


async def test_a_listener_that_does_not_keep_up_is_let_go_and_misses_nothing_when_it_comes_back(
    alone: Alone,
) -> None:
    feed, case_id = alone.entrance.feed, await opened(alone)
    slow = await feed.listen(case_id=case_id, uscc=None, after=Place(0, 0))
    async with asyncio.timeout(60):
        place = (await anext(slow)).place
    facts = [await note(alone, case_id, sequence) for sequence in range(1, WAITING_FACTS + 20)]
    feed.wake()

    async with asyncio.timeout(90):
        told = [seen async for seen in slow]
        again = await feed.listen(case_id=case_id, uscc=None, after=told[-1].place if told else place)
        missed = [(await anext(again)).fact.id for _ in range(len(facts) - len(told))]

    assert [seen.fact.id for seen in told] + missed == facts


async def test_lines_are_bounded(alone: Alone) -> None:
    feed = alone.entrance.feed
    feed._most = 1
    line = await feed.listen(case_id=None, uscc=None, after=None)
    waiting = asyncio.create_task(anext(line))
    await asyncio.sleep(0)

    with pytest.raises(Problem) as refused:
        await feed.listen(case_id=None, uscc=None, after=None)

    assert refused.value.slug == "too-many-requests"
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    assert await feed.listen(case_id=None, uscc=None, after=None)


async def test_a_position_that_becomes_visible_late_is_still_heard(alone: Alone) -> None:
    feed, case_id = alone.entrance.feed, await opened(alone)
    line = await feed.listen(case_id=case_id, uscc=None, after=None)
    heard = asyncio.create_task(first(line, 2))
    await asyncio.sleep(0)
    early = await note(alone, case_id, 1)
    late = await note(alone, case_id, 2)
    hidden: Any = await _take_out(alone, early)
    feed.wake()
    await asyncio.sleep(0)

    async def gap() -> bool:
        return bool(feed._gaps)

    from exportlane.runtime.testing import until  # noqa: PLC0415

    await until(gap)
    await _put_back(alone, hidden)
    feed.wake()

    assert await heard == [late, early]


async def _take_out(alone: Alone, fact_id: str) -> dict[str, Any]:
    import sqlalchemy as sa  # noqa: PLC0415

    async with alone.entrance.database.transaction() as connection:
        row = (
            await connection.execute(sa.text("select * from timeline where id = :id"), {"id": fact_id})
        ).one()
        await connection.execute(sa.text("delete from timeline where id = :id"), {"id": fact_id})
    return dict(row._mapping)


async def _put_back(alone: Alone, row: dict[str, Any]) -> None:
    import sqlalchemy as sa  # noqa: PLC0415

    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    async with alone.entrance.database.transaction() as connection:
        await connection.execute(sa.text(f"insert into timeline ({names}) values ({values})"), row)  # noqa: S608
