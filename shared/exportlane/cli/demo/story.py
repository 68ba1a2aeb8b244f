"""What happens in the demo, day by day: exporters hand in, agencies decide, a ship leaves, the treasury pays.

The days are moved by the demo (statutory time limits are in working days), everything else is real: the requests go
through the gateway, the facts through the log, and nobody tells an agency what to do next.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from rich.console import Console

from exportlane.cli.demo.count import count_facts
from exportlane.cli.demo.mishaps import Mishap, carry_on
from exportlane.cli.demo.office import Document, Office
from exportlane.cli.demo.pack import print_pack
from exportlane.cli.demo.support import Support, print_support
from exportlane.cli.demo.table import print_mishaps, print_table, say_where_to_look
from exportlane.law.calendar import WorkCalendar, shipped_calendar
from exportlane.law.clock import add_workdays
from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.composition import Embedded, embedded
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.service import Service
from exportlane.runtime.settings import ServiceSettings, load_settings
from exportlane.runtime.vitals import backlog

FIRST_MORNING = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)  # nine o'clock in Tianjin
# The sailing of a ship and the treasury's payment are no decisions of an officer: the demo says when they happen.
AUTOMATIC = "licence.grant,vehicle.deregister,vehicle.restore,customs.release,rebate.decide,rebate.clawback"
SAILING_WORKDAYS, PAYMENT_WORKDAYS = 4, 2
LONGEST_STORY = 40  # working days
OPERATOR = ("gateway", "operator")


class Unfinished(Exception):
    """Cases are still open after all the days of the story; the sentence names them."""


async def tell(
    batches: Sequence[Document],
    going_wrong: Sequence[Document],
    data_dir: Path,
    *,
    register: Path | None,
    claimed: Document | None = None,
) -> bool:
    """Run the whole demo with the firms of the `register`; `claimed` is what one of them applies for in support.

    True when every case ended and nothing was lost or doubled.
    """
    console = Console(highlight=False)
    started = time.monotonic()
    console.print("exportlane 演示 demo: 商务 commerce · 公安 police · 海关 customs · 税务 tax", style="bold")
    shutil.rmtree(data_dir, ignore_errors=True)
    clock, calendar = ManualClock(FIRST_MORNING), shipped_calendar()
    async with (
        embedded(clock=clock, data_dir=data_dir, automatic=AUTOMATIC, filing_register=register) as platform,
        gateway_of(platform) as base_url,
        Office(base_url, DevelopmentIssuer.open(load_settings(ServiceSettings, data_dir=data_dir))) as office,
    ):
        story = Story(office, clock, calendar, console, list(platform.services.values()))
        story.support = Support(office, claimed) if claimed is not None else None
        handed_in = await story.run(batches, going_wrong)
        cases = await office.pages(OPERATOR, "/v1/cases", sort="created")
        counted = await count_facts(office, sorted(platform.services), cases, handed_in)
        await print_table(console, office, cases, calendar)
        print_mishaps(console, story.mishaps, cases)
        if story.support is not None:
            await print_support(console, office, story.support)
        month = f"{FIRST_MORNING:%Y-%m}"
        await print_pack(console, office, month=month, profile="tianjin", folder=data_dir / "packs")
    say_where_to_look(console, data_dir, cases, started)
    console.print(counted.sentence())
    return counted.whole


class Story:
    """One telling: hands in a batch each working day, and does each morning what lies on the tables."""

    def __init__(
        self,
        office: Office,
        clock: ManualClock,
        calendar: WorkCalendar,
        console: Console,
        services: Sequence[Service],
    ) -> None:
        self._office = office
        self._clock = clock
        self._calendar = calendar
        self._console = console
        self._services = services
        self._since: dict[str, datetime] = {}
        self.mishaps: list[Mishap] = []
        self.support: Support | None = None

    async def run(self, batches: Sequence[Document], going_wrong: Sequence[Document]) -> int:
        """The number of vehicles handed in. What goes wrong is handed in on the first day. Raises Unfinished."""
        waiting, handed_in = list(batches), 0
        for batch in going_wrong:
            handed_in += await self._hand_in(batch)
        if self.support is not None:
            await self.support.begin()
        open_cases: list[Document] = []
        for day in range(LONGEST_STORY):
            if waiting:
                handed_in += await self._hand_in(waiting.pop(0))
            await self._settled()
            acts = await self._morning()
            await self._settled()
            open_cases = await self._office.pages(OPERATOR, "/v1/cases", status="running")
            self._progress(day, acts, handed_in, len(open_cases))
            if not waiting and not open_cases and not self._something_to_do():
                return handed_in
            self._next_day()
        raise Unfinished("Cases are still open: " + ", ".join(case["id"] for case in open_cases))

    def _something_to_do(self) -> bool:
        supported = self.support is None or self.support.done
        return not supported or any(mishap.steps for mishap in self.mishaps)

    async def _hand_in(self, batch: Document) -> int:
        submission = batch["submission"]
        exporter = ("enterprise", "exporter")
        answer = await self._office.post(
            exporter, "/v1/batches", submission, uscc=submission["exporter_uscc"]
        )
        accepted = answer["accepted"]
        head = f"{submission['exporter_name']} → {submission['destination_country']}"
        if "happens" in batch:
            self.mishaps.append(Mishap.of(batch, answer))
            head = f"{batch['rule']} {batch['note']['zh']}"
        self._console.print(f"  {self._today()} {head}: {accepted} 辆 vehicles ({submission['profile']})")
        return int(accepted)

    async def _morning(self) -> int:
        """What people do today: set right what went wrong, answer a notice, report the ship's departure, pay."""
        acts = 0
        while done := await carry_on(self._office, self.mishaps, self._is_due):
            acts += done
            await self._settled()
        acts += await self._answer_notices()
        if self.support is not None:
            acts += await self.support.go_on(statutory_day(self._clock.now()))
        await self._settled()
        acts += await self._later("customs", "declarations", "released", "clear", SAILING_WORKDAYS)
        await self._settled()
        return acts + await self._later("tax-rebate", "claims", "approved", "pay", PAYMENT_WORKDAYS)

    async def _answer_notices(self) -> int:
        officer = ("licensing", "officer")
        found = await self._office.pages(officer, "/v1/licensing/applications", status="correction_requested")
        done = 0
        for application in found:
            if not self._is_due(f"correction/{application['id']}", 1):
                continue
            done += 1
            await self._office.post(
                ("enterprise", "exporter"),
                f"/v1/licensing/applications/{application['id']}/supply-correction",
                {
                    "lines": [
                        _report(line, self._clock.now())
                        for line in application["lines"]
                        if not line["inspection_report"]
                    ]
                },
                version=application["version"],
                uscc=application["exporter_uscc"],
            )
        return done

    async def _later(self, agency: str, things: str, status: str, verb: str, workdays: int) -> int:
        officer, done = (agency, "officer"), 0
        for thing in await self._office.pages(officer, f"/v1/{agency}/{things}", status=status):
            if not self._is_due(f"{verb}/{thing['id']}", workdays):
                continue
            done += 1
            path = f"/v1/{agency}/{things}/{thing['id']}/{verb}"
            await self._office.post(officer, path, {}, version=thing["version"])
        return done

    def _is_due(self, matter: str, workdays: int) -> bool:
        """Whether `workdays` have passed since this matter was first seen on the table."""
        first = self._since.setdefault(matter, self._clock.now())
        return (
            statutory_day(self._clock.now())
            >= add_workdays(statutory_day(first), workdays, self._calendar).date
        )

    async def _settled(self) -> None:
        await quiet(self._services)

    def _next_day(self) -> None:
        today = statutory_day(self._clock.now())
        following = add_workdays(today, 1, self._calendar).date
        self._clock.advance(timedelta(days=(following - today).days))

    def _progress(self, day: int, acts: int, handed_in: int, still_open: int) -> None:
        self._console.print(
            f"  {self._today()} 第{day + 1:2}日 day: 办结 ended {handed_in - still_open}/{handed_in}, "
            f"人工办理 acts by people {acts}",
            style="dim",
        )

    def _today(self) -> str:
        return statutory_day(self._clock.now()).isoformat()


async def quiet(services: Sequence[Service]) -> None:
    """Wait until no fact is on its way: nothing unpublished, unheard or undelivered, no timer due anywhere."""
    calm = 0
    while calm < 2:
        await asyncio.sleep(0.02)
        calm = calm + 1 if await _is_quiet(services) else 0


async def _is_quiet(services: Sequence[Service]) -> bool:
    # Asked of the services themselves: through the entrance, waiting would cost more than what is waited for.
    found = await asyncio.gather(*(backlog(service) for service in services))
    return not any(
        vitals.unhandled or vitals.timers.get("due") or vitals.oldest_unpublished_seconds is not None
        for vitals in found
    )


def _report(line: Document, now: datetime) -> Document:
    report = {
        "number": f"JC-2026-9{line['vin'][-4:]}",
        "body": "中汽研汽车检验中心（宁波）有限公司",
        "standard": "WM/T 8-2022",
        "date": statutory_day(now).isoformat(),
        "result": "pass",
    }
    return {"vin": line["vin"], "inspection_report": report}


@asynccontextmanager
async def gateway_of(platform: Embedded) -> AsyncIterator[str]:
    """Serve the gateway on a free port of the loopback address."""
    config = uvicorn.Config(platform.gateway, host="127.0.0.1", port=0, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if serving.done():
                raise Unfinished("The gateway could not open a port on the loopback address.")
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


__all__ = ["Story", "Unfinished", "gateway_of", "quiet", "tell"]
