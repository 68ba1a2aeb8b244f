"""The holiday notices that one service has loaded: kept in its own database, in force at once and after every restart.

Another replica sees a new notice within `LOOK_SECONDS`. Then every thing whose kind has an `on_calendar` is asked what
becomes of its last days; the facts carry the actor `clock`. All things are asked twice, the second time when every
replica knows the notice: a clock that another replica has just started by the old calendar is found then.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter

from exportlane.agency.calendar_api import CODEC, NoticeRefused, calendar_routes
from exportlane.contracts.decision import Decided
from exportlane.law.calendar import WorkCalendar, shipped_calendar
from exportlane.law.instants import statutory_day
from exportlane.law.notices import Notice, calendar_of, faults
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Columns, Insert, is_conflict, is_outage
from exportlane.runtime.propagation import start_batch
from exportlane.runtime.service import Service
from exportlane.runtime.storage import Kind, Loaded
from exportlane.runtime.unasked import Decision, write_decisions

LOOK_SECONDS = 2.0
SETTLED_SECONDS = 3 * LOOK_SECONDS
LONGEST_PAUSE = 300.0
PAGE = 200
NOTICES: Columns = (
    ("number", "text"), ("year", "bigint"), ("doc", "text"), ("loaded_at", "text"), ("loaded_by", "text"),
)  # fmt: skip


ALL = "select position, doc from calendar_notices order by position"


class Calendars:
    """The calendar of one service: a companion, named in the service's definition."""

    def __init__(self, service: Service) -> None:
        self.service = service
        desk = self._desk = service.desk
        self._kinds = [kind for kind in desk.kinds.values() if kind.on_calendar is not None]
        self._position = 0
        self._seen: dict[int, float] = {}
        """When the things are asked again by a notice, by its position."""
        self._pause = SETTLED_SECONDS
        self._something = asyncio.Event()
        self.notices: tuple[Notice, ...] = ()
        self.trouble: str | None = None
        """What could not be reckoned anew, None when all was."""

    @property
    def calendar(self) -> WorkCalendar:
        """The one that decisions are given now."""
        known: WorkCalendar | None = getattr(self._desk.policy, "calendar", None)
        return known or (calendar_of(self.notices) if self.notices else shipped_calendar())

    async def open(self) -> None:
        """Take up the notices that were loaded in earlier lives."""
        await self.refresh()

    def routes(self, router: APIRouter) -> None:
        """Let operators load a notice and look at the calendar."""
        calendar_routes(router, self)

    def vitals(self) -> Mapping[str, object]:
        """The last day whose notice is known here (later last days are provisional), and the days until then."""
        today = statutory_day(self._desk.clock.now())
        calendar = self.calendar
        return {
            "calendar_ends_on": calendar.ends_on.isoformat(),
            "calendar_days_left": calendar.days_left(today),
            "calendar_notices": [notice.number for notice in self.notices],
        }

    def troubles(self) -> tuple[str, ...]:
        return () if self.trouble is None else (self.trouble,)

    async def refresh(self) -> bool:
        """Take up the notices that were loaded since; true when there were any."""
        async with self._desk.database.reading() as connection:
            newest = (
                await connection.execute(sa.text("select max(position) from calendar_notices"))
            ).scalar_one()
            if (newest or 0) <= self._position:
                return False
            rows = (await connection.execute(sa.text(ALL))).all()
        self.notices = tuple(CODEC.validate_json(row.doc) for row in rows)
        self._position = rows[-1].position
        self._desk.policy = with_calendar(self._desk.policy, calendar_of(self.notices))
        self._desk.telemetry.log.info("calendar.changed", notice=self.notices[-1].number)
        return True

    async def load(self, notice: Notice, *, by: str) -> bool:
        """Keep a notice, and let it hold; false when this very notice was loaded before. Raises NoticeRefused.

        The things are asked by `run`; after the same notice once more they are asked again.
        """
        desk = self._desk
        async with desk.database.transaction() as connection:
            if desk.database.dialect == "postgresql":
                # Two notices that contradict each other must not come in at once.
                await connection.execute(sa.text("lock table calendar_notices in share row exclusive mode"))
            known = [CODEC.validate_json(row.doc) for row in await connection.execute(sa.text(ALL))]
            again = notice in known
            if again:
                statement = sa.text("update calendar_notices set applied_at = null where number = :number")
                await connection.execute(statement, {"number": notice.number})
            else:
                now = desk.clock.now()
                if found := faults(notice, known=known, today=statutory_day(now)):
                    raise NoticeRefused(found)
                row = (notice.number, notice.year, CODEC.dump_json(notice).decode(), rfc3339(now), by)
                await desk.database.write(connection, [Insert("calendar_notices", NOTICES, [row])])
        self._seen.clear()
        await self.refresh()
        self._something.set()
        return not again

    async def run(self) -> None:
        """Look for notices, and have things reckoned anew, for ever. What goes wrong is logged and looked at again."""
        while True:
            try:
                await self.refresh()
                await self.apply()
            except Exception:
                self._desk.telemetry.log.exception("calendar.failed")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):  # wait_for may swallow a cancellation
                    await self._something.wait()
            self._something.clear()

    async def apply(self) -> int:
        """Have things reckoned anew by notices for which that is still to be done; the answer counts what changed."""
        async with self._desk.database.reading() as connection:
            statement = sa.text("select position from calendar_notices where applied_at is null")
            open_ = [row.position for row in await connection.execute(statement)]
        if max(open_, default=0) > self._position:
            # It was loaded since the last refresh: nothing is reckoned by the calendar from before it.
            await self.refresh()
        now = asyncio.get_running_loop().time()
        settled = [position for position in open_ if self._seen.get(position, math.inf) <= now]
        if not settled and all(position in self._seen for position in open_):
            return 0
        changed = await self.reckon()
        self._pause = SETTLED_SECONDS if self.trouble is None else min(self._pause * 2, LONGEST_PAUSE)
        if self.trouble is None:
            await self._close(settled)
        self._seen = {p: now + self._pause for p in open_ if self.trouble or p not in settled}
        return changed

    async def reckon(self) -> int:
        """Ask every thing whose kind has an `on_calendar`; the answer counts those that changed."""
        changed, failed = 0, []
        for kind in self._kinds:
            after = ""
            while ids := await self._page(kind, after):
                after = ids[-1]
                done, faults = await self._decide(kind, ids)
                changed += done
                failed += faults
        self.trouble = None
        if failed:
            self.trouble = f"{len(failed)} thing(s) could not be reckoned by the new calendar: {failed[0]}"[
                :300
            ]
        return changed

    async def _close(self, positions: Sequence[int]) -> None:
        async with self._desk.database.transaction() as connection:
            for position in positions:
                statement = sa.text(
                    "update calendar_notices set applied_at = :now where position = :position"
                )
                await connection.execute(
                    statement, {"now": rfc3339(self._desk.clock.now()), "position": position}
                )

    async def _page(self, kind: Kind[Any], after: str) -> list[str]:
        statement = sa.text(f"select id from {kind.table} where id > :after order by id limit :page")  # noqa: S608  # the kind's table
        async with self._desk.database.reading() as connection:
            rows = await connection.execute(statement, {"after": after, "page": PAGE})
            return [row.id for row in rows]

    async def _decide(self, kind: Kind[Any], ids: Sequence[str]) -> tuple[int, list[str]]:
        """All in one transaction; when that meets somebody who was quicker, or cannot be written, each by itself."""
        try:
            return await self._together(kind, ids)
        except Exception as error:
            if is_outage(error):
                raise
            if len(ids) == 1 and not is_conflict(error):
                return 0, [self._note(kind, ids[0], error)]
        await asyncio.sleep(0.01)
        results = [await self._decide(kind, [id_]) for id_ in ids]
        return sum(done for done, _ in results), [fault for _, faults in results for fault in faults]

    async def _together(self, kind: Kind[Any], ids: Sequence[str]) -> tuple[int, list[str]]:
        desk, faults = self._desk, []
        decisions: list[Decision] = []
        span = start_batch(desk.telemetry.tracer, "reckon by another calendar")
        tail = " for update" if desk.database.dialect == "postgresql" else ""
        statement = sa.text(
            f"select id, version, doc from {kind.table} where id {desk.database.many('ids')} order by id{tail}"  # noqa: S608  # the kind's table
        )
        try:
            async with desk.database.transaction() as connection:
                rows = await connection.execute(statement, {"ids": desk.database.texts(ids)})
                for row in rows.all():
                    thing: Loaded[Any] = Loaded(kind, kind.decode(row.doc), row.version)
                    try:
                        decided = self._asked(kind, thing)
                    except Exception as error:  # noqa: BLE001  # whatever a rule raises must not take the other things along
                        faults.append(self._note(kind, row.id, error))
                        continue
                    if decided is not None:
                        decisions.append((thing, decided))
                written = await write_decisions(desk, connection, decisions, span=span) if decisions else []
        finally:
            span.end()
        desk.announce(written)
        desk.written(thing for thing, _ in decisions)
        self.service.releasing.soon(
            sorted({case for thing, _ in decisions for case in kind.case_ids(thing.state)})
        )
        return len(decisions), faults

    def _asked(self, kind: Kind[Any], thing: Loaded[Any]) -> Decided[Any] | None:
        if kind.on_calendar is None:
            return None
        return kind.on_calendar(thing.state, now=self._desk.clock.now(), policy=self._desk.policy)

    def _note(self, kind: Kind[Any], thing_id: str, error: Exception) -> str:
        sentence = f"{kind.name} {thing_id}: {type(error).__name__}: {error}"[:300]
        self._desk.telemetry.log.error(
            "calendar.thing_failed", kind=kind.name, thing_id=thing_id, error=sentence
        )
        return sentence


def with_calendar(policy: Any, calendar: WorkCalendar) -> Any:
    """The policy with another calendar: by its own `with_calendar`, or its field `calendar`; else as it is."""
    if hasattr(policy, "with_calendar"):
        return policy.with_calendar(calendar)
    if (
        is_dataclass(policy)
        and not isinstance(policy, type)
        and any(f.name == "calendar" for f in fields(policy))
    ):
        return replace(policy, calendar=calendar)
    return policy
