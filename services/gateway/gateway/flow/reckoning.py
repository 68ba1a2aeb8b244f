"""From some cases to all their rows: the views and timelines are read, the rows made, and written over the old ones.

Rows are always made from the whole present case and never from a fact, so it does not matter how often, in which
order, or by how many replicas that is done: a row that was made of an older view never replaces one of a newer.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts import ALL_FACTS
from exportlane.runtime.database import Database, Insert
from gateway.flow.row import Made, Row, case_row, columns_of, step_row
from gateway.flow.spelling import words_of
from gateway.flow.steps import step_rows
from gateway.flow.walk import Said, walk
from gateway.storage import CASES

_KINDS = {
    "contract_no": "contract", "licence_no": "licence", "declaration_no": "declaration", "claim_no": "claim",
    "proof_no": "proof", "temp_plate_no": "plate",
}  # fmt: skip
OTHER = "paper"
"""The kind of every number that a case's view does not keep: bookings, containers, policies, certificates."""


def _printed() -> dict[str, tuple[tuple[str, str], ...]]:
    """For each fact the (field, kind) of the numbers of papers that it names; contracts spell them `…_no`."""
    named = {
        type_: tuple((name, _KINDS.get(name, OTHER)) for name in model.model_fields if name.endswith("_no"))
        for type_, model in ALL_FACTS.items()
    }
    return {type_: fields for type_, fields in named.items() if fields}


PRINTED = _printed()
"""Of all other facts the data stay where they are."""
_VIEWS = "select id, version, doc from cases where id {many}"
_FACTS = (
    "select case_id, id, agency, type, occurred_at, case when type {printed} then data end as data from timeline "
    "where case_id {many}"
)


@dataclass(slots=True)
class Rows:
    """Everything that is to be written about some cases."""

    cases: list[Row] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Cases that could not be reckoned, and why."""
    steps: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)
    exporters: dict[str, str] = field(default_factory=dict)

    def writes(self) -> list[Insert]:
        """The statements that write them over what stands there."""
        exporters: list[Row] = [{"uscc": code, "name": name} for code, name in sorted(self.exporters.items())]
        return [
            *_over("case_flow", ("case_id",), self.cases),
            *_over("case_steps", ("case_id", "step"), self.steps),
            *_insert("case_words", self.words, "on conflict do nothing"),
            *_insert("flow_exporters", exporters, "on conflict (uscc) do update set name = excluded.name"),
        ]


async def reckon(database: Database, case_ids: Sequence[str], made: Made) -> Rows:
    """The rows of these cases as they stand now. Nothing is written."""
    given = {"ids": database.texts(case_ids), "printed": database.texts(tuple(PRINTED))}
    views = sa.text(_VIEWS.format(many=database.many("ids")))
    facts = sa.text(_FACTS.format(many=database.many("ids"), printed=database.many("printed")))
    async with database.reading() as connection:
        found = (await connection.execute(views, {"ids": given["ids"]})).all()
        told = (await connection.execute(facts, given)).all()
    # Reading a view back takes longer than all else here; meanwhile requests are answered.
    return await asyncio.to_thread(_rows, found, told, made)


async def write_rows(database: Database, connection: AsyncConnection, rows: Rows) -> None:
    """Write them in the caller's transaction."""
    await database.write(connection, rows.writes())


def _rows(found: Iterable[Any], told: Iterable[Any], made: Made) -> Rows:
    facts: dict[str, list[Said]] = defaultdict(list)
    for row in told:
        facts[row.case_id].append(
            Said(row.id, row.agency, row.type, row.occurred_at, _numbers(row.type, row.data))
        )
    rows = Rows()
    for row in found:
        try:
            _add(rows, row, facts[row.id], made)
        except Exception as error:  # noqa: BLE001  # one case that cannot be read must not hide all others
            rows.failed[row.id] = repr(error)[:300]
    return rows


def _add(rows: Rows, row: Any, facts: Sequence[Said], made: Made) -> None:
    view = CASES.decode(row.doc)
    way = walk(view.profile, view.state.process_version, facts)
    steps = step_rows(view, way.first, made.counter)
    rows.cases.append(case_row(view, row.version, way, steps, made))
    rows.steps.extend(step_row(view, row.version, step) for step in steps)
    rows.words.extend(
        {"word": word, "case_id": view.id, "kind": kind} for word, kind in words_of(view, way.numbers)
    )
    rows.exporters[view.exporter_uscc] = view.exporter_name


def _numbers(type_: str, data: str | None) -> tuple[tuple[str, str], ...]:
    if data is None:
        return ()
    told = orjson.loads(data)
    return tuple((kind, told[name]) for name, kind in PRINTED[type_] if told.get(name))


def _over(table: str, key: tuple[str, ...], rows: list[Row]) -> list[Insert]:
    if not rows:
        return []
    sets = ", ".join(f"{name} = excluded.{name}" for name in rows[0] if name not in key)
    newer = f"where {table}.version <= excluded.version"
    return _insert(table, rows, f"on conflict ({', '.join(key)}) do update set {sets} {newer}")


def _insert(table: str, rows: list[Row], conflict: str) -> list[Insert]:
    if not rows:
        return []
    return [Insert(table, columns_of(rows[0]), [tuple(row.values()) for row in rows], conflict)]
