"""What transport does beside its requests: take up the police's reports of misuse, and freeze the firm's grants.

A report is about one unit, what follows concerns all grants of its firm: so it is decided here, in one transaction with
the facts, by the same rules as at the counter, and safe to be tried again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Refused
from exportlane.contracts.envelope import Envelope
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import is_conflict, is_outage
from exportlane.runtime.ids import new_id
from exportlane.runtime.propagation import start_batch
from exportlane.runtime.storage import Loaded, load_thing
from exportlane.runtime.unasked import Decision, write_decisions
from transport import domain
from transport.domain import Misuse, Report
from transport.storage import GRANTS, MISUSES, UNITS, things_where

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

REPORTED: Final = "vehicle.misuse_reported.v1"
PAUSE: Final = 5.0
LOOK_SECONDS: Final = 5.0


def background(service: Service) -> Sequence[Callable[[], Awaitable[None]]]:
    """The task of transport."""
    return (Watch(service).run,)


class Watch:
    """One task: the reports, whenever one is heard."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._something = asyncio.Event()
        service.on_heard.append(self._heard)

    def _heard(self, heard: Sequence[Envelope]) -> None:
        if any(fact.type == REPORTED for fact in heard):
            self._something.set()

    async def run(self) -> None:
        """Until it is cancelled. An outage is waited out."""
        while True:
            try:
                await self.answer_reports()
            except Exception as error:
                if not (is_outage(error) or is_conflict(error)):
                    raise
                self._service.telemetry.log.warning("reports.waiting", error=repr(error)[:300])
                await asyncio.sleep(PAUSE)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):  # wait_for may swallow a cancellation
                    await self._something.wait()
            self._something.clear()

    async def answer_reports(self) -> None:
        """Take up every report that nobody has taken up yet."""
        statement = sa.text("select id from misuse_reports where answered_at is null order by id")
        async with self._service.database.reading() as connection:
            waiting = (await connection.execute(statement)).all()
        for row in waiting:
            await self._take_up(row.id)

    async def _take_up(self, report_id: str) -> None:
        service = self._service
        # Another replica may have taken it up meanwhile: the row is held, and looked at again.
        tail = " for update" if service.database.dialect == "postgresql" else ""
        held = sa.text(f"select * from misuse_reports where id = :id and answered_at is null{tail}")  # noqa: S608  # our own words
        answered = sa.text("update misuse_reports set answered_at = :now where id = :id")
        async with service.database.transaction() as connection:
            row = (await connection.execute(held, {"id": report_id})).one_or_none()
            if row is None:
                return
            decisions = await self._decided(connection, row)
            span = start_batch(service.telemetry.tracer, "take up a report")
            try:
                written = await write_decisions(service.desk, connection, decisions, span=span)
            finally:
                span.end()
            await connection.execute(answered, {"now": rfc3339(service.clock.now()), "id": report_id})
        service.desk.announce(written)

    async def _decided(self, connection: AsyncConnection, row: Any) -> list[Decision]:
        said = Report(row.id, row.code, row.reason, date.fromisoformat(row.reported_on), row.reported_by)
        decided = await taken_up(self._service, connection, row.unit_no, said)
        # The unit was revoked meanwhile: the report says nothing that is not decided already.
        return [] if isinstance(decided, Refused) else decided


async def taken_up(
    service: Service, connection: AsyncConnection, unit_no: str, said: Report
) -> list[Decision] | Refused:
    """The proceeding with the report in it, and the firm's grants frozen; refused where no car is on the unit."""
    database = service.database
    running = await things_where(database, connection, MISUSES, {"open_unit": unit_no}, lock=True)
    before: Loaded[Misuse] | None = running[0] if running else None
    unit = await load_thing(database, connection, UNITS, unit_no)
    state = unit.state if unit is not None else None
    answer = domain.report(new_id(), state, said, before.state if before else None)
    if isinstance(answer, Refused):
        return answer
    decisions: list[Decision] = [(before or Loaded(MISUSES, None, 0), answer)]
    grants = await things_where(database, connection, GRANTS, {"uscc": answer.state.uscc}, lock=True)
    decisions.extend(
        (grant, domain.freeze(grant.state, answer.state, on=said.on))
        for grant in grants
        if grant.state is not None
    )
    return decisions
