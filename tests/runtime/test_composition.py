"""One process per data folder; a start that is refused leaves nothing running; a stop loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from exportlane.runtime.composition import embedded, topics
from exportlane.runtime.ledger import verify
from exportlane.runtime.settings import StartupRefused
from exportlane.runtime.testing import system, until
from tests.runtime.burst import CODES
from tests.runtime.running import rows_of
from tests.runtime.toy import two_agencies

ROOT = Path(__file__).parents[2]


async def test_two_processes_on_one_folder_are_refused(tmp_path: Path) -> None:
    async with system(tmp_path, definitions=two_agencies()):
        other = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "tests.runtime.burst", str(tmp_path)],
            cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        with pytest.raises(StartupRefused, match="Another exportlane already runs"):
            async with embedded(data_dir=tmp_path, definitions=two_agencies()):
                pass

    assert other.returncode == 1
    assert f"Another exportlane already runs on {tmp_path}; stop it first." in other.stderr


async def test_a_folder_is_free_again_after_a_stop_and_after_a_kill(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.runtime.burst", str(tmp_path), cwd=ROOT,
        env={**os.environ, "EXPORTLANE_KILL_AT": "after_poll:1"},
    )  # fmt: skip
    assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL

    for _ in range(2):
        async with system(tmp_path, definitions=two_agencies()) as run:
            assert set(run.services) == {"licensing", "vehicle-registry"}


async def test_a_service_that_cannot_start_stops_those_before_it(tmp_path: Path) -> None:
    services = two_agencies()
    broken = {
        "a": services["vehicle-registry"],
        "z": replace(services["licensing"], migrations="no.such.package"),
    }
    tasks = len(asyncio.all_tasks())

    with pytest.raises(ModuleNotFoundError):
        async with embedded(data_dir=tmp_path, definitions={d.name: d for d in broken.values()}):
            pass

    assert len(asyncio.all_tasks()) == tasks


async def test_embedded_refuses_real_mode(tmp_path: Path) -> None:
    settings = {
        "mode": "real", "database_url": "postgresql+asyncpg://x/y", "kafka_bootstrap": "x:9092",
        "signing_key": _file(tmp_path / "k"), "trusted_keys": _file(tmp_path / "t"), "oidc_issuer": "i",
        "oidc_jwks": "j",
    }  # fmt: skip

    with pytest.raises(StartupRefused, match="embedded mode only"):
        async with embedded(data_dir=tmp_path, definitions=two_agencies(), **settings):
            pass


def _file(path: Path) -> Path:
    path.write_text("")
    return path


def test_the_topics_of_services_are_those_that_they_hear() -> None:
    assert topics(list(two_agencies().values())) == [
        "exportlane.licensing.facts",
        "exportlane.vehicle-registry.facts",
    ]


@pytest.mark.parametrize("pause", [0.0, 0.05, 0.2])
async def test_a_stop_during_a_burst_loses_nothing(tmp_path: Path, pause: float) -> None:
    """What was answered is in the ledger; what is in the ledger is heard, after the next start at the latest."""
    accepted = 0
    async with system(tmp_path, definitions=two_agencies()) as run:
        for service in run.services:
            await run.client(service, service, "officer").post("/v1/papers/p?cases=a,b,c")
        registry = run.client("vehicle-registry", "vehicle-registry", "officer")
        for code in CODES:
            answer = await registry.post(f"/v1/papers/p/announce/{code}", version="*")
            accepted += answer.status_code == 200
        await asyncio.sleep(pause)

    assert rows_of(tmp_path / "vehicle-registry.db", "select count(*) from ledger where not published") == [
        (0,)
    ]
    async with system(tmp_path, definitions=two_agencies()) as run:
        await until(
            lambda: len(rows_of(tmp_path / "vehicle-registry.db", "select 1 from inbox")) == accepted * 3
        )
        for name, service in run.services.items():
            found = await verify(service.database, name, service.verifier)
            assert (found.facts, found.faults) == (accepted * 3, ())
