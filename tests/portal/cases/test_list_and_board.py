"""All cases as people meet them: the list, its search and filters, the board, files, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from exportlane.runtime.testing import until
from tests.gateway.batches import OTHER_USCC, USCC, batch, vehicle, vin
from tests.portal.conftest import NARROW, WIDE, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
AXE = Path(__file__).resolve().parents[3] / "services/gateway/web/node_modules/axe-core/axe.min.js"
ROWS = ".cases tbody tr"


async def handed_in(portal: Portal, *numbers: int, incomplete: bool = False, **changes: Any) -> None:
    """Cases of these vehicles; those that lack a paper wait for their firm."""
    more = {"inspection_report": None} if incomplete else {}
    body = batch(0, vehicles=[vehicle(number, **more) for number in numbers], **changes)
    assert (await portal.client().post("/v1/batches", body)).status_code == 202


async def listed(portal: Portal, count: int, **asked: str) -> None:
    """Wait until so many cases stand in the tables of all cases."""
    client = portal.client()

    async def there() -> bool:
        answer = await client.get("/v1/cases/export", format="csv", **asked)
        return int(answer.headers["x-export-cases"]) == count

    await until(there)


def _read(file: Path) -> str:
    return Path(file).read_text(encoding="utf-8")


async def fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(done => done.violations.map(one => one.id + ': ' + "
        "one.nodes[0].html))"
    )
    return found


async def test_new_cases_appear_in_the_list_without_reloading(portal: Portal) -> None:
    async with portal.page() as page:
        await expect(page.locator("#live .state.empty")).to_be_visible()
        await expect(page.locator("[data-line][data-state=on]")).to_be_visible()
        await page.evaluate("window.stayed = true")

        await handed_in(portal, 1)

        await expect(page.locator(ROWS)).to_have_count(1, timeout=15_000)
        await expect(page.locator(f"{ROWS} .badge.ok")).to_contain_text("退税已到账", timeout=15_000)
        assert await page.evaluate("window.stayed") is True


async def test_a_case_is_found_by_whatever_is_printed_on_a_paper(portal: Portal) -> None:
    await handed_in(portal, 1, 2)
    await handed_in(portal, 3, exporter_uscc=OTHER_USCC, exporter_name="上海样板汽车贸易有限公司")
    await listed(portal, 3, status="refund_paid")
    case = next(
        one for one in (await portal.client().get("/v1/cases")).json()["items"] if one["vin"] == vin(3)
    )
    papers = [case["licence_no"], case["declaration_no"], case["exporter"]["uscc"], "样板汽车", case["id"]]

    async with portal.page() as page:
        for text in (vin(3), vin(3).lower(), vin(3)[-6:], f" {vin(3)[:8]} {vin(3)[8:]} ", *papers):
            await page.fill("#q", text)
            await page.keyboard.press("Enter")
            await expect(page.locator(ROWS)).to_have_count(1)
            await expect(page.locator(f"{ROWS} a.vin")).to_have_text(vin(3))
        await page.fill("#q", vin(3))
        await page.keyboard.press("Enter")
        await page.click("a.exact")
        await expect(page).to_have_url(re.compile(rf"/cases/{case['id']}"))


async def test_filters_stand_in_the_address_and_are_taken_away_one_by_one(portal: Portal) -> None:
    await handed_in(portal, 1)
    await handed_in(portal, 2, incomplete=True, destination_country="RUS")
    await listed(portal, 1, agency="enterprise")
    await listed(portal, 1, status="refund_paid")

    async with portal.page() as page:
        await page.select_option("#agency", "enterprise")
        await page.select_option("#step", "licence")
        await page.click("form.filters button.main")
        await expect(page).to_have_url(
            re.compile(r"/cases\?(?=.*agency=enterprise)(?=.*step=licence)(?!.*status=)")
        )
        await expect(page.locator(f"{ROWS} a.vin")).to_have_text(vin(2))
        await expect(page.locator(ROWS)).to_contain_text("补齐通知列出的全部材料")
        assert await page.locator(".chip").count() == 2
        address = page.url

        await page.click(".chip >> text=环节")
        await expect(page.locator(".chip")).to_have_count(1)
        await page.click(".clear")
        await expect(page.locator(ROWS)).to_have_count(2)
        await page.goto(address)
        await expect(page.locator(ROWS)).to_have_count(1)
        await page.goto(f"{portal.url}/cases?overdue=true")
        await expect(page.locator("#live .state.empty")).to_be_visible()
        await expect(page.locator("#overdue")).to_be_checked()


async def test_pages_follow_each_other_and_end(portal: Portal) -> None:
    await handed_in(portal, *range(1, 31), incomplete=True)
    await listed(portal, 30, agency="enterprise")

    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases?sort=due")
        await expect(page.locator(ROWS)).to_have_count(25)
        await expect(page.locator(".pager .count")).to_have_text("共 30 件")
        await page.click("a[rel=next]")
        await expect(page.locator(ROWS)).to_have_count(5)
        assert await page.locator("a[rel=next]").count() == 0
        await page.click("a[rel=first]")
        await expect(page.locator(ROWS)).to_have_count(25)
        await page.goto(f"{portal.url}/cases?cursor=nonsense")
        await expect(page.locator("#live [role=alert]")).to_be_visible()
    portal.complaints[:] = [text for text in portal.complaints if "status of 400" not in text]


async def test_the_board_shows_each_stage_and_more_of_it_on_demand(portal: Portal) -> None:
    await handed_in(portal, *range(1, 13), incomplete=True)
    await handed_in(portal, 20, 21)
    await listed(portal, 12, agency="enterprise")
    await listed(portal, 2, status="refund_paid")

    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases/board")
        names = await page.locator(".column h2").all_inner_texts()
        assert names == ["出口许可", "注销登记", "报关放行", "出口退税", "转专人处理", "今日办结"]
        await expect(page.locator(".column.licence header b")).to_have_text("12")
        await expect(page.locator(".column.ended header b")).to_have_text("2")
        await expect(page.locator(".column.licence .card")).to_have_count(8)
        await page.click(".column.licence .further a")
        await expect(page.locator(".column.licence .card")).to_have_count(12)
        await expect(page.locator(".column.licence .further")).to_have_count(0)
        await page.goto(f"{portal.url}/cases/board?profile=national")
        names = await page.locator(".column h2").all_inner_texts()
        assert names[:4] == ["出口许可", "报关放行", "注销登记", "出口退税"]


async def test_the_board_moves_by_itself(portal: Portal) -> None:
    async with portal.page(at="/cases/board") as page:
        await expect(page.locator("[data-line][data-state=on]")).to_be_visible()

        await handed_in(portal, 1, incomplete=True)

        await expect(page.locator(".column.licence .card")).to_have_count(1, timeout=15_000)


async def test_cases_are_taken_away_as_a_file_from_the_page(portal: Portal) -> None:
    await handed_in(portal, 1)
    await listed(portal, 1, status="refund_paid")

    async with portal.page() as page:
        await page.goto(f"{portal.url}/cases?status=refund_paid")
        await page.click(".export summary")
        async with page.expect_download() as download:
            await page.click("text=表格 CSV")
        text = _read(await (await download.value).path())
    assert text.startswith("\ufeff案件编号")
    assert vin(1) in text


async def test_an_exporter_finds_its_own_cases_and_no_others(portal: Portal) -> None:
    await handed_in(portal, 1)
    await handed_in(portal, 2, exporter_uscc=OTHER_USCC, exporter_name="上海样板汽车贸易有限公司")
    await listed(portal, 2, status="refund_paid")

    async with portal.page(person=f"exporter-{USCC.lower()}") as page:
        await expect(page.locator(f"{ROWS} a.vin")).to_have_text(vin(1))
        assert await page.locator("#exporter").count() == 0
        for query in (f"q={vin(2)}", f"exporter={OTHER_USCC}", "q=样板", f"q={vin(2)[-6:]}"):
            await page.goto(f"{portal.url}/cases?{query}")
            assert vin(2) not in await page.locator("#live").inner_text()
            await page.goto(f"{portal.url}/cases/board?{query}")
            assert vin(2) not in await page.locator("#live").inner_text()


async def test_the_conference_reads_no_whole_number_and_a_guest_no_case(portal: Portal) -> None:
    await handed_in(portal, 1, incomplete=True)
    await listed(portal, 1, agency="enterprise")

    async with portal.page(person="convener") as page:
        for address in ("/cases", "/cases/board", f"/cases?q={vin(1)[5:11]}"):
            await page.goto(f"{portal.url}{address}")
            assert vin(1) not in await page.content()
        await page.goto(f"{portal.url}/cases")
        await expect(page.locator(f"{ROWS} .masked")).to_be_visible()
    async with portal.page(person="guest") as page:
        await page.goto(f"{portal.url}/cases")
        await expect(page.locator("#live .state.forbidden")).to_be_visible()
        assert await page.locator(".export").count() == 0


async def test_what_somebody_searched_for_is_shown_and_never_run(portal: Portal) -> None:
    evil = '"><img src=x onerror="document.title=1"><script>document.title=2</script>'

    async with portal.page() as page:
        for name in ("q", "exporter", "destination", "variant", "batch", "matter", "status", "opened_week"):
            await page.goto(f"{portal.url}/cases")
            await page.evaluate(
                "([name, value]) => location.search = new URLSearchParams({[name]: value})", [name, evil]
            )
            await expect(page.locator("#live .state.empty")).to_be_visible()
            assert await page.locator("main img[src=x]").count() == 0
            assert await page.title() not in {"1", "2"}


async def test_everything_is_reached_by_keyboard(portal: Portal) -> None:
    await handed_in(portal, 1)
    await listed(portal, 1)

    async with portal.page() as page:
        await expect(page.locator(ROWS)).to_have_count(1)
        await page.keyboard.press("/")
        seen = []
        for _ in range(14):
            seen.append(await page.evaluate("document.activeElement.id || document.activeElement.className"))
            await page.keyboard.press("Tab")
        assert {"q", "status", "profile", "step", "agency", "sort", "overdue"} <= set(seen)
        assert any(name.startswith("case-") for name in seen)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "hand"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_each_page_fits_speaks_one_language_and_bars_nobody(
    portal: Portal, size: tuple[int, int], language: str
) -> None:
    await handed_in(portal, 1)
    await handed_in(portal, 2, 3, incomplete=True)
    await listed(portal, 2, agency="enterprise")

    async with portal.page(size) as page:
        await page.goto(f"{portal.url}/language/{language}?next=/cases")
        for address in ("/cases", "/cases/board", f"/cases?q={vin(2)}&overdue=true", "/cases?q=zzz&due=3"):
            await page.goto(f"{portal.url}{address}")
            assert await fits(page), address
            assert await violations(page) == [], address
            head = await page.locator("h1").inner_text()
            assert head == ("全部案件" if language == "zh" else "All cases")
            form = await page.locator("form.filters label").all_inner_texts()
            assert all(bool(re.search("[一-鿿]", text)) is (language == "zh") for text in form if text)
