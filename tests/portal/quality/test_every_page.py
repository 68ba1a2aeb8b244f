"""Every page that a person can reach by links: by every role, in both languages, on a desk and in a hand.

Each is looked at for what its console says, hosts it asks, whether it fits, what axe finds, and in which language its
labels speak. The data are those of `make serve`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page
from rich.console import Console

from exportlane.cli.demo.standing import stage
from exportlane.runtime.composition import embedded
from tests.gateway.serving import served
from tools.walking import LANGUAGES, NARROW, WIDE, Sight, Walk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.chromium,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(900),
]

ROOT = Path(__file__).parents[3]
AXE = ROOT / "services/gateway/web/node_modules/axe-core/axe.min.js"
HAN = re.compile(r"[\u3400-\u9fff]")
OFFICERS = [
    "licensing", "vehicle-registry", "customs", "tax-rebate", "transport", "incentives", "credit-insurance",
    "logistics", "registers",
]  # fmt: skip
PEOPLE = [
    *OFFICERS, "licensing-supervisor", "customs-operator", "operator", "viewer", "district", "convener", "police",
    "guest", "taizhou", "exporter-91120118ma06abcd1y",
]  # fmt: skip
MUST_BE_SEEN = {
    "operator": {"/cases", "/cases/{id}", "/cases/board", "/flow", "/flow/heat", "/operations", "/operations/parked",
                 "/operations/traces", "/operations/runbook", "/conference"},
    "convener": {"/conference", "/conference/promises", "/conference/tickets", "/conference/meetings",
                 "/conference/packs/{id}", "/conference/screen", "/flow/variants", "/cases/{id}"},
    "licensing": {"/tasks", "/cases", "/flow/risks", "/flow/destinations", "/flow/ageing"},
    "exporter-91120118ma06abcd1y": {"/cases", "/cases/{id}"},
}  # fmt: skip
"""That a page is missing from the walk is a fault too: nobody would find it."""


@dataclass
class Lane:
    """The running portal with the demo's data."""

    url: str
    browser: Browser
    axe: str = field(default_factory=lambda: AXE.read_text(encoding="utf-8"))
    examined: set[tuple[str, str, str]] = field(default_factory=set)
    """What axe has looked at: a page is the same for two officers, and not for an officer and a guest."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lane(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lane]:
    folder = tmp_path_factory.mktemp("lane") / "data"
    examples = ROOT / "examples"
    await stage(folder, examples, Console(quiet=True), now=datetime.now(UTC))
    async with (
        embedded(
            data_dir=folder, automatic="none", filing_register=examples / "enterprises.json"
        ) as platform,
        served(platform.gateway) as url,
    ):
        yield Lane(url, browser)


@pytest.mark.parametrize(
    "language", [pytest.param(one, marks=pytest.mark.xdist_group(f"every page, {one}")) for one in LANGUAGES]
)
@pytest.mark.parametrize("person", PEOPLE)
async def test_every_page_that_can_be_reached_is_well(lane: Lane, person: str, language: str) -> None:
    faults: list[str] = []
    seen: set[str] = set()
    complaints: list[str] = []

    async for page, sight in Walk(lane.browser, lane.url, person, language).sights():
        if not seen:
            _listen(page, lane.url, complaints)
            await page.reload()
        seen.add(sight.shape.partition("?")[0])
        kind = (sight.shape, language, _kind_of(person))
        axe = None if kind in lane.examined else lane.axe
        lane.examined.add(kind)
        found = [*await _faults(page, sight, language, axe), *complaints]
        faults += [f"{sight.address}: {each}" for each in found]
        complaints.clear()

    assert faults == []
    assert MUST_BE_SEEN.get(person, set()) - seen == set()


def _listen(page: Page, url: str, complaints: list[str]) -> None:
    def asked(address: str) -> None:
        if not address.startswith((url, "data:", "blob:")):
            complaints.append(f"a foreign host was asked: {address}")

    page.on("console", lambda said: said.type in {"error", "warning"} and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked(request.url))


def _kind_of(person: str) -> str:
    if person in OFFICERS or person == "licensing-supervisor":
        return "officer"
    return "conference" if person in {"convener", "police", "taizhou"} else person


async def _faults(page: Page, sight: Sight, language: str, axe: str | None) -> list[str]:
    found = [] if sight.status == 200 else [f"status {sight.status}"]
    for size in (WIDE, NARROW):
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        if not await _fits(page):
            found.append(f"sticks out at {size[0]}")
        # Half of it in each language: what axe finds hangs on the size, and hardly on the words.
        if axe is not None and size == (WIDE if language == "zh" else NARROW):
            found += [f"axe at {size[0]}: {each}" for each in await _axe(page, axe)]
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    return [*found, *await _foreign_labels(page, language)]


async def _fits(page: Page) -> bool:
    """Whether nothing sticks out to the side; a chart follows its place a moment later."""
    for _ in range(20):
        if await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            return True
        await page.wait_for_timeout(100)
    return False


async def _axe(page: Page, axe: str) -> list[str]:
    await page.evaluate(axe)
    found: list[dict[str, Any]] = await page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(done => done.violations.map(one => ({id: one.id, "
        "where: one.nodes.slice(0, 3).map(node => node.target.join(' ') + ' ' + node.html.slice(0, 120))})))"
    )
    return [f"{one['id']} {one['where']}" for one in found]


async def _foreign_labels(page: Page, language: str) -> list[str]:
    """Labels that speak the other language. Data (names of firms, what people wrote) may."""
    labels: list[str] = await page.eval_on_selector_all(
        "th, label, legend, .nav a, .tabs a, button:not([lang]), summary, .badge, h2",
        "all => all.filter(one => !one.closest('[lang]:not(html)') && !one.closest('.data'))"
        ".map(one => one.textContent.trim())",
    )
    if language == "en":
        return [f"speaks Chinese: {label}" for label in labels if HAN.search(label)]
    return [
        f"speaks English: {label}"
        for label in labels
        if not HAN.search(label) and re.search("[a-z]{4}", label)
    ]
