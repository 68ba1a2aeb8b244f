"""Keeping the tables of all cases current: one background task of the gateway, beside the fold and never in it.

Each look takes the cases of which a fact came in since the last one, makes their rows anew and writes them together
with the place that was reached. A sweep goes through all cases, page by page: it builds the rows of cases that are
older than the tables, makes rows anew when the calendar, the day or the shape of a row has changed, and finds whatever
a look may have missed. Of several replicas one at a time has the turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from exportlane.law.calendar import WorkCalendar
from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import Clock, parse_rfc3339, rfc3339
from exportlane.runtime.database import Database, is_outage
from exportlane.runtime.telemetry import Telemetry
from gateway.flow.progress import UNKNOWN, Progress, gaps_after, read_progress, rule_of
from gateway.flow.reckoning import reckon, write_rows
from gateway.flow.row import Made
from gateway.flow.steps import Counter

LOOK_SECONDS: Final = 0.5
GATHER_SECONDS: Final = 0.1
"""After news, how long to wait for the facts that come with them: one case is reckoned once for all of them."""
REST: Final = 8.0
"""How many times as long as a look took the task then rests: under load it falls behind rather than slow the fold."""
REST_BEHIND: Final = 2.0
"""The same while there is a backlog, which a longer rest would let grow."""
LONGEST_REST: Final = 2.0
"""Seconds: a look that was slow for another reason (a slow database, a busy machine) makes no picture old."""
TROUBLED_SECONDS: Final = 5.0
SAID_SECONDS: Final = 5.0
"""How old the note of the last look may become while nothing happens."""
PAGE: Final = 1000
NEWS: Final = 5000
"""How many facts one look takes up: a case is reckoned once for all of its facts among them."""
TOGETHER: Final = 40
"""How many cases are reckoned and written in one go."""
OVERLAP: Final = 1000
"""How many positions before the newest the first look begins: what was being written then is not yet seen."""
TURN: Final = 0x666C6F77

_NEWS: Final = (
    "select position, case_id from {table} where position > :after{gaps} order by position limit :page"
)
_STALE: Final = sa.text(
    "select c.id, f.case_id is null or f.version <> c.version or f.rule <> :rule "
    "or (f.live = '1' and f.reckoned_on <> :today) as stale "
    "from (select id, version from cases where id > :after order by id limit :page) c "
    "left join case_flow f on f.case_id = c.id order by c.id"
)
_NEWEST: Final = sa.text(
    "select coalesce((select max(position) from timeline), 0) as heard, "
    "coalesce((select max(position) from ledger), 0) as own"
)


class Keeper:
    """Runs as one background task of the gateway. `revision` grows with every change of rows."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        telemetry: Telemetry,
        calendar: Callable[[], WorkCalendar],
        *,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._log = telemetry.log
        self._calendar = calendar
        self._look_seconds = look_seconds
        self._wake = asyncio.Event()
        self._counter: Counter | None = None
        self._rule = ""
        self.revision = 0
        self._changed = asyncio.Condition()

    def wake(self) -> None:
        """Facts were just taken in, or cases opened, by this process."""
        self._wake.set()

    async def after(self, revision: int) -> int:
        """Wait until rows have changed since this revision; the one that they have now."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.revision != revision)
        return self.revision

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._look_seconds):
                    await self._wake.wait()
                    await asyncio.sleep(GATHER_SECONDS)
            self._wake.clear()
            began, behind = time.monotonic(), False
            try:
                if behind := await self.look():
                    self._wake.set()
            except Exception as error:  # noqa: BLE001  # a picture that is late must not bring the gateway down
                event = "flow.database_unreachable" if is_outage(error) else "flow.look_failed"
                self._log.warning(event, error=repr(error)[:300])
                await asyncio.sleep(TROUBLED_SECONDS)
            took = time.monotonic() - began
            await asyncio.sleep(min(LONGEST_REST, took * (REST_BEHIND if behind else REST)))

    async def look(self) -> bool:
        """One look; whether there is more to do at once."""
        async with self._turn() as mine:
            async with self._database.reading() as connection:
                before = await read_progress(connection)
            more, after = await self._looked(before) if mine else (False, before)
        if after.revision != self.revision:
            self.revision = after.revision
            async with self._changed:
                self._changed.notify_all()
        return more

    async def _looked(self, before: Progress) -> tuple[bool, Progress]:
        now = self._clock.now()
        made = self._made(now)
        progress = await self._placed(before)
        if progress.rule != made.rule:
            progress = replace(progress, rule=made.rule, swept_to="", built_at=None)
        case_ids, more, progress = await self._news(progress, now)
        building, resting = progress.built_at is None, _age(progress, now) >= SAID_SECONDS
        if not more and (building or resting):
            stale, progress = await self._sweep(progress, made)
            case_ids = [*case_ids, *stale]
            more = building and progress.built_at is None
        if case_ids or resting or progress != before:
            progress = await self._written(case_ids, progress, made)
        return more, progress

    def _made(self, now: datetime) -> Made:
        calendar = self._calendar()
        if self._counter is None or self._counter.calendar is not calendar:
            self._counter, self._rule = Counter(calendar), rule_of(calendar)
        return Made(self._rule, statutory_day(now), now, self._counter)

    async def _placed(self, progress: Progress) -> Progress:
        if progress.heard != UNKNOWN:
            return progress
        async with self._database.reading() as connection:
            newest = (await connection.execute(_NEWEST)).one()
        return replace(progress, heard=max(0, newest.heard - OVERLAP), own=max(0, newest.own - OVERLAP))

    async def _news(self, progress: Progress, now: datetime) -> tuple[list[str], bool, Progress]:
        """The cases of which something is new, whether that was not all, and the place behind it."""
        places, gaps = {"timeline": progress.heard, "ledger": progress.own}, dict(progress.gaps)
        case_ids: dict[str, None] = {}
        full = False
        for table, after in places.items():
            known = gaps.get(table, {})
            missing = f" or position in ({', '.join(map(str, sorted(known)))})" if known else ""
            statement = sa.text(_NEWS.format(table=table, gaps=missing))
            async with self._database.reading() as connection:
                rows = (await connection.execute(statement, {"after": after, "page": NEWS})).all()
            found = [row.position for row in rows]
            case_ids |= dict.fromkeys(row.case_id for row in rows)
            gaps[table] = gaps_after(known, before=after, found=found, now=now)
            places[table] = max([after, *found])
            full = full or len(rows) == NEWS
        placed = replace(progress, heard=places["timeline"], own=places["ledger"], gaps=gaps)
        return list(case_ids), full, placed

    async def _sweep(self, progress: Progress, made: Made) -> tuple[Sequence[str], Progress]:
        """A page of all cases: those whose rows are missing or out of date, and where the next page begins."""
        asked = {
            "after": progress.swept_to,
            "rule": made.rule,
            "today": made.today.isoformat(),
            "page": PAGE,
        }
        async with self._database.reading() as connection:
            rows = (await connection.execute(_STALE, asked)).all()
        stale = [row.id for row in rows if row.stale]
        if len(stale) > TOGETHER * 5:
            # The place is noted only behind what is written; a long page is cut so that it is noted often.
            stale = stale[: TOGETHER * 5]
            return stale, replace(progress, swept_to=stale[-1])
        if len(rows) == PAGE:
            return stale, replace(progress, swept_to=rows[-1].id)
        return stale, replace(progress, swept_to="", built_at=progress.built_at or rfc3339(made.now))

    async def _written(self, case_ids: Sequence[str], progress: Progress, made: Made) -> Progress:
        """Write the rows of these cases, a few at a time, and with the last of them the place."""
        said = replace(progress, looked_at=rfc3339(made.now))
        for start in range(0, len(case_ids), TOGETHER):
            rows = await reckon(self._database, case_ids[start : start + TOGETHER], made)
            for case_id, cause in rows.failed.items():
                self._log.error("flow.case_not_reckoned", case_id=case_id, error=cause)
            said = replace(said, revision=said.revision + bool(rows.cases))
            async with self._database.transaction() as connection:
                await write_rows(self._database, connection, rows)
            await asyncio.sleep(0)
        async with self._database.transaction() as connection:
            await said.write(connection)
        return said

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[bool]:
        """Whether this replica may write now. On SQLite there is one process only."""
        if self._database.dialect != "postgresql":
            yield True
            return
        async with self._database.transaction() as connection:
            asked = await connection.execute(
                sa.text("select pg_try_advisory_xact_lock(:turn)"), {"turn": TURN}
            )
            yield bool(asked.scalar())


def _age(progress: Progress, now: datetime) -> float:
    """Seconds since the last look that was noted; endless before the first."""
    if progress.looked_at is None:
        return float("inf")
    return abs((now - parse_rfc3339(progress.looked_at)).total_seconds())
