"""Whole stories of the conference, as people live them in the browser: a ticket, and a meeting."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.portal.conference.sitting import (
    DECISION,
    QUESTION,
    assigned,
    axe,
    convener,
    decided,
    month,
    opened,
    pardoned,
    raised,
    today,
)
from tests.portal.conftest import Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]


async def said(page: Page, text: str) -> None:
    await expect(page.locator("main .note.ok")).to_contain_text(text)


@pytest.mark.requirement("TJ-11.2")
async def test_a_ticket_is_raised_from_a_case_assigned_answered_and_closed(portal: Portal) -> None:
    case_id = await opened(portal)

    async with portal.page(person="customs", at=f"/conference/tickets/new?case={case_id}") as page:
        await expect(page.locator("#case_id")).to_have_value(case_id)
        await page.fill("#text", QUESTION)
        await page.click("main button.main")
        await said(page, "事项已提出")
        ticket = page.url.partition("?")[0].removeprefix(portal.url)
        assert await page.locator("details.verb").count() == 0

    async with portal.page(person="convener", at="/conference") as page:
        await page.click(f"section[aria-labelledby=own-title] >> text={QUESTION}")
        await expect(page.locator("main")).to_contain_text("待交办")
        await page.select_option("#assign-member", "conf_police")
        await page.fill("#assign-days", "2")
        await page.click("#verb-assign button.main")
        await said(page, "事项已交办")
        await expect(page.locator(".clock")).to_contain_text("2个工作日")

    async with portal.page(person="police", at="/conference") as page:
        await page.click(f"section[aria-labelledby=own-title] >> text={QUESTION}")
        await page.fill("#answer-text", "已增设窗口。")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await said(page, "答复已提交")
        assert await axe(page) == []

    async with portal.page(person="convener", at=ticket) as page:
        await page.fill("#close-text", "同意销号。")
        await page.click("#verb-close button.main")
        await said(page, "事项已销号")
        await expect(page.locator(".timeline")).to_contain_text("已增设窗口。")
        await page.click("text=账本中的事实")
        await expect(page.locator("table")).to_contain_text("成员单位已答复")


async def test_an_answer_that_is_not_enough_goes_back_and_a_member_gives_it_to_the_convener(
    portal: Portal,
) -> None:
    issue = await assigned(portal)

    async with portal.page(person="police", at=f"/conference/tickets/{issue}") as page:
        await page.click("#verb-escalate summary")
        await page.fill("#escalate-text", "本单位无法独自解决。")
        await page.click("#verb-escalate button.main")
        await said(page, "已升级至召集人")
        await expect(page.locator("#verb-answer")).to_be_visible()
        assert await page.locator("#verb-escalate").count() == 0

    async with portal.page(person="convener", at=f"/conference/tickets/{issue}") as page:
        await page.select_option("#assign-member", "conf_police")
        await page.click("#verb-assign button.main")
        await said(page, "事项已交办")
    async with portal.page(person="police", at=f"/conference/tickets/{issue}") as page:
        await page.fill("#answer-text", "已办。")
        await page.click("#verb-answer button.main")
        await said(page, "答复已提交")
    async with portal.page(person="convener", at=f"/conference/tickets/{issue}") as page:
        await page.click("#verb-reopen summary")
        await page.fill("#reopen-text", "请说明日期。")
        await page.click("#verb-reopen button.main")
        await said(page, "已退回重办")
        await expect(page.locator("main .badge").first).to_contain_text("成员单位办理中")


async def test_what_is_wrong_stands_at_the_field_and_a_conflict_is_a_sentence(portal: Portal) -> None:
    issue = await raised(portal)

    async with portal.page(person="convener", at=f"/conference/tickets/{issue}") as page:
        await page.evaluate("document.querySelectorAll('form').forEach(one => one.noValidate = true)")
        await page.fill("#assign-days", "99")
        await page.click("#verb-assign button.main")
        await expect(page.locator("#assign-days-error")).to_contain_text("1至60")
        await expect(page.locator("#assign-member-error")).to_contain_text("请选择承办的成员单位")
        assert await axe(page) == []

        paper = {"member": "conf_tax"}
        await convener(portal).post(f"/v1/conference/issues/{issue}/assign", paper, version=1)
        await page.select_option("#assign-member", "conf_police")
        await page.fill("#assign-days", "3")
        await page.click("#verb-assign button.main")
        await expect(page.locator("[role=alert]")).to_contain_text("别人已先行处理")
        await expect(page.locator("main")).to_contain_text("天津市税务局")
        await expect(page.locator("#assign-member")).to_have_value("conf_police")
        await page.click("#verb-assign button.main")
        await said(page, "事项已交办")
    pardoned(portal)


async def test_a_form_that_is_sent_twice_acts_once(portal: Portal) -> None:
    async with portal.page(person="convener", at="/conference/tickets/new?figure=TJ-1.2") as page:
        await page.fill("#text", QUESTION)
        form = await page.evaluate(
            "Object.fromEntries(new FormData(document.querySelector('main form')).entries())"
        )
        for _ in range(2):
            answer = await page.request.post(
                f"{portal.url}/conference/tickets/new", form=form, max_redirects=0
            )
            assert answer.status == 303
        await page.goto(f"{portal.url}/conference/tickets")
        assert await page.locator(f"text={QUESTION}").count() == 1


async def test_words_with_markup_stay_words(portal: Portal) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"

    async with portal.page(person="convener", at="/conference/tickets/new?figure=TJ-1.2") as page:
        await page.fill("#text", evil)
        await page.click("main button.main")
        await expect(page.locator(".ask")).to_have_text(evil)
        for address in ("/conference", "/conference/tickets", "/conference/meetings/new"):
            await page.goto(portal.url + address)
            await expect(page.locator("main")).to_contain_text("onerror=alert")


async def test_a_vehicle_named_in_a_question_is_masked_for_whoever_may_not_read_it(portal: Portal) -> None:
    issue = await raised(portal, "车辆LSVAA49J132040001无法注销")

    async with portal.page(person="convener", at=f"/conference/tickets/{issue}") as page:
        assert "LSVAA49J132040001" not in await page.content()
        await expect(page.locator(".ask")).to_contain_text("LSV••••")
        for place in ("", "/tickets", "/meetings/new", f"/packs/{month()}"):
            await page.goto(f"{portal.url}/conference{place}")
            await expect(page.locator("main")).to_contain_text("无法注销")
            assert "LSVAA49J132040001" not in await page.content()
    async with portal.page(person="police", at=f"/conference/tickets/{issue}") as page:
        await expect(page.locator(".ask")).to_contain_text("LSVAA49J132040001")


@pytest.mark.requirement("TJ-11.1")
async def test_a_meeting_is_called_attended_decides_and_the_decision_is_reported_done(portal: Portal) -> None:
    await assigned(portal)

    async with portal.page(person="convener", at="/conference/meetings/new") as page:
        await expect(page.locator(".agenda")).to_contain_text(QUESTION)
        await page.fill("#held_on", today().isoformat())
        await page.fill("#matters", "明年计划\n\n数据共享")
        await page.click("main button.main")
        await said(page, "会议已召集")
        meeting = page.url.removeprefix(portal.url)
        assert await page.locator(".agenda li").count() == 3

        await page.check("#there-conf_convener")
        await page.check("#there-conf_police")
        await page.click("button >> text=登记出席")
        await said(page, "出席情况已登记")
        await page.fill("#decide-text", DECISION)
        await page.select_option("#decide-member", "conf_police")
        await page.select_option("#decide-issue", index=1)
        await page.fill("#decide-days", "5")
        await page.click("button >> text=记录决定")
        await said(page, "决定已记录")
        await page.fill("#minute-text", "会议议定事项如上。")
        await page.click("button >> text=纪要定稿")
        await said(page, "会议纪要已定稿")
        assert await axe(page) == []

    async with portal.page(person="police", at="/conference") as page:
        await page.click(f"section[aria-labelledby=own-title] >> text={DECISION}")
        await page.click("text=报告已落实 >> nth=0")
        await page.fill("#finish-1", "窗口已开。")
        await page.click(".decisions button.main")
        await said(page, "落实情况已报告")
        await expect(page.locator(".decisions")).to_contain_text("窗口已开。")
        assert page.url.removeprefix(portal.url).partition("?")[0] == meeting
        await page.goto(f"{portal.url}/conference/decisions?state=done")
        await expect(page.locator("table")).to_contain_text(DECISION)


async def test_a_meeting_that_did_not_take_place_is_called_off_with_its_reason(portal: Portal) -> None:
    async with portal.page(person="convener", at="/conference/meetings/new") as page:
        await page.evaluate("document.querySelectorAll('form').forEach(one => one.noValidate = true)")
        await page.fill("#held_on", "2020-01-01")
        await page.click("main button.main")
        await expect(page.locator("#held_on-error")).to_contain_text("已过")
        await page.fill("#held_on", today().isoformat())
        await page.click("main button.main")
        await page.click("text=取消会议 >> nth=0")
        await page.fill("#off-text", "改期。")
        await page.click("button.danger")
        await said(page, "会议已取消")
        await expect(page.locator("main")).to_contain_text("改期。")
    pardoned(portal)


async def test_verbs_are_shown_to_whom_they_are_allowed_and_refused_to_all_others(portal: Portal) -> None:
    issue, meeting = await assigned(portal, "conf_tax"), await decided(portal)

    async with portal.page(person="police", at=f"/conference/tickets/{issue}") as page:
        assert await page.locator("details.verb").count() == 0
        await expect(page.locator("main")).to_contain_text("天津市税务局")
        token = await page.get_attribute('meta[name="form-token"]', "content") or ""
        form = {"form_token": token, "version": "2", "text": "代答"}
        answer = await page.request.post(f"{portal.url}/conference/tickets/{issue}/answer", form=form)
        assert answer.status == 403
        assert "他人不得代答" in await answer.text()
        await page.goto(f"{portal.url}/conference/meetings/{meeting}")
        assert await page.locator("text=记录决定").count() == 0
        assert (await page.goto(f"{portal.url}/conference/meetings/new")).status == 403  # type: ignore[union-attr]
        await expect(page.locator("main")).to_contain_text("会议由召集人召集")
    pardoned(portal)
