"""Whatever the interleaving, the repeats, the lateness and the size of batches, the result is the one in order."""

from __future__ import annotations

import itertools
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exportlane.contracts.envelope import Envelope
from exportlane.runtime.parking import get_row, read_parked
from tests.runtime.office import EXIT_CONFIRMED, Author, Office, open_office

NUMBERS = itertools.count()


def lanes(case_ids: list[str], facts: int, chance: random.Random) -> list[list[Envelope]]:
    """Two agencies that speak of every case: one is heard, of the other only the places are noted."""
    spoken = []
    for case in case_ids:
        registry, customs = Author(), Author("customs")
        spoken.append(
            [
                registry.mumbles(case) if chance.random() < 0.2 else registry.says(case, f"n{n}")
                for n in range(facts)
            ]
        )
        spoken.append([customs.mumbles(case) for _ in range(facts)])
    return spoken


def shuffled(spoken: list[list[Envelope]], chance: random.Random) -> list[list[Envelope]]:
    """All facts, some twice, in any order, cut into batches; at the end everything once more, as after a crash."""
    stream = [fact for lane in spoken for fact in lane]
    stream += [fact for fact in stream if chance.random() < 0.3]
    chance.shuffle(stream)
    stream += [fact for lane in spoken for fact in lane]
    batches = []
    while stream:
        size = chance.randint(1, 12)
        batches.append(stream[:size])
        stream = stream[size:]
    return batches


async def play(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    case_ids = [f"case-{next(NUMBERS)}" for _ in range(chance.randint(1, 4))]
    spoken = lanes(case_ids, chance.randint(1, 6), chance)
    late = [case for case in case_ids if chance.random() < 0.4]
    for case in set(case_ids) - set(late):
        await office.opens(case, case)
    office.policy.broken = {"n2"} if chance.random() < 0.3 else set()

    for batch in shuffled(spoken, chance):
        await office.hears(*batch)
    for case in late:
        await office.opens(case, case)
        await office.handling.release([case])
    office.policy.broken = set()
    for row in await office.parked(state="failed"):
        async with office.database.reading() as connection:
            message = read_parked(await get_row(connection, row.id))
        assert await office.handling.retry(message)
        await office.handling.release([row.case_id])

    for lane in spoken[::2]:
        expected = [f"n{n}" for n, fact in enumerate(lane) if fact.type != EXIT_CONFIRMED]
        assert await office.codes(lane[0].subject) == expected
    assert await office.parked() == []
    found = await office.verified()
    assert found.faults == ()


@pytest.fixture
async def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setenv("EXPORTLANE_DATA_DIR", str(tmp_path))
    async with open_office(f"sqlite+aiosqlite:///{tmp_path / 'toy.db'}") as opened:
        yield opened


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_the_result_is_the_one_in_order(shop: Office, seed: int) -> None:
    await play(shop, seed)


async def test_the_result_is_the_one_in_order_on_either_database(office: Office) -> None:
    for seed in range(12):
        await play(office, seed)
