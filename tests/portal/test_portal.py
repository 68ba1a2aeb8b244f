"""The portal as a person meets it: signing in, finding a case, watching it move, on a desk and in a hand."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from exportlane.runtime.testing import until
from tests.gateway.batches import USCC, batch, single, vehicle, vin
from tests.portal.conftest import NARROW, WIDE, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
"""One browser serves all tests here; each has a gateway, a folder and a visitor of its own."""


async def opened(portal: Portal, number: int = 1, *, end: bool = True, **of_vehicle: Any) -> str:
    client = portal.client()
    case_id: str = (await client.post("/v1/cases", single(number, **of_vehicle))).json()["case_id"]

    async def ended() -> bool:
        return bool((await client.get(f"/v1/cases/{case_id}")).json()["status"]["end"])

    if end:
        await until(ended)
    return case_id


async def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "hand"])
async def test_a_case_page_shows_header_stages_facts_and_their_age(
    portal: Portal, size: tuple[int, int]
) -> None:
    case_id = await opened(portal)

    async with portal.page(size) as page:
        await page.goto(f"{portal.url}/cases/{case_id}")

        await expect(page.locator(".verdict")).to_contain_text("退税已到账")
        steps = await page.locator(".stages h3").all_inner_texts()
        assert [step.split()[0] for step in steps] == ["出口许可", "注销登记", "报关放行", "出口退税"]
        assert await page.locator(".stages li.done").count() == 4
        await expect(page.locator(".stages")).to_contain_text("个工作日")
        facts = page.locator(".timeline > li")
        assert await facts.count() >= 12
        assert await page.locator(".timeline .seal").count() == await facts.count()
        await expect(page.locator(".slices time.age").first).to_contain_text("秒前")
        await expect(page.locator("#line.on")).to_be_visible()
        assert await fits(page)


async def test_a_national_case_has_its_stages_in_the_national_order(portal: Portal) -> None:
    client = portal.client()
    changes = {"profile": "national", "customs_port": "2248"}
    case_id = (await client.post("/v1/cases", single(1, changes=changes))).json()["case_id"]

    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases/{case_id}")

        steps = await page.locator(".stages h3").all_inner_texts()
        assert [step.split()[0] for step in steps] == ["出口许可", "报关放行", "注销登记", "出口退税"]


async def test_new_facts_appear_without_reloading(portal: Portal) -> None:
    case_id = await opened(portal, end=False, inspection_report=None)

    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases/{case_id}")
        await expect(page.locator(".stages li.correction")).to_have_count(1)
        await expect(page.locator("#line.on")).to_be_visible()
        await page.evaluate("window.stayed = true")

        await _supply(portal, case_id)

        await expect(page.locator(".verdict")).to_contain_text("退税已到账", timeout=15_000)
        await expect(page.locator(".timeline > li.fresh").first).to_be_visible()
        assert await page.evaluate("window.stayed") is True


async def _supply(portal: Portal, case_id: str) -> None:
    """The enterprise hands in the report that licensing asked for."""
    exporter = portal.client("enterprise", "exporter", uscc=USCC)
    lot_id = (await exporter.get(f"/v1/cases/{case_id}")).json()["lot_id"]
    path = f"/v1/licensing/applications/{lot_id}"
    application = await exporter.get(path)
    version = application.headers["etag"].strip('"')
    report = vehicle(1)["inspection_report"]
    supplied = {"lines": [{"vin": vin(1), "inspection_report": report}]}
    answer: httpx.Response = await exporter.post(f"{path}/supply-correction", supplied, version=int(version))
    assert answer.status_code == 200, answer.text


async def test_new_cases_appear_in_the_list_without_reloading(portal: Portal) -> None:
    async with portal.page() as page:
        await expect(page.locator(".empty")).to_be_visible()
        await expect(page.locator("#line.on")).to_be_visible()

        await opened(portal)

        await expect(page.locator(".cases tbody tr")).to_have_count(1, timeout=15_000)
        await expect(page.locator(".chip")).to_contain_text("退税已到账", timeout=15_000)


async def test_a_case_is_found_by_its_vehicle_and_by_how_it_ended(portal: Portal) -> None:
    await opened(portal, 1)
    await portal.client().post("/v1/batches", batch(0, vehicles=[vehicle(2, inspection_report=None)]))

    async with portal.page() as page:
        await page.fill("#q", vin(2)[-6:])
        await page.keyboard.press("Enter")
        await expect(page.locator(".cases tbody tr")).to_have_count(1)
        await expect(page.locator("a.vin")).to_have_text(vin(2))
        await page.fill("#q", "")
        await page.select_option("#status", "refund_paid")
        await page.click("button.main >> text=查询")
        await expect(page.locator("a.vin")).to_have_text(vin(1))
        await page.check("#overdue")
        await page.click("button.main >> text=查询")
        await expect(page.locator(".empty")).to_be_visible()


async def test_pages_follow_each_other(portal: Portal) -> None:
    await portal.client().post("/v1/batches", batch(30))

    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases?sort=-created")
        await expect(page.locator(".cases tbody tr")).to_have_count(25)
        await page.click("a[rel=next]")
        await expect(page.locator(".cases tbody tr")).to_have_count(5)
        await page.click("a[rel=first]")
        await expect(page.locator(".cases tbody tr")).to_have_count(25)


async def test_everything_is_reached_by_keyboard(portal: Portal) -> None:
    await opened(portal)

    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        seen = []
        for _ in range(14):
            await page.keyboard.press("Tab")
            seen.append(await page.evaluate("document.activeElement.id || document.activeElement.className"))
        assert {"q", "status", "profile", "sort", "overdue", "vin"} <= set(seen)
        await page.focus("a.vin")
        await page.keyboard.press("Enter")
        await expect(page.locator("h1.vin")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "hand"])
async def test_nothing_sticks_out_of_a_page(portal: Portal, size: tuple[int, int]) -> None:
    await opened(portal)
    await opened(portal, 2, end=False, inspection_report=None)

    async with portal.page(size, person=None) as page:
        await page.goto(f"{portal.url}/sign-in")
        assert await fits(page)
    async with portal.page(size) as page:
        await expect(page.locator(".cases tbody tr")).to_have_count(2)
        assert await fits(page)


async def test_the_conference_reads_no_whole_number(portal: Portal) -> None:
    case_id = await opened(portal)

    async with portal.page(person="conference") as page:
        for address in ("/cases", f"/cases/{case_id}"):
            await page.goto(f"{portal.url}{address}")
            assert vin(1) not in await page.content()
            assert "••••••••••" in await page.content()


async def test_an_exporter_sees_its_refund_and_no_case_of_others(portal: Portal) -> None:
    case_id = await opened(portal)

    async with portal.page(person=f"exporter-{USCC.lower()}") as page:
        await page.goto(f"{portal.url}/cases/{case_id}")
        await expect(page.locator(".facts")).to_contain_text("6500.00 CNY")
    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases/{case_id}")
        await expect(page.locator(".facts")).not_to_contain_text("CNY")


async def test_what_an_exporter_wrote_is_shown_and_never_run(portal: Portal) -> None:
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    case_id = await opened(portal, end=False, brand=evil, inspection_report=None)

    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases/{case_id}")
        await expect(page.locator(".sub")).to_contain_text("<img src=x")
        assert vin(1) in await page.title()


async def test_an_agency_that_is_down_is_shown_as_such_and_holds_no_page_up(portal: Portal) -> None:
    case_id = await opened(portal)

    def down(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    peers: Any = portal.system.services["gateway"].peers
    peers["customs"] = httpx.AsyncClient(transport=httpx.MockTransport(down), base_url="http://customs")
    operator = portal.client(role="operator")

    async def noticed() -> bool:
        case = (await operator.get(f"/v1/cases/{case_id}")).json()
        return any(part["reach"]["state"] == "unreachable" for part in case["slices"])

    await until(noticed)
    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases/{case_id}")
        await expect(page.locator(".dot.unreachable")).to_have_count(1)
        await expect(page.locator(".verdict")).to_contain_text("退税已到账")


async def test_a_refused_paper_is_sent_again_by_the_operator(portal: Portal) -> None:
    peers: Any = portal.system.services["gateway"].peers
    real = peers["customs"]
    document = {"slug": "rule-violated", "detail": "The port does not exist.", "status": 422}
    refusing = httpx.MockTransport(lambda _request: httpx.Response(422, json=document))
    peers["customs"] = httpx.AsyncClient(transport=refusing, base_url="http://customs")
    case_id = await opened(portal, end=False)

    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases/{case_id}")
        await expect(page.locator(".chip.refused")).to_be_visible(timeout=15_000)
        await page.reload()
        await expect(page.locator(".verdict")).to_contain_text("材料被部门拒收")
        peers["customs"] = real
        await page.click("button.small")

        await expect(page.locator(".verdict")).to_contain_text("退税已到账", timeout=20_000)
