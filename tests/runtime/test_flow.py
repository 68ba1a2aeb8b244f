"""Facts flow from one toy agency to another and back, exactly once, in order, proven."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from exportlane.runtime.ledger import verify
from exportlane.runtime.storage import load_thing
from exportlane.runtime.testing import System, system, until
from tests.runtime.toy import PAPERS, two_agencies


async def paper(run: System, service: str, paper_id: str = "p") -> Any:
    own = run.services[service]
    async with own.database.reading() as connection:
        found = await load_thing(own.database, connection, PAPERS, paper_id)
    return found.state if found else None


async def open_everywhere(run: System, cases: str) -> None:
    for service in run.services:
        officer = run.client(service, service, "officer")
        answer = await officer.post(f"/v1/papers/p?cases={cases}")
        assert answer.status_code == 201, answer.text


async def tell(run: System, code: str, *, version: str = "*", key: str | None = None) -> Any:
    officer = run.client("vehicle-registry", "vehicle-registry", "officer")
    return await officer.post(f"/v1/papers/p/announce/{code}", version=version, key=key)


async def test_a_fact_is_heard_and_answered_once(tmp_path: Path) -> None:
    async with system(tmp_path, definitions=two_agencies()) as run:
        await open_everywhere(run, "a,b")

        for code in ("one", "two", "three"):
            assert (await tell(run, code)).status_code == 200

        async def done() -> bool:
            return len((await paper(run, "vehicle-registry")).heard) == 6

        await until(done)
        heard = (await paper(run, "licensing")).heard
        assert [entry for entry in heard if entry.startswith("a")] == ["a:one", "a:two", "a:three"]
        assert len(heard) == 6
        for service in run.services.values():
            result = await verify(service.database, service.name, service.verifier)
            assert (result.facts, result.cases, result.faults) == (6, 2, ())


async def test_a_fact_that_comes_before_the_papers_waits_for_them(tmp_path: Path) -> None:
    async with system(tmp_path, definitions=two_agencies()) as run:
        registry = run.client("vehicle-registry", "vehicle-registry", "officer")
        assert (await registry.post("/v1/papers/p?cases=a")).status_code == 201
        await tell(run, "early")
        await tell(run, "later")
        operator = run.client("licensing", "licensing", "operator")

        async def waiting() -> list[str]:
            items = (await operator.get("/v1/operations/parked")).json()["items"]
            return [item["state"] for item in items] if len(items) == 2 else []

        assert await until(waiting) == ["waiting", "early"]

        licensing = run.client("licensing", "licensing", "officer")
        assert (await licensing.post("/v1/papers/p?cases=a")).status_code == 201

        async def heard() -> Any:
            return len((await paper(run, "licensing")).heard) == 2

        await until(heard)
        assert (await paper(run, "licensing")).heard == ("a:early", "a:later")
        assert not await waiting()
