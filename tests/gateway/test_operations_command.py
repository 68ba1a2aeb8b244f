"""The operators' commands against a running gateway: what they print, and the status they end with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from exportlane.cli import build
from exportlane.cli.operations.tables import due_of, now_of, shown, span, stages
from exportlane.runtime.storage import Hears
from exportlane.runtime.testing import System, system, until
from gateway.consumer import HEARS
from gateway.storage import CASES
from tests.gateway.batches import batch, single
from tests.gateway.serving import served

NOWHERE = Path("/nowhere")


@dataclass
class Desk:
    """A system and a shell beside it."""

    system: System
    url: str

    async def run(self, *words: str, **environment: str | None) -> Result:
        given = {
            "EXPORTLANE_URL": self.url,
            "EXPORTLANE_DATA_DIR": str(self.system.data_dir),
            "EXPORTLANE_TOKEN": None,
        }
        return await asyncio.to_thread(CliRunner().invoke, build(), list(words), env={**given, **environment})

    async def json(self, *words: str) -> Any:
        result = await self.run(*words, "--json")
        assert result.stdout.count("\n") == 1, result.output
        return json.loads(result.stdout)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with (
        system(tmp_path, attempts=1, backoff_seconds=0) as running,
        served(running.apps["gateway"]) as url,
    ):
        yield Desk(running, url)


async def opened(desk: Desk, number: int = 1) -> str:
    officer = desk.system.client("gateway", "gateway", "officer")
    case_id: str = (await officer.post("/v1/cases", single(number))).json()["case_id"]

    async def ended() -> bool:
        return bool((await officer.get(f"/v1/cases/{case_id}")).json()["status"]["end"])

    await until(ended)
    return case_id


async def test_cases_are_listed_shown_and_told_in_order(desk: Desk) -> None:
    case_id = await opened(desk)

    listed, shown_case = await desk.run("case", "list"), await desk.run("case", "show", case_id)
    told = await desk.run("case", "timeline", case_id)

    assert (listed.exit_code, shown_case.exit_code, told.exit_code) == (0, 0, 0)
    assert case_id in listed.output
    assert "✓licence ✓deregistration ✓customs ✓rebate" in listed.output
    assert "Licence decision" in shown_case.output
    assert "reachable" in shown_case.output
    order = [told.output.index(fact) for fact in ("case.opened.v1", "licence.granted.v1", "rebate.paid.v1")]
    assert order == sorted(order)
    page = await desk.json("case", "list", "--q", case_id)
    assert [case["id"] for case in page["items"]] == [case_id]
    assert (await desk.json("case", "show", case_id))["id"] == case_id
    assert (await desk.json("case", "list", "--overdue"))["items"] == []
    assert (await desk.run("case", "list", "--status", "ended", "--sort", "due")).exit_code == 0


async def test_what_is_not_there_or_not_understood_is_said_in_a_sentence(desk: Desk) -> None:
    missing = await desk.run("case", "show", "nothing")
    wrong_sort = await desk.run("case", "list", "--sort", "vin")
    wrong_agency = await desk.run("ledger", "verify", "--agency", "port")
    wrong_token = await desk.run("case", "list", EXPORTLANE_TOKEN="nonsense")
    wrong_url = await desk.run("case", "list", "--url", "ftp://somewhere")
    nobody = await desk.run("case", "list", "--url", "http://127.0.0.1:9")
    no_system = await desk.run("case", "list", EXPORTLANE_DATA_DIR=str(NOWHERE))
    no_reason = await desk.run("parked", "skip", "1")
    no_parked = await desk.run("parked", "show", "1")

    assert (missing.exit_code, missing.stderr) == (1, "There is no case nothing.\n")
    for result in (wrong_sort, wrong_agency, wrong_token, wrong_url, nobody, no_system, no_reason):
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert "Traceback" not in result.output
    assert "licensing" in wrong_agency.stderr
    assert "does not answer" in nobody.stderr
    assert "EXPORTLANE_DATA_DIR" in no_system.stderr
    assert not NOWHERE.exists()  # noqa: ASYNC240 - one look
    assert (no_parked.exit_code, no_parked.stderr) == (1, "There is no parked message 1.\n")


async def test_the_ledgers_are_verified_all_or_one(desk: Desk) -> None:
    await opened(desk)

    everything, one = (
        await desk.json("ledger", "verify"),
        await desk.run("ledger", "verify", "--agency", "customs"),
    )

    assert everything["ok"] is True
    assert {each["service"] for each in everything["services"]} == {
        "gateway", "licensing", "vehicle-registry", "customs", "tax-rebate"
    }  # fmt: skip
    assert all(each["facts"] > 0 for each in everything["services"])
    assert (one.exit_code, "holds" in one.output, "licensing" in one.output) == (0, True, False)


async def test_a_parked_message_is_previewed_retried_and_reported_as_it_was_found_afterwards(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> Any:
        raise RuntimeError("out of order")

    works = HEARS["licence.granted.v1"]
    monkeypatch.setitem(HEARS, "licence.granted.v1", Hears(CASES, broken))
    officer = desk.system.client("gateway", "gateway", "officer")
    await officer.post("/v1/batches", batch(1))

    async def failed() -> dict[str, Any] | None:
        rows = (await desk.json("parked", "list", "--state", "failed"))["items"]
        return rows[0] if rows else None

    row = await until(failed)
    assert row is not None
    listed, doctor = await desk.run("parked", "list"), await desk.run("doctor")
    asked, still = (
        await desk.run("parked", "retry", row["id"], "--reason", "try"),
        await desk.run("parked", "retry", row["id"], "--reason", "try", "--yes"),
    )
    monkeypatch.setitem(HEARS, "licence.granted.v1", works)
    handled = await desk.run("parked", "retry", row["id"], "--reason", "mended", "--yes")

    assert (listed.exit_code, row["id"] in listed.output) == (1, True)
    assert (doctor.exit_code, "«Parked messages»" in doctor.output) == (1, True)
    assert (asked.exit_code, "--yes" in asked.stderr) == (2, True)
    assert "licence.granted.v1" in asked.output
    assert still.exit_code == 1
    assert "It is still parked" in still.output
    assert handled.exit_code == 0, handled.output
    assert "It was handled" in handled.output
    again = await desk.run("parked", "retry", row["id"], "--reason", "again", "--yes")
    assert (again.exit_code, "already" in again.stderr) == (2, True)
    shown_row = await desk.json("parked", "show", row["id"])
    assert (shown_row["state"], shown_row["reason"]) == ("done", "mended")


async def test_a_parked_message_is_skipped_with_a_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> Any:
        raise RuntimeError("out of order")

    monkeypatch.setitem(HEARS, "licence.granted.v1", Hears(CASES, broken))
    officer = desk.system.client("gateway", "gateway", "officer")
    await officer.post("/v1/batches", batch(1))

    async def failed() -> str | None:
        rows = (await desk.json("parked", "list", "--state", "failed"))["items"]
        return rows[0]["id"] if rows else None

    parked_id = await until(failed)

    skipped = await desk.run("parked", "skip", str(parked_id), "--reason", "decided by hand", "--yes")

    assert skipped.exit_code == 0, skipped.output
    assert "WITHOUT it" in skipped.output
    assert "It was skipped" in skipped.output


async def test_the_doctor_names_an_agency_that_is_out_of_reach(desk: Desk) -> None:
    peers: Any = desk.system.services["gateway"].peers
    import httpx  # noqa: PLC0415

    def down(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    peers["customs"] = httpx.AsyncClient(transport=httpx.MockTransport(down), base_url="http://customs")

    found = await desk.json("doctor")
    listed = await desk.run("parked", "list")
    verified = await desk.run("ledger", "verify")

    assert [each["service"] for each in found["findings"] if each["section"] == "Agency out of reach"] == [
        "customs"
    ]
    assert (listed.exit_code, "customs" in listed.stderr) == (2, True)
    assert verified.exit_code == 2


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(None, "—"), (0.031, "0.031 s"), (119, "119 s"), (3600, "60 min"), (86_400, "24 h"), (864_000, "10 d")],
)
def test_a_length_of_time_is_told_in_the_unit_that_fits(seconds: float | None, expected: str) -> None:
    assert span(seconds) == expected


def test_times_stages_and_deadlines_are_told_to_people() -> None:
    period = {
        "provisional": True, "held": False, "overdue": True, "average": False, "until": None, "due": "2027-01-05",
        "elapsed": 4, "limit": 3, "unit": "workdays", "title_zh": "许可证签发", "title_en": "Licence decision",
    }  # fmt: skip
    ended = {
        "status": {"end": "refund_paid", "waiting_on": None},
        "stages": [{"step": "licence", "stage": "undone"}],
    }

    assert shown("2026-11-21T16:30:00Z") == "2026-11-22 00:30:00"
    assert shown(None) == ""
    assert due_of(period).endswith("due 2027-01-05, 4/3 workdays used (provisional, overdue)")
    assert now_of(ended) == "refund_paid"
    assert stages(ended) == "↺licence"
