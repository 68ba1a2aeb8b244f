"""The overview in a real browser: pictures are drawn, figures lead to lists, filters stay, guests see counts only."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from exportlane.law.instants import statutory_day
from tests.gateway.batches import USCC, single
from tests.gateway.flow_figures.rows import OTHER, case, ended, running, step, write
from tests.portal.conftest import NARROW, WIDE, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
AXE = Path(__file__).parents[3] / "services/gateway/web/node_modules/axe-core/axe.min.js"
PAGES = (
    "",
    "/heat",
    "/heat?show=median",
    "/heat?show=waiting",
    "/ageing",
    "/variants",
    "/risks",
    "/destinations",
)
DONE = "licence:done deregistration:done customs:done rebate:done"
COUNTED = """(all) => all
  .map((one) => [one.getAttribute("href"), (one.querySelector("b") ?? one).innerText])
  .filter(([address, text]) => /^[0-9,]+$/.test(text) && address !== "/cases?status=ended")"""
"""Links that are a count, with their address; the median of ended cases leads to these and counts none."""
WAY = "licence>deregistration>customs>rebate"


def days_ago(n: int) -> str:
    return (statutory_day(datetime.now(UTC)) - timedelta(days=n)).isoformat()


async def filled(portal: Portal) -> None:
    """Six cases that were paid, one refused, five that run, one of another order."""
    cases = [
        ended(f"p{n}", "refund_paid", DONE, days_ago(n), 10 + n, opened_on=days_ago(40), variant=WAY,
              refund_cents=100_000, destination="RUS" if n % 2 else "KAZ")
        for n in range(6)
    ]  # fmt: skip
    refused = "licence:refused deregistration:lapsed customs:lapsed rebate:lapsed"
    cases += [
        ended("no", "refused", refused, days_ago(3), 4, opened_on=days_ago(20), variant="licence>correction>refused",
              rework=1),
        running("a", "customs", days_ago(9), due=days_ago(2), opened_on=days_ago(30)),
        running("b", "customs", days_ago(1), due=days_ago(-1), opened_on=days_ago(30)),
        running("c", "licence", days_ago(30), kind="enterprise", due=days_ago(-3), opened_on=days_ago(30), firm=OTHER),
        running("d", "rebate", days_ago(4), kind="person", opened_on=days_ago(30)),
        running("e", "deregistration", days_ago(2), profile="taizhou", opened_on=days_ago(30)),
        case("f", "licence:active deregistration:waiting customs:waiting rebate:waiting", step="licence",
             step_state="active", waiting_kind="agency", waiting_agency="licensing", waiting_step="licence",
             waiting_since=days_ago(0), opened_on=days_ago(1)),
    ]  # fmt: skip
    steps = [
        step(one, name.partition(":")[0], days_ago(12), days_ago(8), n, gap=1)
        for one in cases
        for n, name in enumerate(one["stages"].split(), start=1)
        if name.endswith(":done")
    ]
    steps += [step(one, one["step"], one["waiting_since"], None, None) for one in cases if one["step"]]
    await write(portal.system.services["gateway"].database, cases, steps)


async def drawn(page: Page) -> int:
    """How many pictures there are, once all are drawn."""
    figures = page.locator("figure[data-chart]")
    await expect(page.locator("figure[data-chart]:not([data-drawn])")).to_have_count(0)
    return await figures.count()


async def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


async def faults(page: Page) -> list[str]:
    """What axe finds."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(
        "axe.run().then((found) => found.violations.map((one) => `${one.id}: ${one.nodes[0].target}`))"
    )
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "hand"])
async def test_every_page_is_drawn_fits_and_is_accessible(
    portal: Portal, size: tuple[int, int], language: str
) -> None:
    await filled(portal)

    async with portal.page(size, at="/flow") as page:
        for path in PAGES:
            await page.goto(f"{portal.url}/language/{language}?next=/flow{path}")
            assert await drawn(page) >= 1
            assert await fits(page)
            assert await faults(page) == [], path
            await expect(page.locator(".page-head h1")).to_have_text(
                "全局" if language == "zh" else "All cases at a glance"
            )


async def test_a_figure_leads_to_the_list_of_the_cases_that_it_counts(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(at="/flow") as page:
        addresses = await page.locator("main a[href^='/cases?']").evaluate_all(COUNTED)
        assert len(addresses) >= 10
        for address, number in addresses:
            await page.goto(f"{portal.url}{address}")
            rows = page.locator("main table tbody tr")
            assert await rows.count() == min(int(number.replace(",", "")), 25), address


async def test_the_median_and_the_steps_are_those_of_the_cases(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(at="/flow?profile=tianjin") as page:
        customs = page.locator("table.stack tbody tr", has_text="报关放行").first
        await expect(customs.locator("td").nth(1)).to_have_text("9")
        await expect(customs.locator("td").nth(3)).to_have_text("3")
        await expect(page.locator("[data-jam]")).to_contain_text("报关放行")


async def test_the_tabs_keep_the_filters_and_the_form_leaves_out_what_says_nothing(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(at="/flow") as page:
        await page.select_option("#profile", "tianjin")
        await page.select_option("#destination", "RUS")
        await page.click("[data-filter-form] button")
        await page.wait_for_url("**/flow?profile=tianjin&destination=RUS")
        for name in ("heat", "ageing", "variants", "risks", "destinations"):
            await page.click(f".tabs a[href^='/flow/{name}']")
            await page.wait_for_url(f"**/flow/{name}?profile=tianjin&destination=RUS")
            assert await page.input_value("#destination") == "RUS"
        await page.click("text=清除筛选")
        await page.wait_for_url("**/flow/destinations")


async def test_the_variety_of_the_heat_map_stays_when_filters_change(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(at="/flow/heat?show=waiting") as page:
        await page.select_option("#profile", "tianjin")
        await page.click("[data-filter-form] button")
        await page.wait_for_url("**/flow/heat?*show=waiting*")
        assert "profile=tianjin" in page.url
        await expect(page.locator(".segments [aria-current]")).to_have_text("周末在办数")


async def test_profiles_of_another_order_are_told_apart_and_offered_one_by_one(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(at="/flow") as page:
        await expect(page.locator(".note.info")).to_contain_text("先注销、后通关")
        await page.click(".segments >> text=天津")
        await page.wait_for_url("**/flow?profile=tianjin")
        await expect(page.locator(".note.info")).to_have_count(0)


async def test_a_click_into_a_picture_leads_to_the_cases(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(at="/flow/destinations") as page:
        assert await drawn(page) == 2
        box = await page.locator(".chart-canvas").first.bounding_box()
        assert box is not None
        await page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.25)
        await page.wait_for_url("**/cases?destination=RUS")


async def test_a_guest_sees_counts_and_no_case_and_is_led_to_none(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(person="guest", at="/flow") as page:
        for path in PAGES:
            await page.goto(f"{portal.url}/flow{path}")
            assert await drawn(page) >= 1
            html = await page.content()
            assert "/cases" not in html.split("<main", 1)[1]
            assert "LSVAA4182E" not in html
            assert await page.locator("#exporter, #batch").count() == 0
            assert await faults(page) == []
        await page.goto(f"{portal.url}/flow?exporter={OTHER[0]}")
        await expect(page.locator(".tile b").first).to_have_text("6")
        answer = await page.request.get(f"{portal.url}/flow/ageing.json?batch=b-9")
        assert set((await answer.json())["tables"]) == {"ages"}


async def test_an_exporter_is_not_admitted_and_not_led_here(portal: Portal) -> None:
    # Whoever has handed something in is offered as a person to sign in as.
    await portal.client().post("/v1/cases", single(1))

    async with portal.page(person=f"exporter-{USCC.lower()}", at="/cases") as page:
        assert await page.locator("nav a[href='/flow']").count() == 0
        for path in ("/flow", "/flow.json", "/flow/risks.csv"):
            answer = await page.request.get(f"{portal.url}{path}")
            assert answer.status == 403


async def test_a_member_whose_eyes_are_veiled_reads_masked_numbers(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(person="convener", at="/flow/ageing") as page:
        await expect(page.locator("td .masked").first).to_be_visible()
        assert "LSVAA4182E" not in await page.content()
        told = await (await page.request.get(f"{portal.url}/flow/ageing.json")).text()
        assert "•" in told
        assert "LSVAA4182E" not in told


async def test_sums_are_for_who_may_see_them(portal: Portal) -> None:
    await filled(portal)

    for person, seen in (("tax-rebate", True), ("customs", False)):
        async with portal.page(person=person, at="/flow/destinations") as page:
            assert ("¥3,000.00" in await page.inner_text("main")) is seen
            told = json.loads(await (await page.request.get(f"{portal.url}/flow/destinations.json")).text())
            assert ("amount_cny" in told["tables"]["countries"][0]) is seen


async def test_machines_get_the_figures_and_people_take_them_along(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(at="/flow?profile=tianjin") as page:
        told = await (await page.request.get(f"{portal.url}/flow.json?profile=tianjin")).json()
        same = await (await page.request.get(f"{portal.url}/flow?profile=tianjin&format=json")).json()
        assert told["tables"] == same["tables"]
        assert told["filters"] == {"profile": "tianjin"}
        assert told["tables"]["totals"][0]["running"] == 5
        assert [row["step"] for row in told["tables"]["steps"]] == [
            "licence",
            "deregistration",
            "customs",
            "rebate",
        ]
        async with page.expect_download() as download:
            await page.click(".data-links >> text=CSV")
        text = (await (await download.value).path()).read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert rows[0][0] == "环节"
        assert rows[3][0] == "报关放行"
        answer = await page.request.get(f"{portal.url}/flow?format=xml")
        assert answer.status == 400


async def test_where_nothing_fits_the_page_says_so_and_offers_the_way_back(portal: Portal) -> None:
    async with portal.page(at="/flow") as page:
        await expect(page.locator(".state-title")).to_have_text("没有符合条件的案件")
        await filled(portal)
        for path in PAGES:
            await page.goto(f"{portal.url}/flow{path}{'&' if '?' in path else '?'}batch=none")
            await expect(page.locator(".state.empty").first).to_be_visible()
        await page.click(".state >> text=清除筛选")
        assert await drawn(page) >= 1


async def test_what_is_typed_into_a_filter_is_text_and_nothing_else(portal: Portal) -> None:
    await filled(portal)

    async with portal.page(at="/flow") as page:
        await page.fill("#batch", '"><img src=x onerror=alert(1)>{{7*7}}')
        await page.click("[data-filter-form] button")
        await expect(page.locator("#batch")).to_have_value('"><img src=x onerror=alert(1)>{{7*7}}')
        assert await page.locator("main img").count() == 0
        await page.goto(f"{portal.url}/flow/heat?since=gestern&until=&profile=&show=<b>")
        assert await drawn(page) == 1
        assert page.url.endswith("/flow/heat?since=gestern&show=%3Cb%3E")
