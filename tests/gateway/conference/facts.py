"""Rows of the timeline for the tests of the pack: written straight into the table, as if they had been heard."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from exportlane.runtime.database import Database

Row = tuple[str, str, str, str, dict[str, Any]]
"""Case, agency, type, instant, data."""
CASE = sa.text(
    "insert into cases (id, version, created_at, updated_at, doc, profile, ended_as) "
    "values (:id, 1, :at, :at, '{}', :profile, 'refund_paid')"
)
FACT = sa.text(
    "insert into timeline (id, case_id, agency, type, sequence, occurred_at, received_at, data) "
    "values (:id, :case_id, :agency, :type, :sequence, :at, :at, :data)"
)


async def heard(
    database: Database, rows: Iterable[Row], *, profile: str = "tianjin", page: int = 5000
) -> None:
    """Write these facts, and an ended case for each that they name."""
    found = list(rows)
    cases = [
        {"id": case, "at": "2026-11-01T00:00:00.000000Z", "profile": profile}
        for case in {row[0] for row in found}
    ]
    facts = [
        {
            "id": f"{profile}-{number}", "case_id": case, "agency": agency, "type": type_, "sequence": number,
            "at": at, "data": json.dumps(data),
        }
        for number, (case, agency, type_, at, data) in enumerate(found, 1)
    ]  # fmt: skip
    async with database.transaction() as connection:
        for start in range(0, len(cases), page):
            await connection.execute(CASE, cases[start : start + page])
        for start in range(0, len(facts), page):
            await connection.execute(FACT, facts[start : start + page])


def at(day: int, hour: int = 2, month: int = 11) -> str:
    """An instant of 2026 as facts write it."""
    return f"2026-{month:02d}-{day:02d}T{hour:02d}:00:00.000000Z"


def small_month() -> Iterator[Row]:
    """A November that can be counted by hand.

    Three vehicles on two licences were granted (one late, one urgent), one application was refused; one more was
    granted in October and one on the first of December in Shanghai. Two deregistrations wait for the exit, one since
    August; a third has left. Class 2: two claims, decided after 2 and 5 working days.
    """
    for case, day, number in (
        ("c1", 3, "26-12-00001A"),
        ("c2", 3, "26-12-00001A"),
        ("c3", 5, "26-12-00002A"),
    ):
        data = {"issued_on": f"2026-11-{day:02d}", "licence_no": number}
        yield case, "licensing", "licence.granted.v1", at(day), data
    yield (
        "c0",
        "licensing",
        "licence.granted.v1",
        at(31, month=10),
        {"issued_on": "2026-10-31", "licence_no": "x"},
    )
    # 16:00 UTC on 30 November is midnight of 1 December in Shanghai.
    yield "c9", "licensing", "licence.granted.v1", at(30, 16), {"issued_on": "2026-12-01", "licence_no": "y"}
    yield "c3", "licensing", "clock.breached.v1", at(4), {"matter": "licence"}
    yield "c1", "licensing", "clock.breached.v1", at(2), {"matter": "filing"}
    yield "c2", "licensing", "licence.priority_set.v1", at(2), {"priority": "urgent"}
    yield "c4", "licensing", "licence.refused.v1", at(6), {"code": "negative_list"}
    yield "c5", "licensing", "licence.refused.v1", at(6, month=10), {"code": "negative_list"}
    items = [{"code": "inspection_report_missing"}, {"code": "letter_missing"}]
    yield "c4", "licensing", "licence.correction_requested.v1", at(4), {"items": items}
    yield "c3", "licensing", "licence.correction_requested.v1", at(4), {"items": items[:1]}
    for case, day, phase in (("c1", "2026-11-10", "provisional"), ("c2", "2026-08-10", "provisional")):
        yield case, "vehicle-registry", "vehicle.deregistered.v1", at(10), {"phase": phase, "on": day}
    yield (
        "c3",
        "vehicle-registry",
        "vehicle.deregistered.v1",
        at(10),
        {"phase": "provisional", "on": "2026-08-01"},
    )
    yield "c3", "vehicle-registry", "vehicle.exit_confirmed.v1", at(12), {"on": "2026-11-12"}
    for case, first, last in (("c1", "2026-11-09", "2026-11-11"), ("c2", "2026-11-09", "2026-11-16")):
        data = {"rebate_class": 2, "accepted_on": first}
        yield case, "tax-rebate", "rebate.claim_accepted.v1", at(9), data
        yield case, "tax-rebate", "rebate.approved.v1", at(16), {"decided_on": last}
    yield (
        "c3",
        "tax-rebate",
        "rebate.claim_accepted.v1",
        at(17),
        {"rebate_class": 4, "accepted_on": "2026-11-17"},
    )


def large_month(cases: int, each: int) -> Iterator[Row]:
    """So many cases with so many facts each."""
    kinds = (
        ("licensing", "licence.granted.v1", {"issued_on": "2026-11-10", "licence_no": "26-12-00001A"}),
        ("licensing", "licence.correction_requested.v1", {"items": [{"code": "inspection_report_missing"}]}),
        ("licensing", "licence.priority_set.v1", {"priority": "normal"}),
        ("vehicle-registry", "vehicle.deregistered.v1", {"phase": "provisional", "on": "2026-11-11"}),
        ("vehicle-registry", "vehicle.deregistration_blocked.v1", {"code": "mortgage"}),
        ("vehicle-registry", "vehicle.exit_confirmed.v1", {"on": "2026-11-14"}),
        ("customs", "customs.held.v1", {"code": "licence_mismatch"}),
        ("tax-rebate", "rebate.claim_accepted.v1", {"rebate_class": 2, "accepted_on": "2026-11-12"}),
        ("tax-rebate", "rebate.approved.v1", {"decided_on": "2026-11-16"}),
        ("customs", "customs.cleared.v1", {"cleared_on": "2026-11-13", "declaration_no": "020220260000000017"}),
    )  # fmt: skip
    for number in range(cases):
        for turn in range(each):
            agency, type_, data = kinds[turn % len(kinds)]
            yield f"case-{number}", agency, type_, at(1 + turn % 28, number % 24), data
