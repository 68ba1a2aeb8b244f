"""The drill itself: what it counts as named, and that its faults are real. Whole, it is `make drill`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tools.drill import __main__ as command
from tools.drill import fault as running
from tools.drill.fault import Fault, Findings, run_through
from tools.drill.volume import NoVolume, Volume
from tools.drill.wire import Wire
from tools.stack.programs import Missing

SECTION = "Lost broker"
OTHER = {"id": "calendar-ends:calendar", "severity": "warning", "section": "Calendar ends", "because": None}


def finding(id_: str, **changes: Any) -> dict[str, Any]:
    return {"id": id_, "severity": "critical", "section": SECTION, "because": None, **changes}


@dataclass
class Seen:
    """Doctor and console who see what stands here, and a fault that puts it there."""

    told: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    console_sees: bool = True
    page: str | None = None
    heals: bool = True

    async def doctor(self) -> Findings:
        return dict(self.told)

    async def console(self) -> Findings:
        return dict(self.told) if self.console_sees else {}

    async def page_shows(self, finding: Mapping[str, Any]) -> str | None:
        return self.page if finding["id"] in self.told else "it is not there"

    def fault(self, *findings: Mapping[str, Any]) -> Fault:
        async def inject() -> None:
            self.told.update({each["id"]: each for each in findings})

        async def mend() -> None:
            for each in findings if self.heals else ():
                self.told.pop(each["id"])

        return Fault("broker down", "broker-unreachable", "broker", SECTION, inject, mend)


@pytest.fixture
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long for what is not going to be said."""
    for name in ("FIND_SECONDS", "MEND_SECONDS"):
        monkeypatch.setattr(running, name, 0.2)
    monkeypatch.setattr(running, "PAUSE_SECONDS", 0.02)


NAMED = finding("broker-unreachable:broker")


@pytest.mark.usefixtures("_soon")
async def test_a_fault_that_both_name_with_its_section_is_named_and_mended() -> None:
    seen = Seen(told={OTHER["id"]: OTHER})

    outcome = await run_through(seen.fault(NAMED), seen, standing={OTHER["id"]})

    assert (outcome.named, outcome.mended, outcome.trouble) == (True, True, "")


@pytest.mark.usefixtures("_soon")
@pytest.mark.parametrize(
    ("seen", "findings", "trouble"),
    [
        (Seen(), [], "neither doctor nor console named it"),
        (
            Seen(),
            [finding("database-slow:database of customs")],
            "doctor said ['database-slow:database of customs']",
        ),
        (Seen(console_sees=False), [NAMED], "neither"),
        (Seen(), [finding(NAMED["id"], section="Lag")], "it led to «Lag»"),
        (Seen(), [finding(NAMED["id"], severity="consequence", because="x")], "a consequence of x"),
        (Seen(page="the console's page does not show it"), [NAMED], "does not show it"),
        (Seen(), [NAMED, finding("disk-full:disk")], "also blamed: disk-full:disk"),
    ],
)
async def test_a_fault_is_not_named_when_it_is_named_wrongly_or_a_victim_is_blamed(
    seen: Seen, findings: list[dict[str, Any]], trouble: str
) -> None:
    outcome = await run_through(seen.fault(*findings), seen, standing=set())

    assert not outcome.named
    assert trouble in outcome.trouble


@pytest.mark.usefixtures("_soon")
async def test_a_finding_that_stays_is_a_fault_that_is_not_mended() -> None:
    seen = Seen(heals=False)

    outcome = await run_through(seen.fault(NAMED), seen, standing=set())

    assert (outcome.named, outcome.mended) == (True, False)


@pytest.mark.usefixtures("_soon")
async def test_a_fault_that_cannot_be_injected_is_told_and_mended_all_the_same() -> None:
    mended: list[int] = []

    async def inject() -> None:
        raise OSError("no such thing")

    async def mend() -> None:
        mended.append(1)

    fault = Fault("broker down", "broker-unreachable", "broker", SECTION, inject, mend)
    outcome = await run_through(fault, Seen(), standing=set())

    assert not outcome.named
    assert "no such thing" in outcome.trouble
    assert mended


async def test_a_line_carries_every_byte_and_holds_it_back_when_told_to() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(5))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    wire = Wire(server.sockets[0].getsockname()[1])
    await wire.open()

    async def said() -> tuple[bytes, float]:
        started = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        writer.write(b"hello")
        answer = await reader.read()
        writer.close()
        return answer, time.monotonic() - started

    quick, _ = await said()
    wire.delay = 0.2
    slow, seconds = await said()
    await wire.close()
    server.close()

    assert quick == slow == b"hello"
    assert seconds >= 0.4


def test_a_small_disk_is_really_full_and_has_room_again(tmp_path: Path) -> None:
    volume = Volume(tmp_path / "small", size_mb=1)
    try:
        volume.mount()
    except NoVolume as sentence:
        pytest.skip(str(sentence))
    try:
        volume.fill()
        with pytest.raises(OSError, match="No space left"):
            (tmp_path / "small" / "more").write_bytes(bytes(2**17))
        volume.clear()
        (tmp_path / "small" / "more").write_bytes(bytes(2**16))
    finally:
        volume.unmount()


def test_without_its_servers_the_drill_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def nothing(**_options: Any) -> int:
        raise Missing("Java 17 or newer is not on this machine")

    monkeypatch.setattr(command, "drill", nothing)

    assert command.main([]) == 3
    complained = capsys.readouterr().err
    assert "Java 17" in complained
    assert "--embedded" in complained


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_one_process_shows_the_faults_that_one_process_can_have(capsys: pytest.CaptureFixture[str]) -> None:
    status = command.main(["--embedded", "--only", "poison fact", "--only", "missing calendar"])

    said = capsys.readouterr().out
    assert status == 0, said
    assert "drill: 2 faults, 2 named, 2 mended" in said


@pytest.mark.slow
@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_a_real_system_shows_a_dead_agency_an_expired_token_and_a_slow_database(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen = ("agency down", "expired token", "slow database")
    status = command.main([word for name in chosen for word in ("--only", name)])

    said = capsys.readouterr().out
    assert status == 0, said
    assert "drill: 3 faults, 3 named, 3 mended" in said
