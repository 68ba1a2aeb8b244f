"""`exportlane policy`: what holds, since when, on which article, and what a new version changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from exportlane import policies
from exportlane.cli import policy
from exportlane.policies import PROFILE_NAMES, profile, shipped, versions

DATA = Path(policies.__file__).parent


def run(*args: str) -> Result:
    app = typer.Typer()
    policy.register(app)
    return CliRunner().invoke(app, ["policy", *args])


def answer(*args: str) -> dict[str, object]:
    result = run(*args, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("\n") == 1
    found: dict[str, object] = json.loads(result.stdout)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("rule_sets", "profiles"):
        shutil.copytree(DATA / name, tmp_path / name)
    return tmp_path


@pytest.mark.requirement("TJ-0.1")
def test_every_rule_set_and_every_version_is_listed_with_its_status_and_days() -> None:
    said = run("list").stdout

    for pin in shipped().rule_sets:
        assert pin in said
    for name in PROFILE_NAMES:
        for one in versions(name):
            assert f"{one.version} " in said
    assert "taizhou-opinions@2025.1              expired   2025-01-01  2025-12-31" in said
    assert "tianjin-measures@2024.1              draft     issue       open" in said


def test_the_list_is_one_object_for_scripts() -> None:
    found = answer("list")

    assert list(found) == ["profiles", "rule_sets"]
    assert isinstance(found["rule_sets"], list)
    assert {one["instrument"]["number"] for one in found["rule_sets"]} >= {"商贸函〔2025〕648号"}


@pytest.mark.requirement("TJ-0.1")
def test_a_profile_is_shown_with_value_article_and_source_of_every_rule() -> None:
    found = answer("show", "tianjin")

    rules = {one["key"]: one for one in found["rules"]}  # type: ignore[attr-defined,index]
    assert set(rules) == set(profile("tianjin").sources)
    assert rules["licensing.after_sales_letter_days"] == {
        "key": "licensing.after_sales_letter_days",
        "value": 180,
        "article": "商贸函〔2025〕648号：注册登记180天内（含）",
        "zh": "须附售后维修服务确认书的天数（含）",
        "en": "Days after first registration, included, within which the maker's letter is needed",
        "rule_set": "notice-2025-648@2026.1",
        "status": "in_force",
        "instrument": "商贸函〔2025〕648号",
    }


@pytest.mark.parametrize(
    ("args", "version"),
    [
        ((), "tianjin-2026.1"),
        (("--version", "tianjin-2024.1"), "tianjin-2024.1"),
        (("--version", "2024.2"), "tianjin-2024.2"),
        (("--on", "2025-12-31"), "tianjin-2024.2"),
        (("--on", "2026-01-01"), "tianjin-2026.1"),
    ],
)
def test_a_version_is_named_or_found_by_its_day(args: tuple[str, ...], version: str) -> None:
    assert answer("show", "tianjin", *args)["version"] == version


@pytest.mark.requirement("TJ-0.1", "TJ-12.1")
def test_a_draft_and_an_expired_text_are_said_to_be_so() -> None:
    assert "It rests on a draft, which binds nobody." in run("show", "tianjin").stdout
    assert "It rests on a text that has expired." in run("show", "taizhou").stdout
    assert "taizhou-opinions@2025.1, expired" in run("show", "taizhou").stdout
    assert "rests on" not in run("show", "national").stdout


@pytest.mark.parametrize(
    ("printed", "same"),
    [
        ("tianjin-2024.2", ("tianjin", "--version", "2024.2")),
        ("tianjin@2024.2", ("tianjin", "--version", "2024.2")),
        ("notice-2025-648@2026.1", ("notice-2025-648",)),
    ],
)
def test_what_the_list_prints_can_be_shown_and_compared(printed: str, same: tuple[str, ...]) -> None:
    assert answer("show", printed) == answer("show", *same)
    assert answer("diff", printed, printed)["differences"] == []


@pytest.mark.parametrize(
    ("args", "pin"),
    [
        (("taizhou-opinions",), "taizhou-opinions@2025.1"),
        (("taizhou-opinions", "--version", "2025.1"), "taizhou-opinions@2025.1"),
        (("taizhou-opinions", "--on", "2025-12-31"), "taizhou-opinions@2025.1"),
        (("tianjin-measures", "--on", "2020-01-01"), "tianjin-measures@2024.1"),
    ],
)
def test_a_rule_set_is_shown_by_its_id(args: tuple[str, ...], pin: str) -> None:
    assert run("show", *args).stdout.startswith(f"{pin}: ")


@pytest.mark.parametrize(
    ("args", "slug", "field"),
    [
        (("show", "hangzhou"), "unknown_name", "name"),
        (("show", "tianjin", "--version", "2019.1"), "version_not_found", "name"),
        (("show", "tianjin", "--on", "2024-02-29"), "version_not_found", "name"),
        (("show", "tianjin", "--on", "2024-02-30"), "bad_date", "on"),
        (("show", "tianjin", "--on", "2026-01-01", "--version", "2026.1"), "bad_usage", "on"),
        (("show", "taizhou-opinions", "--on", "2026-01-01"), "version_not_found", "version"),
        (("show", "taizhou-opinions", "--version", "2026.1"), "version_not_found", "version"),
        (("diff", "tianjin", "tianjin@2026.1"), "bad_version", "old"),
        (("diff", "tianjin@2026.1", "tianjin@"), "bad_version", "new"),
        (("show", "tianjin-2026.1", "--version", "2024.1"), "bad_usage", "name"),
        (("show", "tianjin-2019.1"), "version_not_found", "name"),
        (("show", "tianjin@"), "version_not_found", "name"),
        (("check", "tianjin@2026.1", "tianjin@2027.1"), "version_not_found", "name"),
        (("check", "/nowhere"), "no_such_folder", "DIR"),
    ],
)
def test_what_does_not_exist_is_refused_with_a_sentence(args: tuple[str, ...], slug: str, field: str) -> None:
    result = run(*args, "--json")

    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert (found["slug"], found["field"]) == (slug, field)
    assert result.stderr == f"{found['detail']}\n"


def test_the_shipped_data_are_without_fault() -> None:
    result = run("check")

    assert result.exit_code == 0
    assert result.stdout.endswith("3 profiles, no fault.\n")
    assert answer("check")["faults"] == []


def test_a_fault_is_one_line_with_file_and_line(folder: Path) -> None:
    file = folder / "rule_sets" / "notice-2025-648@2026.1.json"
    file.write_text(file.read_text(encoding="utf-8").replace("180,", '"180",'), encoding="utf-8")

    result = run("check", str(folder))

    assert result.exit_code == 1
    assert result.stdout == (
        "rule_sets/notice-2025-648@2026.1.json:15: licensing.after_sales_letter_days cannot be "
        '"180": Input should be a valid integer\n'
    )
    assert json.loads(run("check", str(folder), "--json").stdout)["faults"][0]["line"] == 15


@pytest.mark.parametrize("name", ["rule_sets/notice-2027.yaml", "profiles/tianjin.JSON", "rule_sets/older"])
def test_what_lies_among_the_rules_and_is_not_read_is_named(folder: Path, name: str) -> None:
    (folder / name).mkdir() if name.endswith("older") else (folder / name).write_text("{}")
    (folder / "rule_sets" / ".swp").write_text("")

    assert run("check", str(folder)).stdout == f"{name}:1: nobody reads it: a file of rules ends in .json\n"


def test_an_empty_folder_is_no_policy(tmp_path: Path) -> None:
    assert run("check", str(tmp_path)).exit_code == 2


@pytest.mark.parametrize("command", ["check", "diff"])
def test_two_versions_are_compared_with_both_articles(command: str) -> None:
    said = run(command, "tianjin@2024.2", "tianjin@2026.1").stdout

    assert said.startswith("From tianjin@2024.2 to tianjin@2026.1: 5 added, 1 changed, ")
    assert (
        "\n~ tax.window_months (changed)  Months within which a claim is made 申报期限（月）\n"
        "    before: null  [财税〔2012〕39号：2026年以前出口的，收齐凭证后申报，不设36个月期限; "
        "refund-2012-39@2012.1]\n"
        "    after:  36  [财政部 税务总局公告2026年第11号：36个月; refund-2026-11@2026.1]\n"
    ) in said
    assert "\n+ licensing.after_sales_letter_days (added)" in said


def test_a_difference_is_one_object_for_scripts() -> None:
    found = answer("diff", "taizhou@2025.1", "tianjin@2024.2")

    kinds = {one["key"]: one["kind"] for one in found["differences"]}  # type: ignore[attr-defined]
    assert kinds["registry.dereg_mode"] == "changed"
    assert kinds["time_limits.exit_confirmation"] == "added"
    assert kinds["time_limits.licence"] == "resourced"


def test_what_is_taken_back_is_removed() -> None:
    said = run("diff", "tianjin@2026.1", "tianjin@2024.2").stdout

    assert "\n- time_limits.rebate_window (removed)" in said


def test_a_version_does_not_differ_from_itself() -> None:
    assert (
        run("diff", "tianjin@2026.1", "tianjin@2026.1").stdout
        == "tianjin@2026.1 and tianjin@2026.1 have the same rules.\n"
    )
    assert answer("check", "tianjin@2026.1", "tianjin@tianjin-2026.1")["differences"] == []
