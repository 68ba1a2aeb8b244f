"""The open cases of a profile by age: how many, the ninetieth percentile, and the oldest of those beyond it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.law.calendar import WorkCalendar
from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import parse_rfc3339
from gateway.conference.pack.shape import Ages, Words, WorstCase
from gateway.disclosure import mask
from gateway.domain import CaseView
from gateway.storage import CASES

WORST: Final = 20


async def open_cases(
    connection: AsyncConnection, profile: str, *, now: datetime, calendar: WorkCalendar
) -> Ages:
    """Counted by the database; only the worst are read whole.

    The percentile is by nearest rank: the smallest age that at least nine cases in ten do not exceed.
    """
    count = sa.text("select count(*) from cases where profile = :profile and ended_as is null")
    n = (await connection.execute(count, {"profile": profile})).scalar_one()
    if not n:
        return Ages(0, None, 0, ())
    # Sorted from the oldest: rank ceil(0.9 n) from the youngest has so many older ones before it.
    older = n - -(-90 * n // 100)
    at = sa.text(
        "select created_at from cases where profile = :profile and ended_as is null "
        "order by created_at, id limit 1 offset :older"
    )
    begun = (await connection.execute(at, {"profile": profile, "older": older})).scalar_one()
    beyond = sa.text(
        "select count(*) from cases where profile = :profile and ended_as is null and created_at < :begun"
    )
    many = (await connection.execute(beyond, {"profile": profile, "begun": begun})).scalar_one()
    worst = sa.text(
        "select doc, created_at from cases where profile = :profile and ended_as is null and created_at < :begun "
        "order by created_at, id limit :most"
    )
    rows = await connection.execute(worst, {"profile": profile, "begun": begun, "most": WORST})
    found = tuple(_worst(CASES.decode(row.doc), row.created_at, now, calendar) for row in rows)
    return Ages(n, _days(begun, now), many, found)


def _worst(view: CaseView, created_at: str, now: datetime, calendar: WorkCalendar) -> WorstCase:
    waits = view.status.waits
    first = waits[0] if waits else None
    due = view.due_of(first, calendar) if first else None
    due = due or view.due_on(calendar)
    who = Words(first.who.zh, first.who.en) if first else Words("—", "—")
    does = Words(first.next_action.zh, first.next_action.en) if first else Words("—", "—")
    return WorstCase(
        view.id, mask(view.vin), view.exporter_name, statutory_day(parse_rfc3339(created_at)), _days(created_at, now),
        who, does, due, due is not None and due < statutory_day(now), view.as_of,
    )  # fmt: skip


def _days(created_at: str, now: datetime) -> int:
    return (statutory_day(now) - statutory_day(parse_rfc3339(created_at))).days
