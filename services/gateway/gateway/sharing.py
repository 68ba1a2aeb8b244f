"""What the gateway knows of sharing from the facts it heard: every look at a case, and the papers that were spared.

Nothing here asks an agency. A look stands in the timeline as the fact of whoever was looked at; what was spared stands
in the registry's facts, material by material.
Law: 政务数据共享条例 第十九条 (what sharing can give is not collected again).
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import parse_rfc3339
from exportlane.runtime.database import Database
from gateway.disclosure import Eyes

LOOKED_UP: Final = "sharing.looked_up.v1"
SPARED: Final = ("vehicle.materials_waived.v1", "vehicle.deregistered.v1")
"""The facts that say which papers were spared; of several about one case the newest counts."""
SHARED_BY: Final[Mapping[str, str]] = {
    "M2": "licensing", "M5": "customs", "M6": "licensing", "M11": "customs", "M12": "customs",
}  # fmt: skip
"""Whose data took the place of a paper; of all others the registry's own record did."""
REGISTRY: Final = "vehicle-registry"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which savings are asked for. Months are `YYYY-MM`; None asks for all."""

    since: str | None = None
    until: str | None = None
    agency: str | None = None
    case_id: str | None = None
    batch: str | None = None
    exporter: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Spared:
    """One paper of one case that was not asked for: in which month, and whose data took its place."""

    case_id: str
    vin: str
    exporter_uscc: str
    month: str
    agency: str
    material: str


async def looks_of(database: Database, case_id: str) -> list[dict[str, Any]]:
    """Every look at a case, oldest first."""
    statement = sa.text(
        "select id, agency, occurred_at, data from timeline where case_id = :case_id and type = :type "
        "order by occurred_at, id"
    )
    async with database.reading() as connection:
        rows = (await connection.execute(statement, {"case_id": case_id, "type": LOOKED_UP})).all()
    return [
        {"id": row.id, "provider": row.agency, "at": row.occurred_at, **json.loads(row.data)} for row in rows
    ]


async def spared_papers(database: Database, asked: Asked, eyes: Eyes) -> list[Spared]:
    """Every paper that was spared in the cases that the reader may see."""
    parts = ["t.type in (:waived, :deregistered)"]
    given: dict[str, object] = dict(zip(("waived", "deregistered"), SPARED, strict=True))
    for column, value in (
        ("c.id", asked.case_id),
        ("c.batch_id", asked.batch),
        ("c.exporter_uscc", asked.exporter),
        ("c.profile", asked.profile),
        ("c.exporter_uscc", eyes.uscc),
    ):
        if value is not None:
            name = f"p{len(given)}"
            parts.append(f"{column} = :{name}")
            given[name] = value
    # Only names from above stand in the statement; whatever a caller sent is a parameter.
    statement = (
        "select t.case_id, t.occurred_at, t.data, c.vin, c.exporter_uscc from timeline t "  # noqa: S608
        f"join cases c on c.id = t.case_id where {' and '.join(parts)} order by t.occurred_at, t.id"
    )
    async with database.reading() as connection:
        rows = (await connection.execute(sa.text(statement), given)).all()
    newest = {row.case_id: row for row in rows}
    found = (line for row in newest.values() for line in _lines(row, eyes))
    return [line for line in found if _wanted(line, asked)]


def _lines(row: Any, eyes: Eyes) -> Iterable[Spared]:
    month = statutory_day(parse_rfc3339(row.occurred_at)).strftime("%Y-%m")
    for material in json.loads(row.data).get("materials", ()):
        if material["status"] == "waived":
            code = str(material["code"])
            yield Spared(
                row.case_id, eyes.vin(row.vin), row.exporter_uscc, month, SHARED_BY.get(code, REGISTRY), code
            )


def _wanted(line: Spared, asked: Asked) -> bool:
    if asked.agency is not None and line.agency != asked.agency:
        return False
    return (asked.since or "") <= line.month <= (asked.until or "9999-12")


def savings(lines: Sequence[Spared], *, limit: int) -> dict[str, object]:
    """The papers counted: in all, by month, by agency, by material, and case by case (`limit` of them)."""
    by_case: dict[str, list[Spared]] = defaultdict(list)
    for line in lines:
        by_case[line.case_id].append(line)
    cases = [
        {
            "case_id": case_id,
            "vin": of_case[0].vin,
            "exporter": of_case[0].exporter_uscc,
            "month": of_case[0].month,
            "papers": len(of_case),
            "materials": sorted((line.material for line in of_case), key=_number),
        }
        for case_id, of_case in by_case.items()
    ]
    return {
        "totals": {"papers": len(lines), "cases": len(by_case)},
        "by_month": _counted(lines, "month"),
        "by_agency": _counted(lines, "agency"),
        "by_material": _counted(lines, "material"),
        "cases": cases[:limit],
        "more": max(0, len(cases) - limit),
    }


def _counted(lines: Sequence[Spared], name: str) -> list[dict[str, object]]:
    papers = Counter(getattr(line, name) for line in lines)
    cases = {value: len({line.case_id for line in lines if getattr(line, name) == value}) for value in papers}
    order = sorted(papers, key=_number if name == "material" else str)
    return [{name: value, "papers": papers[value], "cases": cases[value]} for value in order]


def _number(material: str) -> Any:
    return int(material[1:])


def as_csv(lines: Sequence[Spared]) -> str:
    """The papers as a table for a spreadsheet, one line each. Every value is a code, so none is taken for a formula."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(("case_id", "vin", "exporter_uscc", "month", "agency", "material"))
    writer.writerows((x.case_id, x.vin, x.exporter_uscc, x.month, x.agency, x.material) for x in lines)
    return table.getvalue()
