"""A request has its effect once, on the version that was decided on, or none at all."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from exportlane.runtime.database import Database
from exportlane.runtime.testing import until
from tests.runtime.office import Switched
from tests.runtime.running import Running, running
from tests.runtime.toy import two_agencies

ANNOUNCE = "/v1/papers/p/announce/one"


@pytest.fixture
async def registry(database_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(two_agencies()["vehicle-registry"], database_url, tmp_path) as run:
        answer = await run.client().post("/v1/papers/p?cases=a,b")
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == "/v1/papers/p/p"
        assert answer.headers["etag"] == '"1"'
        yield run


async def test_a_verb_is_done_and_answered_with_the_new_version(registry: Running) -> None:
    answer = await registry.client().post(ANNOUNCE, version=1)

    assert (answer.status_code, answer.headers["etag"], answer.json()["told"]) == (200, '"2"', 1)
    facts = await registry.facts("a", "b")
    assert [(fact.subject, fact.sequence, fact.actor) for fact in facts] == [
        ("a", 1, "vehicle-registry/officer/wang"),
        ("b", 1, "vehicle-registry/officer/wang"),
    ]
    assert len({fact.causationid for fact in facts}) == 1, "one request, one cause"


async def test_a_call_that_changes_something_needs_its_headers(registry: Running) -> None:
    http = registry.client().http

    async def slug(**headers: str) -> tuple[int, str]:
        answer = await http.post(
            ANNOUNCE, json={}, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        return answer.status_code, answer.json()["slug"]

    assert await slug(if_match='"1"') == (400, "idempotency-key-missing")
    assert await slug(if_match='"1"', idempotency_key="   ") == (400, "idempotency-key-missing")
    assert await slug(if_match='"1"', idempotency_key="k" * 256) == (400, "bad-request")
    assert await slug(idempotency_key="k") == (428, "precondition-required")
    assert await slug(idempotency_key="k", if_match="one") == (400, "bad-request")
    assert await slug(idempotency_key="k", if_match="9" * 40) == (400, "bad-request")
    assert await slug(idempotency_key="k", if_match='"7"') == (412, "stale-version")
    assert await registry.count("ledger") == 0
    assert await registry.count("idempotency") == 1, "the creation's alone"


async def test_the_star_decides_on_whatever_version_there_is(registry: Running) -> None:
    caller = registry.client()

    assert (await caller.post(ANNOUNCE, version='W/"1"')).status_code == 200
    assert (await caller.post(ANNOUNCE, version="*")).status_code == 200

    assert (await registry.paper())[1] == 3


async def test_a_stale_decision_is_told_the_newest_version(registry: Running) -> None:
    caller = registry.client()
    await caller.post(ANNOUNCE, version=1)

    answer = await caller.post(ANNOUNCE, version=1)

    assert (answer.status_code, answer.headers["etag"]) == (412, '"2"')
    assert await registry.count("ledger") == 2


async def test_an_answer_that_was_lost_is_given_again(registry: Running) -> None:
    caller = registry.client()
    first = await caller.post(ANNOUNCE, version=1, key="k")

    second = await caller.post(ANNOUNCE, version=1, key="k")

    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["etag"] == first.headers["etag"]
    assert (first.headers.get("idempotency-replayed"), second.headers["idempotency-replayed"]) == (
        None,
        "true",
    )
    assert await registry.count("ledger") == 2


async def test_a_key_stands_for_one_content_of_one_caller(registry: Running) -> None:
    caller = registry.client()
    await caller.post(ANNOUNCE, version=1, key="k")

    another_body = await caller.post(ANNOUNCE, {"x": 1}, version=1, key="k")
    another_place = await caller.post("/v1/papers/p/announce/two", version=1, key="k")
    another_version = await caller.post(ANNOUNCE, version=2, key="k")
    another_caller = await registry.client(subject="li").post(ANNOUNCE, version=2, key="k")

    slugs = [answer.json().get("slug") for answer in (another_body, another_place, another_version)]
    assert slugs == ["idempotency-key-reused"] * 3
    assert another_caller.status_code == 200


async def test_a_second_call_under_the_key_waits_for_the_first_one_elsewhere(registry: Running) -> None:
    """While the first is under way its answer is not known, so the second is told to come again."""
    caller = registry.client()
    database = registry.service.database

    async with database.transaction() as busy:
        if database.dialect == "postgresql":
            await busy.execute(sa.text("lock table idempotency in access exclusive mode"))
        first = asyncio.create_task(caller.post(ANNOUNCE, version=1, key="k"))
        await until(lambda: bool(registry.service.counter.once.under_way))
        second = await caller.post(ANNOUNCE, version=1, key="k")
        assert not first.done()

    assert (second.status_code, second.json()["slug"]) == (409, "idempotency-key-in-progress")
    assert (await first).status_code == 200
    assert (await caller.post(ANNOUNCE, version=1, key="k")).headers["idempotency-replayed"] == "true"


async def test_of_a_hundred_racing_decisions_exactly_one_wins(registry: Running) -> None:
    caller = registry.client()

    answers = await asyncio.gather(*(caller.post(ANNOUNCE, version=1) for _ in range(100)))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 99}
    paper, version = await registry.paper()
    assert (paper.told, version) == (1, 2)
    assert await registry.count("ledger") == 2
    assert (await registry.verified()).faults == ()


async def test_racing_decisions_on_any_version_all_have_their_turn(registry: Running) -> None:
    caller = registry.client()

    answers = await asyncio.gather(*(caller.post(ANNOUNCE, version="*") for _ in range(40)))

    assert {answer.status_code for answer in answers} == {200}
    assert (await registry.paper())[0].told == 40
    assert [fact.sequence for fact in await registry.facts("a")] == list(range(1, 41))
    assert (await registry.verified()).faults == ()


async def test_racing_calls_under_one_key_have_one_effect(registry: Running) -> None:
    caller = registry.client()

    answers = await asyncio.gather(*(caller.post(ANNOUNCE, version=1, key="k") for _ in range(20)))

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert await registry.count("ledger") == 2


async def test_a_refused_decision_changes_nothing_and_writes_nothing(registry: Running) -> None:
    before = await registry.paper()

    answer = await registry.client().post("/v1/papers/p/announce/no", version=1, key="k")

    problem = answer.json()
    assert (answer.status_code, problem["slug"], problem["code"]) == (409, "move-not-allowed", "not-today")
    assert problem["article"] == "Toy law, article 1"
    assert await registry.paper() == before
    assert await registry.count("ledger") == 0
    assert await registry.count("idempotency", "key = 'k'") == 0


async def test_what_is_not_there_cannot_be_decided_on(registry: Running) -> None:
    answer = await registry.client().post("/v1/papers/q/announce/one", version="*")

    assert (answer.status_code, answer.json()["slug"]) == (404, "not-found")


async def test_the_same_thing_is_not_taken_in_twice_nor_a_case_by_two_things(registry: Running) -> None:
    caller = registry.client()

    same = await caller.post("/v1/papers/p?cases=c")
    taken = await caller.post("/v1/papers/q?cases=b,c")

    assert [(answer.status_code, answer.json()["slug"]) for answer in (same, taken)] == [
        (409, "conflict")
    ] * 2
    assert await registry.count("papers") == 1


async def test_several_things_are_taken_in_together_or_not_at_all(registry: Running) -> None:
    caller = registry.client()

    both = await caller.post("/v1/papers/many/x,y", key="k")
    again = await caller.post("/v1/papers/many/x,y", key="k")
    clash = await caller.post("/v1/papers/many/z,x")
    explained = await caller.post("/v1/papers/many/live,x")
    refused = await caller.post("/v1/papers/many/none")

    assert (both.status_code, both.json(), both.headers["x-count"]) == (202, {"ids": ["x", "y"]}, "2")
    assert again.headers["idempotency-replayed"] == "true"
    slugs = [(answer.status_code, answer.json()["slug"]) for answer in (clash, explained, refused)]
    assert slugs == [(409, "conflict"), (409, "live-case-exists"), (422, "rule-violated")]
    assert await registry.count("papers") == 3
    assert await registry.count("notes") == 1


async def test_a_thing_is_shown_with_its_version_and_its_history_to_whom_it_concerns(
    registry: Running,
) -> None:
    caller, stranger = registry.client(), registry.client(subject="stranger")
    await caller.post(ANNOUNCE, version=1)

    shown = await caller.get("/v1/papers/p")
    history = await caller.get("/v1/papers/p/history")

    assert (shown.headers["etag"], shown.json()["version"], shown.json()["told"]) == ('"2"', 2, 1)
    assert history.json() == ["vehicle.registration_restored.v1"] * 2
    for path in ("/v1/papers/p", "/v1/papers/p/history"):
        assert (await stranger.get(path)).status_code == 404
    assert (await caller.get("/v1/papers/q")).status_code == 404


async def test_a_database_out_of_reach_is_a_503_and_the_same_key_works_later(
    database_url: str, tmp_path: Path
) -> None:
    real, away = Database(database_url), Database("sqlite+aiosqlite:////no/such/folder/toy.db")
    switched = Switched(real)
    async with running(two_agencies()["vehicle-registry"], switched, tmp_path) as run:
        caller = run.client()
        assert (await caller.post("/v1/papers/p?cases=a")).status_code == 201

        switched.away = away
        refused = await caller.post(ANNOUNCE, version=1, key="k")
        read = await caller.get("/v1/papers/p")
        ready = await caller.get("/readyz")
        switched.away = None
        answer = await caller.post(ANNOUNCE, version=1, key="k")

        assert (refused.status_code, refused.json()["slug"]) == (503, "unavailable")
        assert "retry-after" in refused.headers
        assert (read.status_code, read.json()["slug"]) == (503, "unavailable")
        assert ready.status_code == 503
        assert answer.status_code == 200
        assert await run.count("ledger") == 1
    await real.close()
    await away.close()
