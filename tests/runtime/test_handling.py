"""Every message has its effect exactly once and in order, or is parked with its cause; other cases go on."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest
import sqlalchemy as sa

from exportlane.runtime.database import Database
from exportlane.runtime.handling import Handling
from exportlane.runtime.parking import releasable
from exportlane.runtime.storage import Hears, load_thing
from exportlane.runtime.testing import until
from tests.runtime.office import Author, Office, Stumbling, Switched, delivery, signed
from tests.runtime.toy import FILES, RESTORED, WITHDRAWN, on_file


async def test_a_fact_heard_changes_the_thing_and_is_answered_in_the_same_transaction(office: Office) -> None:
    await office.opens("a", "a")
    fact = Author().says("a", "one")

    await office.hears(fact)

    assert await office.codes("a") == ["one"]
    (answer,) = await office.facts("a")
    assert (answer.type, answer.causationid, answer.correlationid, answer.actor) == (
        WITHDRAWN, fact.id, "batch-1", "rule",
    )  # fmt: skip
    assert [f.id for f in office.announced] == [answer.id]
    assert [f.id for f in office.told] == [fact.id]


async def test_a_repeat_is_dropped_whenever_it_comes(office: Office) -> None:
    await office.opens("a", "a")
    author = Author()
    one, two, three = (author.says("a", code) for code in ("one", "two", "three"))

    await office.hears(one, one, two, one)
    await office.hears(two, one)
    await office.hears(three, one, two, three)

    assert await office.codes("a") == ["one", "two", "three"]
    assert len(await office.facts("a")) == 3
    assert await office.parked() == []
    assert (await office.verified()).faults == ()


async def test_facts_of_a_case_take_effect_in_order_however_they_come(office: Office) -> None:
    await office.opens("a", "a")
    author = Author()
    facts = [author.says("a", f"c{number}") for number in range(6)]

    await office.hears(facts[4], facts[1])
    assert await office.causes() == [("early", "gap"), ("early", "gap")]
    await office.hears(facts[2], facts[0], facts[5])
    assert await office.codes("a") == ["c0", "c1", "c2"]
    await office.hears(facts[3])

    assert await office.codes("a") == ["c0", "c1", "c2", "c3", "c4", "c5"]
    assert await office.parked() == []
    assert {row.state for row in await office.parked(state="done")} == {"done"}


async def test_a_failing_handler_parks_after_its_tries_and_holds_only_its_own_case(office: Office) -> None:
    await office.opens("a", "a")
    await office.opens("b", "b")
    author = Author()
    office.policy.broken = {"bad"}
    facts = [
        author.says("a", "good"),
        author.says("a", "bad"),
        author.says("b", "fine"),
        author.says("a", "after"),
    ]

    await office.hears(*facts)

    assert await office.codes("a") == ["good"]
    assert await office.codes("b") == ["fine"]
    assert await office.causes("a") == [("failed", "handler-error"), ("blocked", "behind")]
    parked = (await office.parked("a"))[0]
    assert "the toy cannot stand bad" in parked.sentence
    told = (await office.facts("a"))[-1]
    assert told.type == "message.parked.v1"
    assert told.causationid == facts[1].id
    assert b"cannot stand" not in told.data, "what a handler raises may be for this agency's eyes only"
    assert office.policy.calls == 1 + 1 + office.desk.attempts


async def test_messages_of_other_agencies_about_the_case_wait_behind_a_failed_one(office: Office) -> None:
    await office.opens("a", "a")
    registry, customs = Author(), Author("customs")
    office.policy.broken = {"bad"}

    await office.hears(registry.says("a", "bad"))
    await office.hears(customs.mumbles("a"))

    assert await office.causes() == [("failed", "handler-error"), ("blocked", "behind")]


async def test_a_hundred_failing_messages_share_their_pauses(office: Office) -> None:
    handling = Handling(replace(office.desk, backoff_seconds=0.05))
    author = Author()
    office.policy.broken = {"bad"}
    for number in range(100):
        await office.opens(f"c{number}", f"c{number}")

    before = asyncio.get_running_loop().time()
    await handling.handle([delivery(author.says(f"c{number}", "bad")) for number in range(100)])
    spent = asyncio.get_running_loop().time() - before

    assert len(await office.parked(state="failed")) == 100
    assert spent < 100 * 0.05, "each alone would have paused for longer"


async def test_two_things_that_cannot_both_be_are_parked_for_a_person_at_once(office: Office) -> None:
    await office.opens("a", "a")
    author = Author()

    await office.hears(author.says("a", "contradiction"), author.says("a", "after"))

    assert await office.causes() == [("failed", "contradiction"), ("blocked", "behind")]
    assert office.policy.calls == 1
    assert b"two things that cannot both be" in (await office.facts("a"))[0].data


async def test_a_fact_before_the_papers_waits_and_those_after_it_too(office: Office) -> None:
    author = Author()
    await office.hears(author.says("a", "one"), author.says("a", "two"))
    assert await office.causes() == [("waiting", "no-papers"), ("early", "gap")]
    assert office.policy.calls == 0

    await office.opens("a", "a")
    await office.handling.release(["a"])

    assert await office.codes("a") == ["one", "two"]
    assert await office.parked() == []


async def test_a_handler_may_let_a_fact_wait_for_a_change_of_its_thing(office: Office) -> None:
    await office.opens("a", "a")
    author = Author()
    office.policy.early = {"patience"}
    await office.hears(author.says("a", "patience"), author.says("a", "after"))
    assert await office.causes() == [("waiting", "too-early"), ("early", "gap")]

    await office.handling.release(["a"])
    assert await office.codes("a") == []
    office.policy.early = set()
    await office.handling.release(["a"])

    assert await office.codes("a") == ["patience", "after"]


async def test_a_waiting_fact_that_fails_when_its_turn_comes_is_announced_as_parked(office: Office) -> None:
    author = Author()
    office.policy.broken = {"bad"}
    await office.hears(author.says("a", "bad"))
    await office.opens("a", "a")

    await office.handling.release(["a"])
    await office.handling.release(["a"])

    assert await office.causes() == [("failed", "handler-error")]
    assert [fact.type for fact in await office.facts("a")] == ["message.parked.v1"]


async def test_data_that_does_not_parse_are_parked_without_telling_what_stood_in_them(office: Office) -> None:
    await office.opens("a", "a")
    await office.opens("b", "b")
    author = Author()
    bad = author.says("a", "one")
    wrong = {"a": b'{"vin": "SECRET", "code": 1}', "b": b"no json"}
    facts = [author.says("b", "one"), bad]

    await office.hears(*(signed(fact, data=wrong[fact.subject]) for fact in facts))

    assert await office.causes() == [("failed", "data-invalid")] * 2
    assert all("SECRET" not in row.sentence for row in await office.parked())
    assert "vin" in (await office.parked("a"))[0].sentence


async def test_a_fact_without_an_instant_is_parked(office: Office) -> None:
    await office.opens("a", "a")

    await office.hears(signed(Author().says("a", "one"), time="2026-03-02T00:00:00"))

    assert await office.causes() == [("failed", "data-invalid")]


async def test_a_case_without_a_file_opens_one(office: Office) -> None:
    handling = Handling(replace(office.desk, hears={RESTORED: Hears(FILES, on_file)}))
    author = Author()

    await handling.handle([delivery(author.says(case, "one")) for case in ("x", "y", "x")])
    await handling.handle([delivery(author.says("x", "two"))])

    async with office.database.reading() as connection:
        thing = await load_thing(office.database, connection, FILES, "x")
    assert thing is not None
    assert thing.state is not None
    assert thing.state.sequences == (1, 2, 3)
    assert thing.version == 2, "one version per batch"


async def test_rows_beside_the_thing_are_written_with_it(office: Office) -> None:
    await office.opens("a", "a")

    await office.hears(Author().says("a", "note"))

    rows = await office.rows("select case_id, count, loud from notes order by case_id")
    assert [(row.case_id, row.count, row.loud) for row in rows] == [("a", 1, True), ("b", None, None)]


@pytest.mark.parametrize("code", ["nowhere", "huge"])
async def test_an_effect_that_cannot_be_written_is_parked_and_the_rest_of_the_batch_is_not(
    office: Office, code: str
) -> None:
    author = Author()
    for number in range(7):
        await office.opens(f"c{number}", f"c{number}")

    facts = [author.says(f"c{number}", code if number == 3 else "fine") for number in range(7)]
    await asyncio.wait_for(office.hears(*facts, author.says("c3", "after")), 20)

    assert await office.causes() == [("failed", "handler-error"), ("blocked", "behind")]
    assert [await office.codes(f"c{number}") for number in (0, 2, 4, 6)] == [["fine"]] * 4
    assert (await office.verified()).faults == ()


async def test_a_poison_campaign_of_one_in_a_hundred_stops_only_its_cases(office: Office) -> None:
    author, chance = Author(), random.Random(7)
    cases = [f"case-{number:02d}" for number in range(40)]
    for case in cases:
        await office.opens(case, case)
    office.policy.broken = {"poison"}
    poisoned = {"case-03", "case-11", "case-17", "case-29"}
    stream = [
        author.says(case, "poison" if case in poisoned and turn == 4 else f"t{turn}")
        for turn in range(10)
        for case in cases
    ]

    while stream:
        size = chance.randint(1, 60)
        await office.hears(*stream[:size])
        stream = stream[size:]

    whole = [f"t{turn}" for turn in range(10)]
    for case in cases:
        assert await office.codes(case) == (whole[:4] if case in poisoned else whole)
    states = [row.state for row in await office.parked()]
    assert (states.count("failed"), states.count("blocked")) == (4, 4 * 5)
    assert (await office.verified()).faults == ()


async def test_a_version_conflict_with_an_officer_is_decided_again(office: Office) -> None:
    """The officer's change comes between our reading and our writing: we must see it, not overwrite it."""
    await office.opens("p", "a", "b")
    database = office.database
    meanwhile = asyncio.Event()

    class Interrupted(Database):
        """The same database, in which somebody is quicker than the first write."""

        async def write(self, connection: object, writes: object) -> None:
            if not meanwhile.is_set():
                meanwhile.set()
                if self.dialect == "sqlite":
                    # One writer at a time: there the conflict can only be played.
                    raise sa.exc.IntegrityError("conflict", None, Exception("somebody was quicker"))
                async with database.transaction() as other:
                    await other.execute(sa.text("update papers set version = version + 1"))
            await super().write(connection, writes)  # type: ignore[arg-type]

    quick = Interrupted(database.engine.url.render_as_string(hide_password=False))
    author = Author()

    await Handling(replace(office.desk, database=quick)).handle(
        [delivery(author.says("a", "one")), delivery(author.says("b", "two"))]
    )
    await quick.close()

    assert await office.codes("a", "p") == ["one"]
    assert await office.codes("b", "p") == ["two"]
    assert await office.parked() == []


@pytest.mark.parametrize("stumbles", [(1,), (1, 2), (1, 2, 3), (2,), (2, 3), (1, 3, 5), tuple(range(1, 12))])
async def test_whatever_write_meets_somebody_quicker_nothing_is_lost_or_parked_for_it(
    office: Office, stumbles: tuple[int, ...]
) -> None:
    handling = Handling(replace(office.desk, database=Stumbling(office.database, *stumbles)))
    author = Author()
    for case in ("a", "b", "c"):
        await office.opens(case, case)
    office.policy.broken = {"bad"}

    facts = [
        author.says("a", "one"),
        author.says("b", "bad"),
        author.says("b", "after"),
        author.says("c", "one"),
    ]
    await handling.handle([delivery(fact) for fact in facts])

    assert await office.codes("a") == await office.codes("c") == ["one"]
    assert await office.causes() == [("failed", "handler-error"), ("blocked", "behind")]
    assert (await office.verified()).faults == ()


async def test_of_two_who_try_the_same_parked_message_the_second_finds_it_done(office: Office) -> None:
    author = Author()
    await office.hears(author.says("a", "one"), author.says("a", "two"))
    await office.opens("a", "a")
    async with office.database.reading() as connection:
        first = await releasable(office.database, connection, ["a"])
        second = await releasable(office.database, connection, ["a"])

    assert [await office.handling.retry(message) for message in (*first, *second)] == [True] * 4

    assert await office.codes("a") == ["one", "two"]
    assert await office.parked() == []


async def test_an_outage_of_the_database_is_waited_out(office: Office) -> None:
    await office.opens("a", "a")
    away = Database("sqlite+aiosqlite:////no/such/folder/toy.db")
    database = Switched(office.database, away)
    handling = Handling(replace(office.desk, database=database))
    fact = Author().says("a", "one")

    running = asyncio.create_task(handling.handle([delivery(fact)]))
    await until(lambda: handling.outage is not None, what="the outage")
    assert not running.done()
    database.away = None
    await asyncio.wait_for(running, 20)

    assert handling.outage is None
    assert await office.codes("a") == ["one"]
    await away.close()


async def test_live_views_hear_of_committed_effects_only(office: Office) -> None:
    await office.opens("a", "a")
    author = Author()
    office.policy.broken = {"bad"}

    await office.hears(author.says("a", "one"), author.mumbles("a"), author.says("a", "bad"))

    assert [fact.sequence for fact in office.told] == [1]
