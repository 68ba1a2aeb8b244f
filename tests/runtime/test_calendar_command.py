"""`exportlane calendar`: a notice from a file reaches every service, and what a person reads about a year."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from exportlane.cli import build
from exportlane.law.calendar import shipped_calendar
from exportlane.operations.ending import CALENDAR_DAYS
from exportlane.operations.findings import Seen, findings
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import System, system
from tests.gateway.serving import served

NOTICE: dict[str, Any] = {
    "number": "国办发明电〔2039〕9号",
    "issued": "2025-11-04",
    "source": "gov.cn",
    "days": [
        {"date": "2040-03-02", "is_workday": False, "name": "假"},
        {"date": "2040-03-03", "is_workday": True, "name": ""},
    ],
}
CSV = "number,issued,source,date,is_workday,name\n" + "".join(
    f"{NOTICE['number']},2025-11-04,gov.cn,{day['date']},{str(day['is_workday']).lower()},{day['name']}\n"
    for day in NOTICE["days"]
)
SERVICES = {"gateway", "customs", "licensing", "tax-rebate", "vehicle-registry"}


@dataclass
class Desk:
    """A system and a shell beside it."""

    system: System
    url: str
    folder: Path

    async def run(self, *words: str) -> Result:
        environment = {
            "EXPORTLANE_URL": self.url,
            "EXPORTLANE_DATA_DIR": str(self.system.data_dir),
            "EXPORTLANE_TOKEN": None,
        }
        return await asyncio.to_thread(CliRunner().invoke, build(), ["calendar", *words], env=environment)

    def file(self, text: str, name: str = "notice") -> str:
        path = self.folder / name
        path.write_text(text, "utf-8")
        return str(path)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with system(tmp_path / "data") as running, served(running.apps["gateway"]) as url:
        yield Desk(running, url, tmp_path)


async def test_a_notice_is_loaded_at_every_service_and_nothing_twice(desk: Desk) -> None:
    file = desk.file(json.dumps(NOTICE))

    free = await desk.run("show", "--year", "2040", "--json")
    first = await desk.run("load", file, "--json")
    second = await desk.run("load", file)
    known = await desk.run("show", "--year", "2040", "--json")
    read = await desk.run("show", "--year", "2040")

    assert [answer.exit_code for answer in (free, first, second, known, read)] == [0] * 5, first.output
    assert {each["provisional"] for each in json.loads(free.stdout)["services"]} == {True}
    loaded = json.loads(first.stdout)
    assert {each["service"]: each["outcome"] for each in loaded["services"]} == dict.fromkeys(
        SERVICES, "loaded"
    )
    assert second.stdout.count(" known ") == len(SERVICES)
    shown = json.loads(known.stdout)
    assert (shown["agree"], {each["notice"] for each in shown["services"]}) == (True, {NOTICE["number"]})
    assert "published" in read.stdout
    for service in desk.system.services.values():
        assert service.policy.calendar.is_workday(date(2040, 3, 3)) == (True, False), service.name


async def test_csv_says_the_same_as_json(desk: Desk) -> None:
    first = await desk.run("load", desk.file("\ufeff" + CSV), "--json")
    again = await desk.run("load", desk.file(json.dumps(NOTICE)), "--json")
    bare = "date,is_workday\n2040-03-02,休\n2040-03-03,班\n"
    options = ("--number", NOTICE["number"], "--issued", "2025-11-04", "--source", "gov.cn")
    other = await desk.run("load", desk.file(bare), *options, "--json")

    assert first.exit_code == 0, first.output
    assert {each["outcome"] for each in json.loads(again.stdout)["services"]} == {"known"}
    assert {each["outcome"] for each in json.loads(other.stdout)["services"]} == {"calendar-notice-known"}
    assert other.exit_code == 1, "the names of the days are gone, so it is another notice"


async def test_a_notice_that_cannot_be_true_is_refused_with_a_sentence(desk: Desk) -> None:
    wrong = {**NOTICE, "days": [*NOTICE["days"], {"date": "2040-03-03", "is_workday": False}]}

    refused = await desk.run("load", desk.file(json.dumps(wrong)))

    assert refused.exit_code == 1
    assert "2040-03-03 is a working day and a day off at once." in refused.stdout


async def test_one_service_may_be_asked_alone_and_the_others_are_seen_to_lack_it(desk: Desk) -> None:
    loaded = await desk.run("load", desk.file(json.dumps(NOTICE)), "--agency", "customs")
    shown = await desk.run("show", "--year", "2040")
    nowhere = await desk.run("show", "--year", "2040", "--agency", "weather")

    assert (loaded.exit_code, shown.exit_code, nowhere.exit_code) == (0, 1, 2)
    assert "The services do not agree" in shown.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not well-formed JSON"),
        ("day,free\n2040-03-02,1\n", "neither JSON nor CSV"),
        ("", "neither JSON nor CSV"),
        ("date,is_workday\n2040-03-02,perhaps\n", "line 2: is_workday is true or false"),
        ("date,is_workday\n2040-03-02,true,more\n", "line 2: there are more values than columns"),
        ("date,is_workday\n2040-03-02,true\n", "does not say the notice's number and issued and source"),
        (
            "date,is_workday,number\n2040-03-02,true,a\n2040-03-03,true,b\n",
            "names several values of number: a, b",
        ),
    ],
)
def test_a_file_that_is_no_notice_is_refused_before_anybody_is_asked(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "notice"
    path.write_text(text, "utf-8")

    result = CliRunner().invoke(build(), ["calendar", "load", str(path)])

    assert (result.exit_code, sentence in result.stderr) == (2, True), result.output


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00\xd8")
    long = tmp_path / "long"
    long.write_text(" " * 1_000_001)

    said = [
        CliRunner().invoke(build(), ["calendar", "load", str(path)]).stderr
        for path in (tmp_path / "none", binary, long)
    ]

    assert [
        "cannot be read" in said[0],
        "cannot be read" in said[1],
        "longer than any notice" in said[2],
    ] == [True] * 3


@pytest.mark.parametrize(("left", "found"), [(CALENDAR_DAYS - 1, 1), (CALENDAR_DAYS, 0), (None, 0)])
def test_the_doctor_warns_when_the_calendar_ends_soon(left: int | None, found: int) -> None:
    statuses = {
        name: {"calendar_ends_on": "2026-12-31", "calendar_days_left": left}
        for name in ("gateway", "customs")
    }

    assert len(findings(Seen(statuses=statuses))) == found


def test_the_doctor_names_the_service_that_lacks_a_notice() -> None:
    statuses = {
        "gateway": {"calendar_ends_on": "2027-12-31", "calendar_days_left": 400},
        "customs": {"calendar_ends_on": "2026-12-31", "calendar_days_left": 35},
    }

    assert [finding.service for finding in findings(Seen(statuses=statuses))] == ["customs"]
    assert findings(Seen(statuses={})) == ()


async def test_the_alarm_rings_in_the_vitals_below_sixty_days(tmp_path: Path) -> None:
    end = shipped_calendar().ends_on
    noon = datetime.fromisoformat(f"{end.isoformat()}T04:00:00+00:00")

    async with system(tmp_path, clock=ManualClock(noon - timedelta(days=59))) as running:
        operator = running.client("customs", "customs", "operator")
        status = (await operator.get("/v1/operations/status")).json()

    assert (status["calendar_ends_on"], status["calendar_days_left"]) == (end.isoformat(), 59)
