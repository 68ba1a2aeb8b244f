"""Officers at their desks: a real system in which nothing is decided by rule, and a browser for each person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from playwright.async_api import Browser, Page

from exportlane.runtime.testing import Caller, System, system, until
from tests.gateway.batches import batch
from tests.gateway.serving import served
from tests.portal.conftest import WIDE

WORK = "/tasks"
"""Where the work lists are."""
THINGS = {
    "licensing": "/v1/applications",
    "vehicle-registry": "/v1/vehicles",
    "customs": "/v1/declarations",
    "tax-rebate": "/v1/claims",
}


@dataclass
class Office:
    """The agencies behind a portal. `complaints` are those of the browser's console."""

    system: System
    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    def officer(self, agency: str, role: str = "officer", subject: str = "test") -> Caller:
        """A client of the agency's own API."""
        return self.system.client(agency, agency, role, subject=subject)

    async def submitted(self, count: int = 1, *, first: int = 1, **changes: Any) -> list[str]:
        """Hand a batch in and wait until licensing has its application; its ids."""
        body = batch(count, first=first, **changes)
        answer = await self.system.client("gateway", "gateway", "officer").post("/v1/batches", body)
        assert answer.status_code == 202, answer.text
        lots = [lot["lot_id"] for lot in answer.json()["lots"]]
        for lot in lots:
            await self.reaches("licensing", lot, {"submitted", "accepted"})
        return lots

    async def thing(self, agency: str, thing_id: str) -> dict[str, Any] | None:
        """The thing as its agency shows it; None where there is none yet."""
        answer = await self.officer(agency).get(f"{THINGS[agency]}/{thing_id}")
        found: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
        return found

    async def reaches(self, agency: str, thing_id: str, statuses: set[str]) -> dict[str, Any]:
        """Wait until the thing stands at one of these."""

        async def look() -> dict[str, Any] | None:
            found = await self.thing(agency, thing_id)
            return found if found and found["status"] in statuses else None

        reached: dict[str, Any] | None = await until(look, what=f"{agency} {thing_id}: {statuses}")
        assert reached is not None
        return reached

    async def acts(
        self, agency: str, thing_id: str, verb: str, body: object = None, **who: str
    ) -> dict[str, Any]:
        """Do a verb over the agency's API, on what is there now."""
        found = await self.thing(agency, thing_id)
        assert found is not None
        caller = self.officer(agency, **who)
        answer = await caller.post(f"{THINGS[agency]}/{thing_id}/{verb}", body, version=found["version"])
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    @asynccontextmanager
    async def desk(
        self, agency: str, at: str | None = None, *, role: str = "officer", subject: str = "li.na",
        size: tuple[int, int] = WIDE, english: bool = False, **claims: Any,
    ) -> AsyncIterator[Page]:  # fmt: skip
        """A browser in which somebody of this agency has signed in."""
        context = await self.browser.new_context(viewport={"width": size[0], "height": size[1]})
        page = await context.new_page()
        page.on("console", lambda told: self._complain(told.type in {"error", "warning"}, told.text))
        page.on("pageerror", lambda error: self._complain(True, str(error)))
        page.on("request", lambda sent: self._complain(not sent.url.startswith(self.url), sent.url))
        place = at or f"/tasks/{agency}"
        await page.goto(f"{self.url}/sign-in/token?next={place}")
        await page.fill("#token", self.system.token(agency, role, subject=subject, **claims))
        await page.click("main button.main")
        await page.wait_for_url(lambda address: "/sign-in" not in address)
        if english:
            await page.goto(f"{self.url}/language/en?next={place}")
        yield page
        await context.close()

    def _complain(self, is_one: bool, text: str) -> None:
        if is_one:
            self.complaints.append(text)

    def forgive(self, *statuses: int) -> None:
        """Take the browser's own note of a refused request away: a refusal is what was looked for."""
        told = {f"status of {status} " for status in statuses}
        self.complaints[:] = [text for text in self.complaints if not any(each in text for each in told)]


@pytest_asyncio.fixture(loop_scope="module")
async def office(browser: Browser, tmp_path: Path) -> AsyncIterator[Office]:
    async with system(tmp_path, automatic="none") as running, served(running.apps["gateway"]) as url:
        made = Office(running, url, browser)
        yield made
    assert made.complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def rules(browser: Browser, tmp_path: Path) -> AsyncIterator[Office]:
    """The same where the rules decide what they may."""
    async with system(tmp_path) as running, served(running.apps["gateway"]) as url:
        made = Office(running, url, browser)
        yield made
    assert made.complaints == []


@asynccontextmanager
async def signed_in(
    office: Office, agency: str, role: str = "officer", **claims: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client with a visit, for what needs no browser."""
    async with httpx.AsyncClient(base_url=office.url, follow_redirects=False, timeout=20) as http:
        page = await http.get("/sign-in/token")
        form_token = page.text.split('name="form_token" value="')[1].split('"')[0]
        token = office.system.token(agency, role, **claims)
        answer = await http.post("/sign-in", data={"token": token, "form_token": form_token})
        assert answer.status_code == 303, answer.text
        yield http
