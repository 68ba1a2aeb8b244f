"""A holiday notice that is loaded holds at once, everywhere and after every restart, and moves last days once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from exportlane.agency.calendars import Calendars, with_calendar
from exportlane.contracts.decision import Decided
from exportlane.law.calendar import shipped_calendar
from exportlane.law.limits import TimeLimit, start
from exportlane.runtime.migrations import runtime_tables, second_step
from exportlane.runtime.service import ServiceDefinition
from exportlane.runtime.storage import Loaded, load_thing, thing_writes
from exportlane.runtime.testing import until
from tests.runtime.running import Running, running
from tests.runtime.toy import definition
from tests.runtime.toy.bells import TERMS, Faults, Term, on_calendar

PATH = "/v1/operations/calendar"
NOTICE: dict[str, Any] = {
    "number": "国办发明电〔2039〕9号",
    "issued": "2025-11-04",
    "source": "gov.cn",
    "days": [
        {"date": "2040-03-02", "is_workday": False, "name": "made up"},
        {"date": "2040-03-03", "is_workday": True},
    ],
}
"""Far in the future, so that no alarm of these clocks is ever due while the test runs."""
LIMIT = TimeLimit("licence", "licensing", "workdays", 3)
STARTED = date(2040, 2, 29)


def reckoning(**policy: Any) -> ServiceDefinition:
    """The toy registry with clocks of the law."""
    toy = definition("vehicle-registry", {})
    given = Faults(calendar=shipped_calendar(), **policy)
    return replace(toy, kinds=(*toy.kinds, TERMS), policy=lambda _settings: given)


@pytest.fixture
async def registry(database_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(reckoning(), database_url, tmp_path) as run:
        await begins(run, "t1", "t2")
        yield run


def calendars_of(run: Running) -> Calendars:
    (found,) = run.service.companions
    assert isinstance(found, Calendars)
    return found


async def begins(run: Running, *names: str) -> None:
    """Terms of three working days from Wednesday 29 February 2040."""
    clock = start(LIMIT, on=STARTED, calendar=run.service.policy.calendar)
    things = [Loaded(TERMS, Term(name, (clock,)), 0, changed=True) for name in names]
    async with run.service.database.transaction() as connection:
        await run.service.database.write(connection, thing_writes(things, "2026-01-01T00:00:00.000000Z"))


async def term(run: Running, name: str = "t1") -> Term:
    async with run.service.database.reading() as connection:
        thing = await load_thing(run.service.database, connection, TERMS, name)
    assert thing is not None
    assert thing.state is not None
    return thing.state


async def told(run: Running, *names: str) -> list[tuple[str, str]]:
    return [(fact.subject, fact.type) for fact in await run.facts(*names)]


RECKONED = [("t1", "clock.recomputed.v1"), ("t2", "clock.recomputed.v1")]


async def test_a_notice_holds_at_once_and_moves_the_last_days(registry: Running) -> None:
    before = (await term(registry)).clocks[0]

    answer = await registry.client("operator").post(PATH, NOTICE)

    assert answer.status_code == 200, answer.text
    assert (answer.json()["loaded"], answer.json()["provisional"], answer.json()["notice"]) == (
        True, False, NOTICE["number"],
    )  # fmt: skip
    assert registry.service.policy.calendar.is_workday(date(2040, 3, 3)) == (True, False)
    await until(lambda: _all_told(registry, 2))
    after = (await term(registry)).clocks[0]
    assert (before.due_on, before.provisional) == (date(2040, 3, 5), True)
    assert (after.due_on, after.provisional) == (date(2040, 3, 5), False), (
        "one day off, one worked: the same day, certain"
    )
    fact = (await registry.facts("t1"))[0]
    assert (fact.actor, b'"was":"2040-03-05"' in fact.data, NOTICE["number"].encode() in fact.data) == (
        "clock", True, True,
    )  # fmt: skip
    assert (await registry.verified()).faults == ()


async def _all_told(run: Running, number: int) -> bool:
    return len(await told(run, "t1", "t2")) >= number


async def test_things_are_told_of_a_notice_once_however_often_they_are_asked(registry: Running) -> None:
    await registry.client("operator").post(PATH, NOTICE)
    await until(lambda: _all_told(registry, 2))

    again = await registry.client("operator").post(PATH, NOTICE)
    changed = await calendars_of(registry).reckon()

    assert (again.status_code, again.json()["loaded"], changed) == (200, False, 0)
    assert await told(registry, "t1", "t2") == RECKONED
    assert await registry.count("calendar_notices") == 1


async def test_a_notice_holds_after_a_restart_and_work_that_was_cut_off_is_finished(
    database_url: str, tmp_path: Path
) -> None:
    async with running(reckoning(), database_url, tmp_path) as run:
        await begins(run, "t1", "t2")
        calendars_of(run)._kinds = []  # it dies before anything was reckoned
        await run.client("operator").post(PATH, NOTICE)
        assert await told(run, "t1", "t2") == []

    async with running(reckoning(), database_url, tmp_path) as again:
        assert again.service.policy.calendar.is_published(2040)
        await until(lambda: _all_told(again, 2))
        assert await told(again, "t1", "t2") == RECKONED


async def test_another_replica_counts_by_the_notice_within_seconds(database_url: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        one, other = [
            await stack.enter_async_context(running(reckoning(), database_url, tmp_path / name))
            for name in ("one", "other")
        ]
        await begins(one, "t1", "t2")

        await one.client("operator").post(PATH, NOTICE)

        await until(lambda: other.service.policy.calendar.is_published(2040))
        await until(lambda: _all_told(one, 2))
        await calendars_of(other).reckon()
        assert await told(one, "t1", "t2") == RECKONED


async def test_nothing_is_reckoned_by_the_calendar_from_before_a_notice_that_another_replica_took(
    database_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        one, other = [
            await stack.enter_async_context(running(reckoning(), database_url, tmp_path / name))
            for name in ("one", "other")
        ]
        await one.client("operator").post(PATH, NOTICE)

        await calendars_of(other).apply()

        assert other.service.policy.calendar.is_published(2040)


async def test_a_clock_that_a_late_replica_started_by_the_old_calendar_is_found(registry: Running) -> None:
    old = registry.service.policy.calendar
    await registry.client("operator").post(PATH, NOTICE)
    await until(lambda: _all_told(registry, 2))
    late = Term("late", (start(LIMIT, on=STARTED, calendar=old),))
    async with registry.service.database.transaction() as connection:
        writes = thing_writes([Loaded(TERMS, late, 0, changed=True)], "2026-01-01T00:00:00.000000Z")
        await registry.service.database.write(connection, writes)

    # The run after all replicas know the notice is due in some seconds; the test does not wait for it.
    calendars = calendars_of(registry)
    calendars._seen = dict.fromkeys(calendars._seen, 0.0)
    await until(lambda: _all_closed(registry))

    assert await told(registry, "late") == [("late", "clock.recomputed.v1")]
    assert await calendars.apply() == 0


async def _all_closed(run: Running) -> bool:
    return await run.count("calendar_notices", "applied_at is null") == 0


@pytest.mark.parametrize(
    ("change", "status", "slug", "field"),
    [
        ({"days": [*NOTICE["days"], NOTICE["days"][0]]}, 422, "calendar-day-twice", "/days/2/date"),
        (
            {"days": [*NOTICE["days"], {"date": "2040-03-03", "is_workday": False}]},
            422, "calendar-contradiction", "/days/2/date",
        ),
        ({"year": 2039}, 422, "calendar-day-outside-year", "/days/0/date"),
        ({"issued": "2999-01-01"}, 422, "calendar-notice-early", "/issued"),
        ({"replaces": "none"}, 422, "calendar-notice-unknown", "/replaces"),
        ({"days": []}, 422, "validation-failed", "/days"),
        ({"number": ""}, 422, "validation-failed", "/number"),
        ({"source": None}, 422, "validation-failed", "/source"),
        ({"days": [{"date": "2040-02-30", "is_workday": False}]}, 422, "validation-failed", "/days/0/date"),
        ({"days": [{"date": "2040-03-02", "is_workday": "false"}]}, 422, "validation-failed", "/days/0/is_workday"),
        ({"days": [{"date": 20400302, "is_workday": False}]}, 422, "validation-failed", "/days/0/date"),
        ({"extra": 1}, 422, "validation-failed", "/extra"),
    ],
)  # fmt: skip
async def test_a_notice_that_cannot_be_true_is_refused_with_its_field(
    registry: Running, change: dict[str, Any], status: int, slug: str, field: str
) -> None:
    answer = await registry.client("operator").post(PATH, {**NOTICE, **change})

    problem = answer.json()
    assert (answer.status_code, problem["slug"]) == (status, slug)
    assert field in [problem.get("field"), *(error["field"] for error in problem.get("errors", []))]
    assert await registry.count("calendar_notices") == 0
    assert not registry.service.policy.calendar.is_published(2040)


async def test_a_second_notice_contradicts_the_first_unless_it_replaces_it(registry: Running) -> None:
    operator = registry.client("operator")
    await operator.post(PATH, NOTICE)
    days = [{"date": "2040-03-02", "is_workday": False}, {"date": "2040-03-03", "is_workday": False}]
    other = {**NOTICE, "number": "n2", "days": days}

    known = await operator.post(PATH, {**NOTICE, "source": "elsewhere"})
    refused = await operator.post(PATH, other)
    replaced = await operator.post(PATH, {**other, "replaces": NOTICE["number"]})

    assert (known.status_code, known.json()["slug"]) == (409, "calendar-notice-known")
    assert (refused.json()["slug"], refused.json()["field"]) == (
        "calendar-contradiction",
        "/days/1/is_workday",
    )
    assert replaced.json()["notice"] == "n2"
    await until(lambda: _moved(registry, date(2040, 3, 6)))


async def _moved(run: Running, day: date) -> bool:
    return (await term(run)).clocks[0].due_on == day


async def test_only_an_operator_or_supervisor_loads_a_notice(registry: Running) -> None:
    refused = await registry.client("officer").post(PATH, NOTICE)
    loaded = await registry.client("supervisor").post(PATH, NOTICE)

    assert (refused.status_code, loaded.status_code) == (403, 200)


async def test_a_year_without_a_notice_is_shown_as_provisional(registry: Running) -> None:
    operator = registry.client("operator")

    free = (await operator.get(PATH, year="2040")).json()
    known = (await operator.get(PATH, year="2026")).json()
    status = (await operator.get("/v1/operations/status")).json()

    assert (free["provisional"], free["notice"], free["notices"]) == (True, None, [])
    assert known["provisional"] is False
    assert status["calendar_ends_on"] == known["ends_on"] == shipped_calendar().ends_on.isoformat()
    assert status["calendar_days_left"] == known["days_left"]


async def test_a_thing_that_cannot_be_reckoned_is_told_and_holds_up_no_other(
    database_url: str, tmp_path: Path
) -> None:
    broken = {"t1"}

    def sometimes(state: Term, *, now: datetime, policy: Any) -> Decided[Term] | None:
        if state.id in broken:
            raise RuntimeError("it cannot count")
        return on_calendar(state, now=now, policy=policy)

    toy = reckoning()
    failing = replace(toy, kinds=(*toy.kinds[:-1], replace(TERMS, on_calendar=sometimes)))
    async with running(failing, database_url, tmp_path) as run:
        await begins(run, "t1", "t2")
        await run.client("operator").post(PATH, NOTICE)
        await until(lambda: calendars_of(run).trouble)
        status = (await run.client("operator").get("/v1/operations/status")).json()

        assert await told(run, "t1", "t2") == [("t2", "clock.recomputed.v1")]
        assert any("term t1: RuntimeError" in trouble for trouble in status["troubles"])

        broken.clear()
        await run.client("operator").post(PATH, NOTICE)
        await until(lambda: _all_told(run, 2))
        await until(lambda: calendars_of(run).trouble is None)


def test_a_policy_without_a_calendar_stays_as_it_is() -> None:
    class Own:
        def with_calendar(self, calendar: object) -> tuple[str, object]:
            return ("own", calendar)

    calendar = shipped_calendar()
    plain = object()

    assert with_calendar(plain, calendar) is plain
    assert with_calendar(Own(), calendar) == ("own", calendar)
    assert with_calendar(Faults(), calendar).calendar is calendar


def test_a_database_of_the_first_version_gains_the_columns_and_tables_once(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        op = Operations(MigrationContext.configure(connection))
        op.create_table("things", sa.Column("id", sa.Text, primary_key=True))

        second_step(op, "things")
        second_step(op, "things")

        found = sa.inspect(connection)
        assert [column["name"] for column in found.get_columns("things")] == ["id", "wake_at"]
        assert {"calendar_notices", "timers_failing"} <= set(found.get_table_names())
    with sa.create_engine(f"sqlite:///{tmp_path / 'new.db'}").begin() as connection:
        op = Operations(MigrationContext.configure(connection))
        runtime_tables(op)
        second_step(op)
