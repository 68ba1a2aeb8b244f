"""Signing in at an issuer that is not ours: what holds is believed, and nothing else."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from gateway.portal.signing_in.troubles import TOLD, Trouble
from tests.gateway.signing_in.conftest import LANE, Lane
from tests.gateway.signing_in.foreign_issuer import CLIENT_ID, payload_of, query_of

COOKIE = "__Host-exportlane"


def refused(answer: httpx.Response, trouble: Trouble) -> None:
    """The designed page of this trouble, and no visit."""
    told = TOLD[trouble]
    assert answer.status_code == told.status, answer.text
    assert told.title.zh in answer.text
    assert f"{trouble.value}:" in answer.text
    assert COOKIE not in answer.cookies


async def test_a_person_signs_in_at_a_foreign_issuer_and_sees_the_page_he_wanted(lane: Lane) -> None:
    async with lane.browser() as browser:
        led = await browser.get("/cases?q=LSV&sort=due")
        assert led.headers["location"] == "/sign-in?next=/cases%3Fq%3DLSV%26sort%3Ddue"

        answer = await lane.signed_in(browser, "/cases?q=LSV&sort=due")

        assert (answer.status_code, answer.headers["location"]) == (303, "/cases?q=LSV&sort=due")
        assert (await browser.get("/cases?q=LSV&sort=due")).status_code == 200
    assert lane.issuer.asked[0]["redirect_uri"] == f"{LANE}/sign-in/callback"


async def test_the_request_to_the_issuer_holds_challenge_state_and_nonce_and_no_secret(lane: Lane) -> None:
    async with lane.browser() as browser:
        first = query_of(await lane.to_the_issuer(browser))
        second = query_of(await lane.to_the_issuer(browser))

    assert first["code_challenge_method"] == "S256"
    assert first["scope"] == "openid offline_access"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 32
        assert first[name] != second[name]
    assert "secret" not in str(first)
    assert "code_verifier" not in first


async def test_no_token_reaches_the_browser(lane: Lane) -> None:
    async with lane.browser() as browser:
        answer = await lane.signed_in(browser)
        page = await browser.get("/cases")
        cookie = browser.cookies[COOKIE]

    assert len(cookie) == 43
    assert "eyJ" not in str(answer.headers) + page.text
    (row,) = await lane.rows()
    assert cookie not in str(tuple(row))
    assert "eyJ" not in str(tuple(row))


async def test_of_several_sign_ins_in_one_browser_each_comes_back_to_its_own_page(lane: Lane) -> None:
    async with lane.browser() as browser:
        one = await lane.to_the_issuer(browser, "/cases")
        other = await lane.to_the_issuer(browser, "/conference")

        later = await browser.get(await lane.from_the_issuer(other))
        earlier = await browser.get(await lane.from_the_issuer(one))

    assert (earlier.headers["location"], later.headers["location"]) == ("/cases", "/conference")


async def test_however_many_sign_ins_are_begun_the_cookie_stays_small(lane: Lane) -> None:
    async with lane.browser() as browser:
        for number in range(9):
            await lane.to_the_issuer(browser, f"/cases?q={number}{'x' * 580}")

        assert len(browser.cookies["__Host-exportlane-signing-in"]) < 4000
        assert (await lane.signed_in(browser)).status_code == 303


async def test_an_issuer_may_want_the_secret_in_the_body(lane: Lane) -> None:
    lane.issuer.describes = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    async with lane.browser() as browser:
        assert (await lane.signed_in(browser)).status_code == 303
    assert "client_secret" in lane.issuer.asked[0]


# What comes back from the browser


async def test_an_answer_with_another_state_is_not_believed(lane: Lane) -> None:
    async with lane.browser() as browser:
        back = httpx.URL(await lane.from_the_issuer(await lane.to_the_issuer(browser)))

        refused(await browser.get(back.copy_set_param("state", "x" * 32)), Trouble.STALE)
        refused(await browser.get(back.copy_remove_param("state")), Trouble.STALE)
    assert lane.issuer.asked == []


async def test_an_answer_that_another_browser_asked_for_is_not_believed(lane: Lane) -> None:
    async with lane.browser() as mine, lane.browser() as victims:
        back = await lane.from_the_issuer(await lane.to_the_issuer(mine))
        await lane.to_the_issuer(victims)

        refused(await victims.get(back), Trouble.STALE)


async def test_an_answer_serves_once(lane: Lane) -> None:
    async with lane.browser() as browser:
        back = await lane.from_the_issuer(await lane.to_the_issuer(browser))
        await browser.get(back)

        refused(await browser.get(back), Trouble.STALE)


async def test_a_code_of_somebody_elses_sign_in_fails_the_proof(lane: Lane) -> None:
    async with lane.browser() as thief, lane.browser() as victim:
        stolen = query_of(await lane.from_the_issuer(await lane.to_the_issuer(victim)))["code"]
        mine = httpx.URL(await lane.from_the_issuer(await lane.to_the_issuer(thief)))

        refused(await thief.get(mine.copy_set_param("code", stolen)), Trouble.CODE_REFUSED)


async def test_an_answer_that_names_another_issuer_is_not_believed(lane: Lane) -> None:
    async with lane.browser() as browser:
        back = httpx.URL(await lane.from_the_issuer(await lane.to_the_issuer(browser)))

        refused(await browser.get(back.copy_set_param("iss", "https://evil.example")), Trouble.UNTRUSTED)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        ("access_denied", Trouble.DENIED),
        ("server_error", Trouble.CODE_REFUSED),
        ("<b>", Trouble.CODE_REFUSED),
    ],
)
async def test_a_refusal_of_the_issuer_is_told_as_a_page(lane: Lane, error: str, trouble: Trouble) -> None:
    async with lane.browser() as browser:
        state = query_of(await lane.to_the_issuer(browser))["state"]
        answer = await browser.get("/sign-in/callback", params={"state": state, "error": error})

    refused(answer, trouble)
    assert "<b>" not in answer.text.replace("<b>二手车", "")


# What comes from the issuer


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another-client"]},
        {"azp": "another-client"},
        {"iss": "https://evil.example"},
        {"sub": None},
        {"exp": 1_700_003_600, "iat": 1_700_000_000},
        {"exp": None},
        {"at_hash": "x" * 22},
    ],
    ids=str,
)
async def test_an_id_token_that_says_something_else_is_not_believed(
    lane: Lane, wrong: dict[str, Any]
) -> None:
    lane.issuer.wrong = wrong
    async with lane.browser() as browser:
        refused(await lane.signed_in(browser), Trouble.UNTRUSTED)
    assert await lane.rows() == []


async def test_an_unsigned_id_token_is_not_believed(lane: Lane) -> None:
    lane.issuer.algorithm = "none"
    async with lane.browser() as browser:
        refused(await lane.signed_in(browser), Trouble.UNTRUSTED)


async def test_an_id_token_of_another_key_is_not_believed(lane: Lane) -> None:
    lane.issuer.signs_with = generate_private_key(65537, 2048)
    async with lane.browser() as browser:
        refused(await lane.signed_in(browser), Trouble.UNTRUSTED)


async def test_an_id_token_sealed_with_a_shared_secret_is_not_believed(lane: Lane) -> None:
    lane.issuer.signs_with, lane.issuer.algorithm = "a shared secret of at least 32 bytes", "HS256"
    async with lane.browser() as browser:
        refused(await lane.signed_in(browser), Trouble.UNTRUSTED)


@pytest.mark.parametrize("without", ["id_token", "access_token"])
async def test_without_both_tokens_nobody_is_signed_in(lane: Lane, without: str) -> None:
    lane.issuer.without = frozenset({without})
    async with lane.browser() as browser:
        refused(await lane.signed_in(browser), Trouble.UNTRUSTED)


@pytest.mark.parametrize(
    "wrong",
    [{"agency": None}, {"role": "king"}, {"role": "exporter", "agency": "enterprise"}, {"aud": CLIENT_ID}],
    ids=str,
)
async def test_an_account_without_rights_is_told_so(lane: Lane, wrong: dict[str, Any]) -> None:
    lane.issuer.wrong_access = wrong
    async with lane.browser() as browser:
        refused(await lane.signed_in(browser), Trouble.NO_RIGHTS)


async def test_an_expired_code_is_told_as_such(lane: Lane) -> None:
    lane.issuer.refuses = "invalid_grant"
    async with lane.browser() as browser:
        refused(await lane.signed_in(browser, "/cases?q=1"), Trouble.CODE_REFUSED)
        # The button leads to the page that was wanted, once the issuer agrees.
        lane.issuer.refuses = None
        assert (await lane.signed_in(browser, "/cases?q=1")).headers["location"] == "/cases?q=1"


async def test_an_issuer_that_does_not_know_the_portal_is_for_the_operator(lane: Lane) -> None:
    lane.issuer.refuses = "unauthorized_client"
    async with lane.browser() as browser:
        refused(await lane.signed_in(browser), Trouble.NOT_SET_UP)


async def test_an_issuer_that_is_away_is_told_as_such_and_asked_again(lane: Lane) -> None:
    lane.issuer.down = True
    async with lane.browser() as browser:
        refused(await browser.get("/sign-in"), Trouble.UNREACHABLE)
        lane.issuer.down = False
        back = await lane.from_the_issuer(await lane.to_the_issuer(browser))
        lane.issuer.down = True
        refused(await browser.get(back), Trouble.UNREACHABLE)
        lane.issuer.down = False
        assert (await lane.signed_in(browser)).status_code == 303


@pytest.mark.parametrize(
    ("describes", "trouble"),
    [
        ({"issuer": "https://evil.example"}, Trouble.UNTRUSTED),
        ({"token_endpoint": "http://far.example/token"}, Trouble.UNREACHABLE),
        ({"jwks_uri": None}, Trouble.UNREACHABLE),
    ],
)
async def test_an_issuer_that_describes_itself_wrongly_is_not_used(
    lane: Lane, describes: dict[str, Any], trouble: Trouble
) -> None:
    lane.issuer.describes = describes
    async with lane.browser() as browser:
        refused(await browser.get("/sign-in"), trouble)


# Tokens that end


async def test_a_token_near_its_end_is_renewed_without_anybody_noticing(lane: Lane) -> None:
    lane.issuer.life = 40
    async with lane.browser() as browser:
        await lane.signed_in(browser)
        lane.issuer.life = 300

        assert (await browser.get("/cases")).status_code == 200
        assert (await browser.get("/cases")).status_code == 200

    assert [form["grant_type"] for form in lane.issuer.asked] == ["authorization_code", "refresh_token"]


async def test_of_many_pages_that_open_at_once_one_renews_the_token(lane: Lane) -> None:
    lane.issuer.life = 40
    async with lane.browser() as browser:
        await lane.signed_in(browser)
        lane.issuer.life = 300

        pages = await asyncio.gather(*(browser.get("/cases") for _ in range(8)))

    assert {page.status_code for page in pages} == {200}
    assert [form["grant_type"] for form in lane.issuer.asked].count("refresh_token") == 1


async def test_a_page_waits_for_the_token_that_another_replica_fetches(lane: Lane) -> None:
    lane.issuer.life = 40
    async with lane.browser() as browser:
        await lane.signed_in(browser)
        visits = lane.visits
        kept = await visits.table.find(browser.cookies[COOKIE], now=visits.now)
        assert kept is not None
        await visits.table.replace(replace(kept, token_ends=visits.now - 1))
        assert await visits.table.take_renewal(kept, now=visits.now)
        page = asyncio.create_task(browser.get("/cases"))
        done, _ = await asyncio.wait([page], timeout=0.3)
        assert not done

        await visits.table.replace(replace(kept, token_ends=visits.now + 600, token=_other(kept.token, lane)))

        assert (await page).status_code == 200


def _other(token: str, lane: Lane) -> str:
    """Another token of the same person."""
    return jwt.encode(
        payload_of(token) | {"jti": "other"}, lane.issuer.key, algorithm="RS256", headers={"kid": "foreign-1"}
    )


async def test_a_visit_whose_renewal_the_issuer_refuses_is_over(lane: Lane) -> None:
    lane.issuer.life = 40
    async with lane.browser() as browser:
        await lane.signed_in(browser)
        lane.issuer.refuses = "invalid_grant"

        answer = await browser.get("/cases?q=1")

        assert answer.headers["location"] == "/sign-in?next=/cases%3Fq%3D1"
    assert await lane.rows() == []


async def test_while_the_issuer_is_away_a_token_serves_to_its_end(lane: Lane) -> None:
    lane.issuer.life = 40
    async with lane.browser() as browser:
        await lane.signed_in(browser)
        lane.issuer.down = True

        assert (await browser.get("/cases")).status_code == 200


async def test_a_renewed_token_of_somebody_else_ends_the_visit(lane: Lane) -> None:
    lane.issuer.life = 40
    async with lane.browser() as browser:
        await lane.signed_in(browser)
        lane.issuer.person["sub"] = "zhang.san"

        assert (await browser.get("/cases")).status_code == 303
    assert await lane.rows() == []


async def test_without_a_refresh_token_a_visit_ends_with_its_token(lane: Lane) -> None:
    lane.issuer.without = frozenset({"refresh_token"})
    lane.issuer.wrong_access = {"iat": int(time.time()) - 100, "exp": int(time.time()) - 20}
    async with lane.browser() as browser:
        # Within the leeway of the clocks it is taken, and a moment later it has ended.
        await lane.signed_in(browser)
        lane.entrance.service.authenticator._now = lambda: time.time() + 60

        assert (await browser.get("/cases")).headers["location"] == "/sign-in?next=/cases"


# Leaving


async def test_leaving_ends_the_visit_here_first_and_then_at_the_issuer(lane: Lane) -> None:
    async with lane.browser() as browser:
        await lane.signed_in(browser)
        page = await browser.get("/cases")
        token = page.text.split('name="form_token" value="')[1].split('"')[0]

        answer = await browser.post("/sign-out", data={"form_token": token})

        assert answer.status_code == 200
        onwards = answer.headers["refresh"].removeprefix("0; url=")
        assert onwards.startswith(f"{lane.issuer.url}/leave?")
        asked = query_of(onwards)
        assert asked["post_logout_redirect_uri"] == f"{LANE}/sign-out"
        assert payload_of(asked["id_token_hint"])["sub"] == "wang.li"
        assert (await browser.get("/cases")).status_code == 303
    assert await lane.rows() == []
