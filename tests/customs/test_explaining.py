"""The check before declaring, what is counted, and which version of the rules holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from customs.domain import (
    Policy,
    Rules,
    decide_correction_request,
    decide_receipt,
    examine,
    explain,
    release_times,
)
from customs.domain.examination import CHECKS, rule_of
from customs.domain.parts import Item, Times
from tests.customs.given import (
    ALONE,
    CASES,
    NOW,
    OFFICER,
    TODAY,
    began,
    decided,
    draft,
    licence,
    line,
    refused,
    submitted,
)

RULES = ALONE.profiles["tianjin"]


def test_every_rule_answers_in_both_languages_with_its_article() -> None:
    rows = explain(submitted(), on=TODAY, rules=RULES)

    assert [row.rule for row in rows] == [rule_of(check).id for check in CHECKS]
    assert all(row.holds is True for row in rows)
    assert all(row.sentence_zh and row.sentence_en and row.article for row in rows)


def test_without_the_licence_nothing_is_said_of_what_rests_on_it() -> None:
    rows = explain(draft(times=Times(submitted_at=NOW)), on=TODAY, rules=RULES)

    assert {row.rule for row in rows if row.holds is None} == {rule_of(check).id for check in CHECKS[:8]}
    assert not [row for row in rows if row.holds is False]


def test_each_fault_says_where_it_is_and_with_which_vehicle() -> None:
    state = replace(
        submitted(), lines=(replace(submitted().lines[0], goods_name="轿车"), submitted().lines[1])
    )

    (fault,) = [row for row in explain(state, on=TODAY, rules=RULES) if row.holds is False]

    assert (fault.rule, fault.code, fault.field) == ("CUS-NAME", "goods_name_not_used", "/lines/0/goods_name")
    assert fault.vin == state.lines[0].vin


def test_every_rule_of_the_examination_has_its_own_id_and_a_slug() -> None:
    named = [rule_of(check) for check in CHECKS]

    assert len({rule.id for rule in named}) == len(named)
    assert all(rule.slug for rule in named)


def test_errors_are_counted_by_kind_where_papers_go_back_are_rejected_or_held() -> None:
    back = began(draft(line(0, goods_name="轿车"), line(1, goods_name="轿车")))
    wrong = began(known=licence(customs_port="0201"))
    held = began(known=licence(valid_to=date(2026, 11, 22)))
    asked = decided(
        decide_correction_request(submitted(), (Item("photo", "No photo."),), by=OFFICER, now=NOW)
    )

    counted = [
        (write.row["code"], write.row["found"])
        for answer in (back, wrong, held, asked)
        for write in answer.writes
    ]
    assert counted == [
        ("goods_name_not_used", 2), ("licence_mismatch", 1), ("licence_not_valid", 1), ("photo", 1),
    ]  # fmt: skip
    assert {write.row["day"] for write in back.writes} == {"2026-11-23"}


def test_what_passes_leaves_no_error() -> None:
    assert began().writes == ()


def test_release_times_are_a_median_nine_tenths_and_the_longest() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    spans = [(start, start + timedelta(hours=hours)) for hours in range(1, 11)]

    measured = release_times(spans)

    assert (measured.count, measured.median_hours, measured.p90_hours, measured.longest_hours) == (
        10, "5.50", "9.00", "10.00",
    )  # fmt: skip
    assert release_times([]).median_hours is None


def test_papers_are_pinned_to_the_version_that_they_name_or_that_holds_today() -> None:
    old = Rules("tianjin", True, True, True, version="tianjin-2024.1", valid_from=date(2024, 3, 1))
    new = replace(old, version="tianjin-2026.1", valid_from=date(2026, 1, 1))
    future = replace(old, version="tianjin-2027.1", valid_from=date(2027, 1, 1))
    dated = Policy({"tianjin": future}, {("tianjin", one.version): one for one in (old, new, future)})

    today = decided(decide_receipt(draft(), now=NOW, policy=dated)).state
    named = decided(decide_receipt(draft(profile_version="tianjin-2024.1"), now=NOW, policy=dated)).state
    unknown = refused(decide_receipt(draft(profile_version="tianjin-1999.1"), now=NOW, policy=dated))

    assert (today.profile_version, named.profile_version) == ("tianjin-2026.1", "tianjin-2024.1")
    assert dated.rules("tianjin", named.profile_version) is old
    assert dated.newest("tianjin", date(2020, 1, 1)) is None
    assert (unknown.slug, unknown.field) == ("unknown-profile", "/profile_version")


def test_the_examination_of_a_declaration_finds_nothing_twice() -> None:
    found = examine(submitted(), on=TODAY, rules=RULES)

    assert (found.all, len(CASES)) == ((), 2)
