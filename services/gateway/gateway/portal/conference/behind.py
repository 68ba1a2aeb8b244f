"""The cases behind a figure: those that the promise counted in its period, the slowest or the newest first.

A milestone says of which fact it was made, and the timeline of which case the fact is, so a figure leads to its cases
whatever the matter is called: an application of many vehicles to all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange
from exportlane.policies.promises import PromiseText, promises_of
from gateway.disclosure import Eyes
from gateway.promises.milestones import pauses_read
from gateway.promises.shape import Span

MOST: Final = 20
OF_MEASURE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "average_days": ("rebate", ("decided",)),
    "class_in_time": ("rebate", ("decided",)),
    "urgent_share": ("application", ("urgent",)),
    "normal_lane": ("licence", ("begun",)),
    "papers_saved": ("papers", ("spared",)),
    "reach_seconds": ("reach", ("relied",)),
    "terminal_hours": ("terminal", ("loaded_new_energy",)),
    "large_lots": ("application", ("submitted",)),
    "quota_use": ("quota", ("consumed",)),
}
"""Which milestones a measure counts, where its promise does not name the matter itself."""

_ROWS: Final = """
    select m.day, m.since, m.pauses, m.what, t.case_id, c.vin, c.exporter_name, c.exporter_uscc
    from milestones m join timeline t on t.id = m.fact_id join cases c on c.id = t.case_id
    where m.profile = :profile and m.matter = :matter and m.what in ({what})
    and m.day >= :first and m.day <= :last order by m.day desc, m.at desc limit 400"""


@dataclass(frozen=True, slots=True)
class Behind:
    """One case that was counted. `workdays` is None where nothing is measured in days; `late` says beyond the limit."""

    case_id: str
    vin: str
    exporter: str
    day: dt.date
    workdays: int | None
    late: bool


def text_of(profile: str, promise_id: str) -> PromiseText | None:
    """The promise as it was written down."""
    return next((one for one in promises_of(profile) if one.id == promise_id), None)


def counted_by(text: PromiseText) -> tuple[str, tuple[str, ...]] | None:
    """Matter and kinds of milestone that a promise counts; None where it rests on registers or tickets."""
    if text.measure in OF_MEASURE:
        return OF_MEASURE[text.measure]
    if text.measure == "days_in_time":
        return text.matter, ("decided", "refused")
    if text.measure in {"share_of_cleared", "share_of_marks"}:
        matter, _, what = text.matter.partition("/")
        return matter, (what,)
    return None


async def cases_behind(
    connection: AsyncConnection, text: PromiseText, span: Span, *, calendar: WorkCalendar, eyes: Eyes
) -> list[Behind]:
    """The cases of the newest few hundred milestones; where days are measured the slowest first."""
    found = counted_by(text)
    if found is None:
        return []
    matter, kinds = found
    named = {f"what{number}": kind for number, kind in enumerate(kinds)}
    statement = sa.text(_ROWS.format(what=", ".join(f":{name}" for name in named)))
    given = {
        "profile": text.profile, "matter": matter, "first": span.first.isoformat(), "last": span.last.isoformat(),
        **named,
    }  # fmt: skip
    rows = (await connection.execute(statement, given)).all()
    cases = {row.case_id: _behind(row, text, calendar, eyes) for row in reversed(rows)}
    ordered = sorted(cases.values(), key=lambda one: (-(one.workdays or 0), -one.day.toordinal()))
    return ordered[:MOST]


def _behind(row: Any, text: PromiseText, calendar: WorkCalendar, eyes: Eyes) -> Behind:
    day = dt.date.fromisoformat(row.day)
    taken = _taken(row, day, calendar) if row.since and text.unit in {"workdays", "share"} else None
    late = taken is not None and text.limit is not None and taken > text.limit
    return Behind(row.case_id, eyes.vin(row.vin), row.exporter_name, day, taken, late)


def _taken(row: Any, day: dt.date, calendar: WorkCalendar) -> int | None:
    since = dt.date.fromisoformat(row.since)
    try:
        return elapsed_workdays(
            since, on=max(since, day), calendar=calendar, pauses=pauses_read(row.pauses)
        ).count
    except CalendarOutOfRange:
        return None
