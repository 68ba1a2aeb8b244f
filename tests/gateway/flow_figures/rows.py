"""Rows of cases and their steps as the gateway keeps them, made by hand: figures are made of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from exportlane.process import order_of
from exportlane.runtime.database import Database
from gateway.flow.row import week_of

TODAY = date(2026, 11, 20)
"""A Friday."""
FIRM, OTHER = (
    ("91120118MA06ABCD1Y", "天津一号二手车出口有限公司"),
    ("91120118MA06ABCD2X", "天津二号二手车出口有限公司"),
)
Row = dict[str, Any]
_EMPTY = (
    "licence_no", "declaration_no", "claim_no", "proof_no", "licence_valid_to", "plate_valid_to", "ended_on",
    "ended_week", "ended_as", "live", "step", "step_state", "waiting_kind", "waiting_agency", "waiting_step",
    "waiting_matter", "waiting_since", "due_on", "workdays", "refund_cents",
)  # fmt: skip


def case(name: str, stages: str = "licence:waiting", **more: Any) -> Row:
    """A case. `stages` in the order of its profile; whoever is not said to be waited for is nobody."""
    firm = more.pop("firm", FIRM)
    opened = more.pop("opened_on", "2026-11-02")
    row: Row = dict.fromkeys(_EMPTY) | {
        "case_id": name, "version": 1, "profile": "tianjin", "process_version": "2026.2", "exporter_uscc": firm[0],
        "exporter_name": firm[1], "vin": f"LSVAA4182E{name:0>7}"[:17], "brand": "大众", "model_code": "SVW7",
        "destination": "RUS", "port": "0202", "batch_id": "b-1", "lot_id": "l-1", "contract_no": "HT-1",
        "opened_at": f"{opened}T02:00:00.000000Z", "opened_on": opened,
        "opened_week": week_of(date.fromisoformat(opened)), "stages": stages, "risks": "", "parked": 0, "rework": 0,
        "variant": "licence", "as_of": f"{opened}T02:00:00.000000Z", "updated_at": f"{opened}T02:00:00.000000Z",
        "rule": "made.by.hand", "reckoned_on": TODAY.isoformat(),
    }  # fmt: skip
    row |= more
    if row["ended_on"]:
        row["ended_week"] = week_of(date.fromisoformat(row["ended_on"]))
    if row["ended_as"] in {None, "manual"}:
        row["live"] = "1"
    return row


def running(
    name: str, step: str, since: str, *, kind: str = "agency", due: str | None = None, **more: Any
) -> Row:
    """A case that stands at a step of the order of its profile; those before it are done."""
    order = order_of(more.get("profile", "tianjin"))
    names = [one.name.value for one in order.steps]
    state = {"agency": "active", "enterprise": "correction", "person": "held"}[kind]
    stages = [f"{one}:done" for one in names[: names.index(step)]] + [f"{step}:{state}"]
    stages += [f"{one}:waiting" for one in names[names.index(step) + 1 :]]
    agency = next(one.agency for one in order.steps if one.name == step)
    return case(
        name, " ".join(stages), step=step, step_state=state, waiting_kind=kind, waiting_agency=agency,
        waiting_step=step, waiting_matter="decision", waiting_since=since, due_on=due,
        ended_as="manual" if kind == "person" else None, variant=">".join(names[: names.index(step) + 1]), **more,
    )  # fmt: skip


def ended(name: str, end: str, stages: str, on: str, workdays: int, **more: Any) -> Row:
    """A case that has ended."""
    return case(name, stages, ended_as=end, ended_on=on, workdays=workdays, **more)


def step(
    of: Row, name: str, began: str | None, ended_on: str | None, workdays: int | None, **more: Any
) -> Row:
    """One step of a case: done, where nothing else is said."""
    order = order_of(of["profile"])
    found = next(one for one in order.steps if one.name == name)
    return {
        "case_id": of["case_id"], "step": name, "version": 1, "agency": found.agency, "profile": of["profile"],
        "exporter_uscc": of["exporter_uscc"], "destination": of["destination"], "port": of["port"],
        "batch_id": of["batch_id"], "state": "done" if ended_on else "active", "outcome": "done" if ended_on else None,
        "began_on": began, "began_week": week_of(date.fromisoformat(began)) if began else None, "ended_on": ended_on,
        "ended_week": week_of(date.fromisoformat(ended_on)) if ended_on else None, "workdays": workdays,
        "gross": workdays, "paused": None if workdays is None else 0, "gap": None, "opened_on": of["opened_on"], **more,
    }  # fmt: skip


async def write(database: Database, cases: Iterable[Row], steps: Iterable[Row] = ()) -> None:
    """Write them, and who the firms are."""
    cases = list(cases)
    firms = {one["exporter_uscc"]: one["exporter_name"] for one in cases}
    async with database.transaction() as connection:
        for table, rows in (("case_flow", cases), ("case_steps", list(steps))):
            for row in rows:
                await connection.execute(_insert(table, row), row)
        for uscc, name in firms.items():
            await connection.execute(
                _insert("flow_exporters", {"uscc": uscc, "name": name}), {"uscc": uscc, "name": name}
            )


def _insert(table: str, row: Mapping[str, Any]) -> sa.TextClause:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    return sa.text(f"insert into {table} ({names}) values ({values}) on conflict do nothing")  # noqa: S608  # of a test
