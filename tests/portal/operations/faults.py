"""Real faults for the console's tests: a handler that fails, a forged message, an agency that cannot be reached."""

from __future__ import annotations

from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import httpx
from playwright.async_api import Page

from exportlane.contracts import topic_of
from exportlane.runtime.bus.contract import Record
from exportlane.runtime.testing import until
from tests.faults.breaking import SqliteBreaker
from tests.gateway.batches import single
from tests.portal.conftest import Portal

AXE = Path(__file__).parents[3] / "services/gateway/web/node_modules/axe-core/axe.min.js"
CONTRACT = "BAD-CUS-1"
NOBODY = "http://127.0.0.1:9"
"""A port on which nobody listens."""


async def opened(portal: Portal, number: int = 1, *, end: bool = True, contract: str = "") -> str:
    """A case that was handed in; with `end`, one that has come to its end."""
    changes = {"contract_no": contract} if contract else {}
    client = portal.client()
    answer = await client.post("/v1/cases", single(number, changes=changes))
    assert answer.status_code < 300, answer.text
    case_id: str = answer.json()["case_id"]

    async def ended() -> bool:
        return bool((await client.get(f"/v1/cases/{case_id}")).json()["status"]["end"])

    if end:
        assert await until(ended)
    return case_id


@asynccontextmanager
async def customs_fails(portal: Portal) -> AsyncIterator[None]:
    """Until the block ends, the handler of customs fails for cases under CONTRACT."""
    breaker = SqliteBreaker(portal.system.data_dir)
    await breaker.breaks("customs", "declarations", CONTRACT, "cleared")
    try:
        yield
    finally:
        await breaker.mends("customs", "declarations")


async def parked(portal: Portal, service: str = "customs", **asked: str) -> list[dict[str, Any]]:
    """What is parked there now."""
    operator = portal.system.client(service, service, "operator")
    items: list[dict[str, Any]] = (await operator.get("/v1/operations/parked", **asked)).json()["items"]
    return items


async def poisoned(portal: Portal, number: int = 1) -> dict[str, Any]:
    """A case whose message customs could not handle; the answer is the parked row."""
    case_id = await opened(portal, number, end=False, contract=CONTRACT)

    async def failed() -> list[dict[str, Any]]:
        return await parked(portal, case=case_id, state="failed")

    (row,) = await until(failed, limit=30, what="a failed message")
    return row


async def forged(portal: Portal) -> dict[str, Any]:
    """A message on licensing's topic that is no fact; the answer is the row of customs."""
    bus = portal.system.services["customs"].bus
    await bus.publish([Record(topic_of("licensing"), "case", (), b"<img src=x onerror=alert(1)>")])

    async def aside() -> list[dict[str, Any]]:
        return await parked(portal, state="untrusted")

    (row,) = await until(aside, limit=30, what="a message that is set aside")
    return row


@asynccontextmanager
async def out_of_reach(portal: Portal, agency: str, address: str = NOBODY) -> AsyncIterator[None]:
    """Until the block ends, the gateway's calls to the agency go to an address where it is not."""
    peers = cast("MutableMapping[str, httpx.AsyncClient]", portal.system.services["gateway"].peers)
    before = peers[agency]
    async with httpx.AsyncClient(base_url=address) as elsewhere:
        peers[agency] = elsewhere
        try:
            yield
        finally:
            peers[agency] = before


async def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


async def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(done => done.violations.map(one => one.id + ' ' + "
        "one.nodes.slice(0, 3).map(node => node.target.join(' ') + ' ' + node.html.slice(0, 140)).join(' | ')))"
    )
    return found


def without(portal: Portal, *statuses: int) -> None:
    """Forget what the browser noted about answers that the test asked for."""
    told = tuple(f"status of {status}" for status in statuses)
    portal.complaints[:] = [each for each in portal.complaints if not any(text in each for text in told)]
