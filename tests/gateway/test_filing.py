"""A firm that may not apply opens no case; where commerce cannot be reached, the submission is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx
import pytest

from exportlane.runtime.clock import ManualClock
from gateway.filing import REMEMBERED, MayApply
from tests.gateway.batches import USCC, batch, single
from tests.gateway.conftest import Alone, only_the_gateway

NO = {
    "uscc": USCC,
    "status": "none",
    "may_apply": False,
    "code": "enterprise_not_filed",
    "reason": "The firm has no filing as an exporter of used vehicles.",
    "article": "公告2024年第6号",
}


def says(status: int, body: object) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(status, json=body)


def down(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there")


@pytest.mark.parametrize(("path", "body"), [("/v1/batches", batch(1)), ("/v1/cases", single(1))])
async def test_a_firm_that_is_not_filed_is_refused_before_a_case_is_opened(
    alone: Alone, path: str, body: object
) -> None:
    alone.agencies.standing = says(200, NO)

    answer = await alone.client().post(path, body)

    problem = answer.json()
    assert (answer.status_code, problem["slug"]) == (409, "enterprise-not-filed")
    assert (problem["field"], problem["article"], problem["code"]) == (
        "/exporter_uscc",
        "公告2024年第6号",
        "enterprise_not_filed",
    )
    assert problem["detail"] == NO["reason"]
    assert (await alone.client().get("/v1/cases")).json()["items"] == []
    assert alone.agencies.asked == []


@pytest.mark.parametrize(
    "standing",
    [down, says(503, {}), says(404, {}), says(200, {}), says(200, []), says(200, {**NO, "may_apply": True})],
    ids=["down", "out of service", "unknown", "says nothing", "says nonsense", "may apply"],
)
async def test_only_a_plain_no_is_a_no(
    alone: Alone, standing: Callable[[httpx.Request], httpx.Response]
) -> None:
    alone.agencies.standing = standing

    answer = await alone.client().post("/v1/batches", batch(1))

    assert answer.status_code == 202, answer.text


async def test_commerce_is_asked_in_the_gateways_own_name(alone: Alone) -> None:
    await alone.client().post("/v1/batches", batch(1))

    assert [request.url.path for request in alone.agencies.firms] == [f"/v1/filings/by-uscc/{USCC}"]


async def _hands_in(alone: Alone, clock: ManualClock, vehicles: Iterator[int], seconds: float) -> int:
    clock.advance(timedelta(seconds=seconds))
    answer = await alone.client().post("/v1/batches", batch(1, first=next(vehicles)))
    return int(answer.status_code)


async def test_a_yes_is_remembered_for_a_moment_and_a_no_never(tmp_path: Path) -> None:
    clock, cars = ManualClock(datetime.now(UTC)), count(1)
    async with only_the_gateway(tmp_path, clock) as alone:
        first = [await _hands_in(alone, clock, cars, seconds) for seconds in (0, 0.6, 0.3)]
        asked = len(alone.agencies.firms)
        alone.agencies.standing = says(200, NO)
        no = [await _hands_in(alone, clock, cars, seconds) for seconds in (0.1, 0)]
        asked_again = len(alone.agencies.firms)
        alone.agencies.standing = says(503, {})
        nothing = [await _hands_in(alone, clock, cars, seconds) for seconds in (0, 0)]
        alone.agencies.standing = says(200, NO)
        at_last = await _hands_in(alone, clock, cars, 0)

    assert (first, asked) == ([202, 202, 202], 1)
    assert (no, asked_again) == ([409, 409], 3)
    assert nothing == [202, 202]
    assert at_last == 409, "what was not said is not remembered"


def test_a_clock_that_was_set_back_lets_no_answer_last() -> None:
    said_at, yes = datetime.now(UTC), MayApply()
    yes.note(USCC, said_at)

    assert yes.knows(USCC, said_at)
    assert not yes.knows("91331081MA2A1B2C3C", said_at)
    assert not yes.knows(USCC, said_at + REMEMBERED)
    assert not yes.knows(USCC, said_at - timedelta(hours=1))


async def test_a_repeat_gets_its_first_answer_though_the_filing_was_suspended_since(tmp_path: Path) -> None:
    clock = ManualClock(datetime.now(UTC))
    async with only_the_gateway(tmp_path, clock) as alone:
        client = alone.client()
        first = await client.post("/v1/batches", batch(1), key="one")
        alone.agencies.standing = says(200, NO)
        clock.advance(REMEMBERED)

        again = await client.post("/v1/batches", batch(1), key="one")
        other = await client.post("/v1/batches", batch(1, first=2), key="two")

    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 409)
    assert again.json() == first.json()
