"""The platform on either of its footings: embedded in this process, or on the real servers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from exportlane.runtime.bus import Bus
from exportlane.runtime.bus.kafka import KafkaBus
from tests.end_to_end.conftest import open_lane
from tests.end_to_end.people import Entrance
from tests.faults.books import Books
from tests.faults.breaking import Breaker, PostgresBreaker, SqliteBreaker
from tests.faults.load import Load
from tests.faults.standing import open_real_lane
from tools.stack.platform import Platform

REAL = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]


@dataclass(frozen=True)
class Either:
    """A platform with a load, its bus for somebody who is no service, and the means to break a handler."""

    load: Load
    entrance: Entrance
    books: Books
    bus: Bus
    breaker: Breaker


@pytest.fixture(params=["embedded", pytest.param("real", marks=REAL)])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Either]:
    """Each test twice; the real one is slow."""
    if request.param == "embedded":
        async with open_lane(tmp_path, "all") as embedded:
            load = Load(embedded.entrance, embedded.books)
            log = embedded.system.services["gateway"].bus
            yield Either(load, embedded.entrance, embedded.books, log, SqliteBreaker(tmp_path))
        return
    # An asynchronous fixture cannot ask for another while it runs; the platform itself is none.
    platform: Platform = request.getfixturevalue("platform")
    dsns = {name: platform.postgres.dsn(name.replace("-", "_")) for name in platform.services}
    bus = KafkaBus(platform.kafka.bootstrap)
    async with open_real_lane(platform) as real:
        await bus.start()
        yield Either(real.load, real.entrance, real.books, bus, PostgresBreaker(dsns))
        await bus.close()
