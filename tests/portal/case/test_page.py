"""The page of a case in a browser: on a desk and in a hand, live, in both languages, on paper."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from exportlane.runtime.testing import until
from tests.gateway.batches import USCC, single, vehicle, vin
from tests.portal.conftest import NARROW, WIDE, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]

AXE = Path(__file__).parents[3] / "services/gateway/web/node_modules/axe-core/axe.min.js"
STEPS = ["出口许可", "注销登记", "报关放行", "出口退税"]


async def opened(portal: Portal, number: int = 1, *, end: bool = True, **of_vehicle: Any) -> str:
    client = portal.client()
    case_id: str = (await client.post("/v1/cases", single(number, **of_vehicle))).json()["case_id"]

    async def ended() -> bool:
        return bool((await client.get(f"/v1/cases/{case_id}")).json()["status"]["end"])

    async def asked() -> bool:
        case = (await client.get(f"/v1/cases/{case_id}")).json()
        return any(stage["stage"] == "correction" for stage in case["stages"])

    await until(ended if end else asked)
    return case_id


async def supply(portal: Portal, case_id: str, number: int = 1) -> None:
    """The enterprise hands in the report that licensing asked for."""
    exporter = portal.client("enterprise", "exporter", uscc=USCC)
    lot_id = (await exporter.get(f"/v1/cases/{case_id}")).json()["lot_id"]
    path = f"/v1/licensing/applications/{lot_id}"
    version = (await exporter.get(path)).headers["etag"].strip('"')
    supplied = {"lines": [{"vin": vin(number), "inspection_report": vehicle(number)["inspection_report"]}]}
    answer: httpx.Response = await exporter.post(f"{path}/supply-correction", supplied, version=int(version))
    assert answer.status_code == 200, answer.text


async def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


async def in_english(page: Page) -> None:
    await page.click("a.tongue")
    await expect(page.locator("html")).to_have_attribute("lang", "en-GB")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "hand"])
async def test_a_case_shows_its_verdict_stages_facts_and_their_age(
    portal: Portal, size: tuple[int, int]
) -> None:
    case_id = await opened(portal)

    async with portal.page(size, at=f"/cases/{case_id}") as page:
        await expect(page.locator(".verdict")).to_contain_text("退税已到账")
        assert [one.split()[-1] for one in await page.locator(".stage h3").all_inner_texts()] == STEPS
        assert await page.locator(".stage.done").count() == 4
        await expect(page.locator(".stage").first).to_contain_text("天津市商务局")
        facts = page.locator("#facts > li")
        assert await facts.count() >= 12
        assert await page.locator("#facts .seal").count() == await facts.count()
        await expect(page.locator(".slices time.age").first).to_have_text(
            re.compile("现在|秒钟前|秒前|分钟前")
        )
        await expect(page.locator("[data-line][data-state=on]")).to_be_visible()
        await expect(page.locator("#p-papers .badge").first).to_be_visible()
        assert await fits(page)


async def test_stages_stand_in_the_order_of_the_profile(portal: Portal) -> None:
    changes = {"profile": "national", "customs_port": "2248"}
    case_id = (await portal.client().post("/v1/cases", single(1, changes=changes))).json()["case_id"]

    async with portal.page(at=f"/cases/{case_id}") as page:
        found = [one.split()[-1] for one in await page.locator(".stage h3").all_inner_texts()]

        assert found == ["出口许可", "报关放行", "注销登记", "出口退税"]
        await expect(page.locator(".case-head")).to_contain_text("洋山海关")
        await expect(page.locator(".case-head")).to_contain_text("哈萨克斯坦")


async def test_a_calendar_says_in_words_what_it_shows(portal: Portal) -> None:
    case_id = await opened(portal, end=False, inspection_report=None)

    async with portal.page(at=f"/cases/{case_id}") as page:
        await page.goto(f"{portal.url}/cases/{case_id}")
        strip = page.locator(".stage.correction svg.strip").first

        assert await strip.get_attribute("role") == "img"
        assert await strip.get_attribute("aria-label") == "已用0日，剩余30日"
        assert await strip.locator(".day").count() == 31
        assert await strip.locator(".day.due title").text_content()
        assert await strip.locator(".day.start").count() == 1


async def test_new_facts_appear_without_reloading_and_disturb_nobody(portal: Portal) -> None:
    case_id = await opened(portal, end=False, inspection_report=None)

    async with portal.page(at=f"/cases/{case_id}") as page:
        await expect(page.locator(".stage.correction")).to_have_count(1)
        await expect(page.locator("[data-line][data-state=on]")).to_be_visible()
        await page.evaluate("window.stayed = true")
        await page.focus("a[href$='/case.json']")
        first = await page.locator("#facts > li").last.element_handle()

        await supply(portal, case_id)

        await expect(page.locator(".verdict")).to_contain_text("退税已到账", timeout=15_000)
        await expect(page.locator("#facts > li.fresh").first).to_be_visible()
        assert await page.evaluate("window.stayed") is True
        assert (
            await page.evaluate("document.activeElement.getAttribute('href')")
            == f"/cases/{case_id}/case.json"
        )
        assert first is not None
        assert await first.evaluate("one => one.isConnected"), "what stood there was left alone"
        await expect(page.locator("[data-news]")).to_contain_text("有新的办理进展")
        newest = await page.locator("#facts > li").first.get_attribute("id")
        await page.reload()
        assert await page.locator("#facts > li").first.get_attribute("id") == newest


async def test_a_fact_is_seen_within_a_second_of_being_taken_in(portal: Portal) -> None:
    case_id = await opened(portal, end=False, inspection_report=None)

    async with portal.page(at=f"/cases/{case_id}") as page:
        await expect(page.locator("[data-line][data-state=on]")).to_be_visible()
        await page.evaluate(
            "window.seen = {}; new MutationObserver(() => { for (const one of document.querySelectorAll('#facts > li'))"
            " window.seen[one.id] ??= Date.now(); }).observe(document.getElementById('facts'), {childList: true});"
        )

        await supply(portal, case_id)
        await expect(page.locator(".verdict")).to_contain_text("退税已到账", timeout=15_000)

        seen: dict[str, int] = await page.evaluate("window.seen")
        facts = (await portal.client().get(f"/v1/cases/{case_id}/timeline")).json()["facts"]
        lags = [
            seen[f"f-{fact['id']}"] / 1000 - _seconds(fact["received_at"])
            for fact in facts
            if fact["type"] == "licence.correction_supplied.v1"
        ]
        assert lags
        assert max(lags) < 1.0


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()


async def test_what_was_opened_stays_open_when_facts_come(portal: Portal) -> None:
    case_id = await opened(portal, end=False, inspection_report=None)

    async with portal.page(NARROW, at=f"/cases/{case_id}") as page:
        await expect(page.locator("[data-line][data-state=on]")).to_be_visible()
        await supply(portal, case_id)
        await expect(page.locator("#d-papers")).to_be_visible(timeout=15_000)
        await expect(page.locator(".verdict")).to_contain_text("退税已到账", timeout=15_000)
        await expect(page.locator("#d-answered")).to_be_visible()

        await page.click("#d-answered > summary")
        await page.evaluate(
            "htmx.ajax('GET', document.querySelector('#case').getAttribute('hx-get'), '#case')"
        )

        await expect(page.locator("#d-answered")).to_have_attribute("open", "")
        assert await fits(page)


async def test_facts_of_one_agency_have_an_address_of_their_own(portal: Portal) -> None:
    case_id = await opened(portal)

    async with portal.page(at=f"/cases/{case_id}") as page:
        await page.click("#p-tabs a:has-text('海关')")

        await expect(page).to_have_url(re.compile(r"\?agency=customs"))
        assert set(await page.locator("#facts .from").all_inner_texts()) == {"海关"}
        await expect(page.locator("#p-tabs a[aria-current]")).to_contain_text("海关")


async def test_a_paper_leads_to_the_fact_that_it_rests_on(portal: Portal) -> None:
    case_id = await opened(portal)

    async with portal.page(at=f"/cases/{case_id}") as page:
        row = page.locator(".papers tr", has_text="出口许可证复印件")
        await expect(row).to_contain_text("免予提交")
        await expect(row).to_contain_text("当日数据")
        await row.locator("a").click()

        await expect(page.locator("#facts > li:target")).to_contain_text("准予许可")


async def test_what_an_exporter_wrote_is_shown_and_never_run(portal: Portal) -> None:
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    case_id = await opened(portal, end=False, brand=evil, inspection_report=None)

    async with portal.page(at=f"/cases/{case_id}") as page:
        await expect(page.locator(".case-head .car")).to_contain_text("<img src=x")
        assert vin(1) in await page.title()


async def test_an_exporter_that_must_act_reads_first_what_and_until_when(portal: Portal) -> None:
    case_id = await opened(portal, end=False, inspection_report=None)

    async with portal.page(person=f"exporter-{USCC.lower()}", at=f"/cases/{case_id}") as page:
        verdict = page.locator(".verdict")
        await expect(verdict).to_contain_text("贵企业下一步须办理")
        await expect(verdict).to_contain_text("缺少第三方检测报告")
        await expect(verdict).to_contain_text("截止")
        await in_english(page)
        await expect(verdict).to_contain_text("What you must do next")


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
    async with portal.page(at=f"/cases/{case_id}") as page:
        await expect(page.locator(".slices > .stale")).to_have_count(1)
        await expect(page.locator(".slices > .stale")).to_contain_text("可能有更新的消息尚未到达")
        await expect(page.locator(".verdict")).to_contain_text("退税已到账")


async def test_a_refused_paper_is_sent_again_by_the_operator(portal: Portal) -> None:
    peers: Any = portal.system.services["gateway"].peers
    real = peers["customs"]
    document = {"slug": "rule-violated", "detail": "The port does not exist.", "status": 422}
    refusing = httpx.MockTransport(lambda _request: httpx.Response(422, json=document))
    peers["customs"] = httpx.AsyncClient(transport=refusing, base_url="http://customs")
    client = portal.client()
    case_id = (await client.post("/v1/cases", single(1))).json()["case_id"]
    operator = portal.client(role="operator")

    async def refused() -> bool:
        case = (await operator.get(f"/v1/cases/{case_id}")).json()
        return any(one["status"] == "refused" for one in case["deliveries"])

    await until(refused)
    async with portal.page(at=f"/cases/{case_id}") as page:
        await expect(page.locator(".verdict")).to_contain_text("材料被部门拒收")
        await expect(page.locator("#p-deliveries")).to_contain_text("The port does not exist.")
        peers["customs"] = real
        await page.click("#p-deliveries button")

        await expect(page.locator(".note.info")).to_contain_text("重新送达")
        await expect(page.locator(".verdict")).to_contain_text("退税已到账", timeout=20_000)


async def test_a_case_that_does_not_exist_is_a_page_that_says_so(portal: Portal) -> None:
    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases/01a00000-0000-7000-8000-000000000000")

        await expect(page.locator(".state-title")).to_have_text("未找到")
        await in_english(page)
        await expect(page.locator(".state-title")).not_to_have_text("未找到")
    portal.complaints[:] = [each for each in portal.complaints if "404" not in each]


@pytest.mark.skipif(not AXE.is_file(), reason="the scripts of the pages are not installed: make assets")
@pytest.mark.parametrize("person", ["operator", "convener", f"exporter-{USCC.lower()}"])
async def test_everybody_can_use_it(portal: Portal, person: str) -> None:
    ended, asked = await opened(portal), await opened(portal, 2, end=False, inspection_report=None)

    async with portal.page(person=person) as page:
        await page.goto(f"{portal.url}/language/en?next=/cases")
        for case_id in (ended, asked):
            for size in (WIDE, NARROW):
                await page.set_viewport_size({"width": size[0], "height": size[1]})
                await page.goto(f"{portal.url}/cases/{case_id}")
                await page.evaluate(AXE.read_text(encoding="utf-8"))
                found = await page.evaluate(
                    "axe.run(document, {resultTypes: ['violations']}).then(done => done.violations.map("
                    "one => one.id + ' ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | ')))"
                )
                assert found == []
                assert await fits(page)


async def test_it_prints_on_paper_without_what_only_a_screen_needs(portal: Portal) -> None:
    case_id = await opened(portal)

    async with portal.page(at=f"/cases/{case_id}") as page:
        await page.emulate_media(media="print")

        await expect(page.locator(".top")).to_be_hidden()
        await expect(page.locator("#p-deliveries")).to_be_hidden()
        await expect(page.locator("#p-tabs")).to_be_hidden()
        await expect(page.locator(".verdict")).to_be_visible()
        assert len(await page.pdf(format="A4")) > 10_000
