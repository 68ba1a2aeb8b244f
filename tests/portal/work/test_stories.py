"""Officers of the four agencies of the process at their desks, in a real browser, with the mouse."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from exportlane.runtime.testing import until
from tests.gateway.batches import vehicle, vin
from tests.portal.conftest import NARROW
from tests.portal.work.conftest import WORK, Office

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]


async def opened(page: Page, form: str) -> None:
    """Open the form of a verb."""
    await page.click(f"details.verb > summary:has-text('{form}')")


async def sent(page: Page, form: str, *, confirm: str | None = None) -> None:
    """Send the form of a verb that is open."""
    await page.click(f"details.verb[open] button:not([type=button]):has-text('{confirm or form}')")


async def test_an_incomplete_application_is_sent_back_with_an_item_of_the_law(office: Office) -> None:
    (lot,) = await office.submitted(vehicles=[vehicle(1, inspection_report=None)])

    async with office.desk("licensing", f"{WORK}/licensing/to-accept", subject="li.na") as page:
        await expect(page.locator("tbody tr")).to_have_count(1)
        await expect(page.locator("tbody")).to_contain_text("天津示范汽车出口有限公司")
        await page.click("tbody a")
        await expect(page.locator(".items")).to_contain_text("inspection")
        await opened(page, "一次性告知补正")
        # What the rules found stands in the form already, with its article.
        await expect(page.locator("[name='items.0.code']")).to_have_value("inspection_report_missing")
        await page.fill("[name='items.0.sentence']", "请补交第三方检测报告。")
        await sent(page, "一次性告知补正")

        await expect(page.locator(".note.ok")).to_contain_text("已办理：一次性告知补正")
        await expect(page.locator(".page-head .badge").first).to_have_text("待补正")
        await expect(page.locator(".timeline > li").first).to_contain_text("li.na")

    found = await office.thing("licensing", lot)
    assert found is not None
    assert [(item["code"], item["sentence"]) for item in found["asked"]] == [
        ("inspection_report_missing", "请补交第三方检测报告。")
    ]
    assert "WM/T 8-2022" in found["asked"][0]["article"]


async def test_a_licence_is_granted_from_the_list(office: Office) -> None:
    (lot,) = await office.submitted(2)
    await office.reaches("licensing", lot, {"accepted"})

    async with office.desk("licensing", "/tasks") as page:
        # The day begins where work waits.
        await expect(page).to_have_url(f"{office.url}/tasks/licensing/to-decide")
        await expect(page.locator(".work-tabs [aria-current] .count")).to_have_text("1")
        await expect(page.locator("td.due .badge")).to_contain_text("个工作日")
        await page.click("tbody a")
        await page.click(".work-acts form button:has-text('准予许可')")

        await expect(page.locator(".page-head .badge").first).to_have_text("准予许可")
        await expect(page.locator("h1")).to_contain_text("出口许可申请")
    found = await office.thing("licensing", lot)
    assert found is not None
    assert found["licence"]["licence_no"]


async def test_a_refusal_carries_the_reason_of_the_law_and_what_the_officer_adds(office: Office) -> None:
    (lot,) = await office.submitted(1)
    await office.reaches("licensing", lot, {"accepted"})

    async with office.desk("licensing", f"{WORK}/licensing/to-decide/{lot}") as page:
        await opened(page, "不予许可")
        await page.select_option("#refuse-code", "vehicle_encumbered")
        await page.fill("#refuse-reason", "该车已被法院查封。")
        await sent(page, "不予许可")

        await expect(page.locator(".page-head .badge").first).to_have_text("不予许可")
    found = await office.thing("licensing", lot)
    assert found is not None
    assert found["outcome"]["code"] == "vehicle_encumbered"
    assert found["outcome"]["reason"] == "该车已被法院查封。"
    assert "机动车登记规定" in found["outcome"]["article"]


async def test_what_is_missing_in_a_form_is_said_at_its_field_and_nothing_written_is_lost(
    office: Office,
) -> None:
    (lot,) = await office.submitted(1)
    await office.reaches("licensing", lot, {"accepted"})

    async with office.desk("licensing", f"{WORK}/licensing/to-decide/{lot}") as page:
        await opened(page, "不予许可")
        await page.fill("#refuse-reason", "写了理由，没有选事由。")
        await sent(page, "不予许可")

        await expect(page.locator("#refuse-code-error")).to_contain_text("此项必填。")
        await expect(page.locator("#refuse-code")).to_have_attribute("aria-invalid", "true")
        await expect(page.locator("#refuse-reason")).to_have_value("写了理由，没有选事由。")
        await page.select_option("#refuse-code", "owner_mismatch")
        await sent(page, "不予许可")
        await expect(page.locator(".page-head .badge").first).to_have_text("不予许可")
    office.forgive(422)


async def with_a_licence(office: Office, count: int = 1) -> str:
    (lot,) = await office.submitted(count)
    await office.reaches("licensing", lot, {"accepted"})
    await office.acts("licensing", lot, "grant")
    return lot


async def cars_of(office: Office, status: str, count: int) -> list[str]:
    async def look() -> list[str]:
        answer = await office.officer("vehicle-registry").get("/v1/vehicles", status=status)
        found = [each["id"] for each in answer.json()["items"]]
        return found if len(found) == count else []

    return await until(look, what=f"{count} vehicles at {status}")


async def test_a_vehicle_is_deregistered_and_a_supervisor_restores_it(office: Office) -> None:
    await with_a_licence(office)
    (car,) = await cars_of(office, "deregistration_requested", 1)

    async with office.desk("vehicle-registry", f"{WORK}/vehicle-registry/deregistrations") as page:
        await expect(page.locator("tbody a.vin")).to_have_text(vin(1))
        await page.click("tbody a.vin")
        await expect(page.locator("a[href^='/cases/']")).to_have_attribute("href", f"/cases/{car}")
        await expect(page.locator("details.verb > summary", has_text="恢复登记")).to_have_count(0)
        await page.click(".work-acts form button:has-text('办理注销登记')")
        await expect(page.locator(".page-head .badge").first).to_have_text("临时注销")
        # To restore is the supervisor's.
        await expect(page.locator("details.verb > summary", has_text="恢复登记")).to_have_count(0)

    async with office.desk(
        "vehicle-registry", f"{WORK}/vehicle-registry/provisional/{car}", role="supervisor"
    ) as page:
        await opened(page, "恢复登记")
        await expect(page.locator("details.verb[open] .note.warn")).to_contain_text("记录您的姓名")
        await page.select_option("#restore-code", "exit_given_up")
        await sent(page, "恢复登记", confirm="确认恢复登记")
        await expect(page.locator(".page-head .badge").first).to_have_text("已恢复登记")


async def with_a_declaration(office: Office) -> str:
    lot = await with_a_licence(office)
    for car in await cars_of(office, "deregistration_requested", 1):
        await office.acts("vehicle-registry", car, "deregister")
    await office.reaches("customs", lot, {"submitted"})
    return lot


async def test_customs_walk_a_declaration_from_the_papers_to_the_release(office: Office) -> None:
    lot = await with_a_declaration(office)

    async with office.desk("customs", f"{WORK}/customs/to-accept") as page:
        await page.click("tbody a")
        for verb, state in (
            ("接受申报", "已接受申报"), ("审单通过", "审单完成"), ("许可证核验相符", "许可证已核验"),
            ("放行", "已放行"),
        ):  # fmt: skip
            await page.click(f".work-acts .verb:not(details) form button:has-text('{verb}')")
            await expect(page.locator(".page-head .badge").first).to_have_text(state)

    found = await office.thing("customs", lot)
    assert found is not None
    assert found["status"] == "released"


async def test_a_claim_is_checked_approved_and_paid(office: Office) -> None:
    lot = await with_a_declaration(office)
    for verb in ("accept", "check-documents", "verify-licence", "release", "clear"):
        await office.acts("customs", lot, verb)
    await office.reaches("tax-rebate", lot, {"accepted"})

    async with office.desk("tax-rebate", f"{WORK}/tax-rebate/to-check/{lot}", english=True) as page:
        for verb, state in (
            ("Have the rules look", "Checked by rule"), ("Approve", "Approved"),
            ("Order the payment", "Sent to the treasury"), ("Note the payment", "Paid"),
        ):  # fmt: skip
            await page.click(f".work-acts .verb:not(details) form button:has-text('{verb}')")
            await expect(page.locator(".page-head .badge").first).to_have_text(state)
        await expect(page.locator("main")).not_to_contain_text("办理")


async def test_in_a_hand_the_list_and_the_thing_fit(office: Office) -> None:
    (lot,) = await office.submitted(3)
    await office.reaches("licensing", lot, {"accepted"})

    for english in (False, True):
        for at in (f"{WORK}/licensing/to-decide", f"{WORK}/licensing/to-decide/{lot}"):
            async with office.desk("licensing", at, size=NARROW, english=english) as page:
                await expect(page.locator("h1")).to_be_visible()
                assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), at
