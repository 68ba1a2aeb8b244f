"""How far the tables have been kept: the newest facts that were looked at, those that were missing there, the sweep.

One row for all replicas. Whoever has the turn reads it, works, and writes it with the rows in one transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.law.calendar import WorkCalendar
from exportlane.law.errors import CalendarOutOfRange
from exportlane.runtime.clock import rfc3339
from gateway.flow.row import SHAPE

READ = sa.text("select * from flow_progress where id = 'flow'")
WRITE = sa.text(
    "update flow_progress set heard = :heard, own = :own, revision = :revision, gaps = :gaps, swept_to = :swept_to, "
    "rule = :rule, built_at = :built_at, looked_at = :looked_at where id = 'flow'"
)
UNKNOWN = -1
"""The place of tables that nobody has kept yet."""
GAP_SECONDS = 60.0
"""For how long a missing position is looked for: a transaction that takes longer is broken off by its own limits."""
MOST_GAPS = 500
Gaps = Mapping[int, str]
"""Positions that were missing, and the moment at which that was noticed."""


def gaps_after(gaps: Gaps, *, before: int, found: Sequence[int], now: datetime) -> Gaps:
    """The gaps after a look: positions are numbered in another order than transactions become visible."""
    oldest = rfc3339(now - timedelta(seconds=GAP_SECONDS))
    left = {position: since for position, since in gaps.items() if since >= oldest and position not in found}
    newest = max(found, default=before)
    missing = sorted(set(range(before + 1, newest)).difference(found))[-MOST_GAPS:]
    return left | dict.fromkeys(missing, rfc3339(now))


@dataclass(frozen=True, slots=True)
class Progress:
    """`gaps` are positions of both tables that were missing, and since when; `swept_to` is a case, empty at the start.

    `revision` grows whenever a row changed. `built_at` is when every case was reckoned by `rule` for the first time,
    None before that; `looked_at` is when the newest facts were looked for.
    """

    heard: int = UNKNOWN
    own: int = UNKNOWN
    revision: int = 0
    gaps: Mapping[str, Gaps] = field(default_factory=dict)
    swept_to: str = ""
    rule: str | None = None
    built_at: str | None = None
    looked_at: str | None = None

    async def write(self, connection: AsyncConnection) -> None:
        """Write it down in the caller's transaction."""
        gaps = orjson.dumps(self.gaps, option=orjson.OPT_NON_STR_KEYS).decode()
        row = {name: getattr(self, name) for name in self.__slots__} | {"gaps": gaps}
        await connection.execute(WRITE, row)


async def read_progress(connection: AsyncConnection) -> Progress:
    """The row as it stands."""
    row = (await connection.execute(READ)).one()
    gaps = {
        table: {int(position): since for position, since in missing.items()}
        for table, missing in orjson.loads(row.gaps).items()
    }
    return Progress(
        row.heard, row.own, row.revision, gaps, row.swept_to, row.rule, row.built_at, row.looked_at
    )


def rule_of(calendar: WorkCalendar) -> str:
    """The rule by which rows are reckoned now: another calendar, or another shape of the rows, is another rule."""
    day, last = date(2020, 1, 1), calendar.ends_on + timedelta(days=800)
    told = bytearray()
    while day <= last:
        try:
            told.append(calendar.is_workday(day).workday)
        except CalendarOutOfRange:
            break
        day += timedelta(days=1)
    return f"{SHAPE}.{hashlib.sha256(told).hexdigest()[:12]}"
