"""Visits of a gateway in embedded mode: cookies, forms, sign-out, and the development issuer behind them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import sqlalchemy as sa

from gateway.portal.signing_in.people import find, groups
from gateway.portal.visits import visits_of
from tests.gateway.batches import USCC, single
from tests.gateway.conftest import Alone
from tests.gateway.signing_in.foreign_issuer import payload_of, query_of
from tests.gateway.signing_in.walking import COOKIE, LANE, browser_of, choosing, form_token, signed_in

AGENCIES = (
    "licensing", "vehicle-registry", "customs", "tax-rebate", "transport", "incentives", "credit-insurance",
    "logistics", "registers",
)  # fmt: skip


@pytest.fixture
async def browser(alone: Alone) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(alone.system.apps["gateway"]) as made:
        yield made


async def rows(alone: Alone) -> int:
    async with alone.entrance.database.reading() as connection:
        return int((await connection.execute(sa.text("select count(*) from portal_sessions"))).scalar_one())


async def is_stranger(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/cases")).status_code == 303


# Who may be whom


def test_there_is_a_person_for_every_role_of_every_agency() -> None:
    persons = [person for group in groups([(USCC, "甲公司")]) for person in group.persons]
    held = {(person.agency, person.role) for person in persons}

    assert {(agency, role) for agency in AGENCIES for role in ("officer", "supervisor", "operator")} <= held
    assert {("gateway", "operator"), ("gateway", "viewer"), ("enterprise", "exporter")} <= held
    seats = {person.member for person in persons if person.member}
    assert {
        "tianjin.conf_convener",
        "tianjin.conf_police",
        "tianjin.conf_guest",
        "tianjin.conf_district",
    } <= seats
    assert {"taizhou.conf_convener", "taizhou.conf_police", "taizhou.conf_district"} <= seats
    assert len({person.key for person in persons}) == len(persons)


async def test_everybody_on_the_page_is_let_in_as_whom_the_button_names(
    alone: Alone, browser: httpx.AsyncClient
) -> None:
    exporter = alone.client("enterprise", "exporter", uscc=USCC)
    await exporter.post("/v1/cases", single(1))
    page, asked = await choosing(browser)
    keys = re.findall(r'name="person" value="([^"]+)"', page.text)
    assert f"exporter-{USCC.lower()}" in keys
    assert len(keys) > 50

    for key in keys:
        chosen = await browser.post("/development-issuer/sign-in", data={"asked": asked, "person": key})
        form = {
            "grant_type": "authorization_code", "code": query_of(chosen.headers["location"])["code"],
            "client_id": "exportlane-portal", "redirect_uri": f"{LANE}/sign-in/callback", "code_verifier": "x",
        }  # fmt: skip
        # Who stole the code cannot use it; whom it stands for is seen by the whole way below.
        assert (await browser.post("/development-issuer/token", data=form)).json() == {
            "error": "invalid_grant"
        }
    for key in ("customs-supervisor", "taizhou-police", f"exporter-{USCC.lower()}", "viewer", "district"):
        async with browser_of(alone.system.apps["gateway"]) as fresh:
            await signed_in(fresh, key)
            found = await visits_of(alone.entrance).table.find(
                fresh.cookies[COOKIE], now=visits_of(alone.entrance).now
            )
            person = find(key, [(USCC, "甲公司")])
            assert found is not None
            assert person is not None
            said = payload_of(found.token)
            assert (said["agency"], said["role"]) == (person.agency, person.role)
            assert (said.get("uscc"), said.get("member")) == (person.uscc, person.member)


# The cookie


@pytest.mark.requirement("TJ-6.2")
async def test_signing_in_and_out_and_what_a_page_may_load(alone: Alone, browser: httpx.AsyncClient) -> None:
    exporter = alone.client("enterprise", "exporter", uscc=USCC)
    case_id = (await exporter.post("/v1/cases", single(1))).json()["case_id"]

    answer = await signed_in(browser, wanted=f"/cases/{case_id}")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case_id}")
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(COOKIE + "="))
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/", "max-age=28800"} == parts
    shown = await browser.get(f"/cases/{case_id}")
    assert shown.status_code == 200
    policy = shown.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|<style", shown.text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', shown.text)
    for address in re.findall(r'(?:src|href)="(/static/[^"#]+)', shown.text):
        static = await browser.get(address)
        assert static.status_code == 200
        assert "immutable" in static.headers["cache-control"]
    out = await browser.post("/sign-out", data={"form_token": form_token(shown)})
    assert (out.status_code, httpx.URL(out.headers["location"]).path) == (
        303,
        "/development-issuer/end-session",
    )
    left = await browser.get(out.headers["location"])
    assert left.headers["location"] == f"{LANE}/sign-out"
    assert (await browser.get("/sign-out")).status_code == 200
    assert await is_stranger(browser)


@pytest.mark.parametrize("path", ["choose", "/sign-in/token", "/sign-out", "/sign-in/callback"])
async def test_the_pages_of_signing_in_load_nothing_from_elsewhere_and_run_nothing_inline(
    browser: httpx.AsyncClient, path: str
) -> None:
    page = (await choosing(browser))[0] if path == "choose" else await browser.get(path)

    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|<style", page.text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)


async def test_a_sign_in_gives_a_new_number_whatever_the_browser_brought(
    alone: Alone, browser: httpx.AsyncClient
) -> None:
    planted = "A" * 43
    browser.cookies.set(COOKIE, planted, domain="lane.example", path="/")

    await signed_in(browser)
    first = browser.cookies[COOKIE]
    await signed_in(browser, "customs")

    assert len({planted, first, browser.cookies[COOKIE]}) == 3
    # The visit of before is over: one browser has one.
    assert await rows(alone) == 1
    for old in (planted, first):
        async with browser_of(alone.system.apps["gateway"]) as other:
            other.cookies.set(COOKIE, old, domain="lane.example", path="/")
            assert await is_stranger(other)


async def test_a_copied_cookie_is_worth_nothing_after_the_sign_out(
    alone: Alone, browser: httpx.AsyncClient
) -> None:
    await signed_in(browser)
    async with browser_of(alone.system.apps["gateway"]) as thief:
        thief.cookies.set(COOKIE, browser.cookies[COOKIE], domain="lane.example", path="/")
        page = await thief.get("/cases")
        assert page.status_code == 200

        await browser.post("/sign-out", data={"form_token": form_token(page)})

        assert await is_stranger(thief)
    assert await rows(alone) == 0


async def test_whoever_opens_the_address_of_leaving_is_asked_and_not_yet_gone(
    browser: httpx.AsyncClient,
) -> None:
    await signed_in(browser)

    page = await browser.get("/sign-out")

    assert "要退出登录吗" in page.text
    assert not await is_stranger(browser)
    assert (await browser.post("/sign-out", data={"form_token": form_token(page)})).status_code == 303
    assert "您已退出登录" in (await browser.get("/sign-out")).text


@pytest.mark.parametrize("column", ["ends_at = 0", "seen_at = 0", "sealed = 'x'"])
async def test_a_visit_that_is_over_leads_to_the_sign_in_and_back(
    alone: Alone, browser: httpx.AsyncClient, column: str
) -> None:
    await signed_in(browser)
    async with alone.entrance.database.transaction() as connection:
        await connection.execute(sa.text(f"update portal_sessions set {column}"))  # noqa: S608 - from the list above

    answer = await browser.get("/cases?q=LSV")

    assert answer.headers["location"] == "/sign-in?next=/cases%3Fq%3DLSV"
    assert (await signed_in(browser, wanted="/cases?q=LSV")).headers["location"] == "/cases?q=LSV"


async def test_without_tls_a_cookie_is_set_on_this_machine_only(alone: Alone) -> None:
    transport = httpx.ASGITransport(app=alone.system.apps["gateway"])
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as here:
        answer = await here.get("/sign-in/token")
        assert "exportlane_session=" in answer.headers["set-cookie"]
        assert "secure" not in answer.headers["set-cookie"].lower()
    async with httpx.AsyncClient(transport=transport, base_url="http://lane.example") as far:
        answer = await far.get("/sign-in/token")
        assert "__Host-exportlane=" in answer.headers["set-cookie"]
        assert "secure" in answer.headers["set-cookie"].lower()


# Strangers


async def test_a_page_without_a_visit_leads_to_the_sign_in(browser: httpx.AsyncClient) -> None:
    for path in ("/cases", "/cases/1", "/cases?q=LSV"):
        answer = await browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next={quote(path)}"
    assert (await browser.post("/cases/1/deliveries/2/retry")).headers["location"] == "/sign-in"


async def test_a_part_of_a_page_says_where_to_sign_in_and_a_stream_only_that_one_must(
    browser: httpx.AsyncClient,
) -> None:
    htmx = {"hx-request": "true", "hx-current-url": f"{LANE}/cases?q=1"}
    part = await browser.get("/cases/1", headers=htmx)
    stream = await browser.get("/cases", headers={"accept": "text/event-stream"})
    evil = await browser.get("/cases/1", headers=htmx | {"hx-current-url": "https://evil.example//x"})

    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/sign-in?next=/cases%3Fq%3D1")
    assert (stream.status_code, stream.content) == (401, b"")
    assert evil.headers["hx-redirect"] == "/sign-in?next=/"


async def test_a_bearer_token_alone_opens_no_page(alone: Alone) -> None:
    # A page must not be readable by whatever sends a header: only the cookie of a visit opens one.
    assert (await alone.client().get("/cases")).status_code == 303


async def test_no_way_leads_from_the_sign_in_to_another_host(browser: httpx.AsyncClient) -> None:
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "/cases/..//evil.example"):
        assert (await signed_in(browser, wanted=wanted)).headers["location"] == "/"
    for back in (f"{LANE}.evil.example/sign-out", "https://evil.example/sign-out", f"{LANE}/cases"):
        answer = await browser.get(
            "/development-issuer/end-session", params={"post_logout_redirect_uri": back}
        )
        assert answer.status_code == 400


# Forms


async def test_a_sign_out_that_another_page_asks_for_is_refused(
    alone: Alone, browser: httpx.AsyncClient
) -> None:
    await signed_in(browser)
    mine = form_token(await browser.get("/cases"))
    async with browser_of(alone.system.apps["gateway"]) as other:
        await signed_in(other)
        theirs = form_token(await other.get("/cases"))
    for form, headers in (
        ({}, {}),
        ({"form_token": ""}, {}),
        ({"form_token": theirs}, {}),
        ({"form_token": mine[::-1]}, {}),
        ({"form_token": mine}, {"sec-fetch-site": "cross-site"}),
        ({"form_token": mine}, {"sec-fetch-site": "same-site"}),
        ({"form_token": mine}, {"origin": "https://evil.example"}),
    ):
        answer = await browser.post("/sign-out", data=form, headers=headers)
        assert answer.status_code == 403, (form, headers)
        assert "页面已过期" in answer.text

    assert not await is_stranger(browser)
    headers = {"x-form-token": mine, "sec-fetch-site": "same-origin", "origin": LANE}
    assert (await browser.post("/sign-out", headers=headers)).status_code == 303
    assert await is_stranger(browser)


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}], ids=str
)
async def test_no_change_is_made_for_another_site(
    alone: Alone, browser: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    await signed_in(browser)
    token = form_token(await browser.get("/cases"))

    answer = await browser.post("/cases/1/deliveries/2/retry", data={"form_token": token}, headers=headers)

    assert answer.status_code == 403


# An access token by hand


async def test_a_token_is_pasted_with_a_form_of_this_browser(
    alone: Alone, browser: httpx.AsyncClient
) -> None:
    token = alone.system.token("customs", "officer")
    page = await browser.get("/sign-in/token?next=/cases?q=1")
    mine = form_token(page)

    nothing = await browser.post("/sign-in", data={"form_token": mine, "token": "no token"})
    foreign = await browser.post("/sign-in", data={"form_token": "x", "token": token})
    good = await browser.post("/sign-in", data={"form_token": mine, "token": token, "next": "/cases?q=1"})

    assert (nothing.status_code, foreign.status_code) == (400, 403)
    assert "访问令牌" in nothing.text
    assert (good.status_code, good.headers["location"]) == (303, "/cases?q=1")
    assert not await is_stranger(browser)


# The development issuer


async def test_the_development_issuer_answers_nobody_but_the_portal(browser: httpx.AsyncClient) -> None:
    to_the_issuer = httpx.URL((await browser.get("/sign-in")).headers["location"])
    for name, value in (
        ("redirect_uri", "https://evil.example/sign-in/callback"),
        ("redirect_uri", f"{LANE}/cases"),
        ("client_id", "somebody"),
        ("response_type", "token"),
        ("code_challenge_method", "plain"),
        ("code_challenge", "short"),
        ("nonce", ""),
        ("scope", "email"),
    ):
        assert (await browser.get(to_the_issuer.copy_set_param(name, value))).status_code == 400, name
    forged = await browser.post("/development-issuer/sign-in", data={"asked": "x", "person": "operator"})
    assert forged.status_code == 400


async def test_a_code_serves_once_and_its_tokens_are_for_the_portal(browser: httpx.AsyncClient) -> None:
    _, asked = await choosing(browser)
    chosen = await browser.post("/development-issuer/sign-in", data={"asked": asked, "person": "operator"})
    back = chosen.headers["location"]
    assert (await browser.get(back)).status_code == 303
    form: dict[str, Any] = {
        "grant_type": "authorization_code", "code": query_of(back)["code"], "client_id": "exportlane-portal",
        "redirect_uri": f"{LANE}/sign-in/callback", "code_verifier": "x" * 43,
    }  # fmt: skip

    again = await browser.post("/development-issuer/token", data=form)
    stranger = await browser.post("/development-issuer/token", data=form | {"client_id": "x"})
    other = await browser.post("/development-issuer/token", data=form | {"grant_type": "password"})
    refresh = await browser.post(
        "/development-issuer/token",
        data={"grant_type": "refresh_token", "refresh_token": "x", "client_id": "exportlane-portal"},
    )

    assert [each.json()["error"] for each in (again, stranger, other, refresh)] == [
        "invalid_grant", "invalid_client", "unsupported_grant_type", "invalid_grant",
    ]  # fmt: skip


async def test_whoever_thinks_better_of_it_is_told_so(browser: httpx.AsyncClient) -> None:
    _, asked = await choosing(browser, "/cases?q=1")
    chosen = await browser.post("/development-issuer/sign-in", data={"asked": asked, "cancel": "yes"})

    page = await browser.get(chosen.headers["location"])

    assert page.status_code == 403
    assert "登录已取消" in page.text
    assert 'href="/sign-in?next=/cases%3Fq%3D1"' in page.text


async def test_a_visit_at_the_development_issuer_is_renewed(alone: Alone, browser: httpx.AsyncClient) -> None:
    await signed_in(browser)
    visits = visits_of(alone.entrance)
    kept = await visits.table.find(browser.cookies[COOKIE], now=visits.now)
    assert kept is not None
    await visits.table.replace(replace(kept, token_ends=visits.now + 5))

    assert (await browser.get("/cases")).status_code == 200

    fresh = await visits.table.find(browser.cookies[COOKIE], now=visits.now)
    assert fresh is not None
    assert fresh.token != kept.token
    assert fresh.token_ends > visits.now + 600
