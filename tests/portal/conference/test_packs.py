"""Meeting packs in a real browser: on the screen, as files, issued, and on paper."""

from __future__ import annotations

import json
import re

import pytest
from playwright.async_api import expect

from tests.portal.conference.sitting import DECISION, QUESTION, assigned, decided, month, today
from tests.portal.conftest import NARROW, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
PAPER = (703, 1032)
"""A4 between margins of 12 mm, in the pixels of a style sheet."""


@pytest.mark.requirement("TJ-11.1")
async def test_the_pack_is_handed_out_as_pdf_as_a_spreadsheet_and_as_json(portal: Portal) -> None:
    await assigned(portal)

    async with portal.page(person="convener", at=f"/conference/packs/{month()}") as page:
        for form, begins in (("PDF", b"%PDF-"), ("Excel", b"PK"), ("JSON", b"{")):
            async with page.expect_download() as download:
                await page.click(f"a.button >> text={form}")
            path = await (await download.value).path()
            assert path.read_bytes().startswith(begins)


@pytest.mark.requirement("TJ-6.2", "TJ-11.1", "TJ-11.2")
async def test_a_pack_says_its_promises_tickets_and_decisions_and_has_neighbours(portal: Portal) -> None:
    await assigned(portal)
    await decided(portal)

    async with portal.page(NARROW, person="police", at=f"/conference/packs/{month()}") as page:
        await expect(page.locator(".of-promises")).to_contain_text("出口许可证3个工作日内办结")
        await expect(page.locator(".of-tickets")).to_contain_text(QUESTION)
        await expect(page.locator(".of-decisions")).to_contain_text(DECISION)
        await expect(page.locator("[data-drawn]").first).to_be_visible()
        await page.click(".page-head a >> text=←")
        await expect(page.locator("h1")).to_contain_text("会议材料")
        await page.click(f".page-head a >> text={month()}")
        await expect(page.locator("h1")).to_contain_text(month())


async def test_the_convener_issues_a_pack_and_it_stays_as_it_was(portal: Portal) -> None:
    async with portal.page(person="convener", at=f"/conference/packs/{month()}") as page:
        await expect(page.locator(".page-head")).to_contain_text("草稿")
        await page.click("text=印发本材料")
        await expect(page.locator(".note.ok").first).to_contain_text("第1号已印发")
        await expect(page.locator(".page-head")).to_contain_text(re.compile("第1号，.*印发"))

        await assigned(portal)
        await page.reload()
        assert QUESTION not in await page.content()
        await page.click("text=查看当前数据")
        await expect(page.locator(".of-tickets")).to_contain_text(QUESTION)
        await page.goto(f"{portal.url}/conference")
        await expect(page.locator("main")).to_contain_text("第1号")


async def test_a_member_may_not_issue_and_a_form_from_elsewhere_is_refused(portal: Portal) -> None:
    async with portal.page(person="police", at=f"/conference/packs/{month()}") as page:
        assert await page.locator("text=印发本材料").count() == 0
        token = await page.get_attribute('meta[name="form-token"]', "content")
        address = f"{portal.url}/conference/packs/{month()}/issue"
        refused = await page.request.post(address, form={"form_token": token or "", "once": "a"})
        assert refused.status == 403
        assert (await page.request.post(address, form={"form_token": "elsewhere"})).status == 403


async def test_a_guest_reads_no_ticket_in_any_form_of_the_pack(portal: Portal) -> None:
    await assigned(portal)
    await decided(portal)

    async with portal.page(person="guest", at=f"/conference/packs/{month()}") as page:
        text = await page.content()
        assert QUESTION not in text
        assert DECISION not in text
        await expect(page.locator("main")).to_contain_text("未结1项")
        answer = await page.request.get(f"{portal.url}/conference/packs/{month()}/json")
        assert json.loads(await answer.text())["tickets"]["rows"] == []


@pytest.mark.requirement("TJ-11.1")
async def test_no_table_of_the_pack_or_of_the_promises_is_cut_on_paper(portal: Portal) -> None:
    for number in range(12):
        await assigned(portal, "conf_tax" if number % 2 else "conf_police")
    await decided(portal)

    async with portal.page(PAPER, person="convener", at=f"/conference/packs/{month()}") as page:
        await page.emulate_media(media="print")
        wide = await page.eval_on_selector_all(
            "table, .panel, .chart-canvas", "all => all.map(one => one.getBoundingClientRect().right)"
        )
        assert max(wide) <= PAPER[0]
        hidden = await page.eval_on_selector_all(
            ".scroll", "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
        )
        assert hidden == 0
        sheets = await page.pdf(format="A4", prefer_css_page_size=True)
        assert sheets.count(b"/Type /Page\n") >= 2
        await page.goto(f"{portal.url}/conference/promises")
        assert await page.evaluate("document.documentElement.scrollWidth") <= PAPER[0]
        assert (await page.pdf(format="A4", prefer_css_page_size=True)).startswith(b"%PDF-")


async def test_months_that_are_none_or_have_not_begun_are_told_in_one_language(portal: Portal) -> None:
    later = f"{today().year + 1}-01"

    async with portal.page(person="taizhou", at="/conference/packs") as page:
        assert (await page.goto(f"{portal.url}/conference/packs/2026-13")).status == 404  # type: ignore[union-attr]
        await expect(page.locator("main")).to_contain_text("没有这个月份")
        await page.goto(f"{portal.url}/conference/packs/{later}")
        await expect(page.locator("main")).to_contain_text("尚未开始")
        await expect(page.locator("main")).not_to_contain_text("has not begun")
    portal.complaints.clear()
