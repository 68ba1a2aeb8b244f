"""The parts of the portal that need no browser: sessions, words, pages for those who may not see one."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from exportlane.contracts import ALL_FACTS, REGISTER_FACTS
from exportlane.process import End, Stage, StepName
from gateway.portal import words
from gateway.portal.facts import lines, told, tone
from gateway.portal.session import MAX_COOKIE, Session, Sessions, cookie_name, is_loopback
from gateway.portal.visits import place
from tests.gateway.batches import USCC, single
from tests.gateway.conftest import Alone

NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
LATER = int(NOW.timestamp()) + 100


def test_a_session_opens_as_it_was_sealed() -> None:
    sessions, session = Sessions(b"k"), Session("sid", "token", LATER)

    assert sessions.open(sessions.seal(session), now=NOW) == session


@pytest.mark.parametrize("value", [None, "", "x", "x.y", ".", "é.é", "a" * (MAX_COOKIE + 1)])
def test_what_is_no_session_of_ours_is_none(value: str | None) -> None:
    assert Sessions(b"k").open(value, now=NOW) is None


def test_a_session_of_another_key_or_altered_or_over_is_none() -> None:
    sessions = Sessions(b"k")
    sealed = sessions.seal(Session("sid", "token", LATER))
    payload, _, mac = sealed.partition(".")

    assert Sessions(b"other").open(sealed, now=NOW) is None
    assert sessions.open(f"{payload[:-2]}AA.{mac}", now=NOW) is None
    assert sessions.open(sealed, now=NOW + dt.timedelta(seconds=101)) is None


def test_a_form_is_accepted_from_its_own_visit_only() -> None:
    sessions, mine, other = Sessions(b"k"), Session("a", "", LATER), Session("b", "", LATER)

    assert sessions.accepts(mine, sessions.form_token(mine))
    assert not sessions.accepts(mine, sessions.form_token(other))
    assert not sessions.accepts(mine, "")
    assert not sessions.accepts(mine, "ü")


def test_a_token_that_no_browser_would_keep_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        Sessions(b"k").seal(Session("sid", "t" * MAX_COOKIE, LATER))


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("[::1]", True), ("127.0.0.1.evil.example", False),
     ("10.0.0.1", False), ("example.cn", False), (None, False), ("", False)],
)  # fmt: skip
def test_only_loopback_goes_without_a_secure_cookie(host: str | None, expected: bool) -> None:
    assert is_loopback(host) is expected
    assert cookie_name(secure=True).startswith("__Host-")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("/cases/01a2-b", "/cases/01a2-b"),
        ("/cases?q=LSV&sort=-due", "/cases?q=LSV&sort=-due"),
        ("//evil.example", "/cases"),
        ("https://evil.example/cases", "/cases"),
        ("/cases/../sign-out", "/cases"),
        ("/\\evil.example", "/cases"),
        ("/cases\r\nSet-Cookie: a=b", "/cases"),
        (None, "/cases"),
        ("", "/cases"),
    ],
)
def test_after_signing_in_one_stays_on_this_host(wanted: str | None, expected: str) -> None:
    assert place(wanted) == expected


def test_everything_that_a_page_names_has_words_in_both_languages() -> None:
    for type_ in ALL_FACTS.keys() - REGISTER_FACTS:
        assert words.of_fact(type_).en, type_
    for table, keys in (
        (words.STEPS, StepName),
        (words.STAGES, Stage),
        (words.ENDS, End),
        (words.AGENCIES, ("licensing", "vehicle-registry", "customs", "tax-rebate", "gateway")),
    ):
        assert {str(key) for key in keys} <= set(table)
    assert words.of(words.STEPS, "never-heard") == words.Words("never-heard", "")


def test_a_fact_is_told_with_its_numbers_reasons_and_article() -> None:
    refused = {
        "vin": "V",
        "code": "mortgage",
        "reason": "A mortgage stands.",
        "article": "机动车登记规定 第四十二条",
    }
    asked = {"items": [{"code": "report", "sentence": "The report is missing.", "article": None}]}
    document: dict[str, Any] = {
        "id": "1", "agency": "vehicle-registry", "type": "vehicle.deregistered.v1", "sequence": 2,
        "occurred_at": "2026-11-21T00:00:00Z",
        "data": {"phase": "provisional", "materials": [
            {"code": "M2", "status": "waived", "reason": "shared"},
            {"code": "M4", "status": "satisfied", "reason": "r"}]},
    }  # fmt: skip

    assert list(lines(refused)) == ["A mortgage stands.（机动车登记规定 第四十二条）"]
    assert list(lines(asked)) == ["• The report is missing."]
    page = told(document)
    assert page.papers == ("M2 免予提交 waived：shared",)
    assert "暂行" in page.lines[0]


@pytest.mark.parametrize(
    ("type_", "expected"),
    [("licence.granted.v1", "good"), ("licence.refused.v1", "no"), ("customs.returned_for_correction.v1", "ask"),
     ("customs.accepted.v1", "step"), ("odd", "step")],
)  # fmt: skip
def test_a_fact_has_a_colour(type_: str, expected: str) -> None:
    assert tone(type_) == expected


async def test_a_page_without_a_visit_leads_to_the_sign_in(alone: Alone) -> None:
    client = alone.client().http
    client.headers.pop("authorization")

    for path in ("/cases", "/cases/1", "/cases?q=LSV"):
        answer = await client.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next={quote(path)}"
    assert (await client.get("/")).headers["location"] == "/cases"
    assert (await client.get("/events")).status_code == 401


async def test_a_bearer_token_alone_opens_no_page(alone: Alone) -> None:
    # A page must not be readable by whatever sends a header: only the cookie of a visit opens one.
    assert (await alone.client().get("/cases")).status_code == 303


@pytest.mark.requirement("TJ-6.2")
async def test_signing_in_and_out_and_what_a_page_may_load(alone: Alone) -> None:
    exporter = alone.client("enterprise", "exporter", uscc=USCC)
    case_id = (await exporter.post("/v1/cases", single(1))).json()["case_id"]
    client = alone.client().http
    client.base_url = "https://gateway"  # a browser keeps the cookie of a page that came safely
    token = client.headers.pop("authorization").removeprefix("Bearer ")
    page = await client.get("/sign-in")
    form_token = _form_token(page.text)

    refused = await client.post("/sign-in", data={"form_token": form_token, "token": "no token"})
    foreign = await client.post("/sign-in", data={"form_token": "x", "token": token})
    signed_in = await client.post(
        "/sign-in", data={"form_token": form_token, "token": token, "next": f"/cases/{case_id}"}
    )

    assert refused.status_code == foreign.status_code == 400
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, f"/cases/{case_id}")
    cookie = signed_in.headers["set-cookie"]
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert "; secure" in cookie.lower()
    shown = await client.get(f"/cases/{case_id}")
    assert shown.status_code == 200
    policy = shown.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|<style", shown.text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', shown.text)
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', shown.text):
        static = await client.get(address)
        assert static.status_code == 200
        assert "immutable" in static.headers["cache-control"]
    without = await client.post("/sign-out", data={"form_token": "x"})
    out = await client.post("/sign-out", data={"form_token": _form_token(shown.text)})
    assert without.status_code == 400
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")


def _form_token(text: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', text)
    assert found
    return found.group(1)


def test_the_static_files_name_no_other_host() -> None:
    folder = Path(words.__file__).parent / "static"
    for file in folder.iterdir():
        content = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in content
        assert "https:" not in content
        assert "@import" not in content
