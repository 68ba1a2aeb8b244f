"""Papers on their way: at least once, whatever happens, and a person is told when an agency will not have one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from exportlane.runtime.testing import system, until
from gateway.delivery import table
from gateway.delivery.answers import Delivered, Later, RefusedByAgency, meaning, pause_after
from gateway.identity import TokenUnavailable
from gateway.main import service as gateway_definition
from tests.gateway.batches import batch, single
from tests.gateway.conftest import AGENCIES, Alone, FakeAgencies, connect


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_an_agency_that_takes_a_paper_has_it(status: int) -> None:
    assert meaning(status, None, None) == Delivered()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 413, 422])
def test_a_refusal_about_the_paper_is_final(status: int) -> None:
    assert meaning(status, "some-slug", "Why.") == RefusedByAgency(f"{status} some-slug: Why.")


@pytest.mark.parametrize("status", [301, 307, 401, 408, 425, 429, 500, 502, 503, 504])
def test_a_refusal_about_something_else_is_tried_again(status: int) -> None:
    assert isinstance(meaning(status, None, None), Later)


def test_a_repeat_that_meets_its_first_call_comes_again() -> None:
    assert isinstance(meaning(409, "idempotency-key-in-progress", "Still."), Later)


def test_the_pause_grows_up_to_a_minute_and_never_beyond() -> None:
    pauses = [pause_after(attempts, random.Random(1)) for attempts in range(40)]

    assert pauses[0] < timedelta(seconds=1)
    assert all(pause <= timedelta(seconds=60) for pause in pauses)
    assert pauses[-1] >= timedelta(seconds=30)


async def papers_of(alone: Alone) -> dict[str, table.Shown]:
    client = alone.client(role="operator")
    case = (await client.get("/v1/cases")).json()["items"][0]
    shown = (await client.get(f"/v1/cases/{case['id']}")).json()["deliveries"]
    return {each["agency"]: table.Shown(**each) for each in shown}


async def test_an_agency_that_is_down_gets_its_paper_when_it_is_back_with_the_same_key(alone: Alone) -> None:
    def down(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    alone.agencies.answers["customs"] = down
    await alone.client().post("/v1/batches", batch(1))
    await until(lambda: len(alone.agencies.of("customs")) >= 2)
    assert (await papers_of(alone))["customs"].status == "pending"

    alone.agencies.answers.pop("customs")

    await until(lambda: _delivered(alone, "customs"))
    keys = {request.headers["idempotency-key"] for request in alone.agencies.of("customs")}
    assert len(keys) == 1
    assert [len(alone.agencies.of(name)) for name in AGENCIES if name != "customs"] == [1, 1, 1]


async def _delivered(alone: Alone, agency: str) -> bool:
    return (await papers_of(alone))[agency].status == "delivered"


async def test_a_refused_paper_puts_the_case_into_the_operators_hands_and_can_be_sent_again(
    alone: Alone,
) -> None:
    document = {"slug": "rule-violated", "detail": "The port does not exist.", "status": 422}
    alone.agencies.answers["customs"] = lambda _request: httpx.Response(422, json=document)
    operator = alone.client(role="operator")
    case_id = (await operator.post("/v1/cases", single(1))).json()["case_id"]

    paper = await until(lambda: _with_status(alone, "customs", "refused"))

    case = (await operator.get(f"/v1/cases/{case_id}")).json()
    assert paper.last_error == "422 rule-violated: The port does not exist."
    waiting_on = case["status"]["waiting_on"]
    assert (waiting_on["kind"], waiting_on["agency"], waiting_on["delivery_id"]) == (
        "person",
        "gateway",
        paper.id,
    )
    assert len(alone.agencies.of("customs")) == 1

    alone.agencies.answers.pop("customs")
    by_officer = await alone.client().post(f"/v1/deliveries/{paper.id}/retry")
    again = await operator.post(f"/v1/deliveries/{paper.id}/retry")

    assert (by_officer.status_code, again.status_code) == (403, 200)
    await until(lambda: _delivered(alone, "customs"))
    twice = await operator.post(f"/v1/deliveries/{paper.id}/retry")
    assert (twice.status_code, twice.json()["slug"]) == (409, "move-not-allowed")
    assert (await operator.post("/v1/deliveries/nothing/retry")).status_code == 404


async def _with_status(alone: Alone, agency: str, status: str) -> table.Shown | None:
    found = (await papers_of(alone))[agency]
    return found if found.status == status else None


async def test_a_paper_that_arrived_is_not_kept(alone: Alone) -> None:
    await alone.client().post("/v1/batches", batch(1))
    await until(lambda: _delivered(alone, "tax-rebate"))

    left = await table.take_due(
        alone.entrance.database, now=alone.entrance.service.clock.now() + timedelta(days=1), limit=10
    )

    assert left == []


async def test_the_gateway_shows_its_own_token_and_no_callers(alone: Alone) -> None:
    client = alone.client("enterprise", "exporter", uscc="91120118MA06ABCD1Y")
    await client.post("/v1/batches", batch(1))
    await until(lambda: len(alone.agencies.asked) == 4)

    tokens = {request.headers["authorization"] for _, request in alone.agencies.asked}

    assert client.http.headers["authorization"] not in tokens
    caller = await alone.entrance.service.authenticator.authenticate(tokens.pop().removeprefix("Bearer "))
    assert caller.actor == "gateway/service/gateway"


async def test_papers_of_a_gateway_that_stopped_are_taken_up_by_the_next(tmp_path: Path) -> None:
    def down(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    async with system(tmp_path, definitions={"gateway": gateway_definition}) as running:
        before = FakeAgencies(answers=dict.fromkeys(AGENCIES, down))
        connect(running, before)
        await running.client("gateway", "gateway", "officer").post("/v1/batches", batch(1))
        await until(lambda: len({name for name, _ in before.asked}) == 4)

    async with system(tmp_path, definitions={"gateway": gateway_definition}) as running:
        after = FakeAgencies()
        connect(running, after)
        await until(lambda: len(after.asked) == 4)

    assert {(n, r.headers["idempotency-key"]) for n, r in before.asked} == {
        (n, r.headers["idempotency-key"]) for n, r in after.asked
    }
    assert {r.content for _, r in before.asked} == {r.content for _, r in after.asked}


async def test_papers_wait_while_there_is_no_token_and_no_agency_is_blamed(alone: Alone) -> None:
    class None_:  # noqa: N801 - it has nothing to give
        async def bearer(self) -> str:
            raise TokenUnavailable("The issuer is away.")

    courier = alone.entrance.courier
    real, courier._token = courier._token, None_()
    await alone.client().post("/v1/batches", batch(1))
    paper = await until(lambda: _with_error(alone, "customs"))
    assert (paper.status, paper.last_error, paper.attempts) == ("pending", "The issuer is away.", 0)
    assert alone.agencies.asked == []

    courier._token = real

    await until(lambda: _delivered(alone, "customs"))


async def _with_error(alone: Alone, agency: str) -> table.Shown | None:
    found = (await papers_of(alone))[agency]
    return found if found.last_error else None


async def test_an_agency_in_trouble_is_asked_again_and_one_that_hangs_is_left(alone: Alone) -> None:
    async def hanging() -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    alone.entrance.courier._seconds = 0.05
    alone.agencies.answers["customs"] = lambda _request: httpx.Response(500, content=b"<html>")
    alone.agencies.answers["tax-rebate"] = lambda _request: hanging()
    await alone.client().post("/v1/batches", batch(1))

    in_trouble, hangs = (
        await until(lambda: _with_error(alone, "customs")),
        await until(lambda: _with_error(alone, "tax-rebate")),
    )
    assert (in_trouble.status, in_trouble.last_error) == ("pending", "The answer had the status 500.")
    assert (hangs.status, "in time" in str(hangs.last_error)) == ("pending", True)

    alone.agencies.answers.clear()
    await until(lambda: _delivered(alone, "customs"))
    await until(lambda: _delivered(alone, "tax-rebate"))


async def test_what_came_of_a_paper_is_written_although_the_database_was_away(
    alone: Alone, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, failures = table.settle, [OSError("away"), OSError("away")]

    async def stumbling(database: Any, rows: Any) -> None:
        if failures:
            raise failures.pop()
        await settle(database, rows)

    monkeypatch.setattr(table, "settle", stumbling)

    await alone.client().post("/v1/batches", batch(1))

    await until(lambda: _delivered(alone, "customs"))
    assert failures == []
    assert [len(alone.agencies.of(name)) for name in AGENCIES] == [1, 1, 1, 1]


async def test_a_paper_whose_outcome_is_still_to_be_written_is_not_brought_again(
    alone: Alone, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, may_write = table.settle, asyncio.Event()
    courier, taken = alone.entrance.courier, list[table.OnItsWay]()
    carry = courier.carry

    async def held(database: Any, rows: Any) -> None:
        await may_write.wait()
        await settle(database, rows)

    def noting(papers: Sequence[table.OnItsWay]) -> None:
        taken.extend(papers)
        carry(papers)

    monkeypatch.setattr(table, "settle", held)
    await alone.client().post("/v1/batches", batch(1))
    await until(lambda: len(alone.agencies.asked) == 4 and not courier._under_way)

    # What a start does: every row that is not settled in the table is due, and is taken up.
    monkeypatch.setattr(courier, "carry", noting)
    await table.let_go(alone.entrance.database, now=alone.entrance.service.clock.now())
    courier.wake()
    await until(lambda: len(taken) == 4)
    assert not courier._under_way

    may_write.set()
    await until(lambda: _delivered(alone, "customs"))
    assert [len(alone.agencies.of(name)) for name in AGENCIES] == [1, 1, 1, 1]
    await until(lambda: not courier._unwritten)
