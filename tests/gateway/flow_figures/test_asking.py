"""What is asked of the tables, on a real SQLite; and that the list behind a figure holds what the figure counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from benchmarks.portal.telling import Beat
from exportlane.law.calendar import shipped_calendar
from exportlane.runtime.database import Database
from gateway.flow.figures.ageing import BUCKETS, ageing
from gateway.flow.figures.asking import (
    STATEMENTS,
    Decided,
    Due,
    Gone,
    Opened,
    Placed,
    Stood,
    Taken,
    Wait,
    Way,
    ask,
)
from gateway.flow.figures.listed import first_by
from gateway.flow.figures.since import Since
from gateway.flow.filters import Filters, Scope
from gateway.flow.listing import count
from tests.gateway.flow.histories import kept, sqlite
from tests.gateway.flow.test_rows import PREPARED, TO_GRANT, rows
from tests.gateway.flow_figures.questions import ALL, CASES, FILTERS, STEPS, asked, filled, question
from tests.gateway.flow_figures.rows import OTHER, TODAY

GUEST = Scope(uscc=None, masked=True, rows=False)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with kept(sqlite(tmp_path)) as made:
        yield await filled(made.database)


async def number(database: Database, **filters: object) -> int:
    return (await count(database, Filters(**filters), ALL, today=TODAY)).count  # type: ignore[arg-type]


@pytest.mark.parametrize("filters", FILTERS, ids=lambda one: one.address() or "all")
async def test_every_case_is_in_one_group_of_ways_and_of_places(database: Database, filters: Filters) -> None:
    ways, gone, placed = [await asked(database, group, question(filters)) for group in (Way, Gone, Placed)]

    whole = (await count(database, filters, ALL, today=TODAY)).count
    assert sum(one[-1] for one in ways) == whole
    assert sum(one[-1] for one in gone) == whole
    assert sum(Placed(*one).n for one in placed) == whole


async def test_an_exporter_would_be_answered_about_its_own_cases_alone(database: Database) -> None:
    own = question(scope=Scope(uscc=OTHER[0], masked=False))

    assert sum(one[-1] for one in await asked(database, Way, own)) == 2
    assert sum(one[-1] for one in await asked(database, Taken, own)) == 1


async def test_opened_since_is_said_of_the_case_also_where_steps_are_counted(database: Database) -> None:
    since = question(Filters(since=date(2026, 10, 12), until=date(2026, 10, 12)))

    assert sum(one[-1] for one in await asked(database, Taken, since)) == 4


async def test_no_step_is_the_firms_so_its_turn_narrows_no_step(database: Database) -> None:
    assert sum(
        one[-1] for one in await asked(database, Taken, question(Filters(agency="enterprise")))
    ) == len(STEPS)
    assert sum(one[-1] for one in await asked(database, Taken, question(Filters(agency="customs")))) == 4


async def test_steps_tell_who_has_begun_from_who_never_came(database: Database) -> None:
    found = [Taken(*one) for one in await asked(database, Taken, question())]

    lapsed = next(one for one in found if one.outcome == "lapsed")
    assert (lapsed.begun, lapsed.n) == (0, 1)
    assert sum(one.begun for one in found) == 9


async def test_decided_in_a_week_leads_to_the_very_cases(database: Database) -> None:
    decided: Counter[tuple[str, str]] = Counter()
    for row in await asked(database, Decided, question()):
        one = Decided(*row)
        decided[one.step, one.week] += one.n

    assert decided["customs", "2026-W45"] == 2
    for (step, week), n in decided.items():
        assert await number(database, done=step, done_week=week) == n


async def test_every_age_of_every_step_leads_to_the_very_cases(database: Database) -> None:
    async with database.reading() as connection:
        waits = await ask(connection, Wait, question())
    since = Since(TODAY, shipped_calendar())

    for row in ageing(("licence", "deregistration", "customs", "rebate"), waits, since):
        for bucket, n in zip(BUCKETS, row.counts, strict=True):
            first, last = bucket.span(since)
            asked_for = {"step": row.step, "status": "running", "waited_since": first, "waited_until": last}
            assert await number(database, **asked_for) == n


async def test_due_days_ended_months_ways_and_rework_lead_to_the_very_cases(database: Database) -> None:
    for row in await asked(database, Due, question()):
        one = Due(*row)
        assert await number(database, due_on=date.fromisoformat(one.due_on), step=one.step) == one.n
    ways = [Way(*row) for row in await asked(database, Way, question())]
    recently = sum(way.recently for way in ways)
    assert await number(database, status="ended", ended_since=date(2026, 11, 1)) == recently == 3
    for kind in ("agency", "enterprise", "person"):
        assert await number(database, waiting=kind) == sum(
            way.n for way in ways if way.live and way.kind == kind
        )
    opened = [Opened(*row) for row in await asked(database, Opened, question())]
    assert await number(database, rework=True) == sum(one.again for one in opened) == 1


async def test_weeks_of_standing_begin_where_they_are_asked_for(database: Database) -> None:
    found = [Stood(*row) for row in await asked(database, Stood, question())]

    assert sum(one.n for one in found if one.ended is None) == 2
    assert all(one.began for one in found)


async def test_the_longest_wait_and_the_first_day_come_first(database: Database) -> None:
    async with database.reading() as connection:
        waiting = await first_by(connection, "waiting", question(), limit=2)
        due = await first_by(connection, "due", question(), limit=10)

    assert [one.case_id for one in waiting] == ["person", "papers"]
    assert [one.case_id for one in due] == ["waits", "papers"]


async def test_who_sees_counts_only_is_named_no_case(database: Database) -> None:
    async with database.reading() as connection:
        assert await first_by(connection, "waiting", question(scope=GUEST), limit=10) == ()
    assert sum(one[-1] for one in await asked(database, Way, question(scope=GUEST))) == len(CASES)


async def test_what_a_reader_types_is_never_a_part_of_a_statement(database: Database) -> None:
    nasty = Filters.of(
        dict.fromkeys(("profile", "agency", "destination", "port", "exporter", "batch"), "' or 1=1 --")
    )

    for group in STATEMENTS:
        assert await asked(database, group, question(nasty)) == []


def test_papers_that_came_late_are_the_gap_before_a_step() -> None:
    asked_for: tuple[Beat, ...] = (*TO_GRANT, ("vehicle.deregistration_requested", 10.0, {}))

    late, steps = rows(*asked_for)

    assert steps["licence"].gap is None
    assert steps["deregistration"].gap in {6, 7, 8}
    assert steps["customs"].gap is None
    assert late["refund_cents"] is None


def test_papers_that_were_there_before_leave_no_gap() -> None:
    _, steps = rows(
        *PREPARED, ("vehicle.deregistration_requested", 0.1, {}), ("licence.accepted", 1.0, {}),
        ("licence.granted", 3.0, {}),
    )  # fmt: skip

    assert steps["deregistration"].gap == 0
