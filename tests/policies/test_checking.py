"""Whatever is wrong with policy data is said with its file and its line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from exportlane.policies import profiles_of, shipped_files
from exportlane.policies.checking import check
from exportlane.policies.differences import profile_differences
from exportlane.policies.reading import Finding, read

NOTICE = "rule_sets/notice-2025-648@2026.1.json"
OPINIONS = "rule_sets/taizhou-opinions@2025.1.json"
TIANJIN = "profiles/tianjin.json"
OWN_TAX = "rule_sets/own-tax@2024.1.json"

ONE_LIMIT = "rule_sets/rebate-classes-2016-46@2016.1.json"

Change = Callable[[Any], object]


def faults(files: dict[str, str]) -> tuple[Finding, ...]:
    return check(read(files))


def changed(name: str, change: Change) -> dict[str, str]:
    files = shipped_files()
    said = json.loads(files[name])
    change(said)
    return files | {name: json.dumps(said, ensure_ascii=False, indent=2)}


def limit(said: Any) -> Any:
    return said["rules"][0]["value"]


def line_of(text: str, pattern: str) -> int:
    found = re.search(pattern, text)
    assert found is not None
    return text.count("\n", 0, found.start()) + 1


def test_the_shipped_data_have_no_fault() -> None:
    assert faults(shipped_files()) == ()


@pytest.mark.parametrize(
    ("name", "change", "at", "sentence"),
    [
        (NOTICE, lambda s: s["rules"][0].update(key="licensing.letter"), "licensing.letter", "there is no key"),
        (NOTICE, lambda s: s["rules"][0].update(key="Letter"), '"Letter"', "key: string should match"),
        (NOTICE, lambda s: s["rules"][0].pop("article"), '\\{\\n *"key"', "rules.0.article is missing"),
        (NOTICE, lambda s: s["rules"][0].update(article="  "), '"article": "  "', "rules.0.article: string"),
        (NOTICE, lambda s: s["rules"][0].update(value=0), '"value": 0', "cannot be 0: Input should be greater"),
        (NOTICE, lambda s: s["rules"][0].update(value=1001), '"value": 1001', "less than or equal to 1000"),
        (NOTICE, lambda s: s["rules"][0].update(value="180"), '"value": "180"', "should be a valid integer"),
        (NOTICE, lambda s: s["rules"][0].update(value=180.5), '"value": 180.5', "should be a valid integer"),
        (NOTICE, lambda s: s["rules"][1].update(value="2026-02-30"), "2026-02-30", "cannot be"),
        (NOTICE, lambda s: s["rules"].append(s["rules"][0]), "", "has a value already"),
        (ONE_LIMIT, lambda s: limit(s).pop("by_class"), '"value": {', "has a length, or lengths by class"),
        (ONE_LIMIT, lambda s: limit(s).update(average=True), '"value": {', "an average has a length"),
        (ONE_LIMIT, lambda s: limit(s)["by_class"].update({"5": 3}), '"5": 3', "less than or equal to 4"),
        (ONE_LIMIT, lambda s: limit(s).update(unit="weeks"), "weeks", "should be 'workdays'"),
        (NOTICE, lambda s: s.update(valid_to="2025-12-31"), "", "it ends on 2025-12-31, before it begins"),
        (NOTICE, lambda s: s.update(valid_from=None), "", "only a draft has no first day"),
        (NOTICE, lambda s: s.update(status="expired"), "", "what has expired has a last day"),
        (NOTICE, lambda s: s.update(status="new"), '"status": "new"', "status: input should be"),
        (NOTICE, lambda s: s["instrument"].pop("number"), '"instrument"', "instrument.number is missing"),
        (NOTICE, lambda s: s.update(note="x"), '"note"', "there is no note"),
        (NOTICE, lambda s: s.update(version="2026.2"), '"id"', "is called notice-2025-648@2026.2.json"),
        (OWN_TAX, lambda s: s["rules"][0].update(value=["1.5", "0.2"]), '"value": \\[', "below the highest"),
        (TIANJIN, lambda s: s.update(name="Tianjin"), '"name"', "name: string should match"),
        (TIANJIN, lambda s: s.update(name="tianjing"), '"name"', "is called tianjing.json"),
        (TIANJIN, lambda s: s["versions"][2].update(version="x-2026.1"), "x-2026.1", "begins with its name"),
        (TIANJIN, lambda s: s["versions"][2].update(version="tianjin-2024.1"), '"versions"', "one name"),
        (TIANJIN, lambda s: s["versions"][2].update(valid_from="2025-12-31"), "", "overlap"),
        (TIANJIN, lambda s: s["versions"][2].update(valid_from="2026-01-02"), "2026-01-02", "to 2026-01-01"),
        (TIANJIN, lambda s: s["versions"][1].update(valid_to=None), '"2026-01-01"', "overlap"),
        (TIANJIN, lambda s: s["versions"][0]["rule_sets"].append("own-tax@2019.1"), "own-tax@2019", "no rule set"),
        (TIANJIN, lambda s: s["versions"][0]["rule_sets"].append("own-tax@2024.1"), "", "is named already"),
        (TIANJIN, lambda s: s["versions"][2].update(apply_draft=False), "", "a draft"),
        (TIANJIN, lambda s: s["versions"][0]["rule_sets"].append("notice-2025-648@2026.1"), "", "a gap: notice"),
        (TIANJIN, lambda s: s["versions"][2]["rule_sets"].append("refund-2012-39@2012.1"), "", "say apply_expired"),
        (TIANJIN, lambda s: s["versions"][0]["rule_sets"].remove("customs-law@2021.1"), "", "customs.hours"),
        (TIANJIN, lambda s: s["versions"][0]["automatic"].append("licence.print"), "licence.print", "should be"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(name: str, change: Change, at: str, sentence: str) -> None:
    files = changed(name, change)

    found = [one for one in faults(files) if sentence in one.sentence]

    assert found, faults(files)
    assert {one.file for one in found} == {name}
    if at:
        assert line_of(files[name], at) in {one.line for one in found}


def test_two_versions_of_a_rule_set_do_not_overlap() -> None:
    files = shipped_files()
    later = json.loads(files[NOTICE]) | {"version": "2026.2", "valid_from": "2026-06-01"}
    name = "rule_sets/notice-2025-648@2026.2.json"
    files[name] = json.dumps(later, indent=1)

    assert faults(files) == (
        Finding(
            name,
            line_of(files[name], '"valid_from"'),
            "notice-2025-648@2026.2 begins on 2026-06-01, but notice-2025-648@2026.1 holds without an end: "
            "the dates overlap",
        ),
    )


@pytest.mark.parametrize(("last", "overlaps"), [("2026-05-31", False), ("2026-06-01", True)])
def test_a_version_may_begin_on_the_day_after_the_last_of_the_one_before(last: str, overlaps: bool) -> None:
    files = changed(NOTICE, lambda said: said.update(valid_to=last))
    later = json.loads(files[NOTICE]) | {"version": "2026.2", "valid_from": "2026-06-01", "valid_to": None}
    files["rule_sets/notice-2025-648@2026.2.json"] = json.dumps(later)

    assert any("the dates overlap" in one.sentence for one in faults(files)) is overlaps


@pytest.mark.requirement("TZ-13c")
def test_a_new_version_of_the_rules_needs_no_code() -> None:
    files = changed(NOTICE, lambda said: said.update(valid_to="2027-06-30"))
    later = json.loads(files[NOTICE]) | {"version": "2027.1", "valid_from": "2027-07-01", "valid_to": None}
    later["rules"][0] |= {"value": 360, "article": "新通知：360天内（含）"}
    files["rule_sets/notice-2025-648@2027.1.json"] = json.dumps(later, ensure_ascii=False)
    for name in ("tianjin", "taizhou", "national"):
        said = json.loads(files[f"profiles/{name}.json"])
        newest = said["versions"][-1]
        pins = [pin.replace("648@2026.1", "648@2027.1") for pin in newest["rule_sets"]]
        new = newest | {"version": f"{name}-2027.1", "valid_from": "2027-07-01", "rule_sets": pins}
        newest["valid_to"] = "2027-06-30"
        said["versions"].append(new)
        files[f"profiles/{name}.json"] = json.dumps(said)

    data = read(files)

    assert check(data) == ()
    before, after = profiles_of(data)["tianjin"][-2:]
    assert (before.licensing.after_sales_letter_days, after.licensing.after_sales_letter_days) == (180, 360)
    assert [(one.kind, one.key) for one in profile_differences(before, after)] == [
        ("changed", "licensing.after_sales_letter_days")
    ]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "no JSON"),
        ('{\n"id": 1,\n}', 3, "no JSON"),
        ('{"a": 1,\n "b": 2,\n "a": 3}', 3, "'a' stands here a second time"),
        ('{"a": [{"b": 1,\n\n "b": NaN}]}', 3, "NaN is no number"),
        ("[" * 100_000, 1, "no JSON"),
    ],
)
def test_what_is_no_json_is_named_with_its_line(text: str, line: int, sentence: str) -> None:
    (found,) = read({NOTICE: text}).findings

    assert (found.file, found.line) == (NOTICE, line)
    assert sentence in found.sentence


def test_a_file_that_belongs_nowhere_is_named() -> None:
    (found,) = read({"other/x.json": "{}"}).findings

    assert str(found) == "other/x.json:1: it lies neither in rule_sets/ nor in profiles/"


def test_what_a_version_lacks_only_as_a_whole_is_named_at_the_version() -> None:
    found = faults(changed(NOTICE, lambda said: said["rules"].pop(1)))

    assert {one.file for one in found} == {
        "profiles/tianjin.json",
        "profiles/taizhou.json",
        "profiles/national.json",
    }
    assert found[0].sentence == (
        "national-2026.1: the letter has both a number of days and a first day, or neither"
    )


def test_the_line_of_an_unknown_rule_is_not_guessed() -> None:
    (rule_set,) = (one for one in read(shipped_files()).rule_sets.values() if one.written.file == NOTICE)

    with pytest.raises(KeyError, match="nothing"):
        rule_set.rule("licensing.nothing")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace('"en"', '"english"', 1),
        lambda text: text.replace('"article"', '"source"', 1),
        lambda text: text[:-20],
    ],
)
def test_a_rule_set_that_cannot_be_read_is_not_said_to_be_missing_too(spoil: Callable[[str], str]) -> None:
    files = shipped_files()
    files[NOTICE] = spoil(files[NOTICE])

    assert {one.file for one in faults(files)} == {NOTICE}
