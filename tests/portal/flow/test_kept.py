"""Figures of a moment ago: good while nothing changed, for a few seconds otherwise, and reckoned once for many."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from gateway.flow.reading import Freshness
from gateway.portal.flow.kept import Kept


def fresh(revision: int, second: int = 0) -> Freshness:
    return Freshness(datetime(2026, 11, 20, 4, 0, second, tzinfo=UTC), 0.0, True, revision)


class Maker:
    """Counts how often it is asked; answers when it is let."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self) -> Any:
        self.asked += 1
        await self.go.wait()
        return self.asked


async def test_while_no_row_changes_figures_are_reckoned_once_and_are_as_of_now() -> None:
    kept, make = Kept(seconds=0), Maker()

    await kept.of("flow", fresh(1), make)
    again = await kept.of("flow", fresh(1, second=30), make)

    assert (again.made, make.asked) == (1, 1)
    assert again.fresh.as_of == fresh(1, second=30).as_of


async def test_for_a_few_seconds_figures_are_kept_whatever_changes_and_say_as_of_when() -> None:
    kept, make = Kept(seconds=60), Maker()

    await kept.of("flow", fresh(1), make)
    again = await kept.of("flow", fresh(2, second=30), make)

    assert (again.made, again.fresh.as_of) == (1, fresh(1).as_of)


async def test_after_these_seconds_a_change_makes_them_anew() -> None:
    kept, make = Kept(seconds=0), Maker()

    await kept.of("flow", fresh(1), make)

    assert (await kept.of("flow", fresh(2), make)).made == 2


async def test_other_filters_are_other_figures() -> None:
    kept, make = Kept(), Maker()

    await kept.of("flow", fresh(1), make)

    assert (await kept.of("flow?profile=tianjin", fresh(1), make)).made == 2


async def test_who_asks_the_same_at_the_same_time_waits_for_the_same_answer() -> None:
    kept, make = Kept(), Maker()
    make.go.clear()

    asked = [asyncio.create_task(kept.of("flow", fresh(1), make)) for _ in range(20)]
    while not make.asked:
        await asyncio.sleep(0)
    make.go.set()

    assert {one.made for one in await asyncio.gather(*asked)} == {1}


async def test_an_answer_that_failed_is_not_kept() -> None:
    kept, make = Kept(), Maker()

    async def fails() -> Any:
        raise OSError("the database is away")

    try:
        await kept.of("flow", fresh(1), fails)
    except OSError:
        pass
    else:
        raise AssertionError("the fault was swallowed")

    assert (await kept.of("flow", fresh(1), make)).made == 1


async def test_what_nobody_asked_for_lately_is_forgotten() -> None:
    kept, make = Kept(most=2), Maker()

    for key in ("a", "b", "c", "a"):
        await kept.of(key, fresh(1), make)

    assert make.asked == 4
