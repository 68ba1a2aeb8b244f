"""The runbook inside the console: complete, the same as in docs, its links within it, its HTML as text."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from exportlane.operations.kinds import KINDS
from gateway.portal.operations.runbook import rendered, runbook
from gateway.portal.operations.words import CHAPTERS, SECTIONS
from tests.portal.conftest import Portal
from tests.portal.operations.faults import without
from tools.documents.runbook_copy import PLACE, runbook_copy
from tools.generate import ROOT


def test_the_copy_in_the_package_is_the_text_of_docs() -> None:
    assert (ROOT / PLACE).read_text(encoding="utf-8") == runbook_copy(ROOT)


def test_every_finding_and_every_parked_message_leads_to_a_section_that_exists() -> None:
    from exportlane.operations.finding import anchor_of  # noqa: PLC0415

    anchors = (
        {anchor_of(kind.section) for kind in KINDS} | set(SECTIONS.values()) | {"parked-messages", "timers"}
    )

    assert {anchor for anchor in anchors if runbook().chapter_of(anchor) is None} == set()


def test_every_heading_has_its_chinese() -> None:
    headings = [one for each in runbook().chapters for one in (each.heading, *each.sections)]

    assert {heading.title for heading in headings} == set(CHAPTERS)


def test_html_in_the_text_stays_text() -> None:
    book = rendered("# R\n\nBefore <script>alert(1)</script>\n\n## One <b>two</b>\n\n[x](javascript:alert)")

    assert "<script>" not in book.preface
    assert "<b>" not in book.chapters[0].html
    assert 'href="javascript' not in book.chapters[0].html
    assert "style=" not in "".join(each.html for each in runbook().chapters)


def test_links_stay_within_the_pages() -> None:
    links = [link for each in runbook().chapters for link in re.findall(r'href="([^"]+)"', each.html)]

    assert links
    for link in links:
        found = re.fullmatch(r"/operations/runbook/([\w-]+)#\1", link)
        assert found, link
        assert runbook().chapter_of(found[1]), link


@pytest.mark.chromium
@pytest.mark.asyncio(loop_scope="module")
async def test_a_section_opens_at_its_place_and_the_table_of_contents_says_where_one_is(
    portal: Portal,
) -> None:
    async with portal.page(at="/operations/runbook") as page:
        await expect(page.locator("article")).to_contain_text("For the person on duty")
        await page.click(".contents a >> text=搁置消息")
        await page.click("article a >> text=skip >> nth=0")
        await expect(page).to_have_url(re.compile("/operations/runbook/skip#skip$"))
        await expect(page.locator(".contents [aria-current=true]")).to_have_text("跳过")
        await expect(page.locator("article h3#skip")).to_be_in_viewport()
        answer = await page.goto(f"{portal.url}/operations/runbook/nothing")
        assert answer is not None
        assert answer.status == 404
    without(portal, 404)
