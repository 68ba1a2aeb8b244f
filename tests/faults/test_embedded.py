"""The embedded mode under the faults that it can meet: kills at every point, and a log that shuffles and repeats."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime import composition
from exportlane.runtime.bus.contract import Consumer, Delivery, Lag
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.failpoints import LABELS
from tests.end_to_end.conftest import open_lane
from tests.end_to_end.people import SERVICES
from tests.faults.books import SqliteBooks
from tests.faults.hops import every_hop_is_reachable
from tests.faults.load import Load
from tests.faults.upped import upped

TIMES_PASSED = 3


@pytest.mark.machine_time
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "service",
    ["licensing", *(pytest.param(name, marks=pytest.mark.slow) for name in SERVICES if name != "licensing")],
)
@pytest.mark.requirement("TJ-6.3")
async def test_a_kill_at_each_labelled_point_of_a_service_loses_and_doubles_nothing(
    tmp_path: Path, service: str
) -> None:
    async with upped(tmp_path) as process:
        process.start(EXPORTLANE_KILL_AT=f"{service}/{LABELS[0]}:{TIMES_PASSED}")
        async with process.people() as people:
            load = Load(people, SqliteBooks(tmp_path / "data"))
            async with load.going_on(pause=0.1):
                assert await process.ended() == -9
                for label in LABELS[1:]:
                    process.start(EXPORTLANE_KILL_AT=f"{service}/{label}:{TIMES_PASSED}")
                    assert await process.ended() == -9, label
                process.start()
            await load.proven()


class _Restless:
    """A member of a group to whom messages come late, twice, and in no order, until there is nothing new."""

    def __init__(self, genuine: Consumer, chance: random.Random) -> None:
        self._genuine = genuine
        self._chance = chance
        self._kept: list[Delivery] = []
        self._read: list[Delivery] = []

    async def poll(self, *, max_records: int, timeout: float) -> list[Delivery]:
        new = await self._genuine.poll(max_records=max_records, timeout=0.05 if self._kept else timeout)
        self._read += new
        lying = [*self._kept, *new, *new]
        self._chance.shuffle(lying)
        # Without news everything comes out; otherwise a third lies a little longer.
        keep = len(lying) // 3 if new else 0
        self._kept, given = lying[:keep], lying[keep:]
        return given

    async def commit(self, deliveries: Sequence[Delivery]) -> None:
        del deliveries
        if not self._kept:
            await self._genuine.commit(self._read)
            self._read = []

    async def rewind(self) -> None:
        self._kept, self._read = [], []
        await self._genuine.rewind()

    async def lag(self) -> Lag:
        return await self._genuine.lag()

    async def close(self) -> None:
        await self._genuine.close()


async def test_every_message_twice_and_in_any_order_has_its_effect_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(5)

    class RestlessBus(EmbeddedBus):
        async def consumer(self, group: str, topics: Sequence[str]) -> Any:
            return _Restless(await super().consumer(group, topics), chance)

    monkeypatch.setattr(composition, "EmbeddedBus", RestlessBus)
    async with open_lane(tmp_path, "all") as lane:
        load = Load(lane.entrance, lane.books)
        await load.rounds(4)

        proof = await load.proven()

        await every_hop_is_reachable(lane.entrance, proof)
        waited = [row["cause"] for name in SERVICES for row in await lane.books.read(name, "parked")]
        assert waited.count("gap") > 0
