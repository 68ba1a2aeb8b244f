"""Every page of the conference by each kind of reader: on a desk and in a hand, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.portal.conference.sitting import (
    DECISION,
    QUESTION,
    assigned,
    axe,
    decided,
    fits,
    month,
    opened,
    pardoned,
    raised,
)
from tests.portal.conftest import NARROW, WIDE, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
PAGES = ("", "/promises", "/promises/TJ-1.2", "/tickets", "/tickets/new", "/meetings", "/meetings/new", "/decisions",
         "/packs", f"/packs/{month()}")  # fmt: skip


@pytest.mark.parametrize(("size", "language"), [(WIDE, "zh"), (NARROW, "en")], ids=["desk-zh", "hand-en"])
async def test_each_page_fits_and_axe_finds_nothing(
    portal: Portal, size: tuple[int, int], language: str
) -> None:
    ticket, meeting = await assigned(portal), await decided(portal)
    faults = []

    async with portal.page(size, person="convener", at="/conference") as page:
        await page.goto(f"{portal.url}/language/{language}?next=/conference")
        for place in (*PAGES, f"/tickets/{ticket}", f"/meetings/{meeting}"):
            answer = await page.goto(f"{portal.url}/conference{place}")
            assert answer is not None
            faults += [f"{place}: {each}" for each in await axe(page)]
            faults += [] if answer.status == 200 else [f"{place}: {answer.status}"]
            faults += [] if await fits(page) else [f"{place}: sticks out"]
    assert faults == []


@pytest.mark.requirement("TJ-6.2", "TJ-11.1", "TJ-11.2")
async def test_a_member_sees_first_what_its_own_seat_owes(portal: Portal) -> None:
    await assigned(portal)
    await raised(portal, "退税函调无回复")
    await decided(portal)

    async with portal.page(person="police", at="/conference") as page:
        own = page.locator("section[aria-labelledby=own-title]")
        await expect(own).to_contain_text(QUESTION)
        await expect(own).to_contain_text(DECISION)
        await expect(own).not_to_contain_text("退税函调无回复")
        await expect(page.locator("section[aria-labelledby=open-title]")).to_contain_text("退税函调无回复")
        first = await page.locator("main section h2").first.inner_text()
        assert first == "本席位待办"
        await page.click("summary >> text=成员单位")
        assert await page.locator(".seats > li").count() == 13
        await page.click("summary >> text=查看对应数据表")
        await expect(page.locator("figure table")).to_contain_text("天津市公安局")


async def test_a_guest_sees_sums_and_no_ticket_meeting_or_case(portal: Portal) -> None:
    ticket, meeting = await assigned(portal), await decided(portal)
    await opened(portal)

    async with portal.page(person="guest", at="/conference") as page:
        await expect(page.locator(".tiles li").first).to_contain_text("1")
        await expect(page.locator("main")).to_contain_text("列席单位只看汇总数据")
        await expect(page.locator("figure[data-drawn]")).to_be_visible()
        for text in (QUESTION, DECISION):
            assert text not in await page.content()
        for place in ("/tickets", f"/tickets/{ticket}", f"/meetings/{meeting}", "/meetings", "/decisions"):
            answer = await page.goto(f"{portal.url}/conference{place}")
            assert answer is not None
            assert answer.status == 403
            await expect(page.locator("main")).to_contain_text("列席单位只看汇总数据")
        await page.goto(f"{portal.url}/conference/promises/TJ-1.2")
        await expect(page.locator("main")).to_contain_text("指标对应的案件仅向成员单位显示")
    pardoned(portal)


async def test_a_district_sees_counts_and_not_with_whom_they_lie(portal: Portal) -> None:
    await assigned(portal)

    async with portal.page(person="tianjin-district", at="/conference") as page:
        await expect(page.locator(".tiles li").first).to_contain_text("1")
        assert await page.locator("#owed-title").count() == 0
        await page.goto(f"{portal.url}/conference/screen")
        await expect(page.locator(".screen-facts")).to_contain_text("您的席位只看数量")


async def test_a_member_of_another_city_and_an_exporter_are_told_no_on_a_page(portal: Portal) -> None:
    ticket = await assigned(portal)
    await opened(portal)

    async with portal.page(person="taizhou", at="/conference") as page:
        await expect(page.locator("h1")).to_contain_text("台州市")
        for place in ("", "/tickets", "/promises", f"/packs/{month()}", "/screen"):
            answer = await page.goto(f"{portal.url}/conference{place}?profile=tianjin")
            assert answer is not None
            assert answer.status == 403
            await expect(page.locator("main")).to_contain_text("不对其他城市的成员单位开放")
        answer = await page.goto(f"{portal.url}/conference/tickets/{ticket}")
        assert answer is not None
        assert answer.status == 404
        await page.click("text=查看本单位所在的联席会议")
        await expect(page.locator("h1")).to_contain_text("台州市")
    async with portal.page(person="exporter-91120118ma06abcd1y", at="/cases") as page:
        answer = await page.goto(f"{portal.url}/conference")
        assert answer is not None
        assert answer.status == 403
        await expect(page.locator("main")).to_contain_text("出口企业不能查看")
        assert await axe(page) == []
    pardoned(portal)


async def test_an_operator_chooses_between_cities_and_does_nothing(portal: Portal) -> None:
    ticket = await assigned(portal)

    async with portal.page(person="operator", at="/conference") as page:
        await page.click(".cities >> text=台州")
        await expect(page.locator("h1")).to_contain_text("台州市")
        await page.click(".tabs >> text=政策承诺")
        await expect(page.locator("main")).to_contain_text("参展补助")
        await page.click(".cities >> text=全部城市")
        assert await page.locator(".promise").count() == 35
        await page.goto(f"{portal.url}/conference/tickets/{ticket}?profile=tianjin")
        assert await page.locator("details.verb").count() == 0


async def test_the_wall_says_by_sign_colour_and_word_what_became_of_each_promise(portal: Portal) -> None:
    await opened(portal)

    async with portal.page(person="convener", at="/conference/promises") as page:
        assert await page.locator(".promise").count() == 18
        card = page.locator(".promise", has_text="TJ-12.1")
        await expect(card.locator(".judged")).to_have_text("未达标")
        await expect(card.locator(".judged svg")).to_be_visible()
        assert "missed" in (await card.get_attribute("class") or "")
        await page.click(".judgement-tiles >> text=未达标")
        await expect(page).to_have_url(f"{portal.url}/conference/promises?period=month&judged=missed")
        assert set(await page.locator(".promise .judged").all_inner_texts()) == {"未达标"}
        await page.select_option("#period", "quarter")
        await expect(page).to_have_url(re.compile("period=quarter.*judged=missed"))
        await page.goto(f"{portal.url}/conference/promises?chapter=4")
        assert await page.locator(".promise").count() == 2
        await page.click(".how summary >> nth=0")
        await expect(page.locator(".how dd >> nth=2")).to_be_visible()
        answer = await page.goto(f"{portal.url}/conference/promises?on=2999-01-01")
        assert answer is not None
        assert answer.status == 400
        await expect(page.locator("main")).to_contain_text("尚未到来")
    pardoned(portal)


async def test_behind_a_figure_stand_its_cases_for_those_who_may_read_them(portal: Portal) -> None:
    case_id = await opened(portal)

    async with portal.page(person="convener", at="/conference/promises/TJ-1.2") as page:
        link = page.locator(f'a[href="/cases/{case_id}"]')
        for _ in range(40):
            if await link.count():
                break
            await page.reload()
        await expect(link).to_contain_text("LSV••")
        await expect(page.locator(".verdict")).to_contain_text("100%")
        await page.click("text=就此提出事项")
        await expect(page.locator("#figure")).to_have_value("TJ-1.2")


async def test_a_list_of_tickets_is_narrowed_in_the_address(portal: Portal) -> None:
    await assigned(portal)
    await raised(portal, "退税函调无回复")

    async with portal.page(person="police", at="/conference/tickets?status=raised") as page:
        await expect(page.locator("table")).to_contain_text("退税函调无回复")
        await expect(page.locator("table")).not_to_contain_text(QUESTION)
        await page.click(".sub-tabs >> text=成员单位办理中")
        await page.select_option("#member", "tianjin.conf_police")
        await expect(page).to_have_url(re.compile("member=tianjin.conf_police"))
        await expect(page.locator("table")).to_contain_text(QUESTION)
        await page.goto(f"{portal.url}/conference/tickets?status=overdue")
        await expect(page.locator(".state")).to_contain_text("没有符合条件的事项")
        await page.goto(f"{portal.url}/conference/tickets?cursor=nonsense")
        await expect(page.locator(".state")).to_be_visible()
    pardoned(portal)


async def test_a_stranger_is_led_to_the_sign_in_and_back_to_the_pack(portal: Portal) -> None:
    async with portal.page(person=None) as page:
        await page.goto(f"{portal.url}/conference/packs/{month()}?profile=taizhou")
        await page.click("button[value=taizhou]")

        await expect(page.locator("h1")).to_contain_text("台州市二手车出口工作领导小组")
