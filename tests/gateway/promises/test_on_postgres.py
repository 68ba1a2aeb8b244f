"""The statements that promises are counted with, asked of a real PostgreSQL: the figures are the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from exportlane.law.pauses import Pause
from gateway.promises.measure import Period, measured
from tests.gateway.conftest import Alone
from tests.gateway.promises.rows import USCC, claim, row, write, write_case, write_register
from tests.gateway.promises.test_measured import DECIDED, MON, ON
from tests.gateway.test_on_postgres import alone as on_postgres

pytestmark = pytest.mark.postgres
real = on_postgres


def everything() -> list[dict[str, Any]]:
    rows = [*claim("a", MON, DECIDED[3]), *claim("b", MON, DECIDED[5], of_class=1), *claim("c", MON, None)]
    for n, name in enumerate(("x", "y", "z")):
        rows += [row("licence", "begun", name, MON, since=MON), row("customs", "cleared", name, MON)]
        rows += [row("papers", "spared", name, MON, amount=n, note="M2,M6" if n else None)]
        rows += [
            row("reach", "granted", f"l{n}", MON, amount=1000),
            row("reach", "relied", f"l{n}", MON, amount=1500 + n),
        ]
        rows += [
            row("carriage", "departed", f"{n}/B", MON, note="rail_cage"),
            row("quota", "consumed", name, MON),
        ]
    rows += [
        row("application", "urgent", "x", MON),
        *claim("again", MON, DECIDED[2]),
        row("licence", "decided", "y", DECIDED[3], since=MON),
    ]
    rows += [row("customs", "departure_port", "x", MON), row("shipment", "insured", "y", MON)]
    rows += [
        row("terminal", "gated_in", "g/B", MON, amount=0),
        row("terminal", "loaded_new_energy", "g/B", MON, amount=3_600_000),
    ]
    rows += [
        *claim("again", DECIDED[3], DECIDED[4]),
        *claim("paused", MON, None, pauses=(Pause(MON, DECIDED[2]),)),
    ]
    return rows


FACTS = [
    ("insurance.premium_paid.v1", "1", "2026-11-05", json.dumps(
        {"uscc": USCC, "product": "short_term_export", "amount_cny": "10.50", "paid_on": "2026-11-05"})),
    ("quota.allocated.v1", "G", "2026-11-03", json.dumps({"units": 4, "allocated_on": "2026-11-03"})),
]  # fmt: skip


async def figures(alone: Alone, **asked: Any) -> dict[str, Any]:
    await write(alone.entrance.database, everything())
    await write_case(alone.entrance.database)
    await write_register(alone.entrance.database, FACTS)
    service = alone.system.services["gateway"]
    found = await measured(service, period=Period.MONTH, profile="tianjin", on=ON, **asked)
    return {one.id: replace(one, as_of=MON) for one in found}


async def test_the_figures_are_the_same_in_both_databases(alone: Alone, real: Alone) -> None:
    assert await figures(real) == await figures(alone)


async def test_the_figures_of_a_day_that_has_passed_are_too(alone: Alone, real: Alone) -> None:
    assert await figures(real, of_class=1) == await figures(alone, of_class=1)
