"""Run as a program: the two toy agencies on a folder, until every fact has been heard and answered.

It may be killed at any moment and started again on the same folder; every call carries the same key as before.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from exportlane.runtime.storage import load_thing
from exportlane.runtime.testing import System, system, until
from tests.runtime.toy import PAPERS, two_agencies

CASES = [f"case-{number}" for number in range(4)]
CODES = [f"c{number}" for number in range(12)]


async def heard(run: System, service: str) -> int:
    own = run.services[service]
    async with own.database.reading() as connection:
        found = await load_thing(own.database, connection, PAPERS, "p")
    return len(found.state.heard) if found is not None and found.state is not None else 0


async def main(folder: Path) -> None:
    async with system(folder, definitions=two_agencies()) as run:
        for service in run.services:
            officer = run.client(service, service, "officer")
            answer = await officer.post(f"/v1/papers/p?cases={','.join(CASES)}", key="open")
            assert answer.status_code == 201, answer.text
        registry = run.client("vehicle-registry", "vehicle-registry", "officer")
        for code in CODES:
            answer = await registry.post(f"/v1/papers/p/announce/{code}", version="*", key=code)
            assert answer.status_code == 200, answer.text

        async def all_heard() -> bool:
            wanted = len(CASES) * len(CODES)
            return await heard(run, "licensing") == wanted and await heard(run, "vehicle-registry") == wanted

        await until(all_heard, limit=60)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
