"""The state of the services as operators see it: faults by their part, fresh figures, each his own services."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.portal.conftest import NARROW, WIDE, Portal
from tests.portal.operations.faults import (
    customs_fails,
    fits,
    opened,
    out_of_reach,
    poisoned,
    violations,
    without,
)

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
SERVICES = 5
"""The gateway and the agencies that every case passes through."""


async def in_english(page: Page, portal: Portal) -> None:
    await page.goto(f"{portal.url}/language/en?next=/operations")


async def test_all_services_stand_in_the_picture_and_in_the_table_with_what_they_depend_on(
    portal: Portal,
) -> None:
    async with portal.page(at="/operations") as page:
        await expect(page.locator(".services tbody tr")).to_have_count(SERVICES)

        await expect(page.locator(".tile").first).to_contain_text("5 / 5")
        assert await page.locator(".picture .node.service").count() == SERVICES
        assert await page.locator(".picture .node.database.ok").count() == SERVICES
        await expect(page.locator(".picture .node.broker.ok")).to_have_count(1)
        assert await page.locator(".picture .edge.bad").count() == 0
        customs = page.locator("tr", has=page.locator("#service-customs"))
        await expect(customs).to_contain_text("数据库")
        await expect(customs).to_contain_text("就绪")
        await page.click("#service-customs")
        await expect(page.locator("h1")).to_contain_text("海关")
        await expect(page.locator("main")).to_contain_text("The database takes writes.")


async def test_a_fault_appears_without_reloading_and_says_part_advice_and_runbook(portal: Portal) -> None:
    async with portal.page(at="/operations") as page:
        await page.evaluate("window.stayed = true")
        await page.focus("#service-customs")
        async with customs_fails(portal):
            row = await poisoned(portal)

            finding = page.locator(".finding.critical", has_text="消息无法处理")
            await expect(finding).to_contain_text(row["case_id"], timeout=15_000)
            await expect(finding.locator(".part")).to_have_text("customs")
            await expect(finding.locator(".advice")).to_contain_text("重试")
            await expect(finding.locator("time")).to_contain_text("前")
            assert await page.evaluate("document.activeElement.id") == "service-customs"
            assert await page.evaluate("window.stayed") is True
            await finding.locator("a", has_text="运维手册").click()
            await expect(page.locator("article h2")).to_have_text("Parked messages")


async def test_an_agency_that_does_not_answer_is_named_and_so_is_its_return(portal: Portal) -> None:
    async with portal.page(at="/operations") as page:
        async with out_of_reach(portal, "customs"):
            row = page.locator("tr.dead", has=page.locator("#service-customs"))
            await expect(row).to_contain_text("无应答", timeout=15_000)
            await expect(page.locator(".finding.critical").first).to_contain_text("customs")
            await expect(page.locator(".picture .edge.bad")).to_have_count(1)
            await expect(page.locator(".tile").first).to_contain_text("4 / 5")
            assert await violations(page) == []

        await expect(row).to_have_count(0, timeout=20_000)
        await expect(page.locator(".tile").first).to_contain_text("5 / 5")


async def test_when_the_state_cannot_be_asked_the_page_says_that_it_is_old_and_keeps_it(
    portal: Portal,
) -> None:
    async with portal.page(at="/operations") as page:
        await expect(page.locator("[data-stale-note]")).to_be_hidden()
        await page.route("**/operations/state", lambda route: route.fulfill(status=503, body="later"))

        await expect(page.locator("[data-stale-note]")).to_be_visible(timeout=15_000)
        await expect(page.locator(".services tbody tr")).to_have_count(SERVICES)
        await expect(page.locator("#state")).to_have_attribute("data-stale", "")
        assert await violations(page) == []

        await page.unroute("**/operations/state")
        await expect(page.locator("[data-stale-note]")).to_be_hidden(timeout=15_000)
    portal.complaints[:] = [each for each in portal.complaints if "503" not in each]


async def test_a_service_that_hangs_does_not_keep_the_page_from_opening(portal: Portal) -> None:
    done = asyncio.Event()

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    hanging = await asyncio.start_server(hang, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{hanging.sockets[0].getsockname()[1]}"
    async with out_of_reach(portal, "customs", address), portal.page(at="/cases") as page:
        await page.goto(f"{portal.url}/operations")
        await expect(page.locator("#state [aria-busy]")).to_be_visible()
        assert await violations(page) == []

        await expect(page.locator("tr.dead")).to_have_count(1, timeout=20_000)
    done.set()
    hanging.close()
    await hanging.wait_closed()


async def test_an_operator_of_an_agency_sees_its_own_service_and_no_other(portal: Portal) -> None:
    async with portal.page(person="customs-operator", at="/operations") as page:
        await expect(page.locator(".services tbody tr")).to_have_count(1)
        await expect(page.locator(".services")).to_contain_text("海关")
        await expect(page.locator(".tabs")).not_to_contain_text("未送达材料")

        answer = await page.goto(f"{portal.url}/operations/services/licensing")
        assert answer is not None
        assert answer.status == 404
        answer = await page.goto(f"{portal.url}/operations/papers")
        assert answer is not None
        assert answer.status == 403
        document = await (await page.context.request.get(f"{portal.url}/operations/state.json")).json()
        assert set(document["services"]) == {"customs"}
    without(portal, 404, 403)


async def test_the_state_as_data_says_the_same_to_whoever_may_see_it(portal: Portal) -> None:
    async with portal.page(at="/operations") as page:
        answer = await page.context.request.get(f"{portal.url}/operations/state.json")
        document = await answer.json()
        assert set(document["services"]) == {
            "gateway", "licensing", "vehicle-registry", "customs", "tax-rebate",
        }  # fmt: skip
        assert all(one["since"] and one["runbook"] for one in document["findings"])
    async with portal.page(person="customs") as page:
        assert (await page.context.request.get(f"{portal.url}/operations/state.json")).status == 403
    async with httpx.AsyncClient(base_url=portal.url) as stranger:
        assert (await stranger.get("/operations/state.json")).status_code == 401
        assert (await stranger.get("/operations")).headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "hand"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_of_the_console_fits_and_has_nothing_that_axe_finds(
    portal: Portal, size: tuple[int, int], language: str
) -> None:
    async with customs_fails(portal), portal.page(size, at="/operations") as page:
        case_id = await opened(portal)
        row = await poisoned(portal, 2)
        if language == "en":
            await in_english(page, portal)
        message = f"/operations/parked/customs/{row['id']}"
        addresses = [
            "/operations", "/operations/services/customs", "/operations/parked", "/operations/parked?state=early",
            message, f"{message}/retry", f"{message}/skip", f"{message}/after?did=retry&behind=2",
            "/operations/parked/customs/unknown", "/operations/timers", "/operations/papers",
            "/operations/papers?status=pending", "/operations/traces", "/operations/traces?q=nothing",
            f"/operations/traces/{case_id}", "/operations/runbook", "/operations/runbook/retry",
        ]  # fmt: skip
        faults: dict[str, object] = {}
        for address in addresses:
            await page.goto(portal.url + address)
            if found := await violations(page):
                faults[address] = found
            if not await fits(page):
                faults[f"{address} sticks out"] = size
        assert faults == {}
    without(portal, 404)


async def test_the_console_is_worked_by_keys_alone(portal: Portal) -> None:
    async with portal.page(at="/operations") as page:
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.getAttribute('href')") == "/operations/traces":
                break
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("/operations/traces$"))
        await page.keyboard.press("/")
        await expect(page.locator("#q")).to_be_focused()
