"""A day begins: a listing stands from today, a filing ran out yesterday, and the firm's open applications know it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import system
from licensing.main import service as definition
from tests.licensing.given import EXPORTER, MONDAY, TODAY, VINS
from tests.licensing.running import Authority, facts, line_paper
from tests.licensing.test_api_filings import LISTED, act, taken_over


@pytest.fixture
async def dated(tmp_path: Path) -> AsyncIterator[Authority]:
    """Officers decide, and the day is moved by hand."""
    async with system(
        tmp_path, definitions={"licensing": definition}, automatic="none", clock=ManualClock(MONDAY)
    ) as run:
        yield Authority(run)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


def car(number: int) -> dict[str, object]:
    days = {"transfer_pending_export_date": (TODAY - timedelta(3)).isoformat()}
    paper = line_paper(VINS[number], **days)
    return {
        **paper,
        "inspection_report": {**paper["inspection_report"], "date": days["transfer_pending_export_date"]},
    }


async def desk(authority: Authority, number: int) -> dict[str, object]:
    application = await authority.received(lines=[car(number)])
    await authority.endorsed(application)
    return await authority.until_status(application["id"], "accepted")


@pytest.mark.rule("FIL-LIST-TURNS", "C15")
async def test_a_listing_of_tomorrow_reaches_open_applications_tomorrow(dated: Authority) -> None:
    filing = await taken_over(dated)
    unused, waiting = await desk(dated, 0), await desk(dated, 1)
    granted = await dated.officer.post(
        f"/v1/applications/{unused['id']}/grant", {}, version=unused["version"]
    )
    tomorrow = TODAY + timedelta(1)
    listed = await act(dated.supervisor, filing, "list", {**LISTED, "valid_from": tomorrow.isoformat()})
    still = await dated.see(str(waiting["id"]))

    await dated.run.move_to(midnight(tomorrow))

    refused = await dated.until_status(str(waiting["id"]), "refused")
    revoked = await dated.until_status(str(unused["id"]), "revoked")
    shown = (await dated.officer.get(f"/v1/filings/{listed['id']}")).json()
    assert (granted.json()["status"], still["status"]) == ("granted", "accepted")
    assert {refused["outcome"]["code"], revoked["outcome"]["code"]} == {"serious_dishonesty"}
    assert (facts(refused)[-1], facts(revoked)[-1]) == ("licence.refused", "licence.revoked")
    assert (shown["status"], len(shown["listings"])) == ("filed", 1)


@pytest.mark.rule("FIL-YEAR", "LIC-FILED")
async def test_an_undecided_application_of_a_firm_whose_filing_ran_out_is_not_granted(
    dated: Authority,
) -> None:
    filing = await taken_over(dated)
    last = date.fromisoformat(filing["valid_to"])
    await dated.run.move_to(midnight(last))
    renewable = await dated.officer.get(f"/v1/filings/by-uscc/{EXPORTER}")
    application = await dated.received(lines=[car(0)])

    await dated.run.move_to(midnight(last + timedelta(1)))

    refused = await dated.until_status(application["id"], "refused")
    after = (await dated.officer.get(f"/v1/filings/by-uscc/{EXPORTER}")).json()
    late = await dated.officer.post(f"/v1/filings/{filing['id']}/renew", {}, version=filing["version"] + 2)
    assert renewable.json()["may_apply"] is True
    assert (refused["outcome"]["code"], after["code"], after["may_apply"]) == (
        "filing_expired",
        "filing_expired",
        False,
    )
    assert late.status_code == 409


@pytest.mark.requirement("TJ-1.2")
async def test_an_application_is_late_from_the_first_instant_after_its_last_day(dated: Authority) -> None:
    waiting = await desk(dated, 0)
    last = date.fromisoformat(str(waiting["due_on"]))

    await dated.run.move_to(midnight(last + timedelta(1)) - timedelta(microseconds=1))
    in_time = await dated.see(str(waiting["id"]))
    await dated.run.move_to(midnight(last + timedelta(1)))
    late = await dated.see(str(waiting["id"]))
    granted = await dated.officer.post(f"/v1/applications/{late['id']}/grant", {}, version=late["version"])

    assert last == TODAY + timedelta(3)
    assert [clock["breached"] for clock in in_time["clocks"] if clock["matter"] == "licence"] == [False]
    assert [clock["breached"] for clock in late["clocks"] if clock["matter"] == "licence"] == [True]
    assert "clock.breached" not in facts(in_time)
    assert facts(late).count("clock.breached") == 1
    assert (granted.json()["status"], granted.json()["in_time"]) == ("granted", False)
