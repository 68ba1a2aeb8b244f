"""Clocks and figures of the running service: alarms exactly once, also across restarts; the gauges."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from exportlane.law.instants import due_instant
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.database import Database
from exportlane.runtime.migrations import alembic_config, migrate
from exportlane.runtime.testing import until
from tax_rebate.measuring import Figures, measure
from tax_rebate.storage import CLAIMS
from tests.tax_rebate.conftest import OTHER_VIN, Office, Start, a_line

FIRST_FIELDS = {
    "id", "batch_id", "profile", "exporter_uscc", "rebate_class", "lines", "status", "claim_no", "accepted_on",
    "due_on", "target_on", "pauses", "asked", "documents", "decided_on", "paid_on", "ended",
}  # fmt: skip
FIRST_LINE_FIELDS = (
    "case_id", "vin", "hs_rebate_rate", "invoice", "departure", "returned_on", "outcome", "amount",
)  # fmt: skip
ALARMS = {"clock.due_soon.v1", "clock.breached.v1", "rebate.documents_overdue.v1"}


def alarms(shown: dict[str, Any]) -> list[str]:
    return sorted(fact["type"] for fact in shown["history"] if fact["type"] in ALARMS)


@pytest.mark.requirement("TJ-4.3")
async def test_every_alarm_is_given_once_across_restarts(start: Start) -> None:
    clock = ManualClock(datetime.now(UTC))
    async with start(automatic="none", clock=clock) as run:
        office = Office(run)
        claim = await office.accepted()
        own = {each["matter"]: each["due_on"] for each in (await office.see(claim))["clocks"]}
        clock.move_to(_the_day_after(own["rebate"]))
        await until(lambda: _rung(office, claim, "clock.breached.v1"), what="the breach of the class")
    async with start(automatic="none", clock=clock) as run:
        office = Office(run)
        clock.move_to(_the_day_after(own["document_filing"]))
        await until(lambda: _rung(office, claim, "rebate.documents_overdue.v1"), what="the missing documents")
        await run.services["tax-rebate"].wake_due()
        shown = await office.see(claim)

    told = alarms(shown)
    assert (told.count("clock.breached.v1"), told.count("rebate.documents_overdue.v1")) == (2, 1)
    # Holidays may put the breach of the class on a day on which the documents are warned about; nothing else is warned.
    assert told.count("clock.due_soon.v1") <= 1
    assert shown["average_threatened"]


def _the_day_after(last_day: str) -> datetime:
    return due_instant(date.fromisoformat(last_day)) + timedelta(days=1)


async def _rung(office: Office, claim: str, alarm: str) -> bool:
    await office.run.services["tax-rebate"].wake_due()
    return alarm in alarms(await office.see(claim))


@pytest.mark.requirement("TJ-4.2", "TZ-8a")
async def test_the_gauges_show_this_month_by_profile_and_class(by_hand: Office) -> None:
    decided = await by_hand.accepted()
    await by_hand.accepted(a_line(vin=OTHER_VIN), rebate_class=3)
    await by_hand.officer.post(f"/v1/claims/{decided}/approve", version="*")
    figures = Figures()

    await measure(by_hand.run.services["tax-rebate"], figures)

    found = figures.each(lambda group: group.average.n)
    assert isinstance(found, list)
    assert ({"profile": "tianjin", "rebate_class": "1"}, 1.0) in [(where, float(n)) for n, where in found]
    open_claims = figures.each(lambda group: len(group.average.open))
    assert isinstance(open_claims, list)
    assert (1, {"profile": "tianjin", "rebate_class": "3"}) in open_claims


def _first_version(connection: sa.Connection) -> None:
    config = alembic_config("tax_rebate.migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


def _in_old_words(doc: str) -> str:
    """The state as the first version wrote it: without what it did not know, in its own words."""
    state = {name: value for name, value in json.loads(doc).items() if name in FIRST_FIELDS}
    lines = [
        {name: line[name] for name in FIRST_LINE_FIELDS} | {"outcome": "exempt"} for line in state["lines"]
    ]
    return json.dumps(state | {"status": "clawback_asked", "lines": lines}, separators=(",", ":"))


async def test_the_words_of_the_first_version_are_read_as_those_of_the_second(
    tmp_path: Path, by_hand: Office
) -> None:
    """A claim that the first version of the tables kept is still a claim after the migration."""
    claim = await by_hand.accepted()
    shown = await by_hand.see(claim)
    own = by_hand.run.services["tax-rebate"]
    async with own.database.transaction() as connection:
        doc = (await connection.execute(sa.text("select doc from claims"))).scalar_one()
    old = _in_old_words(doc)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    async with database.transaction() as connection:
        await connection.run_sync(_first_version)
        await connection.execute(
            sa.text(
                "insert into claims (id, version, created_at, updated_at, doc, status) "
                "values (:id, 1, '', '', :doc, 'clawback_asked')"
            ),
            {"id": claim, "doc": old},
        )

    await migrate(database, "tax_rebate.migrations")

    async with database.reading() as connection:
        row = (await connection.execute(sa.text("select doc, status from claims"))).one()
    await database.close()
    state = CLAIMS.decode(row.doc)
    assert (state.status.value, state.lines[0].outcome.value) == ("clawback_ordered", "exempt_no_refund")
    assert row.status == "clawback_ordered"
    assert shown["id"] == state.id
