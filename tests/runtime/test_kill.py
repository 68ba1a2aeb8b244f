"""The embedded system survives being killed at any point, as by a power cut: no fact is lost, none counts twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exportlane.runtime import failpoints
from exportlane.runtime.ledger import verify
from exportlane.runtime.storage import load_thing
from exportlane.runtime.testing import system
from tests.runtime.burst import CASES, CODES
from tests.runtime.running import rows_of
from tests.runtime.toy import PAPERS, two_agencies

ROOT = Path(__file__).parents[2]


def run(folder: Path, kill_at: str = "") -> int:
    """Run the burst; the answer is its exit status, negative when it was killed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.runtime.burst", str(folder)],
        cwd=ROOT,
        env={**os.environ, "EXPORTLANE_KILL_AT": kill_at},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-3000:]
    return done.returncode


async def everything_happened_once(folder: Path) -> None:
    """Look at the files when nobody runs, then at the proof of both ledgers."""
    for agency in ("licensing", "vehicle-registry"):
        ledger = rows_of(
            folder / f"{agency}.db", "select case_id, sequence, published from ledger order by position"
        )
        for case in CASES:
            own = [row for row in ledger if row[0] == case]
            assert [row[1] for row in own] == list(range(1, len(CODES) + 1))
        inbox = rows_of(folder / f"{agency}.db", "select case_id, source, sequence from inbox")
        assert len(inbox) == len(set(inbox)) == len(CASES) * len(CODES)
        assert (
            rows_of(folder / f"{agency}.db", "select id from parked where state not in ('done', 'skipped')")
            == []
        )
    async with system(folder, definitions=two_agencies()) as again:
        for name, service in again.services.items():
            found = await verify(service.database, name, service.verifier)
            assert (found.facts, found.faults) == (len(CASES) * len(CODES), ())
            async with service.database.reading() as connection:
                thing = await load_thing(service.database, connection, PAPERS, "p")
            assert thing is not None
            assert thing.state is not None
            for case in CASES:
                heard = [
                    entry.partition(":")[2] for entry in thing.state.heard if entry.startswith(f"{case}:")
                ]
                assert heard == (CODES if name == "licensing" else [str(n + 1) for n in range(len(CODES))])


ONE = "after_commit"
"""The point where most would be lost stands for the others in the quick run; the long one passes them all."""


@pytest.mark.parametrize(
    "label",
    [ONE, *(pytest.param(label, marks=pytest.mark.slow) for label in failpoints.LABELS if label != ONE)],
)
async def test_a_kill_at_any_point_loses_nothing_and_doubles_nothing(tmp_path: Path, label: str) -> None:
    killed = run(tmp_path, f"licensing/{label}:2")
    again = run(tmp_path, f"vehicle-registry/{label}:4")
    last = run(tmp_path)

    assert killed == -signal.SIGKILL, "the point was passed"
    assert again in (0, -signal.SIGKILL)
    assert last == 0
    await everything_happened_once(tmp_path)


def test_a_point_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="is not one of after_poll"):
        failpoints.arm("after_lunch:1")
    failpoints.arm(None)
    failpoints.passed("licensing", "after_poll")


def test_a_point_of_another_service_is_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    kills: list[int] = []
    monkeypatch.setattr(os, "kill", lambda _pid, number: kills.append(number))
    failpoints.arm("licensing/after_commit:2")

    failpoints.passed("customs", "after_commit")
    failpoints.passed("licensing", "after_commit")
    assert kills == []
    failpoints.passed("licensing", "after_commit")
    failpoints.arm("")

    assert kills == [signal.SIGKILL]
