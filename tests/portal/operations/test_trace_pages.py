"""The hops of a case on a page: the waterfall, what a hop says, the way to a system for traces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from exportlane.runtime.testing import system
from tests.gateway.serving import served
from tests.portal.conftest import Portal
from tests.portal.operations.faults import opened, without

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]


async def test_a_case_is_found_and_every_hop_of_it_stands_under_its_cause(portal: Portal) -> None:
    case_id = await opened(portal)
    async with portal.page(at="/operations/traces") as page:
        await page.fill("#q", case_id)
        await page.keyboard.press("Enter")
        await page.click("tbody a.vin")

        rows = page.locator("details.hop-row")
        assert await rows.count() >= 20
        await expect(rows.first).to_contain_text("联网办理平台")
        await expect(rows.nth(1).locator(".in-1")).to_have_count(1)
        assert await page.locator(".lane line.wait").count() >= 10
        agencies = set(await rows.locator("b").all_inner_texts())
        assert agencies == {"联网办理平台", "商务主管部门", "公安车管所", "海关", "税务机关"}
        starts = await page.eval_on_selector_all(
            ".hop-row .lane rect[rx]", "all => all.map(one => parseFloat(one.getAttribute('x')))"
        )
        assert all(0 <= start <= 100 for start in starts)
        assert starts == sorted(starts) or max(starts) > starts[0]


async def test_a_hop_opens_by_key_and_by_a_link_from_its_fact(portal: Portal) -> None:
    case_id = await opened(portal)
    async with portal.page(at="/operations") as page:
        await page.goto(f"{portal.url}/operations/traces/{case_id}")
        await page.locator("details.hop-row summary").first.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("details.hop-row").first).to_contain_text("http.route")

        fact = page.locator("tr", has_text="准予许可")
        await fact.locator("a[href^='#span-']").click()
        opened_row = page.locator("details.hop-row[open]").last
        await expect(opened_row).to_contain_text("准予许可")
        await expect(opened_row.locator(f"a[href^='/cases/{case_id}#f-']")).to_have_count(1)
        assert re.search(r"#span-[0-9a-f]{16}$", page.url)


async def test_a_case_that_is_not_there_is_said_so(portal: Portal) -> None:
    async with portal.page(at="/operations") as page:
        answer = await page.goto(f"{portal.url}/operations/traces/no-such-case")

        assert answer is not None
        assert answer.status == 404
        await expect(page.locator(".state-title")).to_be_visible()
    without(portal, 404)


async def test_where_a_system_keeps_traces_each_trace_leads_there(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPORTLANE_TRACE_URL", "https://traces.example/trace/{trace_id}")
    async with system(tmp_path) as running, served(running.apps["gateway"]) as url:
        portal = Portal(running, url, browser)
        case_id = await opened(portal)
        async with portal.page(at="/operations") as page:
            await page.goto(f"{url}/operations/traces/{case_id}")

            address = await page.get_attribute(".trace .panel-head a", "href")
            assert re.fullmatch(r"https://traces\.example/trace/[0-9a-f]{32}", address or "")
