"""What the console makes of status documents: rows, colours, sums, the picture, and since when a fault holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exportlane.operations.findings import Seen, findings
from gateway.portal.frame.rendering import page
from gateway.portal.operations import words
from gateway.portal.operations.beginning import since
from gateway.portal.operations.console import room
from gateway.portal.operations.hops import millis
from gateway.portal.operations.looking import Sightings
from gateway.portal.operations.picture import draw, tone_of
from gateway.portal.operations.state import sums
from gateway.portal.operations.status import rows

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def status(service: str, *, bus: bool = True, database: bool = True, **parts: Any) -> dict[str, Any]:
    checks = [
        {"name": "database", "ok": database, "sentence": "It takes writes.", "ms": 2.0},
        {"name": "bus", "ok": bus, "sentence": "It answers.", "ms": 1.0},
    ]
    return {
        "service": service, "ready": bus and database, "checks": checks, "parked": {}, "timers": {}, "troubles": [],
        "database": {"median_ms": 2.5, "slowest_ms": 9.0}, "calendar_ends_on": "2027-12-31", "calendar_days_left": 404,
        **parts,
    }  # fmt: skip


def seen(*statuses: dict[str, Any], **beside: Any) -> Seen:
    return Seen(statuses={each["service"]: each for each in statuses}, **beside)


def test_the_gateway_comes_first_then_the_agencies_in_the_order_of_the_process() -> None:
    found = rows(seen(status("customs"), status("licensing"), status("gateway"), status("new-agency")), ())

    assert [row.name for row in found] == ["gateway", "licensing", "customs", "new-agency"]
    assert {row.tone for row in found} == {"ok"}


def test_a_service_that_is_silent_is_red_and_one_that_works_with_a_fault_is_amber() -> None:
    looked = seen(status("customs", parked={"failed": 2}), silent={"licensing": "It does not answer."})

    silent, customs = rows(looked, findings(looked))

    assert (silent.condition, silent.tone, silent.told) == ("silent", "bad", False)
    assert (customs.condition, customs.tone, customs.needs_a_person) == ("ready", "warn", 2)


def test_an_older_release_that_tells_less_is_shown_all_the_same() -> None:
    (row,) = rows(seen({"service": "customs", "oldest_unhandled_seconds": 75.0, "unhandled": 3}), ())

    assert (row.unhandled.tone, row.messages, row.checks, row.disk, row.ending) == ("bad", 3, (), None, None)
    assert tone_of(row, "database") == "off"


@pytest.mark.parametrize(("seconds", "tone"), [(None, ""), (3.0, ""), (20.0, "warn"), (61.0, "bad")])
def test_an_age_is_coloured_by_how_long_it_is(seconds: float | None, tone: str) -> None:
    (row,) = rows(seen(status("customs", oldest_unpublished_seconds=seconds)), ())

    assert row.unpublished.tone == tone


def test_what_ends_first_is_shown_and_what_cannot_be_read_before_it() -> None:
    soon = {
        "kind": "service-token",
        "name": "token",
        "expires_at": None,
        "seconds_left": 50.0,
        "warn_seconds": 60,
    }
    late = {
        "kind": "certificate",
        "name": "cert",
        "expires_at": None,
        "seconds_left": 9e6,
        "warn_seconds": 60,
    }
    blind = {
        "kind": "signing-key",
        "name": "key",
        "expires_at": None,
        "seconds_left": None,
        "sentence": "No file.",
    }

    (one,) = rows(seen(status("customs", expiries=[late, soon])), ())
    (two,) = rows(seen(status("customs", expiries=[late, soon, blind])), ())

    assert one.ending is not None
    assert (one.ending.name, one.ending.tone) == ("token", "warn")
    assert two.ending is not None
    assert (two.ending.name, two.ending.tone) == ("key", "bad")


def test_the_sums_are_of_all_and_the_ages_of_the_worst() -> None:
    found = rows(
        seen(
            status("customs", parked={"failed": 2, "blocked": 5}, oldest_unhandled_seconds=4.0),
            status("licensing", timers={"set_aside": 1}, oldest_unhandled_seconds=90.0),
        ),
        (),
    )

    whole = sums(found, {"refused": 3, "pending": 1})

    assert (whole.ready, whole.parked, whole.needs_a_person, whole.aside, whole.refused) == (2, 7, 2, 1, 3)
    assert whole.unhandled.seconds == 90.0


def test_the_picture_shows_what_fails_by_its_line() -> None:
    looked = seen(
        status("gateway", depends_on=[{"kind": "service", "name": "customs"}]),
        status("customs", database=False),
    )

    made = draw(rows(looked, ()), ())

    tones = {edge.words.en: edge.tone for edge in made.edges}
    assert tones["Customs → Database"] == "bad"
    assert tones["Customs → Broker"] == "ok"
    assert tones["Gateway → Customs"] == "ok"
    assert {node.kind for node in made.nodes} == {"broker", "service", "database", "issuer"}


def test_when_the_broker_is_lost_its_bar_is_red() -> None:
    looked = seen(status("gateway", bus=False), status("customs", bus=False))

    made = draw(rows(looked, findings(looked)), findings(looked))

    assert [node.tone for node in made.nodes if node.kind == "broker"] == ["bad"]


def test_a_fault_says_since_when_by_the_age_of_what_waits() -> None:
    causes = [{"state": "failed", "cause": "handler-error", "topic": "t", "type": "licence.granted.v1", "case_id": "c",
               "count": 1, "oldest_at": "2026-11-22T07:00:00Z"}]  # fmt: skip
    looked = seen(
        status("customs", parked={"failed": 1}, parked_causes=causes, oldest_unhandled_seconds=120.0)
    )

    moments = {each.code: since(looked.statuses, each, NOW) for each in findings(looked)}

    assert moments["message-poison"] == datetime(2026, 11, 22, 7, tzinfo=UTC)
    assert moments["messages-unhandled"] == NOW - timedelta(seconds=120)


def test_a_fault_that_does_not_say_is_known_since_it_was_first_seen() -> None:
    sightings = Sightings()

    first = sightings.note({"disk-full:disk": None}, NOW)
    later = sightings.note({"disk-full:disk": None}, NOW + timedelta(seconds=90))
    again = sightings.note({"disk-full:disk": None}, NOW + timedelta(seconds=300))

    assert first == later == {"disk-full:disk": NOW}
    assert again == {"disk-full:disk": NOW + timedelta(seconds=300)}


@pytest.mark.parametrize(("language", "calm"), [("zh", "一切正常"), ("en", "Nothing is wrong")])
def test_when_nothing_is_wrong_the_page_says_so(language: Any, calm: str) -> None:
    found = rows(seen(status("customs")), ())

    text = page(
        language, "operations/_state.html", told=(), rows=found, sums=sums(found, {}), picture=draw(found, ()),
        tone_of=tone_of, length=lambda _seconds: "", millis=millis, w=words, platform=False, asked_at=NOW,
    )  # fmt: skip

    assert calm in text
    assert 'class="panel findings calm"' in text


def test_room_on_a_disk_is_told_in_the_unit_that_people_know() -> None:
    assert room(3 * 2**30) == "3.0 GiB"


def test_every_code_of_the_console_has_both_languages() -> None:
    tables = [words.STATES, words.CAUSES, words.CHECKS, words.CONDITIONS, words.DEPENDENCIES, words.EXPIRIES,
              words.TIMERS, words.KINDS, words.MODES, words.SEVERITIES]  # fmt: skip

    assert [key for table in tables for key, each in table.items() if not (each.zh and each.en)] == []
    assert words.TONE_OF_STATE.keys() == words.STATES.keys()


@pytest.mark.parametrize(
    ("part", "zh"),
    [
        ("customs", "海关"),
        ("broker", "消息系统"),
        ("database of vehicle-registry", "公安车管所的数据库"),
        ("signing key of customs", "海关的签名密钥"),
        ("way of licensing to the broker", "商务主管部门到消息系统的连接"),
        ("moon of customs", None),
    ],
)
def test_the_broken_part_has_its_name_in_chinese(part: str, zh: str | None) -> None:
    assert words.part_of(part) == zh
