"""A real browser in front of a real gateway, both on this machine and without a screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from exportlane.runtime.testing import System, system
from tests.conftest import chromium_program
from tests.gateway.serving import served

WIDE, NARROW = (1440, 900), (390, 844)


@dataclass
class Portal:
    """A running portal. `complaints` collects whatever a page's console or network had to complain about."""

    system: System
    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    def client(self, agency: str = "gateway", role: str = "officer", **claims: Any) -> Any:
        return self.system.client("gateway", agency, role, **claims)

    @asynccontextmanager
    async def page(
        self, size: tuple[int, int] = WIDE, *, person: str | None = "operator", at: str = "/cases"
    ) -> AsyncIterator[Page]:
        """A page of a new visitor, signed in as `person` unless that is None, who is led to `at`."""
        context = await self.browser.new_context(viewport={"width": size[0], "height": size[1]})
        page = await context.new_page()
        page.on("console", lambda message: self._complain(message.type in {"error", "warning"}, message.text))
        page.on("pageerror", lambda error: self._complain(True, str(error)))
        page.on("request", lambda request: self._complain(not request.url.startswith(self.url), request.url))
        if person is not None:
            await page.goto(f"{self.url}/sign-in?next={quote(at)}")
            await page.click(f"button[value={person}]")
            await page.wait_for_url(lambda address: address == self.url + at)
        yield page
        await context.close()

    def _complain(self, is_one: bool, text: str) -> None:
        if is_one:
            self.complaints.append(text)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium_program(), args=["--no-sandbox"])
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def portal(browser: Browser, tmp_path: Path) -> AsyncIterator[Portal]:
    async with system(tmp_path) as running, served(running.apps["gateway"]) as url:
        made = Portal(running, url, browser)
        yield made
    assert made.complaints == []
