"""The big screen: it fits, renews itself, and keeps its last picture when the server or the visit is gone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.portal.conference.sitting import axe, opened
from tests.portal.conftest import NARROW, WIDE, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
WALL = (1920, 1080)


async def test_a_new_case_is_on_the_screen_without_reloading(portal: Portal) -> None:
    async with portal.page(WALL, person="convener", at="/conference/screen") as page:
        await expect(page.locator("#opened")).to_have_text("+0")
        await expect(page.locator(".line")).to_have_attribute("data-state", "on")
        await page.evaluate("window.untouched = true")
        await opened(portal)

        await expect(page.locator("#opened")).to_have_text("+1", timeout=15_000)
        await expect(page.locator(".screen-facts li").first).to_contain_text("LSV••••", timeout=15_000)
        await expect(page.locator(".screen-places")).to_contain_text("哈萨克斯坦")
        assert await page.evaluate("window.untouched")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_nothing_scrolls_on_the_wall_and_axe_finds_nothing(portal: Portal, language: str) -> None:
    for number in range(1, 4):
        await opened(portal, number)

    async with portal.page(WALL, person="convener", at="/conference/screen") as page:
        await page.goto(f"{portal.url}/language/{language}?next=/conference/screen")
        overflow = await page.evaluate(
            "[document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]"
        )
        assert overflow == [0, 0]
        cut = await page.eval_on_selector_all(
            ".screen-tiles, .screen-flow, .screen-promises, .screen-owed",
            "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.className)",
        )
        assert cut == []
        await expect(page.locator("[data-clock]")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
        assert await axe(page) == []
        for size in (WIDE, NARROW):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_guest_sees_the_screen_and_no_vehicle_on_it(portal: Portal) -> None:
    await opened(portal)

    async with portal.page(WALL, person="guest", at="/conference/screen") as page:
        await expect(page.locator("#opened")).to_have_text("+1", timeout=15_000)
        await expect(page.locator(".screen-facts li").first).to_be_visible()
        assert "LSV" not in await page.content()


async def test_the_picture_stays_when_the_line_is_cut_and_says_since_when(portal: Portal) -> None:
    async with portal.page(WALL, person="convener", at="/conference/screen") as page:
        await expect(page.locator("#stale")).to_be_hidden()
        await page.context.set_offline(True)
        await expect(page.locator("#stale")).to_contain_text(
            re.compile(r"自 \d\d:\d\d:\d\d 起连接中断"), timeout=30_000
        )
        await expect(page.locator("#running")).to_be_visible()

        await page.context.set_offline(False)
        await expect(page.locator("#stale")).to_be_hidden(timeout=30_000)
    portal.complaints.clear()


async def test_the_picture_stays_after_signing_out_elsewhere(portal: Portal) -> None:
    async with portal.page(WALL, person="convener", at="/conference/screen") as page:
        other = await page.context.new_page()
        await other.goto(f"{portal.url}/conference")
        await other.click(".top .menu summary")
        await other.click("text=退出登录")
        await expect(other.locator(".top .menu")).to_have_count(0)
        await expect(page.locator("#stale")).to_contain_text("已退出登录", timeout=30_000)
        await expect(page.locator("#running")).to_be_visible()
        assert page.url == f"{portal.url}/conference/screen"
    portal.complaints.clear()


async def test_the_line_and_the_picture_are_refused_to_strangers_in_plain_words(portal: Portal) -> None:
    async with portal.page(person=None) as page:
        for place in ("now", "events"):
            answer = await page.request.get(f"{portal.url}/conference/screen/{place}")
            assert answer.status == 401
            assert answer.headers["content-type"].startswith("text/plain")
