"""Signing in and out as a person meets it, in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Browser, Page, expect
from starlette.responses import HTMLResponse, Response

from exportlane.runtime.testing import system
from gateway.main import service as gateway_definition
from gateway.portal.session import cookie_name
from tests.gateway.batches import USCC, single
from tests.gateway.serving import served
from tests.gateway.signing_in.foreign_issuer import CLIENT_ID, CLIENT_SECRET, ForeignIssuer, foreign_issuer
from tests.portal.conftest import NARROW, WIDE, Portal

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
AXE = Path(__file__).parents[2] / "services/gateway/web/node_modules/axe-core/axe.min.js"
COOKIE = cookie_name(secure=False)
ONE_OF_EACH_KIND = (
    "customs", "tax-rebate-supervisor", "licensing-operator", "operator", "viewer", "district", "convener", "police",
    "guest", "taizhou", "taizhou-district", f"exporter-{USCC.lower()}",
)  # fmt: skip


def expected(portal: Portal, *statuses: int) -> None:
    """Take these refusals out of the complaints: a browser notes each in its console."""
    portal.complaints[:] = [
        text
        for text in portal.complaints
        if not any(f"responded with a status of {status}" in text for status in statuses)
    ]


async def fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


async def sign_out(page: Page) -> None:
    """By the menu of the header where there is one, by whatever form the page has otherwise."""
    await page.evaluate("document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")


async def test_everybody_signs_in_with_one_press_and_out_again(portal: Portal) -> None:
    await portal.client().post("/v1/cases", single(1))

    for person in ONE_OF_EACH_KIND:
        async with portal.page(person=person) as page:
            await sign_out(page)
            await expect(page).to_have_url(f"{portal.url}/sign-out")
            await expect(page.locator("h1")).to_have_text("您已退出登录")
            await page.goto(f"{portal.url}/cases")
            await expect(page.locator("button[value=operator]")).to_be_visible()


async def test_a_stranger_is_led_back_to_the_page_he_wanted_with_its_query(portal: Portal) -> None:
    async with portal.page(person=None) as page:
        await page.goto(f"{portal.url}/cases?q=LSV&sort=due")
        await page.click("button[value=customs]")

        await expect(page).to_have_url(f"{portal.url}/cases?q=LSV&sort=due")


async def test_nobody_is_led_to_another_host(portal: Portal) -> None:
    async with portal.page(person=None) as page:
        for wanted in ("//evil.example/cases", "https://evil.example", "/%5Cevil.example"):
            await page.goto(f"{portal.url}/sign-in?next={wanted}")
            await page.click("button[value=viewer]")
            await page.wait_for_url(lambda address: "/sign-in" not in address)
            assert page.url.startswith(f"{portal.url}/")
    expected(portal, 404)


async def test_the_cookie_is_hidden_from_scripts_and_changes_at_every_sign_in(portal: Portal) -> None:
    async with portal.page(person=None) as page:
        planted = {"name": COOKIE, "value": "A" * 43, "url": portal.url}
        await page.context.add_cookies([planted])
        await page.goto(f"{portal.url}/sign-in?next=/cases")
        await page.click("button[value=customs]")
        await page.wait_for_url(f"{portal.url}/cases")

        (kept,) = [each for each in await page.context.cookies() if each["name"] == COOKIE]
        assert kept["value"] != "A" * 43
        assert len(kept["value"]) == 43
        assert (kept["httpOnly"], kept["sameSite"], kept["path"]) == (True, "Lax", "/")
        assert await page.evaluate("document.cookie") == ""
        stored = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert kept["value"] not in stored
        assert "eyJ" not in stored


async def test_signing_out_ends_the_visit_for_a_copied_cookie_too(portal: Portal) -> None:
    async with portal.page() as page, portal.page(person=None) as thiefs:
        await thiefs.context.add_cookies(
            [
                {"name": COOKIE, "value": each["value"], "url": portal.url}
                for each in await page.context.cookies()
                if each["name"] == COOKIE
            ]
        )
        await thiefs.goto(f"{portal.url}/cases")
        await expect(thiefs).to_have_url(f"{portal.url}/cases")

        await sign_out(page)
        await expect(page).to_have_url(f"{portal.url}/sign-out")

        await thiefs.goto(f"{portal.url}/cases")
        await expect(thiefs.locator("button[value=operator]")).to_be_visible()


async def test_whoever_does_not_want_to_is_told_so_and_may_try_again(portal: Portal) -> None:
    async with portal.page(person=None) as page:
        await page.goto(f"{portal.url}/cases?q=1")
        await page.click("button[name=cancel]")
        await expect(page.locator("h1")).to_have_text("登录已取消")
        await page.click("a.button.main")
        await page.click("button[value=operator]")

        await expect(page).to_have_url(f"{portal.url}/cases?q=1")
    expected(portal, 403)


async def test_a_token_is_pasted_and_a_wrong_one_refused_in_a_sentence(portal: Portal) -> None:
    async with portal.page(person=None) as page:
        await page.goto(f"{portal.url}/sign-in")
        await page.click("text=高级")
        await page.fill("#token", "no token at all")
        await page.click("button.main")
        await expect(page.locator("[role=alert]")).to_contain_text("访问令牌无效")
        await page.fill("#token", portal.system.token("customs", "officer"))
        await page.click("button.main")
        await page.wait_for_url(lambda address: "/sign-in" not in address)
    expected(portal, 400, 404)


@asynccontextmanager
async def another_site(portal: Portal, form_token: str) -> AsyncIterator[str]:
    """A page elsewhere that makes the visitor's browser ask us to sign him out. `localhost` is not `127.0.0.1`."""

    async def evil() -> Response:
        return HTMLResponse(
            f'<form method="post" action="{portal.url}/sign-out"><input name="form_token" value="{form_token}">'
            '<button id="go">Win a car</button></form>'
        )

    app = FastAPI(openapi_url=None)
    app.add_api_route("/", evil, response_model=None)
    async with served(app) as url:
        yield url.replace("127.0.0.1", "localhost")


async def test_another_site_cannot_sign_anybody_out(portal: Portal) -> None:
    async with portal.page() as page:
        token = await page.locator("input[name=form_token]").first.get_attribute("value")
        async with another_site(portal, token or "") as evil:
            await page.goto(evil)
            await page.click("#go")
            await expect(page.locator("h1")).to_have_text("页面已过期")

        await page.goto(f"{portal.url}/cases")
        await expect(page).to_have_url(f"{portal.url}/cases")
    # The other site is asked for on purpose.
    portal.complaints[:] = [text for text in portal.complaints if "localhost" not in text]
    expected(portal, 403, 404)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "hand"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_pages_fit_and_speak_one_language(
    portal: Portal, size: tuple[int, int], language: str
) -> None:
    await portal.client().post("/v1/cases", single(1))
    async with portal.page(size, person=None) as page:
        await page.goto(f"{portal.url}/language/{language}")
        for path in ("/sign-in", "/sign-in/token", "/sign-out", "/sign-in/callback"):
            await page.goto(f"{portal.url}{path}")
            assert await fits(page), path
            chinese = await page.evaluate(
                "/[\\u4e00-\\u9fff]/.test(document.querySelector('h1').textContent)"
            )
            assert chinese is (language == "zh"), path
            assert await _found_by_axe(page) == [], path
    expected(portal, 400)


async def _found_by_axe(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(
        "axe.run(document, {resultTypes: ['violations']})"
        ".then(done => done.violations.map(one => one.id + ' ' + one.nodes[0].html))"
    )
    return found


async def test_one_signs_in_by_keyboard_alone(portal: Portal) -> None:
    async with portal.page(person=None) as page:
        await page.goto(f"{portal.url}/sign-in?next=/cases")
        for _ in range(60):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.value") == "customs-supervisor":
                break
        await page.keyboard.press("Enter")

        await expect(page).to_have_url(f"{portal.url}/cases")


# At a foreign issuer


@pytest_asyncio.fixture(loop_scope="module")
async def foreign(browser: Browser, tmp_path: Path) -> AsyncIterator[tuple[Portal, ForeignIssuer]]:
    """A portal that signs people in at an issuer on another port of this machine."""
    async with foreign_issuer() as issuer:
        settings = {
            "oidc_issuer": issuer.url, "oidc_jwks": f"{issuer.url}/keys", "portal_client_id": CLIENT_ID,
            "portal_client_secret": CLIENT_SECRET,
        }  # fmt: skip
        definitions = {"gateway": gateway_definition}
        async with (
            system(tmp_path, definitions=definitions, **settings) as running,
            served(running.apps["gateway"]) as url,
        ):
            yield Portal(running, url, browser), issuer


async def test_a_person_comes_back_from_a_foreign_issuer_and_leaves_it_too(
    foreign: tuple[Portal, ForeignIssuer],
) -> None:
    portal, issuer = foreign

    async with portal.page(person=None) as page:
        await page.goto(f"{portal.url}/cases?q=LSV")
        await expect(page).to_have_url(f"{portal.url}/cases?q=LSV")
        await sign_out(page)

        # The browser follows to the issuer by itself, although forms may lead to this host alone.
        await page.wait_for_url(f"{issuer.url}/leave?**")
        await page.goto(f"{portal.url}/sign-out")
        await expect(page.locator("h1")).to_have_text("您已退出登录")


async def test_an_issuer_that_is_away_is_told_in_both_languages(
    foreign: tuple[Portal, ForeignIssuer],
) -> None:
    portal, issuer = foreign
    issuer.down = True

    async with portal.page(NARROW, person=None) as page:
        await page.goto(f"{portal.url}/cases")
        await expect(page.locator("h1")).to_have_text("统一身份认证暂不可用")
        await page.click("text=English")
        await expect(page.locator("h1")).to_have_text("The identity provider is not available")
        assert await fits(page)
