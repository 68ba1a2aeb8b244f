"""What the browser tests of the conference share: matters that lie with it, a look with axe, pages that must fit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from exportlane.law.instants import statutory_day
from tests.gateway.batches import single
from tests.portal.conftest import Portal

AXE = Path(__file__).parents[3] / "services/gateway/web/node_modules/axe-core/axe.min.js"
QUESTION = "注销登记窗口排队超过三日"
DECISION = "两周内增设批量注销窗口"


def today() -> date:
    return statutory_day(datetime.now(UTC))


def month() -> str:
    return today().strftime("%Y-%m")


def convener(portal: Portal) -> Any:
    """The API as the convener of Tianjin calls it."""
    return portal.client("conference", "conference", member="tianjin.conf_convener")


async def opened(portal: Portal, number: int = 1) -> str:
    """A new case; the answer is its id."""
    case_id: str = (await portal.client().post("/v1/cases", single(number))).json()["case_id"]
    return case_id


async def raised(portal: Portal, text: str = QUESTION, *, case_id: str | None = None) -> str:
    """A ticket about a figure, or about a case."""
    about: dict[str, Any] = {"profile": "tianjin", "figure": {"name": "TJ-3.2-deregistration"}}
    body = {"kind": "figure", "text": text, **(about if case_id is None else {"case_id": case_id})}
    answer = await portal.client("licensing", "officer").post("/v1/conference/issues", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def assigned(portal: Portal, to: str = "conf_police") -> str:
    """A ticket that lies with a member."""
    issue = await raised(portal)
    answer = await convener(portal).post(f"/v1/conference/issues/{issue}/assign", {"member": to}, version=1)
    assert answer.status_code == 200, answer.text
    return issue


async def decided(portal: Portal) -> str:
    """A meeting of today with one decision."""
    paper = {"profile": "tianjin", "held_on": today().isoformat()}
    meeting = (await convener(portal).post("/v1/conference/meetings", paper)).json()["id"]
    decision = {"text": DECISION, "member": "conf_police"}
    answer = await convener(portal).post(f"/v1/conference/meetings/{meeting}/decide", decision, version=1)
    assert answer.status_code == 200, answer.text
    return str(meeting)


async def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


async def axe(page: Page) -> list[str]:
    """What axe-core finds on a page."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(done => done.violations.map(one => "
        "one.id + ' ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 140)).join(' | ')))"
    )
    return found


def pardoned(portal: Portal) -> None:
    """A browser notes in its console that a page was refused, or that nobody answered; that is what is tested."""
    portal.complaints[:] = [
        each for each in portal.complaints if "Failed to load resource" not in each and "ERR_" not in each
    ]
