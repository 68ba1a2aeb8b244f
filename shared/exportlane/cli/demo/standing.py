"""What lies on the tables today: the demo's story told up to some days ago, and batches that still wait for a decision.

A newcomer should find cases at every stage, some of them late, and a work list at each agency. So the days of the
example are moved to the present, vehicles are given numbers of their own, and from phase to phase fewer verbs are
carried out by rules alone: what is left over waits for an officer.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from rich.console import Console

from exportlane.cli.demo.office import Document, Office
from exportlane.cli.demo.story import AUTOMATIC, FIRST_MORNING, OPERATOR, Story, gateway_of, quiet
from exportlane.cli.demo.support import Support
from exportlane.law.calendar import WorkCalendar, shipped_calendar
from exportlane.law.checks.vin import vin_check_digit
from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.composition import embedded
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.settings import ServiceSettings, load_settings

STORY_AGO: Final = 42
"""Days before today on which the story begins; a number of whole weeks, so that weekends stay weekends."""
MORNING: Final = time(1, 0, tzinfo=UTC)
CONVENER: Final = ("conference", "conference", "tianjin.conf_convener")
_DAY: Final = re.compile(r"(?<!\d)(20\d\d-\d\d-\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Phase:
    """Batches handed in so many working days ago, and which verbs the rules carried out alone then.

    `batches` names them by their place in the example, each with how many of its vehicles.
    """

    workdays_ago: int
    automatic: str
    batches: tuple[tuple[int, int], ...]


PHASES: Final = (
    Phase(11, "licence.grant,vehicle.deregister,vehicle.restore,customs.release", ((0, 5), (4, 3))),
    Phase(8, "licence.grant,vehicle.deregister", ((0, 3), (1, 4), (4, 2), (6, 2))),
    Phase(6, "licence.grant", ((1, 3), (0, 2), (2, 3))),
    Phase(4, "none", ((2, 4), (0, 4))),
    Phase(1, "none", ((4, 4), (1, 2))),
)


async def stage(data_dir: Path, examples: Path, console: Console, *, now: datetime) -> None:
    """Fill an empty data folder. Raises Unfinished, RequestFailed, StartupRefused."""
    calendar, today = shipped_calendar(), statutory_day(now)
    batches = _read(examples / "used-vehicles-2026-09.json")["batches"]
    register = examples / "enterprises.json"
    console.print(
        "首次启动：正在生成演示数据，约一分钟 … First start: making the demo's data, about a minute …"
    )
    await _tell_the_past(data_dir, examples, batches, calendar, today)
    serial = 0
    for phase in PHASES:
        day = min(_workdays_before(today, phase.workdays_ago, calendar), today)
        handed_in = [
            _renewed(
                _moved(batches[index]["submission"], day - FIRST_MORNING.date()), count, serial + 100 * place
            )
            for place, (index, count) in enumerate(phase.batches)
        ]
        serial += 1000
        clock = ManualClock(datetime.combine(day, MORNING))
        async with (
            embedded(
                clock=clock, data_dir=data_dir, automatic=phase.automatic, filing_register=register
            ) as platform,
            gateway_of(platform) as base_url,
            Office(
                base_url, DevelopmentIssuer.open(load_settings(ServiceSettings, data_dir=data_dir))
            ) as office,
        ):
            for submission in handed_in:
                await office.post(
                    ("enterprise", "exporter"), "/v1/batches", submission, uscc=submission["exporter_uscc"]
                )
            await quiet(list(platform.services.values()))
            if phase is PHASES[0]:
                await _sail(office, handed_in[1]["contract_no"])
                await quiet(list(platform.services.values()))
            if phase is PHASES[1]:
                await _meet(office, day)
            if phase is PHASES[-1]:
                await _ask_the_conference(office)
        console.print(f"  {day} {sum(len(each['vehicles']) for each in handed_in)} 辆 vehicles", style="dim")


async def _tell_the_past(
    data_dir: Path, examples: Path, batches: Sequence[Document], calendar: WorkCalendar, today: date
) -> None:
    moved = today - timedelta(days=STORY_AGO) - FIRST_MORNING.date()
    moved -= timedelta(days=moved.days % 7)
    clock = ManualClock(FIRST_MORNING + moved)
    going_wrong = [_moved(each, moved) for each in _read(examples / "compensations-2026-09.json")["batches"]]
    async with (
        embedded(
            clock=clock, data_dir=data_dir, automatic=AUTOMATIC, filing_register=examples / "enterprises.json"
        ) as platform,
        gateway_of(platform) as base_url,
        Office(base_url, DevelopmentIssuer.open(load_settings(ServiceSettings, data_dir=data_dir))) as office,
    ):
        story = Story(office, clock, calendar, Console(quiet=True), list(platform.services.values()))
        story.support = Support(office, _read(examples / "subsidy-application-2025.json"))
        await story.run([_moved(each, moved) for each in batches], going_wrong)


async def _sail(office: Office, contract_no: str) -> None:
    """The vehicles of one contract leave the country, so that the tax office has a claim on its table."""
    officer = ("customs", "officer")
    for declaration in await office.pages(officer, "/v1/customs/declarations", status="released"):
        if declaration["contract_no"] == contract_no:
            path = f"/v1/customs/declarations/{declaration['id']}/clear"
            await office.post(officer, path, {}, version=declaration["version"])


async def _meet(office: Office, day: date) -> None:
    """A meeting some days ago, with a decision that somebody has still to carry out, and the pack of that month."""
    meetings = "/v1/conference/meetings"
    meeting = await office.post(CONVENER, meetings, {"profile": "tianjin", "held_on": day.isoformat()})
    decided = {"text": "两周内增设批量注销窗口", "member": "conf_police"}
    path = f"{meetings}/{meeting['id']}/decide"
    await office.post(CONVENER, path, decided, version=meeting["version"])
    await office.post(CONVENER, f"/v1/conference/packs/{day:%Y-%m}/issue", {"profile": "tianjin"})


async def _ask_the_conference(office: Office) -> None:
    """A ticket about the case that waits longest, with the member who is to answer it, and one about a figure."""
    cases = (await office.get(OPERATOR, "/v1/cases", status="running", sort="due", profile="tianjin"))[
        "items"
    ]
    raiser = ("licensing", "officer")
    questions: list[Document] = [
        {
            "kind": "figure",
            "text": "注销登记窗口排队超过三日",
            "profile": "tianjin",
            "figure": {"name": "TJ-3.2-deregistration"},
        }
    ]
    if cases:
        questions.insert(
            0, {"kind": "data", "text": "该车迟迟未能报关放行，请协调", "case_id": cases[0]["id"]}
        )
    for question, member in zip(questions, ("conf_customs", "conf_police"), strict=False):
        issue = await office.post(raiser, "/v1/conference/issues", question)
        path = f"/v1/conference/issues/{issue['id']}/assign"
        await office.post(CONVENER, path, {"member": member}, version=issue["version"])


def _read(file: Path) -> Document:
    document: Document = json.loads(file.read_text(encoding="utf-8"))
    return document


def _moved(document: Document, by: timedelta) -> Document:
    """The same with every day in it moved."""

    def later(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[1]) + by).isoformat()

    moved: Document = json.loads(_DAY.sub(later, json.dumps(document, ensure_ascii=False)))
    return moved


def _workdays_before(day: date, workdays: int, calendar: WorkCalendar) -> date:
    found = day
    for _ in range(workdays):
        found -= timedelta(days=1)
        while not _is_workday(found, calendar):
            found -= timedelta(days=1)
    return found


def _is_workday(day: date, calendar: WorkCalendar) -> bool:
    try:
        return calendar.is_workday(day).workday
    except CalendarOutOfRange:
        return day.weekday() < 5


def _renewed(submission: Document, count: int, serial: int) -> Document:
    """The same papers for `count` other vehicles: numbers that nobody has had before."""
    other = copy.deepcopy(submission)
    other["contract_no"] = f"{other['contract_no'][:10]}{serial:06d}"
    other["vehicles"] = list(_other_vehicles(other["vehicles"][:count], serial))
    return other


def _other_vehicles(vehicles: Sequence[Document], serial: int) -> Iterator[Document]:
    for number, vehicle in enumerate(vehicles, start=serial + 1):
        draft = f"{vehicle['vin'][:8]}0{vehicle['vin'][9:11]}{700000 + number:06d}"
        vin = f"{draft[:8]}{vin_check_digit(draft)}{draft[9:]}"
        text = json.dumps(vehicle, ensure_ascii=False).replace(vehicle["vin"], vin)
        renewed: Document = json.loads(text)
        renewed["registration_cert_no"] = f"{vehicle['registration_cert_no'][:-5]}{10000 + number:05d}"
        renewed["former_plate_no"] = f"{vehicle['former_plate_no'][:2]}{10000 + number:05d}"
        for paper in ("invoice", "inspection_report"):
            if renewed.get(paper):
                renewed[paper]["number"] = f"{renewed[paper]['number'][:-5]}{10000 + number:05d}"
        yield renewed
