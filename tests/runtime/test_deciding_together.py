"""Several things in one decision: all or none, without two calls waiting for each other; or each by itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import require
from exportlane.runtime.database import Database
from exportlane.runtime.service import Service
from exportlane.runtime.storage import Kind, load_thing
from tests.runtime.office import Switched
from tests.runtime.running import Running, running
from tests.runtime.toy import PAPERS, Paper, announce, definition, routes


def deciding(service: Service) -> APIRouter:  # noqa: C901  # three small routes
    """The toy's routes and those that need the other ways to decide."""
    router = APIRouter()
    more = APIRouter(prefix="/v1/more", dependencies=[Depends(require(roles={"officer"}))])

    @more.post("/copies/{paper_id}/of/{other}")
    async def copy(paper_id: str, other: str, request: Request) -> Response:
        async def given(connection: AsyncConnection) -> Paper | None:
            thing = await load_thing(service.database, connection, PAPERS, other, lock=True)
            return thing.state if thing is not None else None

        def build(_now: datetime, known: Paper | None) -> Decided[Paper] | Refused:
            if known is None:
                return Refused("no_original", "There is nothing to copy.", status=422)
            return Decided(replace(known, id=paper_id, cases=(paper_id,)))

        return await service.create(PAPERS, build, request=request, given=given)

    @more.post("/move/{paper_id}/to/{names}")
    async def move(paper_id: str, names: str, request: Request) -> Response:
        async def others(_connection: AsyncConnection, _state: Paper) -> Sequence[tuple[Kind[Any], str]]:
            return [(PAPERS, name) for name in names.split(",")]

        def decide(
            state: Paper, others: Mapping[str, Any], now: datetime, policy: Any
        ) -> Sequence[tuple[Kind[Any], Decided[Any]]] | Refused:
            if not others:
                return Refused("nobody", "There is nobody to give it to.", "Toy law, article 2")
            first = announce(state, "moved", now, policy)
            assert isinstance(first, Decided)
            return [
                (PAPERS, replace(first, state=replace(first.state, told=state.told - len(others)))),
                *((PAPERS, Decided(replace(other, told=other.told + 1))) for other in others.values()),
            ]

        return await service.act_together(PAPERS, paper_id, others=others, decide=decide, request=request)

    @more.post("/each/{names}/announce/{code}")
    async def each(names: str, code: str, request: Request) -> Response:
        def decide(state: Paper, now: datetime, policy: Any) -> Decided[Paper] | Refused:
            if state.id.startswith("shy"):
                return Refused("shy", "It does not speak.", "Toy law, article 3", status=422)
            return announce(state, code, now, policy)

        return await service.act_each(PAPERS, names.split(","), decide, request=request)

    router.include_router(more)
    router.include_router(routes(service))
    return router


@pytest.fixture
async def registry(database_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    toy = replace(definition("vehicle-registry", {}), routes=deciding)
    async with running(toy, database_url, tmp_path) as run:
        for name in ("a", "b", "c", "shy"):
            assert (await run.client().post(f"/v1/papers/{name}?cases={name}")).status_code == 201
        yield run


class Failing(Switched):
    """Out of reach after some writes."""

    left = 10**6

    async def write(self, connection: AsyncConnection, writes: Any) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError("the database went away")
        await super().write(connection, writes)


async def told(registry: Running, *names: str) -> dict[str, tuple[int, int]]:
    """What stands in the papers: the number and the version."""
    found = {name: await registry.paper(name) for name in names}
    return {name: (paper.told, version) for name, (paper, version) in found.items()}


async def test_what_must_be_known_is_read_in_the_same_transaction(registry: Running) -> None:
    await registry.client().post("/v1/papers/a/announce/one", version=1)

    made = await registry.client().post("/v1/more/copies/d/of/a")
    refused = await registry.client().post("/v1/more/copies/e/of/nothing")

    assert (made.status_code, made.json()["told"], made.headers["etag"]) == (201, 1, '"1"')
    assert (refused.status_code, refused.json()["code"]) == (422, "no_original")


async def test_several_things_change_in_one_decision(registry: Running) -> None:
    answer = await registry.client().post("/v1/more/move/a/to/b,c", version=1)

    assert (answer.status_code, answer.headers["etag"], answer.json()["id"]) == (200, '"2"', "a")
    assert await told(registry, "a", "b", "c") == {"a": (-2, 2), "b": (1, 2), "c": (1, 2)}
    assert len(await registry.facts("a")) == 1


async def test_a_refusal_changes_none_of_them(registry: Running) -> None:
    answer = await registry.client().post("/v1/more/move/a/to/nobody", version=1)

    assert (answer.status_code, answer.json()["code"], answer.json()["article"]) == (
        409, "nobody", "Toy law, article 2",
    )  # fmt: skip
    assert await told(registry, "a", "b") == {"a": (0, 1), "b": (0, 1)}


async def test_the_version_is_that_of_the_first_thing(registry: Running) -> None:
    caller = registry.client()
    await caller.post("/v1/papers/b/announce/one", version=1)

    assert (await caller.post("/v1/more/move/a/to/b", version=2)).status_code == 412
    assert (await caller.post("/v1/more/move/nothing/to/b", version=1)).status_code == 404
    assert (await caller.post("/v1/more/move/a/to/b", version=1)).status_code == 200
    assert (await caller.post("/v1/more/move/a/to/b")).status_code == 428


async def test_a_repeat_is_answered_and_not_done_again(registry: Running) -> None:
    first = await registry.client().post("/v1/more/move/a/to/b", version=1, key="k")
    second = await registry.client().post("/v1/more/move/a/to/b", version=1, key="k")

    assert first.content == second.content
    assert await told(registry, "a", "b") == {"a": (-1, 2), "b": (1, 2)}


async def test_calls_that_cross_each_other_do_not_wait_for_ever(registry: Running) -> None:
    caller = registry.client()
    circle = ["/v1/more/move/a/to/b", "/v1/more/move/b/to/c", "/v1/more/move/c/to/a"]

    answers = await asyncio.gather(*(caller.post(path, version="*") for path in circle * 5))

    assert Counter(answer.status_code for answer in answers) == {200: 15}
    assert {name: number for name, (number, _) in (await told(registry, "a", "b", "c")).items()} == {
        "a": 0, "b": 0, "c": 0,
    }  # fmt: skip
    assert {version for _, version in (await told(registry, "a", "b", "c")).values()} == {11}


async def test_each_of_several_is_decided_by_itself(registry: Running) -> None:
    answer = await registry.client().post("/v1/more/each/a,shy,nothing,b/announce/one")

    assert answer.status_code == 200
    rows = answer.json()["results"]
    assert [(row["id"], row["status"]) for row in rows] == [
        ("a", 200),
        ("shy", 422),
        ("nothing", 404),
        ("b", 200),
    ]
    assert (rows[0]["version"], rows[1]["problem"]["code"], rows[1]["problem"]["article"]) == (
        2, "shy", "Toy law, article 3",
    )  # fmt: skip
    assert rows[2]["problem"]["slug"] == "not-found"
    assert await told(registry, "a", "b", "shy") == {"a": (1, 2), "b": (1, 2), "shy": (0, 1)}


async def test_the_same_rows_are_not_decided_twice(registry: Running) -> None:
    path = "/v1/more/each/a,a,b/announce/one"
    first = await registry.client().post(path, key="k")
    second = await registry.client().post(path, key="k")
    other = await registry.client().post("/v1/more/each/a,b/announce/one", key="k")

    assert len(first.json()["results"]) == 2
    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")
    assert (other.status_code, other.json()["slug"]) == (422, "idempotency-key-reused")
    assert await told(registry, "a", "b") == {"a": (1, 2), "b": (1, 2)}


async def test_what_an_outage_left_undone_is_done_by_the_repeat(database_url: str, tmp_path: Path) -> None:
    real = Database(database_url)
    failing = Failing(real)
    toy = replace(definition("vehicle-registry", {}), routes=deciding)
    try:
        async with running(toy, failing, tmp_path) as run:
            for name in ("a", "b", "c"):
                await run.client().post(f"/v1/papers/{name}?cases={name}")
            failing.left = 1
            first = await each(run, "k")
            failing.left = 10**6
            second = await each(run, "k")
            third = await each(run, "k")

            assert [row["status"] for row in first.json()["results"]] == [200, 503, 503]
            assert [row["status"] for row in second.json()["results"]] == [200, 200, 200]
            assert third.headers["idempotency-replayed"] == "true"
            assert await told(run, "a", "b", "c") == {"a": (1, 2), "b": (1, 2), "c": (1, 2)}
    finally:
        await real.close()


async def each(run: Running, key: str) -> httpx.Response:
    return await run.client().post("/v1/more/each/a,b,c/announce/one", key=key)
