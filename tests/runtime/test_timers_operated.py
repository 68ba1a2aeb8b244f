"""What operators see of timers that fail, and how they have one tried again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from exportlane.contracts.decision import Heard
from exportlane.runtime.app import readiness
from exportlane.runtime.clock import ManualClock, rfc3339
from exportlane.runtime.storage import Hears, Loaded, thing_writes
from exportlane.runtime.testing import system, until
from exportlane.runtime.vitals import look
from tests.runtime.office import Author, Office, open_office
from tests.runtime.ringing import ringing
from tests.runtime.running import Running, running
from tests.runtime.toy import FILES, RESTORED, on_file
from tests.runtime.toy.bells import BELLS, Bell, Faults

TIMERS = "/v1/operations/timers"


@pytest.fixture
async def registry(database_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    toy = replace(ringing()["vehicle-registry"], policy=lambda _settings: Faults())
    async with running(toy, database_url, tmp_path, attempts=2) as run:
        come = datetime.now(UTC) - timedelta(minutes=1)
        bells = [Bell("broken", ("b",), (come,), fault="raises"), Bell("good", ("g",), (come,))]
        async with run.service.database.transaction() as connection:
            things = [Loaded(BELLS, bell, 0, changed=True) for bell in bells]
            await run.service.database.write(connection, thing_writes(things, rfc3339(come)))
        await until(lambda: _aside(run))
        yield run


async def _aside(run: Running) -> bool:
    return (await look(run.service)).timers.get("set_aside") == 1


async def test_a_timer_that_is_due_is_counted_until_it_was_asked(registry: Running) -> None:
    come = datetime.now(UTC) - timedelta(minutes=1)
    registry.service.waking.stop()
    async with registry.service.database.transaction() as connection:
        late = Loaded(BELLS, Bell("late", ("l",), (come,)), 0, changed=True)
        await registry.service.database.write(connection, thing_writes([late], rfc3339(come)))

    before = (await look(registry.service)).timers
    registry.service.waking._stopping = False
    asked = await registry.service.waking.wake_due()
    after = (await look(registry.service)).timers

    assert (before, asked, after) == ({"due": 1, "set_aside": 1}, 1, {"set_aside": 1})


async def test_a_timer_that_is_set_aside_is_seen_with_its_cause(registry: Running) -> None:
    operator = registry.client("operator")

    status = (await operator.get("/v1/operations/status")).json()
    (row,) = (await operator.get(TIMERS)).json()["items"]
    checks = {check.name: check for check in await readiness(registry.service)}

    assert status["timers"] == {"set_aside": 1}
    assert any(
        "bell broken" in trouble and "the clapper is gone" in trouble for trouble in status["troubles"]
    )
    assert (row["kind"], row["thing_id"], row["attempts"], row["set_aside"]) == ("bell", "broken", 2, True)
    assert checks["tasks"].ok, "other things go on, so the service stays in service"
    assert "1 timer(s) are set aside" in checks["tasks"].sentence
    assert len(await registry.facts("g")) == 1


async def test_an_operator_has_it_tried_again(registry: Running) -> None:
    operator = registry.client("operator")
    path = f"{TIMERS}/bell/broken/retry"

    in_vain = (await operator.post(path, {"reason": "perhaps now"})).json()
    registry.service.desk.policy = Faults(repaired=True)
    mended = (await operator.post(path, {"reason": "the clapper is back"})).json()

    assert (in_vain["settled"], in_vain["left"][0]["thing_id"]) == (False, "broken")
    assert mended["settled"] is True
    assert len(await registry.facts("b")) == 1
    assert (await operator.get(TIMERS)).json()["items"] == []
    assert (
        await registry.count("timers_failing", "reason = 'the clapper is back' and settled_at is not null")
        == 1
    )


async def test_only_what_failed_can_be_tried_again_and_only_with_a_reason(registry: Running) -> None:
    operator = registry.client("operator")

    assert (await operator.post(f"{TIMERS}/bell/good/retry", {"reason": "why not"})).status_code == 404
    assert (await operator.post(f"{TIMERS}/bell/broken/retry", {"reason": ""})).status_code == 422
    refused = await registry.client("officer").post(f"{TIMERS}/bell/broken/retry", {"reason": "why not"})
    assert refused.status_code == 403


async def test_a_fact_that_a_service_does_not_mean_is_noted_and_parked_nowhere(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A register's entry is the subject of a fact; the one who keeps cases has no papers of it and wants none."""
    monkeypatch.setenv("EXPORTLANE_DATA_DIR", str(tmp_path / "data"))
    seen: list[Heard] = []

    def hears(state: object, heard: Heard, *, now: object, policy: object) -> object:
        seen.append(heard)
        return on_file(state, heard, now=now, policy=policy)  # type: ignore[arg-type]

    only = {RESTORED: Hears(FILES, hears, only=lambda data: getattr(data, "code", "") != "of_register")}  # type: ignore[arg-type]
    office: Office
    async with open_office(database_url, hears=only) as office:
        author = Author()
        await office.hears(author.says("entry", "of_register"), author.says("entry", "of_case"))
        await office.hears(author.says("entry", "of_register"))

        assert [heard.sequence for heard in seen] == [2]
        assert await office.parked() == []
        assert len(await office.rows("select * from inbox")) == 3


async def test_a_test_moves_the_clock_and_what_is_due_happens(tmp_path: Path) -> None:
    begun = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    async with system(tmp_path, clock=ManualClock(begun), definitions=ringing()) as run:
        service = run.services["vehicle-registry"]
        bell = Bell("b", ("c",), (begun + timedelta(days=1), begun + timedelta(days=2)))
        async with service.database.transaction() as connection:
            writes = thing_writes([Loaded(BELLS, bell, 0, changed=True)], rfc3339(begun))
            await service.database.write(connection, writes)

        # The service itself is awake too and may be the one who asks: what counts is that it has rung when we are told.
        rung = []
        for hours in (23, 24, 47, 48):
            await run.move_to(begun + timedelta(hours=hours))
            async with service.database.reading() as connection:
                rung.append((await connection.execute(sa.text("select count(*) from ledger"))).scalar_one())

        assert rung == [0, 1, 1, 2]


async def test_the_machines_clock_is_moved_by_nobody(tmp_path: Path) -> None:
    async with system(tmp_path, definitions=ringing()) as run:
        with pytest.raises(TypeError, match="ManualClock"):
            await run.move_to(datetime(2099, 1, 1, tzinfo=UTC))
