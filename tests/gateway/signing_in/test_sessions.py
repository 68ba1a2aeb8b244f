"""What is kept of a visit, how it ends, and what a form must bring: parts, without a gateway."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import pytest
import sqlalchemy as sa

from exportlane.runtime.clock import ManualClock
from gateway.portal.session import (
    MAX_COOKIE,
    Secrets,
    Session,
    cookie_name,
    from_our_site,
    is_loopback,
    numbered,
)
from gateway.portal.signing_in.attempt import KEPT, LIFE_SECONDS, begun, opened, sealed, taken
from gateway.portal.visits import Visits, place
from tests.gateway.conftest import Alone

KEY, NOW = b"k" * 32, 1_790_000_000


def chance() -> bytes:
    return secrets.token_bytes(12)


def test_what_was_sealed_opens_for_its_purpose_and_with_its_key_only() -> None:
    kept = Secrets(KEY)
    text = kept.seal({"token": "t"}, purpose="row 1", chance=chance())

    assert kept.open(text, purpose="row 1") == {"token": "t"}
    assert "token" not in text
    assert kept.open(text, purpose="row 2") is None
    assert Secrets(b"another").open(text, purpose="row 1") is None
    assert kept.open(text[:20] + ("A" if text[20] != "A" else "B") + text[21:], purpose="row 1") is None


@pytest.mark.parametrize("value", [None, "", "x", "é", "a" * 200, "=" * 40])
def test_what_was_never_sealed_opens_as_nothing(value: str | None) -> None:
    assert Secrets(KEY).open(value, purpose="p") is None


def test_a_seal_needs_its_chance_whole() -> None:
    with pytest.raises(ValueError, match="12 random bytes"):
        Secrets(KEY).seal(1, purpose="p", chance=b"short")


def test_a_form_is_accepted_from_its_own_visit_only() -> None:
    kept = Secrets(KEY)

    assert kept.accepts("a", kept.form_token("a"))
    for other in (kept.form_token("b"), "", "ü", Secrets(b"x").form_token("a")):
        assert not kept.accepts("a", other)


def test_tokens_are_in_no_text_that_a_log_could_hold() -> None:
    session = Session("number", "token", 1, "refresh", "hint", 1)

    assert repr(session) == "Session(expires_at=1, token_ends=1)"
    assert repr(begun("/cases", now=NOW)) == f"Attempt(wanted='/cases', ends={NOW + LIFE_SECONDS})"


@pytest.mark.parametrize(
    ("value", "expected"), [("A" * 43, "A" * 43), ("A" * 42, None), ("A" * 42 + ";", None), (None, None)]
)
def test_only_our_kind_of_number_is_looked_up(value: str | None, expected: str | None) -> None:
    assert numbered(value) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("[::1]", True), ("127.0.0.1.evil.example", False),
     ("10.0.0.1", False), ("example.cn", False), (None, False), ("", False)],
)  # fmt: skip
def test_only_loopback_goes_without_a_secure_cookie(host: str | None, expected: bool) -> None:
    assert is_loopback(host) is expected
    assert cookie_name(secure=True).startswith("__Host-")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "https://lane.example"}, True),
        ({"origin": "https://LANE.example"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "https://lane.example.evil.example"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, False),
    ],
)
def test_a_change_is_taken_from_our_own_pages_only(headers: dict[str, str], expected: bool) -> None:
    whole = headers | {"host": "lane.example"}

    assert from_our_site("POST", whole) is expected
    assert from_our_site("GET", whole) is True


def test_an_attempt_is_found_by_its_state_once_and_ends_after_ten_minutes() -> None:
    kept = Secrets(KEY)
    one, other = begun("/cases", now=NOW), begun("/tasks", now=NOW)
    cookie = sealed([one, other], kept)

    found, left = taken(opened(cookie, kept, now=NOW + LIFE_SECONDS - 1), one.state)

    assert (found, left) == (one, (other,))
    assert taken(left, one.state) == (None, (other,))
    assert taken(left, None) == (None, (other,))
    assert taken(left, "ü") == (None, (other,))
    assert opened(cookie, kept, now=NOW + LIFE_SECONDS) == ()


def test_the_cookie_of_attempts_fits_into_every_browser() -> None:
    longest = place("/cases?" + "q" * 593)
    attempts = [begun(longest, now=NOW) for _ in range(KEPT + 3)]

    assert len(longest) == 600
    assert len(sealed(attempts, Secrets(KEY))) < MAX_COOKIE
    assert len(opened(sealed(attempts, Secrets(KEY)), Secrets(KEY), now=NOW)) == KEPT


@pytest.mark.parametrize(
    "wanted",
    [
        "/cases",
        "/cases/01a2-b",
        "/cases?q=LSV&sort=-due",
        "/cases?from=2026-09-01T00:00:00%2B08:00&step=customs,rebate",
        "/cases/export?form=xlsx",
        "/flow/steps/customs?weeks=12",
        "/tasks/vehicle-registry?state=due",
        "/conference/packs/2026-09/pdf?profile=taizhou",
        "/operations/parked/licensing",
    ],
)
def test_after_signing_in_one_comes_to_the_page_that_was_wanted(wanted: str) -> None:
    assert place(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        None, "", "//evil.example", "https://evil.example/cases", "/cases/../sign-out", "/cases/./x", "/\\evil.example",
        "/cases\\evil", "/cases//evil.example", "/cases\r\nSet-Cookie: a=b", "/cases\n", "/casesevil", "/sign-out",
        "/v1/cases", "/cases#x", "/cases?q=<b>", "/cases?" + "q" * 600, "javascript:alert(1)", "/cases@evil.example",
        "/%2f/evil.example", "/development-issuer/sign-in",
    ],
)  # fmt: skip
def test_after_signing_in_one_stays_on_this_host(wanted: str | None) -> None:
    assert place(wanted) == "/"


# The table


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(dt.datetime.now(dt.UTC))


@pytest.fixture
def visits(alone: Alone, clock: ManualClock) -> Visits:
    return Visits(alone.entrance, clock)


def session(visits: Visits, **changes: Any) -> Session:
    whole: dict[str, Any] = {
        "sid": secrets.token_urlsafe(32), "token": "t", "expires_at": visits.now + 28_800, "refresh": "r", "hint": "h",
        "token_ends": 7,
    }  # fmt: skip
    return Session(**(whole | changes))


async def test_a_visit_is_found_as_it_was_kept_until_it_is_ended(visits: Visits) -> None:
    kept, other = session(visits), session(visits)
    await visits.table.keep(kept, now=visits.now)
    await visits.table.keep(other, now=visits.now)

    assert await visits.table.find(kept.sid, now=visits.now) == kept
    await visits.table.forget(kept.sid)
    assert await visits.table.find(kept.sid, now=visits.now) is None
    assert await visits.table.find(other.sid, now=visits.now) == other


async def test_a_visit_left_alone_is_over_and_one_that_is_used_is_not(
    visits: Visits, clock: ManualClock
) -> None:
    used, left = session(visits), session(visits)
    await visits.table.keep(used, now=visits.now)
    await visits.table.keep(left, now=visits.now)

    clock.move_to(clock.now() + dt.timedelta(seconds=1799))
    assert await visits.table.find(used.sid, now=visits.now) == used
    clock.move_to(clock.now() + dt.timedelta(seconds=1))

    assert await visits.table.find(left.sid, now=visits.now) is None
    clock.move_to(clock.now() + dt.timedelta(seconds=1798))
    assert await visits.table.find(used.sid, now=visits.now) == used


async def test_however_busy_a_visit_ends_after_eight_hours(visits: Visits, clock: ManualClock) -> None:
    kept = session(visits)
    await visits.table.keep(kept, now=visits.now)

    for _ in range(16):
        assert await visits.table.find(kept.sid, now=visits.now) == kept
        clock.move_to(clock.now() + dt.timedelta(minutes=29))
    clock.move_to(clock.now() + dt.timedelta(minutes=16))

    assert await visits.table.find(kept.sid, now=visits.now) is None


async def test_what_is_over_is_swept_and_nothing_else(visits: Visits, clock: ManualClock) -> None:
    ended, left = session(visits, expires_at=visits.now + 10), session(visits)
    await visits.table.keep(ended, now=visits.now)
    await visits.table.keep(left, now=visits.now)
    clock.move_to(clock.now() + dt.timedelta(seconds=1700))
    fresh = session(visits)
    await visits.table.keep(fresh, now=visits.now)

    assert await visits.table.sweep(now=visits.now) == 1
    clock.move_to(clock.now() + dt.timedelta(seconds=100))
    assert await visits.table.sweep(now=visits.now) == 1
    assert await visits.table.find(fresh.sid, now=visits.now) == fresh


async def test_of_all_that_would_renew_a_token_one_may_and_the_next_after_a_while(visits: Visits) -> None:
    kept = session(visits)
    await visits.table.keep(kept, now=visits.now)

    assert await visits.table.take_renewal(kept, now=visits.now)
    assert not await visits.table.take_renewal(kept, now=visits.now)
    assert await visits.table.take_renewal(kept, now=visits.now + 60)


async def test_a_visit_that_was_ended_meanwhile_is_not_renewed_back_to_life(visits: Visits) -> None:
    kept = session(visits)
    await visits.table.keep(kept, now=visits.now)
    await visits.table.forget(kept.sid)

    assert not await visits.table.replace(kept)
    assert await visits.table.find(kept.sid, now=visits.now) is None


async def test_a_row_copied_over_another_opens_nothing(alone: Alone, visits: Visits) -> None:
    mine, theirs = session(visits), session(visits, token="theirs")
    await visits.table.keep(mine, now=visits.now)
    await visits.table.keep(theirs, now=visits.now)
    copied = "update portal_sessions set sealed = (select sealed from portal_sessions where id = :from) where id = :to"
    async with alone.entrance.database.transaction() as connection:
        await connection.execute(sa.text(copied), {"from": theirs.row, "to": mine.row})

    assert await visits.table.find(mine.sid, now=visits.now) is None


async def test_every_replica_opens_what_another_kept(alone: Alone, visits: Visits) -> None:
    kept = session(visits)
    await visits.table.keep(kept, now=visits.now)

    assert await Visits(alone.entrance).table.find(kept.sid, now=visits.now) == kept
