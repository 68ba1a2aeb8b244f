"""Parked messages, timers and papers in the hands of an operator: seen, retried, skipped, looked at again."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from exportlane.runtime.testing import until
from tests.portal.conftest import Portal
from tests.portal.operations.faults import (
    CONTRACT,
    customs_fails,
    forged,
    opened,
    parked,
    poisoned,
    without,
)

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
ASIDE = (
    "insert into timers_failing (kind, thing_id, version, attempts, sentence, failed_at) select 'application', id, "
    "version, 5, 'ValueError: the rule failed', '2026-01-01T00:00:00.000000Z' from applications"
)
LAST_HEARD = {"vehicle.deregistered.v1": "注销登记", "licence.granted.v1": "准予许可"}
"""Customs clears upon whichever of the two it hears last."""
REASON = "The handler was mended; <b>file 2026-114</b>."


async def act(page: Page, verb: str, reason: str = REASON) -> None:
    await page.click(f"aside a[href$='/{verb}']")
    await page.fill("#reason", reason)
    await page.click("form.form button")


async def test_a_message_is_retried_in_vain_then_after_mending_and_its_case_comes_to_its_end(
    portal: Portal,
) -> None:
    async with portal.page(at="/operations/parked") as page:
        await expect(page.locator(".state.empty")).to_be_visible()
        async with customs_fails(portal):
            row = await poisoned(portal)
            await page.reload()
            await expect(page.locator("tbody tr")).to_have_count(1)
            await expect(page.locator("tbody tr")).to_contain_text("handler-error")
            await page.click("tbody a[href^='/operations/parked/customs/']")
            await expect(page.locator(".sentence")).to_contain_text("malformed JSON")
            await expect(page.locator(".data")).to_contain_text('"vin"')

            await act(page, "retry")
            await expect(page).to_have_url(re.compile("/after"))
            await expect(page.locator("h1")).to_have_text("仍然搁置")

        await page.click("a.button.main")
        await act(page, "retry")
        await expect(page.locator("h1")).to_have_text("已处理")
        await expect(page.locator("main")).to_contain_text("gateway/operator/portal.operator")
        await expect(page.locator("main")).to_contain_text(REASON)

    client = portal.client()

    async def ended() -> bool:
        return bool((await client.get(f"/v1/cases/{row['case_id']}")).json()["status"]["end"])

    assert await until(ended)
    assert await parked(portal) == []


async def test_a_skip_is_previewed_needs_a_reason_and_is_looked_at_again(portal: Portal) -> None:
    async with customs_fails(portal), portal.page(at="/operations") as page:
        row = await poisoned(portal)
        await page.goto(f"{portal.url}/operations/parked/customs/{row['id']}/skip")
        await expect(page.locator(".note.warn")).to_contain_text(LAST_HEARD[row["type"]])
        await expect(page.locator(".note.warn")).to_contain_text("跳过后无法撤回")

        await page.fill("#reason", "   ")
        await page.evaluate("document.querySelector('form.form').noValidate = true")
        await page.click("form.form button")
        await expect(page.locator("#reason-error")).to_be_visible()
        assert [each["state"] for each in await parked(portal)] == ["failed"]

        await page.fill("#reason", REASON)
        await page.click("form.form button")
        await expect(page.locator("h1")).to_have_text("已跳过")
        await expect(page.locator(".badge", has_text="已跳过")).to_be_visible()
        (after,) = await parked(portal, state="skipped")
        assert (after["changed_by"], after["reason"]) == ("gateway/operator/portal.operator", REASON)
    without(portal, 422)


async def test_what_somebody_else_settled_meanwhile_is_not_done_again(portal: Portal) -> None:
    async with customs_fails(portal), portal.page(at="/operations") as page:
        row = await poisoned(portal)
        await page.goto(f"{portal.url}/operations/parked/customs/{row['id']}/retry")
        operator = portal.system.client("customs", "customs", "operator")
        answer = await operator.post(f"/v1/operations/parked/{row['id']}/skip", {"reason": "by another hand"})
        assert answer.status_code == 200

        await page.fill("#reason", REASON)
        await page.click("form.form button")

        await expect(page.locator(".note.warn")).to_contain_text("未做任何操作")
        await expect(page.locator("form.form")).to_have_count(0)
        (after,) = await parked(portal, state="skipped")
        assert after["reason"] == "by another hand"
    without(portal, 409)


async def test_a_forged_message_shows_nothing_of_its_content_and_can_be_taken_off_the_list(
    portal: Portal,
) -> None:
    async with portal.page(at="/operations") as page:
        row = await forged(portal)
        await page.goto(f"{portal.url}/operations/parked?state=untrusted&service=customs")
        await page.click("tbody a")
        await expect(page.locator("main")).to_contain_text("malformed")
        assert "onerror" not in await page.content()

        await act(page, "retry")
        await expect(page.locator("h1")).to_have_text("仍然搁置")
        await page.goto(f"{portal.url}/operations/parked/customs/{row['id']}")
        await act(page, "skip", "A stray producer; its rights were taken away.")
        await expect(page.locator("h1")).to_have_text("已跳过")

        # The gateway heard it as well, and is asked like any other service.
        (own,) = await until(lambda: parked(portal, "gateway", state="untrusted"))
        await page.goto(f"{portal.url}/operations/parked/gateway/{own['id']}")
        await act(page, "skip", "A stray producer; its rights were taken away.")
        await expect(page.locator("h1")).to_have_text("已跳过")
    assert await parked(portal, "gateway", state="untrusted") == []


async def test_filters_stand_in_the_address_and_so_does_what_waits_behind(portal: Portal) -> None:
    async with customs_fails(portal), portal.page(at="/operations") as page:
        row = await poisoned(portal)
        other = await poisoned(portal, 2)
        await page.goto(f"{portal.url}/operations/parked?case={row['case_id']}&cause=handler-error")

        await expect(page.locator("tbody tr")).to_have_count(1)
        await expect(page.locator("#case")).to_have_value(row["case_id"])
        await page.fill("#case", "<script>alert(1)</script>")
        await page.keyboard.press("Enter")
        await expect(page.locator(".state.empty")).to_be_visible()
        assert "case=%3Cscript%3E" in page.url
        await page.goto(f"{portal.url}/operations/parked?service=licensing&state=all")
        await expect(page.locator(".state.empty")).to_be_visible()
        assert other["case_id"] not in await page.content()


async def test_a_form_of_another_page_changes_nothing(portal: Portal) -> None:
    async with customs_fails(portal), portal.page(at="/operations") as page:
        row = await poisoned(portal)
        address = f"{portal.url}/operations/parked/customs/{row['id']}/skip"
        cookies = {each["name"]: each["value"] for each in await page.context.cookies()}
        async with httpx.AsyncClient(cookies=cookies) as elsewhere:
            answer = await elsewhere.post(address, data={"reason": REASON, "form_token": "guessed"})

        assert answer.status_code == 403
        assert [each["state"] for each in await parked(portal)] == ["failed"]


async def test_an_operator_of_another_agency_does_not_reach_the_message(portal: Portal) -> None:
    async with customs_fails(portal), portal.page(person="licensing-operator", at="/operations") as page:
        row = await poisoned(portal)
        answer = await page.goto(f"{portal.url}/operations/parked/customs/{row['id']}/retry")

        assert answer is not None
        assert answer.status == 404
        assert row["case_id"] not in await page.content()
    without(portal, 404)


def _in(folder: Path, service: str, statement: str) -> None:
    with closing(sqlite3.connect(folder / f"{service}.db", timeout=15)) as connection, connection:
        connection.execute(statement)


async def test_a_timer_that_is_set_aside_is_tried_again_with_a_reason(portal: Portal) -> None:
    await opened(portal)
    folder = portal.system.data_dir
    await asyncio.to_thread(_in, folder, "licensing", ASIDE)
    await asyncio.to_thread(
        _in, folder, "licensing", "update applications set wake_at = '2026-01-01T00:00:00.000000Z'"
    )
    async with portal.page(at="/operations/timers") as page:
        await expect(page.locator("tbody tr")).to_contain_text("the rule failed")
        await page.click("tbody a.button")
        await page.fill("#reason", REASON)
        await page.click("form.form button")

        await expect(page.locator(".note.ok")).to_contain_text("这次成功了")
        await expect(page.locator(".state.empty")).to_be_visible()


async def test_a_paper_that_was_refused_is_sent_again(portal: Portal) -> None:
    case_id = await opened(portal, contract=CONTRACT)
    refused = (
        "update deliveries set status = 'refused', last_error = '422 validation-failed: no invoice', "
        "body = '{}' where agency = 'customs'"
    )
    await asyncio.to_thread(_in, portal.system.data_dir, "gateway", refused)
    async with portal.page(at="/operations/papers") as page:
        await expect(page.locator("tbody tr")).to_contain_text("no invoice")
        await expect(page.locator("tbody tr")).to_contain_text(case_id)
        await page.click("tbody button")

        await expect(page.locator(".note.ok")).to_contain_text("重新发出")
