"""What is said of what was seen: each fault once, by the part that is broken; what follows from it as following."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from exportlane.operations.finding import anchor_of
from exportlane.operations.findings import (
    CONSEQUENCE,
    CRITICAL,
    WARNING,
    Finding,
    Seen,
    findings,
    read_finding,
)
from exportlane.operations.kinds import KINDS
from exportlane.operations.seen import offset_of, skews_of
from exportlane.runtime.clock import parse_rfc3339
from tests.operations.seeing import NAMES, system

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"


def told(seen: Seen) -> dict[str, Finding]:
    found = findings(seen)
    assert len({each.id for each in found}) == len(found), "each fault is told once"
    return {each.id: each for each in found}


def test_a_system_that_is_well_has_no_findings() -> None:
    early = {
        "parked": {"early": 3, "waiting": 1},
        "oldest_unpublished_seconds": 1.0,
        "timers": {"failing": 2},
    }

    assert findings(system(customs=early, deliveries={"pending": 7, "refused": 0})) == ()


@pytest.mark.parametrize(
    ("seen", "finding", "severity"),
    [
        (system(silent={"customs": "Gone."}), "agency-unreachable:customs", CRITICAL),
        (system(refused={"customs": "Not valid yet."}), "service-refuses:customs", CRITICAL),
        (system(customs={"dead_tasks": ["relay"], "troubles": ["relay"]}), "task-dead:customs", CRITICAL),
        (system(customs={"troubles": ["The consumer waits."]}), "service-trouble:customs", CRITICAL),
        (system(every={"failing": ["bus"]}), "broker-unreachable:broker", CRITICAL),
        (
            system(customs={"failing": ["bus"]}),
            "broker-unreachable:way of customs to the broker",
            CRITICAL,
        ),
        (
            system(customs={"failing": ["database"]}),
            "database-unreachable:database of customs",
            CRITICAL,
        ),
        (system(customs={"median_ms": 400.0}), "database-slow:database of customs", WARNING),
        (system(customs={"disk_full": "No space left."}), "disk-full:database of customs", CRITICAL),
        (system(customs={"free": 0}), "disk-full:disk of customs", CRITICAL),
        (system(customs={"free": 2**30}), "disk-low:disk of customs", WARNING),
        (system(every={"free": 0, "volume": "one"}), "disk-full:disk", CRITICAL),
        (system(customs={"parked": {"failed": 2}}), "message-poison:customs", CRITICAL),
        (system(customs={"parked": {"untrusted": 2}}), "message-untrusted:customs", CRITICAL),
        (system(customs={"stuck": True}), "relay-stuck:relay of customs", CRITICAL),
        (system(customs={"oldest_unpublished_seconds": 61.0}), "facts-unpublished:customs", WARNING),
        (
            system(customs={"oldest_unhandled_seconds": 61.0, "unhandled": 3}),
            "messages-unhandled:customs",
            WARNING,
        ),
        (system(customs={"timers": {"set_aside": 1}}), "timers-aside:customs", CRITICAL),
        (system(deliveries={"refused": 1}), "papers-refused:gateway", CRITICAL),
        (system(deliveries={"pending": 1, "oldest_pending_seconds": 61.0}), "papers-late:gateway", WARNING),
        (system(gateway={"token_left": -5.0}), "token-expired:service token of gateway", CRITICAL),
        (system(gateway={"token_left": 60.0}), "token-ends:service token of gateway", WARNING),
        (system(gateway={"token_says": "No token."}), "token-expired:service token of gateway", CRITICAL),
        (system(customs={"key_left": 86_400.0}), "key-ends:signing key of customs", WARNING),
        (system(customs={"certificate_left": 86_400.0}), "certificate-ends:certificate of customs", WARNING),
        (system(customs={"failing": ["signing-key"]}), "key-unusable:signing key of customs", CRITICAL),
        (
            system(every={"issuer": {"failing": True, "keys_age_seconds": 900.0}}),
            "issuer-unreachable:issuer",
            WARNING,
        ),
        (system(skews={"customs": 5.1, "licensing": 4.9}), "clock-skew:clock of customs", CRITICAL),
        (system(skews={"customs": -300.0}), "clock-skew:clock of customs", CRITICAL),
        (
            system(customs={"calendar_ends_on": "2026-12-31"}),
            "calendar-missing:calendar of customs",
            CRITICAL,
        ),
        (system(every={"calendar_days_left": 59}), "calendar-ends:calendar", WARNING),
        (system(every={"calendar_days_left": -1}), "calendar-missing:calendar", CRITICAL),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_is_named_by_its_part_and_nothing_else_is_blamed(
    seen: Seen, finding: str, severity: str
) -> None:
    found = told(seen)

    assert found[finding].severity == severity
    assert [each.id for each in found.values() if each.severity != CONSEQUENCE] == [finding]


def test_every_kind_has_a_test_of_its_own_and_a_section_of_the_runbook() -> None:
    text = RUNBOOK.read_text(encoding="utf-8")
    headings = {line.lstrip("# ") for line in text.splitlines() if line.startswith("#")}
    marks = test_a_fault_is_named_by_its_part_and_nothing_else_is_blamed.pytestmark  # type: ignore[attr-defined]
    tested = {finding.partition(":")[0] for _, finding, _ in marks[0].args[1]}

    assert {kind.code for kind in KINDS} == tested
    assert {kind.section for kind in KINDS} <= headings
    assert [kind.code for kind in KINDS if f"`{kind.code}`" not in text] == []


def test_every_kind_is_told_in_both_languages() -> None:
    for kind in KINDS:
        assert kind.title.zh != kind.title.en
        assert kind.advice.en.endswith((".", "FILE.")), kind.code
        assert kind.advice.zh.endswith("。"), kind.code


def test_when_the_broker_is_down_the_lags_and_troubles_of_all_follow_from_it() -> None:
    late = {
        "failing": ["bus"], "oldest_unpublished_seconds": 90.0, "oldest_unhandled_seconds": 90.0,
        "troubles": ["The relay of it waits: BusUnavailable"],
    }  # fmt: skip
    found = findings(system(every=late))

    first, *others = found
    assert first.id == "broker-unreachable:broker"
    assert {each.severity for each in others} == {CONSEQUENCE}
    assert {each.because for each in others} == {first.id}
    assert len(others) == 3 * len(NAMES)


def test_what_a_service_suffers_from_its_own_database_is_no_second_fault() -> None:
    ill = {"failing": ["database"], "troubles": ["The database of customs is out of reach"], "stuck": True}
    found = told(system(customs=ill, licensing={"oldest_unhandled_seconds": 90.0}))

    because = {each.id: each.because for each in found.values() if each.severity == CONSEQUENCE}
    assert because == {
        "service-trouble:customs": "database-unreachable:database of customs",
        "relay-stuck:relay of customs": "database-unreachable:database of customs",
    }
    assert found["messages-unhandled:licensing"].severity == WARNING


def test_a_full_volume_that_all_share_is_one_fault_and_their_databases_none() -> None:
    found = findings(system(every={"free": 0, "volume": "one", "disk_full": "database or disk is full"}))

    assert [each.id for each in found] == ["disk-full:disk"]
    assert all(name in found[0].sentence.en for name in sorted(NAMES)[:4])


@pytest.mark.parametrize(
    ("cause", "because"),
    [
        ({"gateway": {"token_left": -5.0}}, "token-expired:service token of gateway"),
        ({"silent": {"customs": "Gone."}}, "agency-unreachable:customs"),
    ],
)
def test_papers_that_wait_for_what_is_broken_follow_from_it(cause: dict[str, Any], because: str) -> None:
    found = told(system(**cause, deliveries={"pending": 2, "oldest_pending_seconds": 90.0}))

    assert found["papers-late:gateway"].because == because


def test_a_service_that_refuses_tokens_because_its_clock_is_wrong_is_told_as_one_with_a_wrong_clock() -> None:
    found = told(system(refused={"customs": "It is not valid yet."}, skews={"customs": -600.0}))

    assert found["clock-skew:clock of customs"].severity == CRITICAL
    assert found["service-refuses:customs"].because == "clock-skew:clock of customs"


def test_messages_of_one_forger_are_one_fault_of_the_topic_whoever_set_them_aside() -> None:
    row = {"state": "untrusted", "cause": "unknown-key", "topic": "exportlane.licensing.facts", "count": 2}
    seen = system(every={"parked": {"untrusted": 2}, "parked_causes": [row]})

    (found,) = findings(seen)

    assert (found.id, found.service) == ("message-untrusted:topic of licensing", "licensing")
    assert "2 message(s)" in found.sentence.en
    assert "unknown-key" in found.sentence.zh


def test_a_poisonous_message_is_named_by_its_type_and_case() -> None:
    row = {
        "state": "failed", "cause": "contradiction", "topic": "exportlane.licensing.facts", "count": 1,
        "type": "licence.granted.v1", "case_id": "case-7",
    }  # fmt: skip
    (found,) = findings(system(customs={"parked": {"failed": 1}, "parked_causes": [row]}))

    assert "licence.granted.v1 of case case-7 (contradiction)" in found.sentence.en


def test_a_service_that_lacks_a_notice_is_named_though_its_calendar_ends_on_the_same_day() -> None:
    everybody = {"calendar_notices": ["a", "b"]}
    (found,) = findings(system(every=everybody, customs={"calendar_notices": ["a"]}))

    assert (found.id, "b" in found.sentence.en) == ("calendar-missing:calendar of customs", True)


def test_a_service_of_an_older_release_tells_less_and_breaks_nothing() -> None:
    seen = Seen(statuses={"gateway": {"service": "gateway", "troubles": [], "parked": {}}, "customs": {}})

    assert findings(seen) == ()


def test_of_several_clocks_the_odd_one_is_wrong_also_when_it_is_that_of_who_asks() -> None:
    assert skews_of({"gateway": 0.0, "a": 60.0, "b": 60.1, "c": 59.9}) == {
        "gateway": -59.95, "a": 0.05, "b": 0.15, "c": -0.05,
    }  # fmt: skip
    assert skews_of({"gateway": 0.0, "a": 60.0}) == {"gateway": 0.0, "a": 60.0}
    assert skews_of({}) == {}


def test_half_the_way_there_and_back_is_allowed_for() -> None:
    sent, received = parse_rfc3339("2026-09-21T00:00:00Z"), parse_rfc3339("2026-09-21T00:00:04Z")

    assert offset_of(parse_rfc3339("2026-09-21T00:00:02Z"), sent=sent, received=received) == 0.0
    assert offset_of(parse_rfc3339("2026-09-21T00:00:12Z"), sent=sent, received=received) == 10.0


def test_a_finding_comes_through_json_as_it_was() -> None:
    for found in findings(system(every={"failing": ["bus"], "oldest_unhandled_seconds": 90.0})):
        document = json.loads(json.dumps(found.document()))

        assert read_finding(document) == found
        assert document["runbook"] == f"docs/runbook.md#{anchor_of(found.section)}"
