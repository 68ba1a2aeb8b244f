import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner, Result

from exportlane.cli.law import register


def run(*args: str) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, args)


def one_object(result: Result) -> dict[str, object]:
    assert result.stdout.endswith("}\n")
    assert result.stdout.count("\n") == 1
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("args", "deadline", "provisional"),
    [
        (["--from", "2026-09-30", "--workdays", "3"], "2026-10-10", False),
        (
            ["--from", "2026-11-09", "--workdays", "3", "--pause", "2026-11-10/2026-11-17"],
            "2026-11-19",
            False,
        ),
        (
            [
                "--from",
                "2026-11-09",
                "--workdays",
                "3",
                "--pause",
                "2026-11-10/2026-11-12",
                "--pause",
                "2026-11-11/2026-11-17",
            ],
            "2026-11-19",
            False,
        ),
        (
            ["--from", "2026-09-30", "--workdays", "3", "--pause", "2026-10-08/2026-10-12"],
            "2026-10-14",
            False,
        ),
        (["--from", "2026-12-30", "--workdays", "3"], "2027-01-05", True),
        (["--from", "2026-11-21", "--workdays", "0"], "2026-11-21", False),
        (["--from", "2026-03-10", "--months", "2"], "2026-05-11", False),
        (["--from", "2026-07-31", "--months", "2"], "2026-09-30", False),
    ],
)
def test_a_deadline_is_one_json_object(args: list[str], deadline: str, *, provisional: bool) -> None:
    result = run("deadline", *args, "--json")

    assert result.exit_code == 0, result.output
    assert one_object(result) == {"deadline": deadline, "provisional": provisional}


def test_a_person_reads_the_weekday_and_is_warned_of_a_provisional_day() -> None:
    published = run("deadline", "--from", "2026-09-30", "--workdays", "3")
    provisional = run("deadline", "--from", "2026-12-30", "--workdays", "3")
    months = run("deadline", "--from", "2026-03-10", "--months", "2")

    assert "Saturday 2026-10-10" in published.stdout
    assert "Provisional" not in published.stdout
    assert "Tuesday 2027-01-05" in provisional.stdout
    assert "Provisional" in provisional.stdout
    assert "2 months" in months.stdout


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (["--workdays", "3"], "--from"),
        (["--from", "2026-09-30"], "either --workdays N or --months N"),
        (["--from", "2026-09-30", "--workdays", "3", "--months", "2"], "either --workdays N or --months N"),
        (["--from", "2026-09-30", "--workdays", "-1"], "no fewer than 0"),
        (["--from", "2026-09-30", "--months", "-1"], "no fewer than 0"),
        (["--from", "2026-09-30", "--workdays", "three"], "valid integer"),
        (["--from", "2026-09-31", "--workdays", "3"], "no such day"),
        (["--from", "20260930", "--workdays", "3"], "YYYY-MM-DD"),
        (["--from", "2026-W40-3", "--workdays", "3"], "YYYY-MM-DD"),
        (["--from", "2026-09-30T00:00", "--workdays", "3"], "YYYY-MM-DD"),
        (["--from", "２０２６-09-30", "--workdays", "3"], "YYYY-MM-DD"),
        (["--from", "2026-09-30\n", "--workdays", "3"], "YYYY-MM-DD"),
        (["--from", "", "--workdays", "3"], "YYYY-MM-DD"),
        (["--from", "2003-09-30", "--workdays", "3"], "2004 to 2040"),
        (["--from", "9999-12-31", "--workdays", "3"], "2004 to 2040"),
        (["--from", "2026-09-30", "--workdays", "99999"], "2004 to 2040"),
        (["--from", "2026-09-30", "--months", "999999"], "beyond any calendar"),
        (["--from", "2026-09-30", "--workdays", "3", "--pause", "2026-10-12/2026-10-08"], "ends before it"),
        (["--from", "2026-09-30", "--workdays", "3", "--pause", "2026-10-12"], "START/END"),
        (["--from", "2026-09-30", "--workdays", "3", "--pause", "2026-10-12/"], "YYYY-MM-DD"),
        (["--from", "2026-09-30", "--workdays", "3", "--pause", "x/2026-10-12"], "YYYY-MM-DD"),
        (["--from", "2026-09-30", "--months", "3", "--pause", "2026-10-08/2026-10-12"], "not one of months"),
    ],
)
def test_bad_usage_of_the_deadline_ends_with_2_and_a_sentence(args: list[str], complaint: str) -> None:
    result = run("deadline", *args, "--json")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert complaint in result.stderr


@pytest.mark.parametrize(
    ("kind", "value", "valid", "level"),
    [
        ("vin", "1M8GDM9AXKP042788", True, "ok"),
        ("vin", "LFV2A21K8J4000003", False, "error"),
        ("vin", "WVWZZZ1KZAW123456", True, "warning"),
        ("uscc", "91350100M000100Y43", True, "ok"),
        ("uscc", "91350100M000100Y4Z", False, "error"),
        ("uscc", "91350100m000100y43", False, "error"),
        ("declaration", "020220260000000001", True, "ok"),
        ("declaration", "020220261000000001", False, "error"),
        ("licence", "26-AB-123456", True, "ok"),
        ("licence", "26AB123456", False, "error"),
        ("imo", "9074729", True, "ok"),
        ("imo", "9074728", False, "error"),
        ("container", "CSQU3054383", True, "ok"),
        ("container", "CSQU3054384", False, "error"),
        ("vin", "", False, "error"),
        ("imo", "９０７４７２９", False, "error"),
        ("imo", "907\udcff729", False, "error"),
    ],
)
def test_a_check_is_one_json_object_and_its_exit_status(
    kind: str, value: str, level: str, *, valid: bool
) -> None:
    result = run("check", kind, value, "--json")

    found = one_object(result)
    assert list(found) == ["valid", "level", "reason"]
    assert (found["valid"], found["level"]) == (valid, level)
    assert found["reason"]
    assert result.exit_code == (0 if valid else 1)


def test_a_person_reads_the_reason_of_a_check() -> None:
    wrong, right = run("check", "vin", "LFV2A21K8J4000003"), run("check", "vin", "LFV2A21K9J4000003")

    assert wrong.stdout.startswith("not valid (error): character 9")
    assert right.stdout.startswith("valid (ok): ")


@pytest.mark.parametrize(
    ("args", "complaint"),
    [(["plate", "津A12345"], "choose one of vin, uscc"), (["vin"], "VALUE"), ([], "KIND")],
)
def test_bad_usage_of_a_check_ends_with_2_and_a_sentence(args: list[str], complaint: str) -> None:
    result = run("check", *args)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert complaint in result.stderr


def test_the_commands_load_the_law_only_when_they_run() -> None:
    # Other commands share the start-up time, so registering these must not read a calendar.
    program = (
        "import sys, typer; from exportlane.cli.law import register; register(typer.Typer());"
        "print([m for m in ('chinese_calendar', 'stdnum', 'exportlane.law.clock') if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "[]"
