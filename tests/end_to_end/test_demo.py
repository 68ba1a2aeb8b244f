"""The demo as a person starts it: it ends with one line that counts, and what it shows is there to be looked at."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = str(Path(sys.executable).with_name("exportlane"))
EXAMPLE = ROOT / "examples" / "used-vehicles-2026-09.json"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    data = tmp_path_factory.mktemp("demo")
    command = [PROGRAM, "demo", "--file", str(EXAMPLE), "--data-dir", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=280, check=False), data


ENDINGS = (
    "已退税 refund paid", "免税不退税 exempt", "不予许可 refused", "已逆序撤销 undone", "已撤回 withdrawn",
    "退税已追回 clawed back", "不予退税 no refund", "退运 returned", "许可已撤销 revoked", "可另行出口 re-routed",
)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_demo_shows_every_kind_of_ending(
    told: tuple[subprocess.CompletedProcess[str], Path], ending: str
) -> None:
    done, _ = told

    assert ending in done.stdout, done.stdout + done.stderr


def test_the_demo_ends_with_its_count_and_status_0(
    told: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = told

    lines = done.stdout.strip().splitlines()
    assert done.returncode == 0, done.stderr
    assert lines[-1] == "demo: 45 cases, 45 closed, 0 lost, 0 duplicated"
    assert sum(line.startswith("demo: ") for line in lines) == 1


def test_the_demo_shows_at_least_twelve_compensations_and_fits_a_narrow_screen(
    told: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = told

    shown = re.findall(r"^(C\d+) +(tianjin|taizhou|national) ", done.stdout, re.MULTILINE)
    assert len(set(shown)) >= 12
    assert {order for _, order in shown} == {"tianjin", "taizhou", "national"}


def test_a_corrected_application_is_granted_in_the_demo(
    told: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = told

    corrected = [line for line in done.stdout.splitlines() if re.search(r"taizhou\s+ARE .*\s1 M", line)]

    assert len(corrected) == 6


def test_everything_is_undone_in_reverse_order_in_the_demo(
    told: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    _, data = told
    with sqlite3.connect(data / "gateway.db") as view:
        rows = view.execute(
            "select c.vin, t.type from cases c join timeline t on t.case_id = c.id "
            "where c.ended_as = 'cancelled' and c.profile = 'tianjin' order by c.vin, t.id"
        ).fetchall()

    told_of: dict[str, list[str]] = {}
    for vin, type_ in rows:
        told_of.setdefault(vin, []).append(type_)
    assert len(told_of) == 3
    for types in told_of.values():
        undone = ["customs.rejected.v1", "vehicle.registration_restored.v1", "licence.cancelled.v1"]
        assert [type_ for type_ in types if type_ in undone] == undone


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "demo", "--file", str(tmp_path / "none.json")],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode == 2
    assert "There is no file" in done.stderr


def test_the_demo_shows_what_a_firm_is_granted_and_which_cap_cut_it(
    told: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = told

    lines = [line.split() for line in done.stdout.splitlines()]
    granted = {line[0]: line[2] for line in lines if line and line[0] in {"E1", "O1", "O2", "O3", "C2"}}
    assert granted == {
        "E1": "100,000.00", "O1": "600,000.00", "O2": "160,000.00", "O3": "240,000.00", "C2": "0.00"
    }  # fmt: skip
    assert "合并封顶 cap G2" in done.stdout
    assert ["合计", "1,100,000.00", "已拨付", "paid"] in lines


def test_the_demo_leaves_a_meeting_pack_in_three_forms(
    told: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, data = told

    files = {path.suffix: path.read_bytes()[:4] for path in (data / "packs").iterdir()}
    assert files.keys() == {".pdf", ".xlsx", ".json"}
    assert (files[".pdf"], files[".xlsx"][:2]) == (b"%PDF", b"PK")
    assert "会议材料 Meeting pack  天津市二手车出口联席会议，2026-09" in done.stdout
    assert re.search(r"出口许可证3个工作日内办结 +100.00 % +≥ 100 %", done.stdout)
