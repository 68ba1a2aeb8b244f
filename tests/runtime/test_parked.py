"""Operators see what is parked, have it handled again, or let the case go on; the ledger knows who and why."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from exportlane.contracts.envelope import Envelope
from exportlane.runtime.testing import Caller, until
from tests.runtime.office import Author, delivery, signed
from tests.runtime.running import Running, running
from tests.runtime.toy import Policy, two_agencies

WHY = {"reason": "the toy has been mended"}


class Desk:
    """The toy licensing and its operator."""

    def __init__(self, run: Running) -> None:
        self.run = run
        self.policy: Policy = run.service.policy
        self.operator: Caller = run.client("operator", subject="zhao")

    async def hears(self, *facts: Envelope) -> None:
        await self.run.service.handling.handle([delivery(fact) for fact in facts])

    async def parked(self, **query: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.operator.get("/v1/operations/parked", **query)).json()[
            "items"
        ]
        return items

    async def does(self, verb: str, parked_id: str) -> dict[str, Any]:
        answer = await self.operator.post(f"/v1/operations/parked/{parked_id}/{verb}", WHY)
        return {"status": answer.status_code, **answer.json()}

    async def codes(self, case: str) -> list[str]:
        heard = (await self.run.paper(case))[0].heard
        return [entry.partition(":")[2] for entry in heard if entry.startswith(f"{case}:")]


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running(two_agencies()["licensing"], database_url, tmp_path) as run:
        for case in ("a", "b"):
            assert (await run.client().post(f"/v1/papers/{case}?cases={case}")).status_code == 201
        yield Desk(run)


def types(facts: Iterable[Envelope]) -> list[str]:
    return [fact.type.removesuffix(".v1") for fact in facts]


async def test_after_the_fault_is_mended_a_retry_lets_everything_through_in_order(desk: Desk) -> None:
    author = Author()
    desk.policy.broken = {"bad"}
    await desk.hears(
        *(author.says("a", code) for code in ("one", "bad", "two", "three")), author.says("b", "one")
    )
    (failed, *behind) = await desk.parked()
    assert [row["state"] for row in behind] == ["blocked", "blocked"]

    still = await desk.does("retry", failed["id"])
    desk.policy.broken = set()
    mended = await desk.does("retry", failed["id"])

    assert (still["status"], still["outcome"], still["state"]) == (200, "still-parked", "failed")
    assert (mended["status"], mended["outcome"], mended["state"]) == (200, "handled", "done")
    assert (mended["changed_by"], mended["reason"]) == ("licensing/operator/zhao", WHY["reason"])
    assert await desk.codes("a") == ["one", "bad", "two", "three"]
    assert await desk.parked() == []
    facts = await desk.run.facts("a")
    assert types(facts) == [
        "licence.withdrawn", "message.parked", "message.retried", "message.retried",
        "licence.withdrawn", "licence.withdrawn", "licence.withdrawn",
    ]  # fmt: skip
    assert b"licensing/operator/zhao" in facts[2].data
    assert (await desk.run.verified()).faults == ()


async def test_a_skip_lets_the_case_go_on_without_the_message(desk: Desk) -> None:
    author = Author()
    desk.policy.broken = {"bad"}
    facts = [author.says("a", code) for code in ("one", "bad", "two")]
    await desk.hears(*facts)
    failed, behind = await desk.parked(case="a")

    early = await desk.does("skip", behind["id"])
    done = await desk.does("skip", failed["id"])
    await desk.hears(*facts)

    assert (early["status"], early["slug"]) == (409, "move-not-allowed")
    assert "Fact 2 of vehicle-registry comes first; this is fact 3." in early["detail"]
    assert (done["outcome"], done["state"]) == ("skipped", "skipped")
    assert await desk.codes("a") == ["one", "two"]
    assert types(await desk.run.facts("a"))[1:3] == ["message.parked", "message.skipped"]
    assert await desk.parked() == []
    again = await desk.does("retry", failed["id"])
    assert (again["status"], again["detail"]) == (409, "The message is skipped already.")


async def test_a_poison_campaign_is_cleared_by_hand_and_order_is_kept(desk: Desk) -> None:
    author = Author()
    desk.policy.broken = {"poison"}
    for case in ("a", "b"):
        await desk.hears(*(author.says(case, "poison" if n in (2, 5) else f"n{n}") for n in range(8)))

    while found := await desk.parked(case="a", state="failed"):
        assert (await desk.does("skip", found[0]["id"]))["status"] == 200
    desk.policy.broken = set()
    while found := await desk.parked(case="b", state="failed"):
        assert (await desk.does("retry", found[0]["id"]))["outcome"] == "handled"

    assert await desk.codes("a") == ["n0", "n1", "n3", "n4", "n6", "n7"]
    assert await desk.codes("b") == ["n0", "n1", "poison", "n3", "n4", "poison", "n6", "n7"]
    assert types(await desk.run.facts("a")).count("message.parked") == 2
    assert types(await desk.run.facts("a")).count("message.skipped") == 2
    assert await desk.parked() == []
    assert (await desk.run.verified()).faults == ()


async def test_what_is_nobodys_can_be_closed_and_leaves_no_fact(desk: Desk) -> None:
    author = Author()
    one = author.says("a", "one")
    await desk.hears(signed(one, "customs"))
    (forged,) = await desk.parked()

    retried = await desk.does("retry", forged["id"])
    skipped = await desk.does("skip", forged["id"])
    await desk.hears(one)

    assert (retried["outcome"], retried["state"], retried["cause"]) == (
        "still-parked",
        "untrusted",
        "wrong-agency",
    )
    assert skipped["state"] == "skipped"
    assert await desk.codes("a") == ["one"]
    assert types(await desk.run.facts("a")) == ["licence.withdrawn"]


async def test_a_parked_message_is_shown_with_its_data(desk: Desk) -> None:
    await desk.hears(Author().says("c", "one"))
    (row,) = await desk.parked()

    shown = (await desk.operator.get(f"/v1/operations/parked/{row['id']}")).json()

    assert (shown["state"], shown["cause"], shown["case_id"], shown["source"]) == (
        "waiting", "no-papers", "c", "vehicle-registry",
    )  # fmt: skip
    assert '"code":"one"' in shown["data"]
    assert await desk.parked(after=row["id"]) == []
    for verb in ("retry", "skip"):
        assert (await desk.does(verb, "nothing"))["slug"] == "not-found"
    assert (await desk.operator.get("/v1/operations/parked/nothing")).status_code == 404


async def test_papers_release_what_waits_for_them(desk: Desk) -> None:
    author = Author()
    await desk.hears(author.says("c", "one"), author.says("c", "two"))

    assert (await desk.run.client().post("/v1/papers/c?cases=c")).status_code == 201

    await until(lambda: _nothing_parked(desk))
    assert await desk.codes("c") == ["one", "two"]


async def test_a_release_that_a_crash_cut_off_is_made_up_for(desk: Desk) -> None:
    """The papers are there and the message waits, and nobody is left who would tell the one of the other."""
    await desk.hears(Author().says("c", "one"))
    database = desk.run.service.database
    async with database.transaction() as connection:
        await connection.execute(
            sa.text(
                "insert into papers (id, version, created_at, updated_at, doc, told) select 'c', 1, created_at, "
                "updated_at, replace(doc, '\"a\"', '\"c\"'), told from papers where id = 'a'"
            )
        )
        await connection.execute(sa.text("insert into thing_case values ('paper', 'c', 'c')"))

    await until(lambda: _nothing_parked(desk))
    assert await desk.codes("c") == ["one"]


async def _nothing_parked(desk: Desk) -> bool:
    return await desk.parked() == []


async def test_operators_see_vitals_and_the_proof_of_the_ledger(desk: Desk) -> None:
    author = Author()
    desk.policy.broken = {"bad"}
    await desk.hears(author.says("a", "one"), author.says("a", "bad"), author.says("c", "one"))

    status = (await desk.operator.get("/v1/operations/status")).json()
    proof = (await desk.operator.get("/v1/operations/ledger/verify")).json()
    facts = (await desk.operator.get("/v1/operations/ledger/cases/a")).json()["facts"]

    assert status["parked"] == {"failed": 1, "waiting": 1}
    assert status["troubles"] == []
    assert (proof["ok"], proof["facts"], proof["cases"]) == (True, 2, 1)
    assert [fact["type"] for fact in facts] == ["licence.withdrawn.v1", "message.parked.v1"]
    assert facts[0]["data"]["reason"] == "heard one"


async def test_an_officer_is_no_operator(desk: Desk) -> None:
    officer = desk.run.client("officer")

    assert (await officer.get("/v1/operations/status")).status_code == 403
    assert (await desk.run.client("supervisor").get("/v1/operations/status")).status_code == 200
