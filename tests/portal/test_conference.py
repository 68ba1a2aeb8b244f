"""The pages of the joint conference in a real browser: on a desk, in a hand, and as a guest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from exportlane.law.instants import statutory_day
from tests.portal.conftest import NARROW, WIDE, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]


async def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def month() -> str:
    return statutory_day(datetime.now(UTC)).strftime("%Y-%m")


async def raised(portal: Portal) -> str:
    """A ticket about a figure, assigned to the police, and a decision of a meeting of today."""
    convener = portal.client("conference", "conference", member="tianjin.conf_convener")
    body = {
        "kind": "figure", "text": "注销登记窗口排队超过三日", "profile": "tianjin", "figure": {"name": "TJ-3.2"},
    }  # fmt: skip
    issue = (await portal.client("licensing", "officer").post("/v1/conference/issues", body)).json()
    path = f"/v1/conference/issues/{issue['id']}/assign"
    assert (await convener.post(path, {"member": "conf_police"}, version=1)).status_code == 200
    today = statutory_day(datetime.now(UTC)).isoformat()
    meeting = (
        await convener.post("/v1/conference/meetings", {"profile": "tianjin", "held_on": today})
    ).json()
    decision = {"text": "两周内增设批量注销窗口", "member": "conf_police"}
    path = f"/v1/conference/meetings/{meeting['id']}/decide"
    assert (await convener.post(path, decision, version=1)).status_code == 200
    return str(issue["id"])


@pytest.mark.requirement("TJ-6.2", "TJ-11.1", "TJ-11.2")
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "hand"])
async def test_a_member_sees_tickets_decisions_members_and_the_pack(
    portal: Portal, size: tuple[int, int]
) -> None:
    await raised(portal)

    async with portal.page(size, person="convener") as page:
        await page.click("nav >> text=联席会议")
        await expect(page.locator("h1")).to_contain_text("天津市二手车出口联席会议")
        await expect(page.locator(".tiles li").first).to_contain_text("1")
        await expect(page.locator("table")).to_contain_text("注销登记窗口排队超过三日")
        await expect(page.locator("table")).to_contain_text("天津市公安局")
        await expect(page.locator(".decisions")).to_contain_text("两周内增设批量注销窗口")
        assert await page.locator(".members > li").count() == 13
        assert await fits(page)
        await page.click(f"text={month()}")
        await expect(page.locator("h1")).to_contain_text("会议材料")
        await expect(page.locator(".stamp")).to_contain_text("草稿")
        await expect(page.locator(".of-tickets")).to_contain_text("注销登记窗口排队超过三日")
        assert await fits(page)


@pytest.mark.requirement("TJ-11.1")
async def test_the_pack_is_handed_out_as_pdf_and_as_a_spreadsheet(portal: Portal) -> None:
    await raised(portal)

    async with portal.page(person="convener") as page:
        await page.goto(f"{portal.url}/conference/packs/{month()}")
        for form, begins in (("PDF", b"%PDF-"), ("Excel", b"PK")):
            async with page.expect_download() as download:
                await page.click(f"a.button >> text={form}")
            path = await (await download.value).path()
            assert path.read_bytes().startswith(begins)


async def test_a_guest_sees_counts_and_no_ticket(portal: Portal) -> None:
    await raised(portal)

    async with portal.page(person="guest") as page:
        await page.goto(f"{portal.url}/conference")
        await expect(page.locator(".tiles li").first).to_contain_text("1")
        await expect(page.locator("main")).to_contain_text("列席单位只看汇总数据")
        assert "注销登记窗口" not in await page.content()
        await page.goto(f"{portal.url}/conference/packs/{month()}")
        assert "注销登记窗口" not in await page.content()


async def test_a_member_of_another_city_and_an_exporter_are_told_no(portal: Portal) -> None:
    async with portal.page(person="taizhou") as page:
        await page.goto(f"{portal.url}/conference")
        await expect(page.locator("h1")).to_contain_text("台州市")
        await page.goto(f"{portal.url}/conference?profile=tianjin")
        await expect(page.locator("main")).to_contain_text("成员单位只看本会议的页面")
        await page.goto(f"{portal.url}/conference/packs/2026-13")
        await expect(page.locator("main")).to_contain_text("There is no month")
    # A browser notes in its console that a page was refused; that is what is tested here.
    portal.complaints[:] = [each for each in portal.complaints if "Failed to load resource" not in each]


async def test_a_stranger_is_led_to_the_sign_in_and_back_to_the_pack(portal: Portal) -> None:
    async with portal.page(person=None) as page:
        await page.goto(f"{portal.url}/conference/packs/{month()}?profile=taizhou")
        await page.click("button[value=taizhou]")

        await expect(page.locator("h1")).to_contain_text("台州市二手车出口工作领导小组")
