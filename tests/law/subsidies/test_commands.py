"""`exportlane subsidy`: estimates for people and for scripts, and every fault with its line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from exportlane.cli import subsidy
from exportlane.cli.subsidy_shown import WIDTH, wide

ROOT = Path(__file__).parents[3]
ESTIMATE = ROOT / "examples" / "subsidy-estimate.json"
ENTITLEMENTS = ROOT / "examples" / "subsidy-entitlements.json"
MADE_UP = ROOT / "tests" / "policies" / "made_up_city.json"


def run(*args: str, given: str | None = None) -> Result:
    app = typer.Typer()
    subsidy.register(app)
    return CliRunner().invoke(app, ["subsidy", *args], input=given)


def answer(*args: str, given: str | None = None) -> dict[str, Any]:
    result = run(*args, "--json", given=given)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("\n") == 1
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_example_is_estimated_as_one_object() -> None:
    found = answer("estimate", str(ESTIMATE))

    assert found["total"] == "1104616.44"
    assert {grant["id"]: grant["granted"] for grant in found["grants"]} == {
        "a": "100000.00", "b": "20000.00", "c": "800000.00", "d": "24000.00", "e": "75616.44", "f": "0.00",
        "g": "55000.00", "h": "30000.00",
    }  # fmt: skip
    assert set(found["grants"][0]) >= {"id", "granted", "code", "reason", "article", "steps"}
    assert all(grant["steps"] for grant in found["grants"])
    assert "what_if" in found


def test_what_one_estimate_used_can_be_brought_to_the_next() -> None:
    said = json.loads(ESTIMATE.read_text(encoding="utf-8"))
    said["used"] = answer("estimate", str(ESTIMATE))["used"]

    found = answer("estimate", "-", given=json.dumps(said))

    assert found["grants"][0]["granted"] == "0.00"
    assert found["grants"][2]["granted"] == "200000.00"


@pytest.mark.parametrize(
    "args",
    [
        ("estimate", str(ESTIMATE)),
        ("entitlements", str(ENTITLEMENTS)),
        ("policies",),
        ("show", "taizhou-2025"),
        ("show", "liangcheng-2026", "--policy", str(MADE_UP)),
    ],
)
def test_what_people_read_is_no_wider_than_eighty_columns(args: tuple[str, ...]) -> None:
    lines = run(*args).stdout.splitlines()

    assert len(lines) > 3
    assert [line for line in lines if wide(line) > WIDTH] == []


def test_people_read_chinese_first_with_amount_code_article_and_steps() -> None:
    said = run("estimate", str(ESTIMATE)).stdout

    assert "a  E1 重点境外展会展位费" in said
    assert "100000.00  CAP_UNIT" in said
    assert "正好达到F-1的单项限额100000.00元（台州意见第一条）" in said
    assert "1. 重点境外展会展位费：125000.00 × 80% = 100000.00" in said
    assert "合计 Total" in said
    assert "1104616.44" in said


def test_a_firm_reads_what_is_left_for_it_and_what_is_missing() -> None:
    said = run("entitlements", str(ENTITLEMENTS)).stdout
    found = answer("entitlements", str(ENTITLEMENTS))

    assert "尚余 400000.00" in said
    assert "须：年服务二手车出口车辆须达5000台（现为0）" in said
    assert {row["item"]: row["state"] for row in found["items"]}["C2"] == "used_up"


def test_policies_are_listed_and_shown_with_every_reading() -> None:
    found = answer("show", "taizhou-2025")

    assert [row["name"] for row in answer("policies")["policies"]] == ["taizhou-2025"]
    assert "✓ policy: 政策有效期内累计" in run("show", "taizhou-2025").stdout
    assert len(found["switches"]) == 20
    assert found["items"][0]["article"] == "台州意见第一条"


@pytest.mark.requirement("TZ-13b")
def test_another_city_is_estimated_from_a_file_of_its_own(tmp_path: Path) -> None:
    question = {
        "policy": "liangcheng-2026",
        "year": 2026,
        "firm": {"uscc": "91310000MA1FL0000N", "district": "990101"},
        "expenses": [{"id": "t", "item": "TRUCKING", "amount": "800.00", "paid_on": "2026-08-01"}],
    }
    file = tmp_path / "question.json"
    file.write_text(json.dumps(question), encoding="utf-8")

    assert answer("estimate", str(file), "--policy", str(MADE_UP))["total"] == "100.00"
    assert run("estimate", str(file)).exit_code == 2
    assert run("check", str(MADE_UP)).exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "slug", "field", "line"),
    [
        ('"50000.00"', '"-50000.00"', "amount_not_positive", "/expenses/3/amount", 17),
        ('"item": "O2"', '"item": "O9"', "unknown_item", "/expenses/3/item", 17),
        ('"year": 2025', '"year": 2024', "year_not_of_policy", "/year", 3),
        ('"id": "h"', '"id": "a"', "duplicate_id", "/expenses/7/id", 21),
        ('"district": "331004"', '"district": 331004', "bad_value", "/firm/district", 6),
        ('"25000.00"', "25000.5", "float_refused", "/expenses/1/amount", 15),
        ("taizhou-2025", "atlantis", "unknown_policy", "/policy", 2),
    ],
)
def test_a_fault_is_named_with_file_line_field_and_article(
    tmp_path: Path, old: str, new: str, slug: str, field: str, line: int
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(ESTIMATE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    result = run("estimate", str(file), "--json")

    found = json.loads(result.stdout)
    assert result.exit_code == 2
    assert (found["slug"], found["field"], found["line"]) == (slug, field, line)
    assert found["article"]
    assert result.stderr.startswith(f"{file}:{line}: {field}: ")


@pytest.mark.parametrize(
    ("text", "slug", "line"),
    [
        ('{"policy":\n', "bad_json", 2),
        ('{"policy": "a",\n"policy": "b"}', "bad_json", 2),
        ('{"policy": NaN}', "bad_json", 1),
        ('{"policy": "\\ud800"}', "bad_json", 1),
        ("[" * 100_000, "bad_json", 1),
        ("[]", "bad_value", 1),
        ("null", "bad_value", 1),
    ],
)
def test_what_is_no_question_is_refused(text: str, slug: str, line: int) -> None:
    result = run("estimate", "-", "--json", given=text)

    assert result.exit_code == 2
    assert (json.loads(result.stdout)["slug"], json.loads(result.stdout)["line"]) == (slug, line)
    assert "standard input" in result.stderr


def test_a_file_that_is_not_there_and_a_policy_that_is_not_known_are_named() -> None:
    assert json.loads(run("estimate", "nowhere.json", "--json").stdout)["slug"] == "unreadable_file"
    assert json.loads(run("show", "atlantis", "--json").stdout)["slug"] == "unknown_policy"
    assert run("show", "atlantis").exit_code == 2


def test_a_policy_of_ones_own_with_faults_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(MADE_UP.read_text(encoding="utf-8").replace('"0.45"', "0.45"), encoding="utf-8")

    used = run("estimate", str(ESTIMATE), "--policy", str(file), "--json")
    checked = run("check", str(file), "--json")

    assert used.exit_code == 2
    assert json.loads(used.stdout)["slug"] == "bad_subsidy_data"
    assert json.loads(used.stdout)["line"] == 31
    assert checked.exit_code == 1
    assert json.loads(checked.stdout)["faults"][0].startswith(f"{file}:31: ")


def test_the_command_is_one_of_exportlane_and_reads_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from exportlane.cli import app; app()", "subsidy", "estimate", "-", "--json"],
        input=ESTIMATE.read_bytes(),
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total"] == "1104616.44"
