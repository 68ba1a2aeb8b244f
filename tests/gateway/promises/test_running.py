"""The promises asked for over HTTP and on the command line, after real cases have gone through all agencies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from exportlane.cli import build
from exportlane.cli.demo.story import quiet
from exportlane.policies.promises import promises_of
from exportlane.runtime.testing import System, system, until
from gateway.promises.remembering import remembered
from tests.gateway.batches import USCC, batch
from tests.gateway.conftest import Alone
from tests.gateway.promises.rows import row, write
from tests.gateway.promises.test_measured import MON
from tests.gateway.serving import served


@pytest.fixture
async def travelled(tmp_path: Path) -> AsyncIterator[System]:
    """Twelve vehicles of one lot that went the whole way."""
    async with system(tmp_path) as running:
        client = running.client("gateway", "gateway", "officer")
        assert (await client.post("/v1/batches", batch(12))).status_code == 202

        async def ended() -> bool:
            items = (await client.get("/v1/cases", limit="50")).json()["items"]
            return len(items) == 12 and all(each["status"]["end"] for each in items)

        await until(ended)
        # A case may have ended while a fact that tells no end is still on its way here.
        await quiet(list(running.services.values()))
        yield running


async def asked(client: Any, **parameters: str) -> dict[str, dict[str, Any]]:
    answer = await client.get("/v1/promises", **parameters)
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()["promises"]}


@pytest.mark.requirement("TJ-1.2", "TJ-4.2", "TJ-6.3", "TJ-6.4", "TJ-12.1")
async def test_what_went_through_the_agencies_is_measured(travelled: System) -> None:
    found = await asked(travelled.client("gateway", "gateway", "viewer"), profile="tianjin")

    licence, average, papers = found["TJ-1.2"], found["TJ-4.2"], found["TJ-6.4"]
    assert (licence["n"], licence["shown"], licence["met"]) == (1, "100.00 %", True)
    assert (average["n"], average["figure"], average["met"]) == (1, {"exact": "0", "shown": "0.00"}, True)
    assert (papers["n"], papers["beside"]["by_material"]["M6"]) == (12, 12)
    assert found["TJ-6.3"]["n"] == 12
    assert found["TJ-6.3"]["met"] is True
    assert (found["TJ-3.3"]["shown"], found["TJ-2.1"]["shown"]) == ("100.00 %", "no data")
    assert found["TJ-12.1"]["met"] is False
    for one in found.values():
        assert one["population"]["zh"]
        assert one["formula"]["en"]
        assert len(one["trend"]) == 12
        assert one["article"].startswith("天津措施")
        assert (one["figure"] is None and one["met"] is None) or one["n"] > 0


async def test_what_was_heard_before_there_were_figures_is_counted_as_well(travelled: System) -> None:
    database = travelled.services["gateway"].database
    columns = "profile, matter, thing, what, at, day, fact_id, since, pauses, note, of_class, amount"
    kept = sa.text(f"select {columns} from milestones order by profile, matter, thing, what, at")  # noqa: S608

    async with database.reading() as connection:
        before = [row._asdict() for row in (await connection.execute(kept)).all()]
        found = await connection.run_sync(lambda sync: [write.row for write in remembered(sync)])

    assert len(before) > 60
    assert {_key(row) for row in found} == {_key(row) for row in before}
    assert {str(row) for row in before} <= {str(row) for row in found}


def _key(row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("profile", "matter", "thing", "what", "at"))


async def test_another_citys_promises_know_nothing_of_these_cases(travelled: System) -> None:
    found = await asked(travelled.client("gateway", "gateway", "viewer"), profile="taizhou")

    assert found["TZ-8a"]["shown"] == "no data"
    assert found["TZ-11-licence"]["n"] == 0


async def test_the_command_prints_chinese_first_and_ends_with_one_when_a_promise_is_not_kept(
    travelled: System,
) -> None:
    async with served(travelled.apps["gateway"]) as url:
        given = {"EXPORTLANE_DATA_DIR": str(travelled.data_dir), "EXPORTLANE_TOKEN": None}
        words = ["promises", "--url", url, "--profile", "tianjin"]
        table = await asyncio.to_thread(CliRunner().invoke, build(), words, env=given)
        document = await asyncio.to_thread(CliRunner().invoke, build(), [*words, "--json"], env=given)
        wrong = await asyncio.to_thread(CliRunner().invoke, build(), [*words, "--period", "week"], env=given)

    assert table.exit_code == document.exit_code == 1, table.output
    assert "出口许可证3个工作日内办结 Export licence within 3 working days" in table.stdout
    assert "无数据 no data" in table.stdout
    assert len(json.loads(document.stdout)["promises"]) == len(promises_of("tianjin"))
    assert wrong.exit_code == 2


@pytest.mark.parametrize(
    ("parameters", "status", "slug"),
    [
        ({"profile": "atlantis"}, 422, "unknown-profile"),
        ({"on": "2999-01-01"}, 400, "bad-request"),
        ({"on": "2026-02-30"}, 422, "validation-failed"),
        ({"period": "week"}, 422, "validation-failed"),
        ({"rebate_class": "5"}, 422, "validation-failed"),
        ({"colour": "red"}, 422, "validation-failed"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    alone: Alone, parameters: dict[str, str], status: int, slug: str
) -> None:
    answer = await alone.client().get("/v1/promises", **parameters)

    assert (answer.status_code, answer.json()["slug"]) == (status, slug)


async def test_an_exporter_sees_the_figures_and_no_other_firms_applications(alone: Alone) -> None:
    await write(alone.entrance.database, [row("licence", "begun", "secret", MON, since=MON)])

    officer = await asked(alone.client())
    exporter = await asked(alone.client("enterprise", "exporter", uscc=USCC))

    assert "secret" in json.dumps(officer)
    assert "secret" not in json.dumps(exporter)
    assert exporter["TJ-1.2"]["beside"]["open"] == 1
    assert set(exporter) == set(officer)
