"""The servers that tests, benchmark and `make up` stand on: durable, restartable, and stopped by their own id only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import jwt
import pytest

from tools.stack import programs
from tools.stack.__main__ import Started, born, main
from tools.stack.identity import Identity
from tools.stack.postgres import PostgresServer
from vehicle_registry.personal.sealing import read_keys


@pytest.mark.postgres
async def test_a_committed_row_survives_the_kill_of_the_server(postgres_server: PostgresServer) -> None:
    postgres_server.start()
    name = "stack_test"
    postgres_server.create_database(name)
    connection = await asyncpg.connect(postgres_server.dsn(name))
    await connection.execute("CREATE TABLE t (n int)")
    await connection.execute("INSERT INTO t VALUES (7)")

    postgres_server.kill()
    postgres_server.start()

    again = await asyncpg.connect(postgres_server.dsn(name))
    assert await again.fetchval("SELECT n FROM t") == 7
    await again.close()
    connection.terminate()
    postgres_server.drop_database(name)


@pytest.mark.postgres
async def test_durability_stands_at_the_defaults(postgres_server: PostgresServer) -> None:
    postgres_server.start()
    connection = await asyncpg.connect(postgres_server.admin_dsn())

    found = [
        await connection.fetchval(f"SHOW {name}")
        for name in ("fsync", "synchronous_commit", "full_page_writes")
    ]
    await connection.close()

    assert found == ["on", "on", "on"]


@pytest.mark.postgres
async def test_an_agency_cannot_enter_the_database_of_another(postgres_server: PostgresServer) -> None:
    postgres_server.start()
    for name in ("mine", "theirs"):
        postgres_server.create_database(name)
    entry = postgres_server.dsn("mine").removesuffix("/mine") + "/theirs"

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(entry)

    for name in ("mine", "theirs"):
        postgres_server.drop_database(name)


def test_keys_are_made_once_because_what_was_sealed_and_signed_must_stay_readable(tmp_path: Path) -> None:
    identity = Identity(tmp_path)
    identity.prepare(["gateway", "vehicle-registry"])
    lasting = ["gateway.pem", "vehicle-registry.pem", "issuer.pem", "personal-data.json"]
    before = {name: (tmp_path / name).read_bytes() for name in lasting}

    identity.prepare(["gateway", "vehicle-registry"])

    assert {name: (tmp_path / name).read_bytes() for name in lasting} == before
    assert all((tmp_path / name).stat().st_mode & 0o077 == 0 for name in lasting)
    assert read_keys(identity.personal_data_key).current


def test_only_the_gateway_may_hand_papers_over(tmp_path: Path) -> None:
    identity = Identity(tmp_path)
    identity.prepare(["gateway", "vehicle-registry"])

    scopes = {}
    for name in ("gateway", "vehicle-registry"):
        token = identity.service_token(name).read_text()
        claims = jwt.decode(token, options={"verify_signature": False})
        assert (claims["agency"], claims["role"]) == (name, "service")
        scopes[name] = claims["scope"].split()

    assert scopes == {"gateway": ["read", "hand-over"], "vehicle-registry": ["read"]}


def remember(folder: Path, started: Started) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    each = {"name": started.name, "pid": started.pid, "born": started.born, "address": started.address}
    (folder / "stack.json").write_text(json.dumps([each]))


def test_down_ends_what_was_started(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        remember(tmp_path, Started("customs", process.pid, born(process.pid), "here"))

        assert main(["--folder", str(tmp_path), "status"]) == 0
        assert main(["--folder", str(tmp_path), "down"]) == 0

        assert process.wait(timeout=10) != 0
    assert main(["--folder", str(tmp_path), "status"]) == 1


def test_a_later_process_with_the_same_number_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(tmp_path, Started("customs", os.getpid(), "another birth", "here"))

    assert main(["--folder", str(tmp_path), "down"]) == 0

    assert "stopped" not in capsys.readouterr().out


def test_a_missing_server_is_named_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(programs.Missing, match="apt-get install openjdk-17-jre-headless"):
        programs.java()
    with pytest.raises(programs.Missing, match="apt-get install maven"):
        programs.maven()
