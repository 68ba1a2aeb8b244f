"""Many rows at once, somebody who was quicker, a second click, and a day's work without a mouse."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from exportlane.runtime.testing import until
from tests.gateway.batches import vehicle
from tests.portal.work.conftest import WORK, Office, signed_in

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]


async def accepted(office: Office, count: int) -> list[str]:
    """Applications of one car each that wait for their decision."""
    found = []
    for number in range(1, count + 1):
        (lot,) = await office.submitted(first=number)
        await office.reaches("licensing", lot, {"accepted"})
        found.append(lot)
    return found


async def test_of_three_rows_two_are_done_and_the_third_says_why_not(office: Office) -> None:
    first, second, third = await accepted(office, 3)

    async with office.desk("licensing", f"{WORK}/licensing/to-decide") as page:
        await page.check("[data-all]")
        await expect(page.locator("[data-chosen]")).to_have_text("已选择 3 项")
        # A colleague decides on one of them while the boxes are ticked.
        ground = {"code": "owner_mismatch", "reason": "登记证书所有人不符。"}
        await office.acts("licensing", second, "refuse", ground, subject="wang.wei")
        await page.click(".work-many button:has-text('准予许可')")

        await expect(page.locator("h1")).to_have_text("办理结果：准予许可")
        await expect(page.locator("tr[data-outcome=done]")).to_have_count(2)
        changed = page.locator("tr[data-outcome=changed]")
        await expect(changed).to_have_count(1)
        await expect(changed).to_contain_text("wang.wei（商务主管部门经办人）刚刚办理了此件")
        await expect(changed).to_contain_text("登记证书所有人不符。")
        await expect(page.locator("main")).not_to_contain_text("412")
    states = [(await office.thing("licensing", lot) or {})["status"] for lot in (first, second, third)]
    assert states == ["granted", "refused", "granted"]


async def test_a_row_that_the_law_refuses_says_its_sentence_and_its_article(office: Office) -> None:
    (whole,) = await accepted(office, 1)
    (incomplete,) = await office.submitted(vehicles=[vehicle(7, inspection_report=None)])
    found = await looked_at(office, incomplete)

    async with signed_in(office, "licensing") as http:
        page = (await http.get(f"{WORK}/licensing/to-decide")).text
        token = page.split('name="form-token" content="')[1].split('"')[0]
        row = page.split('name="row" value="')[1].split('"')[0]
        answer = await http.post(
            f"{WORK}/licensing/to-decide/together",
            data={
                "form_token": token,
                "_key": "k1",
                "verb": "grant",
                "row": [row, f"{incomplete}:{found['version']}:另一件"],
            },
        )

    assert answer.status_code == 200
    assert answer.text.count('data-outcome="done"') == 1
    assert answer.text.count('data-outcome="refused"') == 1
    assert "行政许可法" in answer.text
    assert (await office.thing("licensing", whole) or {})["status"] == "granted"


async def looked_at(office: Office, lot: str) -> dict[str, Any]:
    """The application once the rules have said what they find."""

    async def look() -> dict[str, Any] | None:
        found = await office.thing("licensing", lot)
        return found if found and found["found"] else None

    found: dict[str, Any] | None = await until(look, what="what the rules found")
    assert found is not None
    return found


async def test_one_form_serves_all_the_rows_of_a_verb_that_needs_one(office: Office) -> None:
    lots = await released(office, 2)

    async with office.desk("customs", f"{WORK}/customs/departure") as page:
        await page.check("[data-all]")
        await page.click(".work-many button:has-text('已离境')")
        await expect(page.locator("h1")).to_have_text("已离境")
        await expect(page.locator(".items li")).to_have_count(2)
        await page.fill("#depart-on", "2020-01-01")
        await page.click("main form button:has-text('已离境')")
        # A day before the release: every row says so with its article, and nothing is done.
        refused = page.locator("tr[data-outcome=refused]")
        await expect(refused).to_have_count(2)
        await expect(refused.first).to_contain_text("放行、离港、离境、退关依次发生")
        await expect(refused.first).to_contain_text("海关法 第二十三条")
        await page.goto(f"{office.url}/tasks/customs/departure")
        await page.check("[data-all]")
        await page.click(".work-many button:has-text('已离境')")
        await page.click("main form button:has-text('已离境')")
        await expect(page.locator("tr[data-outcome=done]")).to_have_count(2)
    office.forgive(422)
    states = {(await office.thing("customs", lot) or {})["status"] for lot in lots}
    assert states == {"departed"}


async def released(office: Office, count: int) -> list[str]:
    """Declarations of one car each that customs have released."""
    lots = await accepted(office, count)
    for lot in lots:
        granted = await office.acts("licensing", lot, "grant")
        for line in granted["lines"]:
            await office.reaches("vehicle-registry", line["case_id"], {"deregistration_requested"})
            await office.acts("vehicle-registry", line["case_id"], "deregister")
        await office.reaches("customs", lot, {"submitted"})
        for verb in ("accept", "check-documents", "verify-licence", "release"):
            await office.acts("customs", lot, verb)
    return lots


async def test_who_decides_on_an_old_page_is_told_who_changed_what_and_nothing_is_done(
    office: Office,
) -> None:
    (lot,) = await accepted(office, 1)

    async with office.desk("licensing", f"{WORK}/licensing/to-decide/{lot}") as page:
        item = {"code": "contract_translation_missing", "sentence": "请补交中文译本。"}
        await office.acts("licensing", lot, "request-correction", {"items": [item]}, subject="zhang.san")
        await page.click(".work-acts form button:has-text('准予许可')")

        told = page.locator(".work-acts [role=alert]")
        await expect(told).to_contain_text("zhang.san（商务主管部门经办人）刚刚办理了此件。")
        await expect(told).to_contain_text("一次性告知补正")
        await expect(told).to_contain_text("现状态 待补正")
        await expect(told).to_contain_text("您的操作没有生效，请核对后重新决定。")
        await expect(told.locator("time")).to_be_visible()
        for code in ("412", "stale", "version", "ETag"):
            await expect(told).not_to_contain_text(code)
    office.forgive(409)
    assert (await office.thing("licensing", lot) or {})["status"] == "correction_requested"


async def test_a_form_that_is_sent_twice_is_done_once(office: Office) -> None:
    (lot,) = await accepted(office, 1)

    async with signed_in(office, "licensing") as http:
        place = f"{WORK}/licensing/to-decide/{lot}"
        page = (await http.get(place)).text
        form = page.split(f'action="{place}/grant"')[1]
        values = {
            name: form.split(f'name="{name}" value="')[1].split('"')[0]
            for name in ("form_token", "_key", "_version", "_seen")
        }
        first, second = await asyncio.gather(*(http.post(f"{place}/grant", data=values) for _ in range(2)))
        third = await http.post(f"{place}/grant", data=values)

    assert {first.status_code, second.status_code, third.status_code} == {303}
    found = await office.officer("licensing").get(f"/v1/applications/{lot}")
    facts = [fact["type"] for fact in found.json()["history"]]
    assert facts.count("licence.granted.v1") == 1


async def test_a_form_of_another_page_or_of_nobody_is_not_taken(office: Office) -> None:
    (lot,) = await accepted(office, 1)

    async with signed_in(office, "licensing") as http:
        answer = await http.post(
            f"{WORK}/licensing/to-decide/{lot}/grant", data={"form_token": "made up", "_version": "3"}
        )

    assert answer.status_code == 403
    assert (await office.thing("licensing", lot) or {})["status"] == "accepted"


async def test_a_days_work_is_done_without_a_mouse(office: Office) -> None:
    first, second, third = await accepted(office, 3)

    async with office.desk("licensing", f"{WORK}/licensing/to-decide") as page:
        await page.keyboard.press("?")
        await expect(page.locator("[data-keys] dl")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.keyboard.press("/")
        await expect(page.locator("#f-exporter")).to_be_focused()
        await page.keyboard.press("Escape")
        for key in ("j", "x", "j", "x"):
            await page.keyboard.press(key)
        await expect(page.locator("tr.chosen")).to_have_count(2)
        await expect(page.locator("tr.at")).to_have_count(1)
        await page.keyboard.press("g")
        await expect(page.locator("tr[data-outcome=done]")).to_have_count(2)
        await page.keyboard.press("u")

        await expect(page.locator("tbody tr")).to_have_count(1)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator(".work-acts")).to_be_visible()
        await page.keyboard.press("r")
        await expect(page.locator("#refuse-code")).to_be_focused()
        await page.select_option("#refuse-code", "owner_mismatch")
        await page.keyboard.press("Tab")
        await page.keyboard.type("所有人不符。")
        for _ in range(2):
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator(".page-head .badge").first).to_have_text("不予许可")
    states = sorted(
        [(await office.thing("licensing", lot) or {})["status"] for lot in (first, second, third)]
    )
    assert states == ["granted", "granted", "refused"]


async def test_the_list_says_that_something_came_and_keeps_what_was_chosen(office: Office) -> None:
    await accepted(office, 2)

    async with office.desk("licensing", f"{WORK}/licensing/to-decide") as page:
        await expect(page.locator("[data-line]")).to_have_attribute("data-state", "on")
        await page.check("tbody tr:nth-child(2) input[name=row]")
        chosen = await page.locator("tr.chosen").get_attribute("id")
        (lot,) = await office.submitted(first=9)
        await office.reaches("licensing", lot, {"accepted"})

        await expect(page.locator("#news")).to_contain_text("清单有变化", timeout=15000)
        await expect(page.locator("tbody tr")).to_have_count(2)
        await expect(page.locator("tr.chosen")).to_have_count(1)
        await page.click("#news a")
        await expect(page.locator("tbody tr")).to_have_count(3)
        await expect(page.locator("tr.chosen")).to_have_attribute("id", str(chosen))
