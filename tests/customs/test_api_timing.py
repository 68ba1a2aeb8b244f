"""The clock of goods that were shut out, in a running service and across a restart; and rows of the first version."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from customs.domain import Goods, Status, Times
from customs.main import service as definition
from customs.storage import DECLARATIONS
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import system
from tests.customs.given import submitted
from tests.customs.running import Office, facts


async def test_goods_nobody_books_anew_are_cancelled_once_also_after_a_restart(tmp_path: Path) -> None:
    clock = ManualClock(datetime.now(UTC))
    only = {"customs": definition}
    async with system(tmp_path, definitions=only, automatic="customs.release", clock=clock) as running:
        office = Office(running)
        declaration = await office.received()
        await office.hears_deregistration(declaration)
        await office.hears_licence(declaration)
        shown = await office.until_status(declaration["id"], "released")
        await office.verb(shown, "shut-out", {"reason": "The ship was full."})
        pressing = await office.officer.get("/v1/declarations", due_before="2100-01-01")
        assert [item["id"] for item in pressing.json()["items"]] == [declaration["id"]]
    clock.advance(timedelta(days=45))
    async with system(tmp_path, definitions=only, automatic="customs.release", clock=clock) as running:
        office = Office(running)
        for _ in range(3):
            await office.service.wake_due()
        shown = await office.until_status(declaration["id"], "cancelled")

    assert facts(shown)[-4:] == ["clock.breached"] * 2 + ["customs.cancelled"] * 2
    assert shown["outcome"]["code"] == "shut_out_too_long"


FIRST_HEAD = (
    "id", "batch_id", "profile", "exporter_uscc", "contract_no", "customs_port", "destination_country", "hs_code",
    "transport_mode", "vessel", "lines", "status", "licence", "asked", "found", "by_hand", "declaration_no",
    "accepted_on", "released_on", "cleared_on", "returned_on", "outcome",
)  # fmt: skip
FIRST_LINE = (
    "case_id", "vin", "brand", "model_code", "goods_name", "fob_amount", "currency", "new_energy", "annex",
    "deregistered",
)  # fmt: skip


def test_a_declaration_of_the_first_version_is_still_read() -> None:
    doc = json.loads(DECLARATIONS.encode(submitted()))
    lines = [{name: line[name] for name in FIRST_LINE} for line in doc["lines"]]
    for line in lines:
        line["annex"].pop("licence_no")

    old = DECLARATIONS.decode(json.dumps({**{name: doc[name] for name in FIRST_HEAD}, "lines": lines}))

    assert (old.status, old.times, old.profile_version) == (Status.SUBMITTED, Times(), None)
    assert old.lines[0].stated == Goods()
