"""What licensing does beside its requests: take filings over from the national platform, answer reports of misuse, tell
applications what time alone has changed about their firm.

Nobody asks for any of it. All is decided by the same pure rules, written in one transaction with their facts, and safe
to be tried again: a filing that is there is not taken over twice, a report that was answered is not answered again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.envelope import Envelope
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import is_conflict, is_outage
from exportlane.runtime.ids import new_id
from exportlane.runtime.propagation import start_batch
from exportlane.runtime.storage import Loaded, load_thing
from exportlane.runtime.unasked import Decision, write_decisions
from licensing import filing as law
from licensing.domain import Outcome
from licensing.domain.articles import EXIT_MECHANISM
from licensing.filing import FilingStatus
from licensing.storage import APPLICATIONS, FILINGS, filing_of, open_applications

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

MISUSE = frozenset({"vehicle.misuse_reported.v1", "quota.misuse_established.v1"})
PLATFORM = "national"
"""The profile of a filing that was made on the national platform."""
BY = "licensing/rule/misuse"
PAUSE = 5.0
MOMENT = 0.05
"""How long the start waits for another replica that is taking the same filing over."""
LOOK_SECONDS = 5.0
"""How soon after midnight an open application carries what the new day made of its firm's filing."""


class Watch:
    """A companion of the service: the register before anything is heard, the reports whenever one is."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._something = asyncio.Event()
        service.on_heard.append(self._heard)

    async def open(self) -> None:
        """Take the register over first: what is heard of a firm must find its filing, or it would concern nobody."""
        while True:
            try:
                return await self.take_over()
            except Exception as error:
                if not is_conflict(error):
                    raise
                self._service.telemetry.log.info("register.another_replica", error=repr(error)[:300])
                await asyncio.sleep(MOMENT)

    def routes(self, router: APIRouter) -> None:
        """None of its own."""

    def vitals(self) -> Mapping[str, object]:
        return {}

    def troubles(self) -> tuple[str, ...]:
        return ()

    def _heard(self, heard: Sequence[Envelope]) -> None:
        if any(fact.type in MISUSE for fact in heard):
            self._something.set()

    async def run(self) -> None:
        """Until it is cancelled. An outage is waited out."""
        while True:
            try:
                await self.answer_reports()
                await self.tell_applications()
            except Exception as error:
                if not (is_outage(error) or is_conflict(error)):
                    raise
                self._service.telemetry.log.warning("register.waiting", error=repr(error)[:300])
                await asyncio.sleep(PAUSE)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):  # wait_for may swallow a cancellation
                    await self._something.wait()
            self._something.clear()

    async def take_over(self) -> None:
        """Bring in the filings of the platform that the tables do not have yet."""
        service = self._service
        for standing in service.policy.register.values():
            async with service.database.transaction() as connection:
                if await filing_of(service.database, connection, standing.uscc) is not None:
                    continue
                decided = law.import_filing(
                    standing, new_id(), PLATFORM, now=service.clock.now(), policy=service.policy
                )
                written = await self._write(connection, [(Loaded(FILINGS, None, 0), decided)])
            service.desk.announce(written)

    async def answer_reports(self) -> None:
        """Suspend the filing of every firm whose vehicle was misused (C19)."""
        statement = sa.text(
            "select id, uscc, vin, reason from misuse_reports where answered_at is null order by id"
        )
        async with self._service.database.reading() as connection:
            reports = (await connection.execute(statement)).all()
        for report in reports:
            await self._suspend(report.id, report.uscc, f"{report.vin}: {report.reason}"[:1000])

    async def _suspend(self, report_id: str, uscc: str, reason: str) -> None:
        service, decisions = self._service, list[Decision]()
        async with service.database.transaction() as connection:
            known = await filing_of(service.database, connection, uscc)
            thing = known and await load_thing(service.database, connection, FILINGS, known.id, lock=True)
            if thing and thing.state and thing.state.status is FilingStatus.FILED:
                outcome = Outcome("vehicle_misused", reason, EXIT_MECHANISM)
                suspended = law.suspend_filing(thing.state, outcome, by=BY)
                if not isinstance(suspended, Refused):
                    decisions = [(thing, suspended), *await self._carried(connection, suspended)]
            written = await self._write(connection, decisions)
            answered = sa.text("update misuse_reports set answered_at = :now where id = :id")
            await connection.execute(answered, {"now": rfc3339(service.clock.now()), "id": report_id})
        service.desk.announce(written)

    async def _carried(self, connection: AsyncConnection, filing: Decided[law.Filing]) -> Sequence[Decision]:
        service, carried = self._service, list[Decision]()
        for id_ in await open_applications(connection, filing.state.uscc):
            thing = await load_thing(service.database, connection, APPLICATIONS, id_, lock=True)
            if thing is not None and thing.state is not None:
                carried.append((thing, law.carry_over(filing.state, thing.state, now=service.clock.now())))
        return carried

    async def tell_applications(self) -> None:
        """Tell the open applications what time alone has changed: a filing ran out, a listing began or ended."""
        statement = sa.text("select id from filings where untold = 'yes' order by id")
        async with self._service.database.reading() as connection:
            untold = (await connection.execute(statement)).all()
        for filing in untold:
            await self._tell(filing.id)

    async def _tell(self, filing_id: str) -> None:
        service, decisions = self._service, list[Decision]()
        async with service.database.transaction() as connection:
            thing = await load_thing(service.database, connection, FILINGS, filing_id, lock=True)
            if thing is None or thing.state is None or not thing.state.untold:
                return
            told = Decided(replace(thing.state, untold=False))
            # Where the firm is on the register anew, that filing counts, and the old one changes nothing.
            newest = await filing_of(service.database, connection, thing.state.uscc)
            carried = await self._carried(connection, told) if newest and newest.id == filing_id else ()
            decisions = [(thing, told), *carried]
            written = await self._write(connection, decisions)
        service.desk.announce(written)

    async def _write(self, connection: AsyncConnection, decisions: Sequence[Decision]) -> Sequence[Envelope]:
        span = start_batch(self._service.telemetry.tracer, "keep the register")
        try:
            return await write_decisions(self._service.desk, connection, decisions, span=span)
        finally:
            span.end()
