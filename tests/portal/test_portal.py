"""The portal as a person meets it: signing in, finding a case, watching it move, on a desk and in a hand."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from exportlane.runtime.testing import until
from tests.gateway.batches import single
from tests.portal.conftest import NARROW, WIDE, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
"""One browser serves all tests here; each has a gateway, a folder and a visitor of its own."""


async def opened(portal: Portal, number: int = 1, *, end: bool = True, **of_vehicle: Any) -> str:
    client = portal.client()
    case_id: str = (await client.post("/v1/cases", single(number, **of_vehicle))).json()["case_id"]

    async def ended() -> bool:
        return bool((await client.get(f"/v1/cases/{case_id}")).json()["status"]["end"])

    if end:
        await until(ended)
    return case_id


async def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "hand"])
async def test_nothing_sticks_out_of_a_page(portal: Portal, size: tuple[int, int]) -> None:
    await opened(portal)
    await opened(portal, 2, end=False, inspection_report=None)

    async with portal.page(size, person=None) as page:
        await page.goto(f"{portal.url}/sign-in")
        assert await fits(page)
    async with portal.page(size) as page:
        await expect(page.locator(".cases tbody tr")).to_have_count(2)
        assert await fits(page)
