"""A walk through the portal as somebody who follows every link: what the browser tests look at, and the screenshots.

Pages are told apart by the shape of their address: numbers, codes and ids in it do not make another page, and of those
with a query one is enough. Of each shape one page is looked at (`each`): a list of a thousand cases is one case.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from playwright.async_api import Browser, BrowserContext, Page

WIDE: Final = (1440, 900)
NARROW: Final = (390, 844)
LANGUAGES: Final = ("zh", "en")
_LOCALES: Final = {"zh": "zh-CN", "en": "en-GB"}
_ID: Final = re.compile(
    r"(?<=/runbook/)[^/]+|(?<=/)([0-9a-f]{8}-[0-9a-f-]{27,}|[0-9a-f]{16,}|\d{4}-\d\d(-\d\d)?|[0-9A-Z]{15,18}|[A-Z]{2,}-\d[\w.~-]*|[A-Z]*\d[\w.~-]*)(?=/|$)"
)
_NO_PAGE: Final = re.compile(
    r"^/(v1|static|language|sign-in|sign-out|development-issuer|events|metrics|openapi\.json)\b"
    r"|\.(csv|xlsx|pdf|json|xes|ocel)$|/(export|pdf|xlsx|json|events)$"
)
MOST: Final = 400


@dataclass(frozen=True, slots=True)
class Sight:
    """One page as it was reached: its address, its shape, what the server answered."""

    address: str
    shape: str
    status: int


def shape_of(address: str) -> str:
    """The shape of an address: ids become `{id}`, a query its mark."""
    parts = urlsplit(address)
    return _ID.sub("{id}", parts.path) + ("?" if parts.query else "")


def is_page(address: str) -> bool:
    """Whether a link leads to a page of ours; files to be saved and ways out do not."""
    return address.startswith("/") and not _NO_PAGE.search(urlsplit(address).path)


@dataclass
class Walk:
    """One person walks in one language. `pages_per_shape` beyond one looks at more of the same."""

    browser: Browser
    url: str
    person: str
    language: str
    each: int = 1

    async def sights(self, *, size: tuple[int, int] = WIDE) -> AsyncIterator[tuple[Page, Sight]]:
        """Every page that can be reached by links, breadth first, each while it is open."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=_LOCALES[self.language],
            reduced_motion="reduce",
        )
        try:
            page = await self._signed_in(context)
            waiting, seen, known = deque([await _address(page, self.url)]), Counter[str](), set[str]()
            while waiting and sum(seen.values()) < MOST:
                address = waiting.popleft()
                shape = shape_of(address)
                if address in known or seen[shape] >= self.each:
                    continue
                known.add(address)
                answer = await page.goto(self.url + address)
                seen[shape] += 1
                yield page, Sight(address, shape, answer.status if answer else 0)
                waiting.extend(link for link in await _links(page) if link not in known)
        finally:
            await context.close()

    async def _signed_in(self, context: BrowserContext) -> Page:
        page = await context.new_page()
        await page.goto(f"{self.url}/sign-in?next={quote('/cases')}")
        await page.click(f"button[value='{self.person}']")
        await page.wait_for_url(f"{self.url}/cases")
        await page.goto(f"{self.url}/language/{self.language}?next=/cases")
        # Where the person's day begins is behind the name of the system.
        await page.goto(f"{self.url}/")
        return page


async def _address(page: Page, url: str) -> str:
    return page.url.removeprefix(url) or "/"


async def _links(page: Page) -> list[str]:
    found: list[str] = await page.eval_on_selector_all(
        "a[href]:not([download])", "all => all.map(one => one.getAttribute('href'))"
    )
    links = [link.partition("#")[0] for link in found]
    return [link for link in dict.fromkeys(links) if is_page(link)]
