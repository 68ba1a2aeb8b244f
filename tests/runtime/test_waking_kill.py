"""A service that is killed while its timers run asks each thing once all the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exportlane.runtime.testing import system
from tests.runtime.ringing import NAMES, RINGS, ringing
from tests.runtime.running import rows_of

ROOT = Path(__file__).parents[2]


def run(folder: Path, kill_at: str = "") -> int:
    """Ring; the answer is the exit status, negative when it was killed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.runtime.ringing", str(folder)],
        cwd=ROOT,
        env={**os.environ, "EXPORTLANE_KILL_AT": kill_at},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-3000:]
    return done.returncode


@pytest.mark.parametrize("label", ["before_commit", "after_commit"])
async def test_a_kill_loses_no_moment_and_doubles_none(tmp_path: Path, label: str) -> None:
    killed = run(tmp_path, f"vehicle-registry/{label}:2")
    last = run(tmp_path)

    assert (killed, last) == (-signal.SIGKILL, 0)
    ledger = rows_of(tmp_path / "vehicle-registry.db", "select case_id, sequence, actor from ledger")
    assert sorted(ledger) == [(name, n + 1, "clock") for name in NAMES for n in range(RINGS)]
    async with system(tmp_path, definitions=ringing()) as again:
        assert await again.services["vehicle-registry"].wake_due() == 0
