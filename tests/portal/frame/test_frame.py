"""The frame of every page in a real browser: the language, the navigation by role, refusals and faults as pages."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.async_api import expect

from tests.portal.conftest import NARROW, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]


async def test_pages_are_chinese_first_and_english_for_whoever_chooses_it(portal: Portal) -> None:
    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases?status=running")
        assert await page.get_attribute("html", "lang") == "zh-CN"
        await page.click("a.tongue")
        await expect(page).to_have_url(re.compile(r"/cases\?status=running$"))
        assert await page.get_attribute("html", "lang") == "en-GB"
        await expect(page.locator(".nav")).to_contain_text("Cases")
        await page.goto(f"{portal.url}/cases")
        assert await page.get_attribute("html", "lang") == "en-GB"
        await page.click("a.tongue")
        assert await page.get_attribute("html", "lang") == "zh-CN"


@pytest.mark.parametrize(
    ("person", "sections"),
    [
        ("operator", ["案件", "全局", "联席会议", "运维"]),
        ("customs", ["案件", "全局", "待办", "联席会议"]),
        ("guest", ["案件", "全局", "联席会议"]),
    ],
)
async def test_everybody_sees_the_sections_that_are_his(
    portal: Portal, person: str, sections: list[str]
) -> None:
    async with portal.page(person=person) as page:
        await page.goto(f"{portal.url}/cases")

        assert await page.locator(".nav a").all_inner_texts() == sections


async def test_an_unknown_address_is_a_page_for_people_and_a_document_for_programs(portal: Portal) -> None:
    async with portal.page() as page:
        answer = await page.goto(f"{portal.url}/nowhere/at-all")
        assert answer is not None
        assert answer.status == 404
        await expect(page.locator(".state-title")).to_have_text("未找到")
        await expect(page.locator(".nav")).to_be_visible()
    portal.complaints[:] = [each for each in portal.complaints if "404" not in each]
    async with httpx.AsyncClient(base_url=portal.url) as program:
        document = await program.get("/nowhere/at-all", headers={"accept": "application/json"})
    assert document.headers["content-type"].startswith("application/problem+json")


async def test_a_page_of_another_role_says_so_and_leads_back(portal: Portal) -> None:
    async with portal.page(person="customs") as page:
        answer = await page.goto(f"{portal.url}/operations")
        assert answer is not None
        assert answer.status == 403
        await expect(page.locator(".state.forbidden")).to_be_visible()
        await page.click(".state a.button")
        await expect(page).to_have_url(re.compile("/tasks"))
    portal.complaints[:] = [each for each in portal.complaints if "403" not in each]


async def test_the_bar_at_the_top_fits_into_a_hand(portal: Portal) -> None:
    async with portal.page(NARROW) as page:
        await page.goto(f"{portal.url}/cases")

        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        await page.click(".me summary")
        await expect(page.locator(".menu-body button")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator(".menu-body button")).to_be_hidden()


async def test_every_page_carries_the_strict_policy(portal: Portal) -> None:
    async with httpx.AsyncClient(base_url=portal.url, follow_redirects=True) as stranger:
        for address in ("/", "/cases", "/nowhere"):
            answer = await stranger.get(address, headers={"accept": "text/html"})
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon[a-z]+=", answer.text)
