"""Run as a program: one toy agency whose bells ring by themselves, until all have rung; killed at any moment."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from exportlane.runtime.clock import rfc3339
from exportlane.runtime.service import Service, ServiceDefinition
from exportlane.runtime.storage import Loaded, load_thing, thing_writes
from exportlane.runtime.testing import system, until
from tests.runtime.toy import definition
from tests.runtime.toy.bells import BELLS, TERMS, Bell

NAMES = [f"bell-{number}" for number in range(6)]
RINGS = 3


def ringing() -> dict[str, ServiceDefinition]:
    """The registry with bells and clocks."""
    base = definition("vehicle-registry", {})
    return {"vehicle-registry": replace(base, kinds=(*base.kinds, BELLS, TERMS))}


async def hang(service: Service) -> None:
    """Hang what does not hang yet; the moments are a blink apart."""
    begun = datetime.now(UTC)
    moments = tuple(begun + timedelta(seconds=0.15 * number) for number in range(RINGS))
    async with service.database.transaction() as connection:
        things = [
            Loaded(BELLS, Bell(name, (name,), moments), 0, changed=True)
            for name in NAMES
            if await load_thing(service.database, connection, BELLS, name) is None
        ]
        await service.database.write(connection, thing_writes(things, rfc3339(begun)))
    service.desk.written(things)


async def main(folder: Path) -> None:
    async with system(folder, definitions=ringing()) as run:
        service = run.services["vehicle-registry"]
        await hang(service)

        async def silent() -> bool:
            async with service.database.reading() as connection:
                left = await connection.execute(
                    sa.text("select count(*) from bells where wake_at is not null")
                )
                return left.scalar_one() == 0

        await until(silent, limit=60)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
