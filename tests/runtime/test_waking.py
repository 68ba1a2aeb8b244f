"""A thing is asked when its moment has come, once, whoever else looks and whatever breaks down meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from exportlane.contracts.envelope import Envelope
from exportlane.law.calendar import shipped_calendar
from exportlane.law.limits import TimeLimit, start
from exportlane.runtime.clock import ManualClock, rfc3339
from exportlane.runtime.database import Database
from exportlane.runtime.storage import Loaded, load_thing, thing_writes
from exportlane.runtime.testing import until
from exportlane.runtime.timers import list_failing
from exportlane.runtime.waking import MOST_AT_ONCE, Waking
from tests.runtime.office import SIGNERS, START, Office, Stumbling, Switched, open_office
from tests.runtime.toy.bells import BELLS, TERMS, Bell, Faults, Term

MINUTE = timedelta(minutes=1)
REGISTRY = {"name": "vehicle-registry", "signer": SIGNERS["vehicle-registry"]}


class Tower:
    """Bells on a desk, and the watchers (one for each replica) who ask them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.desk = office.desk
        self.released: list[str] = []
        self.watcher = self.another()

    @property
    def clock(self) -> ManualClock:
        assert isinstance(self.desk.clock, ManualClock)
        return self.desk.clock

    def another(self, **changes: object) -> Waking:
        """A replica: its own watcher on the same rows."""
        return Waking(replace(self.desk, **changes), self.released.extend)  # type: ignore[arg-type]

    async def hangs(self, *bells: Bell) -> list[Loaded[Bell]]:
        things = [Loaded(BELLS, bell, 0, changed=True) for bell in bells]
        await self.writes(*things)
        return things

    async def writes(self, *things: Loaded[object]) -> None:
        async with self.office.database.transaction() as connection:
            await self.office.database.write(connection, thing_writes(things, rfc3339(self.clock.now())))

    async def bell(self, bell_id: str = "b") -> tuple[Bell, int]:
        async with self.office.database.reading() as connection:
            thing = await load_thing(self.office.database, connection, BELLS, bell_id)
        assert thing is not None
        assert thing.state is not None
        return thing.state, thing.version

    async def rings(self, *cases: str) -> list[Envelope]:
        return await self.office.facts(*cases)

    async def failing(self) -> list[tuple[str, int, bool]]:
        """Thing, attempts, and whether it is set aside."""
        rows = await list_failing(self.office.database, self.desk.kinds.values())
        return [(row.thing_id, row.attempts, row.next_at is None) for row in rows]


@pytest.fixture
async def tower(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Tower]:
    monkeypatch.setenv("EXPORTLANE_DATA_DIR", str(tmp_path / "data"))
    kinds = {kind.name: kind for kind in (BELLS, TERMS)}
    async with open_office(
        database_url, kinds=kinds, policy=Faults(), backoff_seconds=60.0, **REGISTRY
    ) as office:
        yield Tower(office)


def bell(*minutes: int, name: str = "b", fault: str = "", cases: tuple[str, ...] = ("c",)) -> Bell:
    return Bell(name, cases, tuple(START + MINUTE * n for n in minutes), fault=fault)


async def test_nothing_is_asked_before_its_moment(tower: Tower) -> None:
    await tower.hangs(bell(2))
    tower.clock.advance(2 * MINUTE - timedelta(microseconds=1))

    assert await tower.watcher.wake_due() == 0
    assert await tower.rings("c") == []

    tower.clock.advance(timedelta(microseconds=1))
    assert await tower.watcher.wake_due() == 1
    assert len(await tower.rings("c")) == 1


async def test_what_is_decided_stands_in_the_ledger_with_the_clock_as_its_actor(tower: Tower) -> None:
    await tower.hangs(bell(1, cases=("c", "d")))
    tower.clock.advance(MINUTE)

    await tower.watcher.wake_due()

    facts = await tower.rings("c", "d")
    assert [(fact.subject, fact.sequence, fact.actor) for fact in facts] == [
        ("c", 1, "clock"),
        ("d", 1, "clock"),
    ]
    assert [fact.id for fact in tower.office.announced] == [fact.id for fact in facts]
    assert (await tower.office.verified()).faults == ()
    assert (await tower.bell())[1] == 2
    assert tower.released == ["c", "d"]


async def test_the_new_state_decides_when_it_is_asked_next(tower: Tower) -> None:
    await tower.hangs(bell(1, 3))

    tower.clock.advance(MINUTE)
    assert await tower.watcher.wake_due() == 1
    assert await tower.watcher.wake_due() == 0
    tower.clock.advance(2 * MINUTE)
    assert await tower.watcher.wake_due() == 1
    tower.clock.advance(100 * MINUTE)

    assert await tower.watcher.wake_due() == 0
    assert (await tower.bell())[0].rung == 2


async def test_moments_that_passed_while_nobody_ran_are_made_up_for(tower: Tower) -> None:
    await tower.hangs(bell(1, 2, 3), bell(2, name="late", cases=("d",)))
    tower.clock.advance(10 * MINUTE)

    assert await tower.another().wake_due() == 2

    assert len(await tower.rings("c")) == 3
    assert len(await tower.rings("d")) == 1


async def test_many_things_are_asked_in_batches(tower: Tower) -> None:
    await tower.hangs(*(bell(1, name=f"b{n:03}", cases=(f"c{n:03}",)) for n in range(250)))
    tower.clock.advance(MINUTE)

    assert await tower.watcher.wake_due() == 250

    assert len(tower.office.announced) == 250


async def test_several_replicas_ask_each_thing_once(tower: Tower) -> None:
    await tower.hangs(*(bell(1, 2, name=f"b{n:02}", cases=(f"c{n:02}",)) for n in range(60)))
    tower.clock.advance(5 * MINUTE)

    asked = await asyncio.gather(*(tower.another().wake_due() for _ in range(4)))

    assert sum(asked) == 60
    facts = await tower.rings(*(f"c{n:02}" for n in range(60)))
    assert sorted((fact.subject, fact.sequence) for fact in facts) == [
        (f"c{n:02}", sequence) for n in range(60) for sequence in (1, 2)
    ]
    assert (await tower.office.verified()).faults == ()


async def test_a_thing_that_somebody_else_changed_meanwhile_is_looked_at_again(tower: Tower) -> None:
    await tower.hangs(bell(1))
    tower.clock.advance(MINUTE)
    stumbling = Stumbling(tower.office.database, 1)

    assert await tower.another(database=stumbling).wake_due() == 1

    assert len(await tower.rings("c")) == 1
    assert await tower.failing() == []


async def test_a_moment_that_was_put_off_meanwhile_is_not_asked_for(tower: Tower) -> None:
    """The row still says an earlier moment than the state does: it was written by other code."""
    await tower.hangs(bell(5))
    await tower.office.execute("update bells set wake_at = '2026-03-02T01:00:00.000000Z'")
    tower.clock.advance(MINUTE)

    await tower.watcher.wake_due()
    assert await tower.rings("c") == []
    tower.clock.advance(4 * MINUTE)
    await tower.watcher.wake_due()

    assert len(await tower.rings("c")) == 1


@pytest.mark.parametrize("fault", ["raises", "stays"])
async def test_what_fails_is_tried_again_with_a_growing_pause_and_then_set_aside(
    tower: Tower, fault: str
) -> None:
    await tower.hangs(bell(1, fault=fault), bell(1, 20, name="good", cases=("d",)))
    tower.clock.advance(MINUTE)

    await tower.watcher.wake_due()
    assert await tower.failing() == [("b", 1, False)]
    assert len(await tower.rings("d")) == 1, "other things go on"

    tower.clock.advance(59 * timedelta(seconds=1))
    await tower.watcher.wake_due()
    assert await tower.failing() == [("b", 1, False)]
    tower.clock.advance(timedelta(seconds=1))
    await tower.watcher.wake_due()
    assert await tower.failing() == [("b", 2, False)]
    tower.clock.advance(2 * MINUTE)
    await tower.watcher.wake_due()
    assert await tower.failing() == [("b", 3, True)]

    tower.clock.advance(1000 * MINUTE)
    assert await tower.watcher.wake_due() == 1, "the good one alone"
    assert await tower.rings("c") == []
    assert (await tower.bell())[1] == 1


async def test_what_was_tried_again_with_success_is_closed(tower: Tower) -> None:
    await tower.hangs(bell(1, fault="raises"))
    tower.clock.advance(MINUTE)
    await tower.watcher.wake_due()
    mended = tower.another(policy=Faults(repaired=True))

    await mended.wake_due()
    assert await tower.rings("c") == []
    tower.clock.advance(MINUTE)
    await mended.wake_due()

    assert len(await tower.rings("c")) == 1
    assert await tower.failing() == []
    rows = await tower.office.rows("select attempts, settled_at is not null as settled from timers_failing")
    assert [(row.attempts, bool(row.settled)) for row in rows] == [(1, True)]


async def test_what_is_set_aside_is_asked_again_when_somebody_changes_the_thing(tower: Tower) -> None:
    (thing,) = await tower.hangs(bell(1, fault="raises"))
    tower.clock.advance(MINUTE)
    for _ in range(3):
        await tower.watcher.wake_due()
        tower.clock.advance(10 * MINUTE)
    assert await tower.failing() == [("b", 3, True)]

    await tower.writes(
        Loaded(BELLS, replace((await tower.bell())[0], fault=""), thing.version + 1, changed=True)
    )
    await tower.watcher.wake_due()

    assert len(await tower.rings("c")) == 1
    assert await tower.failing() == []


async def test_a_rule_that_is_never_satisfied_does_not_spin(tower: Tower) -> None:
    await tower.hangs(bell(1, fault="spins"))
    tower.clock.advance(MINUTE)

    asked = await tower.watcher.wake_due()

    assert asked == MOST_AT_ONCE + 1
    assert await tower.failing() == [("b", 1, False)]


async def test_one_decision_that_cannot_be_written_does_not_hold_up_the_others(tower: Tower) -> None:
    await tower.hangs(*(bell(1, name=f"b{n}", cases=(f"c{n}",)) for n in range(5)))
    await tower.office.execute("update bells set doc = '{}' where id = 'b3'")
    tower.clock.advance(MINUTE)

    await tower.watcher.wake_due()

    assert len(await tower.rings("c0", "c1", "c2", "c4")) == 4
    assert await tower.failing() == [("b3", 1, False)]


async def test_a_database_out_of_reach_is_waited_for_and_said(tower: Tower) -> None:
    switched = Switched(tower.office.database, away=Database("postgresql+asyncpg://nobody@127.0.0.1:1/none"))
    watcher = tower.another(database=switched)
    await tower.hangs(bell(1))
    tower.clock.advance(MINUTE)
    running = asyncio.create_task(watcher.run())

    await until(lambda: watcher.trouble)
    switched.away = None
    await until(lambda: tower.office.announced)
    await until(lambda: watcher.trouble is None)

    watcher.stop()
    await running
    assert len(await tower.rings("c")) == 1


async def test_the_loop_is_woken_by_what_was_just_written(tower: Tower) -> None:
    running = asyncio.create_task(tower.watcher.run())
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    begun = loop.time()

    tower.watcher.note(await tower.hangs(bell(0)))
    await until(lambda: tower.office.announced)

    assert loop.time() - begun < 0.9, "it did not sleep its second out"
    tower.watcher.stop()
    await running


async def test_a_legal_clock_warns_and_breaches_once_across_restarts(tower: Tower) -> None:
    """Four working days for a licence from 2 March: a warning on the 5th, a breach after the 6th."""
    limit = TimeLimit("licence", "licensing", "workdays", 4, article="实施办法 第七条")
    clock = start(limit, on=START.date(), calendar=shipped_calendar())
    await tower.writes(Loaded(TERMS, Term("t", (clock,)), 0, changed=True))

    for hour in range(24 * 8):
        tower.clock.move_to(START + timedelta(hours=hour))
        await tower.another().wake_due()

    facts = await tower.rings("t")
    assert [fact.type for fact in facts] == ["clock.due_soon.v1", "clock.breached.v1"]
    assert [fact.time for fact in facts] == ["2026-03-04T16:00:00.000000Z", "2026-03-06T16:00:00.000000Z"]
    rows = await tower.office.rows("select wake_at from terms")
    assert [row.wake_at for row in rows] == [None]


async def test_a_thing_without_a_timer_writes_no_moment(office: Office) -> None:
    await office.opens("p", "a")

    rows = await office.rows("select wake_at from papers")

    assert [row.wake_at for row in rows] == [None]


def test_a_timer_needs_its_rule() -> None:
    with pytest.raises(ValueError, match="both wake and on_time"):
        replace(BELLS, on_time=None)
