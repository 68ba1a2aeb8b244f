"""Messages on which an agency's handler fails: their case waits for a person, all others go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from exportlane.runtime.testing import until
from tests.end_to_end.papers import Document, batch, vehicle
from tests.end_to_end.people import OPERATOR
from tests.end_to_end.stories import GRANTED, TIANJIN
from tests.faults.either import Either
from tests.faults.proof import Proof

REASON = {"reason": "The fault has been found."}


@asynccontextmanager
async def failing(lane: Either, service: str, table: str, status: str) -> AsyncIterator[str]:
    """Until the block ends, nothing with the contract that is given can reach this status there."""
    contract = f"BAD-{service[:3].upper()}-1"
    await lane.breaker.breaks(service, table, contract, status)
    try:
        yield contract
    finally:
        await lane.breaker.mends(service, table)


async def parked(lane: Either, service: str, case_id: str) -> list[Document]:
    path = f"/v1/{service}/operations/parked"
    items: list[Document] = (await lane.entrance.get(OPERATOR, path, case=case_id))["items"]
    return items


async def act(lane: Either, service: str, parked_id: str, verb: str) -> str:
    path = f"/v1/{service}/operations/parked/{parked_id}/{verb}"
    answer = await lane.entrance.ask(OPERATOR, "POST", path, json=REASON)
    assert answer.status_code == 200, answer.text
    outcome: str = answer.json()["outcome"]
    return outcome


async def until_parked(lane: Either, service: str, case_id: str) -> Document:
    async def look() -> list[Document]:
        return [row for row in await parked(lane, service, case_id) if row["state"] == "failed"]

    (row,) = await until(look, limit=30, what="a failed message")
    return row


async def _shown_as_parked(lane: Either, case: str) -> Document | None:
    shown = await lane.entrance.case(case)
    return shown if shown["parked"] else None


def words_of(proof: Proof, case: str, agency: str) -> list[str]:
    """What the agency's ledger says about its own parked messages."""
    return [row["type"] for row in proof.by_case[case][agency] if row["type"].startswith("message.")]


async def test_a_handler_that_fails_parks_its_case_alone_and_a_retry_carries_it_to_its_end(
    either: Either,
) -> None:
    lane = either
    async with failing(lane, "customs", "declarations", "cleared") as contract:
        unlucky = await lane.load.hand_in((lambda: batch(vehicle(), contract_no=contract), TIANJIN))
        case = unlucky.case
        await lane.load.rounds(2)
        lying = await until_parked(lane, "customs", case)
        assert lying["cause"] == "handler-error"
        assert lane.breaker.words in lying["sentence"]
        others = {each: story.end for each, story in lane.load.stories.items() if each != case}
        assert await lane.entrance.ended(others) == others

        shown = await until(lambda: _shown_as_parked(lane, case), limit=20, what="the parked message in view")
        assert shown is not None
        assert [(each["agency"], each["cause"]) for each in shown["parked"]] == [("customs", "handler-error")]
        assert lane.breaker.words not in str(shown)
        assert shown["status"]["end"] is None
        assert await act(lane, "customs", lying["id"], "retry") == "still-parked"

    assert await act(lane, "customs", lying["id"], "retry") == "handled"
    proof = await lane.load.proven(operations=True)

    assert words_of(proof, case, "customs") == [
        "message.parked.v1", "message.retried.v1", "message.retried.v1"
    ]  # fmt: skip


async def test_a_message_that_an_operator_skips_stays_without_effect_and_its_case_goes_on(
    either: Either,
) -> None:
    lane = either
    never_used = TIANJIN.but(licensing=GRANTED)
    async with failing(lane, "licensing", "applications", "used") as contract:
        unlucky = await lane.load.hand_in((lambda: batch(vehicle(), contract_no=contract), never_used))
        await lane.load.rounds(1)
        lying = await until_parked(lane, "licensing", unlucky.case)
        assert lying["type"] == "customs.released.v1"

        assert await act(lane, "licensing", lying["id"], "skip") == "skipped"

        proof = await lane.load.proven(operations=True)
        again = await lane.entrance.ask(
            OPERATOR, "POST", f"/v1/licensing/operations/parked/{lying['id']}/skip", json=REASON
        )
        assert (again.status_code, again.json()["slug"]) == (409, "move-not-allowed")

    assert words_of(proof, unlucky.case, "licensing") == ["message.parked.v1", "message.skipped.v1"]
