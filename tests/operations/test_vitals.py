"""What a service says of itself: what it stands on, what it holds that ends, whether its facts leave."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import event

from exportlane.runtime.bus.contract import BusUnavailable
from exportlane.runtime.clock import ManualClock, clock_of, parse_rfc3339
from exportlane.runtime.service import Service
from exportlane.runtime.settings import ServiceSettings, StartupRefused, load_settings
from exportlane.runtime.testing import System, system, until
from exportlane.runtime.vitals import Questions, look
from exportlane.runtime.vitals.disks import disks_of
from exportlane.runtime.vitals.document import document
from exportlane.runtime.vitals.expiries import expiries_of
from exportlane.runtime.vitals.relaying import STUCK_SECONDS, RelayWatch, relay_of
from exportlane.sharing.identity import FileToken, TokenUnavailable


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[System]:
    async with system(tmp_path) as found:
        yield found


@pytest.fixture
def customs(running: System) -> Service:
    return running.services["customs"]


async def test_a_service_tells_who_it_is_what_it_stands_on_and_its_own_time(customs: Service) -> None:
    told = document(customs, await look(customs))

    assert (told["service"], told["mode"], told["ready"]) == ("customs", "embedded", True)
    assert [check["name"] for check in told["checks"]] == ["database", "bus", "signing-key", "tasks"]
    assert all(check["ok"] and check["ms"] >= 0 for check in told["checks"])
    assert told["database"]["median_ms"] > 0
    assert told["relay"] | {"leading": True} == told["relay"]
    assert abs(datetime.now(UTC) - parse_rfc3339(told["now"])) < timedelta(seconds=30)
    assert parse_rfc3339(told["started_at"]) <= parse_rfc3339(told["now"])
    kinds = [(each["kind"], each["name"]) for each in told["depends_on"]]
    assert kinds[:2] == [("database", "database of customs"), ("broker", "broker")]
    json.dumps(told)


async def test_a_service_names_whom_it_calls(running: System) -> None:
    registry, gateway = running.services["vehicle-registry"], running.services["gateway"]

    called = {
        service.name: [
            each["name"]
            for each in document(service, service.vitals)["depends_on"]
            if each["kind"] == "service"
        ]
        for service in (registry, gateway)
    }

    assert called == {
        "vehicle-registry": ["gateway"],
        "gateway": ["customs", "licensing", "tax-rebate", "vehicle-registry"],
    }


async def test_a_broker_that_is_away_hides_nothing_else(
    customs: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> None:
        raise BusUnavailable("Kafka cannot be reached now")

    monkeypatch.setattr(customs.bus, "ping", away)
    vitals = await look(customs)

    assert [check["name"] for check in vitals.checks if not check["ok"]] == ["bus"]
    assert any("The bus cannot be asked" in trouble for trouble in vitals.troubles)
    assert vitals.relay["unpublished"] == 0
    assert vitals.disks


async def test_a_slow_question_goes_on_and_its_answer_serves_the_next_who_asks() -> None:
    questions, asked, answer = Questions(), [], asyncio.Event()

    async def slow() -> str:
        asked.append(1)
        await answer.wait()
        return "at last"

    with pytest.raises(TimeoutError):
        await questions.ask("database", slow, seconds=0.01)
    with pytest.raises(TimeoutError):
        await questions.ask("database", slow, seconds=0.01)
    answer.set()

    assert await questions.ask("database", slow, seconds=5) == "at last"
    assert len(asked) == 1
    assert await questions.ask("database", slow, seconds=5) == "at last"
    assert len(asked) == 2
    await questions.close()


async def test_an_error_that_comes_too_late_is_told_to_the_next_who_asks() -> None:
    questions, go_on = Questions(), asyncio.Event()

    async def fails() -> None:
        await go_on.wait()
        raise OSError("gone")

    with pytest.raises(TimeoutError):
        await questions.ask("bus", fails, seconds=0.01)
    go_on.set()
    with pytest.raises(OSError, match="gone"):
        await questions.ask("bus", fails, seconds=5)


async def test_the_same_fact_unpublished_for_long_is_a_stuck_relay_while_the_broker_answers(
    customs: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Held(RelayWatch):
        def note(self, oldest: int | None) -> float:
            return STUCK_SECONDS if oldest is not None else 0.0

    customs.relay_watch = Held()
    waiting = SimpleNamespace(position=7, age_seconds=20.0, count=3)

    async def still() -> Any:
        return waiting

    monkeypatch.setattr(customs.relay, "waiting", still)
    stuck, oldest = await relay_of(customs, bus_answers=True)
    away, _ = await relay_of(customs, bus_answers=False)

    assert (stuck["stuck"], stuck["unpublished"], oldest) == (True, 3, 20.0)
    assert away["stuck"] is False


def test_a_relay_that_moves_on_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("exportlane.runtime.vitals.relaying.time.monotonic", lambda: now[0])
    watch = RelayWatch()

    assert watch.note(5) == 0.0
    now[0] += 9
    assert watch.note(5) == 9.0
    assert watch.note(6) == 0.0
    now[0] += 9
    watch.forget()
    assert watch.note(6) == 0.0


async def test_a_database_that_refuses_to_grow_says_so_and_is_full_for_a_while(customs: Service) -> None:
    engine = customs.database.engine

    def full(connection: Any, *_others: object) -> None:
        connection.cursor().execute("PRAGMA max_page_count=1")

    assert customs.database.disk_full is None
    event.listen(engine.sync_engine, "checkout", full)
    with pytest.raises(sa.exc.DBAPIError):
        async with customs.database.transaction() as connection:
            await connection.execute(sa.text("create table ballast as select hex(zeroblob(200000)) as x"))

    assert "full" in (customs.database.disk_full or "")
    assert (await look(customs)).database["disk_full"] == customs.database.disk_full


def test_a_volume_is_told_once_with_the_room_that_others_than_root_have(tmp_path: Path) -> None:
    settings = load_settings(ServiceSettings, data_dir=tmp_path, spans_db=tmp_path / "spans.db")

    (disk,) = disks_of(settings)

    room = os.statvfs(tmp_path)
    assert disk["volume"].startswith(socket.gethostname())
    assert disk["total_bytes"] == room.f_blocks * room.f_frsize
    assert 0 <= disk["free_ratio"] <= 1
    assert disks_of(load_settings(ServiceSettings, data_dir=tmp_path / "nowhere")) == []


def token(seconds: int, *, life: int = 3600) -> str:
    now = int(datetime.now(UTC).timestamp())
    return jwt.encode({"iat": now + seconds - life, "exp": now + seconds}, "k" * 32, algorithm="HS256")


class Nothing:
    renews = True

    async def bearer(self) -> str:
        raise TokenUnavailable("The issuer gave no service token: ConnectError.")


async def test_a_service_tells_when_its_token_ends_and_why_it_has_none(
    customs: Service, tmp_path: Path
) -> None:
    file = tmp_path / "customs.token"
    file.write_text(token(-5))
    customs.tokens = [FileToken(file), Nothing()]

    ended, none, key = await expiries_of(customs)

    assert (ended["kind"], -10 < ended["seconds_left"] < 0, ended["warn_seconds"]) == (
        "service-token",
        True,
        360.0,
    )
    assert none["sentence"] == "The issuer gave no service token: ConnectError."
    assert (key["kind"], key["name"], key["expires_at"]) == ("signing-key", "signing key customs/1", None)


async def test_a_key_and_a_certificate_tell_their_last_day(customs: Service, tmp_path: Path) -> None:
    in_ten_days = datetime.now(UTC) + timedelta(days=10)
    keys, certificate, broken = (tmp_path / name for name in ("keys.json", "client.pem", "ca.pem"))
    keys.write_text(json.dumps({"keys": [{"kid": "customs/1", "exp": int(in_ten_days.timestamp())}]}))
    certificate.write_bytes(a_certificate(in_ten_days))
    broken.write_text("no certificate")
    customs.settings = customs.settings.model_copy(
        update={"trusted_keys": keys, "kafka_certificate": certificate, "kafka_ca": broken}
    )
    customs.tokens = []

    key, client, authority = await expiries_of(customs)

    assert 9 * 86_400 < key["seconds_left"] < 10 * 86_400
    assert 9 * 86_400 < client["seconds_left"] < 10 * 86_400
    assert authority["sentence"].startswith("It cannot be read")


def a_certificate(ends: datetime) -> bytes:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    made = x509.CertificateBuilder(
        issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1,
        not_valid_before=datetime.now(UTC) - timedelta(days=1), not_valid_after=ends,
    ).sign(key, hashes.SHA256())  # fmt: skip
    return made.public_bytes(serialization.Encoding.PEM)


def test_a_clock_is_wrong_on_purpose_only_where_drills_are_allowed() -> None:
    with pytest.raises(StartupRefused, match="EXPORTLANE_DRILLS"):
        load_settings(ServiceSettings, clock_offset_seconds=300)

    allowed = load_settings(ServiceSettings, clock_offset_seconds=300, drills="allowed")
    ahead = clock_of(allowed.clock_offset_seconds).now() - datetime.now(UTC)

    assert timedelta(seconds=299) < ahead < timedelta(seconds=301)


async def test_what_is_told_is_as_old_as_the_clock_of_the_service_says(tmp_path: Path) -> None:
    noon = ManualClock(datetime(2026, 9, 21, 4, tzinfo=UTC))
    async with system(tmp_path, clock=noon) as found:
        service = found.services["customs"]
        await until(lambda: service.looked_at is not None)

        assert document(service, service.vitals)["now"] == "2026-09-21T04:00:00.000000Z"
