"""Handling messages: a batch in one transaction, single messages when one fails, parking when it keeps failing.

The promise: when `handle` returns, every message of the batch has had its effect exactly once, or is parked with its cause; then,
and only then, may the offsets be committed. A database out of reach is waited for, aloud, and nothing is acknowledged meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from opentelemetry.trace import Span
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import FactData
from exportlane.contracts.envelope import Envelope
from exportlane.runtime import failpoints
from exportlane.runtime.batch import Announced, Batch, Parking, changed_things, untrusted_id
from exportlane.runtime.bus.contract import Delivery
from exportlane.runtime.clock import Clock, rfc3339
from exportlane.runtime.database import Columns, Database, Insert, VersionConflict, is_outage
from exportlane.runtime.ids import new_id
from exportlane.runtime.incoming import Incoming, from_delivery
from exportlane.runtime.ledger import Cause, Scribe, heads_of
from exportlane.runtime.parking import parking_facts, parking_writes, releasable
from exportlane.runtime.picture import read_picture
from exportlane.runtime.propagation import (
    note_announced,
    note_case,
    start_batch,
    start_message,
    traceparent_of,
    tracestate_of,
)
from exportlane.runtime.signing import SignatureRefused, Signer, Verifier
from exportlane.runtime.storage import Hears, Kind, extra_writes, thing_writes
from exportlane.runtime.telemetry import Telemetry

INBOX: Columns = (
    ("case_id", "text"), ("source", "text"), ("sequence", "bigint"), ("fact_id", "text"), ("type", "text"),
    ("digest", "text"), ("handled_at", "text"),
)  # fmt: skip
LONGEST_PAUSE = 5.0


@dataclass(frozen=True)
class Desk:
    """What handling needs of its service."""

    name: str
    kinds: Mapping[str, Kind[Any]]
    hears: Mapping[str, Hears]
    facts: Mapping[str, type[FactData]]
    database: Database
    signer: Signer
    verifier: Verifier
    clock: Clock
    policy: Any
    telemetry: Telemetry
    announce: Callable[[Sequence[Envelope]], None]
    """Told of facts that were just committed, in order: the relay."""
    committed: Callable[[Sequence[Envelope]], None]
    """Told of facts heard whose effect was just committed: live views."""
    attempts: int = 4
    backoff_seconds: float = 0.1


class Handling:
    """Turns deliveries into effects."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.outage: str | None = None
        """Why the service waits for its database, None when it does not."""

    async def handle(self, deliveries: Sequence[Delivery]) -> None:
        """Return when all effects are durable. Waits as long as the database is out of reach."""
        await self._until_reachable([from_delivery(delivery) for delivery in deliveries])

    async def release(self, case_ids: Sequence[str]) -> None:
        """Try again what waits for these cases and needs no person, in order, until nothing moves any more."""
        moved = True
        while moved and case_ids:
            async with self._desk.database.reading() as connection:
                waiting = await releasable(self._desk.database, connection, case_ids)
            moved = False
            for message in waiting:
                moved = await self.retry(message) or moved

    async def retry(self, message: Incoming) -> bool:
        """Try one parked message again. True when it was handled."""
        batch = await self._single(message)
        return any(handled is message for handled in batch.received) if batch else False

    async def _until_reachable(self, messages: list[Incoming]) -> None:
        pause = self._desk.backoff_seconds or 0.05
        while True:
            try:
                await self._all(messages)
            except Exception as error:
                if not is_outage(error):
                    raise
                self.outage = f"The database of {self._desk.name} is out of reach: {type(error).__name__}."
                self._desk.telemetry.log.warning(
                    "database.unreachable", error=repr(error)[:300], wait_seconds=pause
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self.outage = None
                return

    async def _all(self, messages: list[Incoming]) -> None:
        try:
            batch = await self._attempt(messages)
        except (IntegrityError, VersionConflict) as error:
            # Another replica, or an officer, was quicker on one of these things. Together they cannot be written; one by one they can.
            self._desk.telemetry.log.info(
                "batch.conflict", messages=len(messages), error=type(error).__name__
            )
            for message in messages:
                await self._single(message)
            return
        for message, error in batch.deferred:
            await self._single(message, error)
        await self._release_after(batch)

    async def _single(self, message: Incoming, error: Exception | None = None) -> Batch | None:
        """One message in a transaction of its own, tried with a growing pause; then it is parked."""
        last: Exception | None = error
        for attempt in range(self._desk.attempts):
            if attempt or error:
                await asyncio.sleep(self._desk.backoff_seconds * 2**attempt)
            try:
                batch = await self._attempt([message])
            except Exception as raised:
                if is_outage(raised):
                    raise
                last = raised
                continue
            if not batch.deferred:
                await self._release_after(batch)
                return batch
            last = batch.deferred[0][1]
        await self._park_failed(message, last or RuntimeError("no cause was kept"))
        return None

    async def _park_failed(self, message: Incoming, error: Exception) -> None:
        sentence = f"The handler failed {self._desk.attempts} times: {type(error).__name__}: {error}"
        self._desk.telemetry.log.error(
            "message.parked", case_id=message.case_id, cause="handler-error", sentence=sentence
        )
        async with self._desk.database.transaction() as connection:
            row_id = message.parked_id or new_id()
            parking = Parking(row_id, message, "failed", "handler-error", sentence)
            await self._write(connection, None, [parking])

    async def _release_after(self, batch: Batch) -> None:
        parked = batch.picture.parked
        cases = sorted({m.case_id for m in batch.received if m.parked_id is None and parked.get(m.case_id)})
        if cases:
            await self.release(cases)

    async def _attempt(self, messages: Sequence[Incoming]) -> Batch:
        desk = self._desk
        failpoints.passed(desk.name, "after_poll")
        started = time.perf_counter()
        with self._spans(messages) as spans:
            async with desk.database.transaction() as connection:
                batch = await self._read(connection, messages)
                for message, span in zip(messages, spans, strict=True):
                    batch.take(message, (traceparent_of(span), tracestate_of(span)) if span else ("", ""))
                failpoints.passed(desk.name, "after_decide")
                if batch.repeats:
                    await self._compare_repeats(connection, batch)
                scribe = await self._write(connection, batch, batch.parkings)
                failpoints.passed(desk.name, "before_commit")
            failpoints.passed(desk.name, "after_commit")
            self._note(spans, messages, batch)
        desk.announce(scribe.written)
        desk.committed(batch.heard)
        desk.telemetry.metrics.handler_duration.record(time.perf_counter() - started)
        return batch

    async def _read(self, connection: AsyncConnection, messages: Sequence[Incoming]) -> Batch:
        desk = self._desk
        cases = sorted({m.case_id for m in messages if m.envelope})
        heard = sorted({m.case_id for m in messages if m.envelope and m.envelope.type in desk.hears})
        picture = await read_picture(desk.database, connection, desk.kinds, cases=cases, heard=heard)
        return Batch(
            picture,
            hears=desk.hears,
            facts=desk.facts,
            verifier=desk.verifier,
            clock=desk.clock,
            policy=desk.policy,
        )

    async def _write(
        self, connection: AsyncConnection, batch: Batch | None, parkings: Sequence[Parking]
    ) -> Scribe:
        """Write everything the attempt decided. Facts about parked messages join the ledger with the others."""
        desk, now = self._desk, self._desk.clock.now()
        moment = rfc3339(now)
        announced = list(batch.announced) if batch else []
        for fact in parking_facts(parkings):
            announced.append(Announced((fact,), Cause(fact.data.fact_id, fact.case_id, "runtime")))  # type: ignore[attr-defined]
        known = batch.picture.ledger_known if batch else set()
        scribe = Scribe(desk.name, desk.signer, batch.picture.ledger_heads if batch else {})
        unknown = sorted({fact.case_id for group in announced for fact in group.facts} - known)
        if unknown:
            scribe.add_heads(await heads_of(desk.database, connection, unknown))
        for group in announced:
            scribe.write(group.facts, group.cause, now)
        received = batch.received if batch else []
        done = [message.parked_id for message in received if message.parked_id]
        done += batch.settled_before if batch else []
        await desk.database.write(
            connection,
            [
                Insert("inbox", INBOX, [_inbox_row(message, moment) for message in received]),
                *(thing_writes(changed_things(batch.picture), moment) if batch else ()),
                scribe.rows(),
                *parking_writes(parkings, done, moment),
                *(extra_writes(batch.writes) if batch else ()),
            ],
        )
        return scribe

    async def _compare_repeats(self, connection: AsyncConnection, batch: Batch) -> None:
        """A repeat is dropped when it is the fact that was seen; anything else with its number is not, and is kept aside."""
        statement = sa.text(
            "select digest from inbox where case_id = :case_id and source = :source and sequence = :sequence"
        )
        for message in batch.repeats:
            envelope = message.envelope
            if envelope is None:
                continue
            key = {"case_id": envelope.subject, "source": envelope.source, "sequence": envelope.sequence}
            seen = (await connection.execute(statement, key)).scalar_one_or_none()
            fresh = {m.digest for m in batch.received if m.lane == message.lane}
            if message.digest == seen or message.digest in fresh:
                if message.parked_id:
                    batch.settled_before.append(message.parked_id)
                continue
            batch.parkings.append(self._contradiction(message, envelope))

    def _contradiction(self, message: Incoming, envelope: Envelope) -> Parking:
        row_id = message.parked_id or untrusted_id(message)
        try:
            self._desk.verifier.verify(envelope.signature, message.statement, source=envelope.source)
        except SignatureRefused as error:
            return Parking(row_id, message, "untrusted", error.slug, str(error))
        sentence = (
            f"{envelope.source} signed two different facts with the number {envelope.sequence} for this case."
        )
        return Parking(row_id, message, "untrusted", "contradiction", sentence)

    @contextmanager
    def _spans(self, messages: Sequence[Incoming]) -> Iterator[list[Span | None]]:
        """A span for the batch and one for each message that is heard here; all end when the transaction has ended."""
        tracer = self._desk.telemetry.tracer
        hears = self._desk.hears
        batch = start_batch(tracer, "process batch")
        batch.set_attribute("messaging.batch.message_count", len(messages))
        spans = [
            start_message(tracer, m.envelope, batch) if m.envelope and m.envelope.type in hears else None
            for m in messages
        ]
        try:
            yield spans
        finally:
            for span in spans:
                if span is not None:
                    span.end()
            batch.end()

    def _note(self, spans: Sequence[Span | None], messages: Sequence[Incoming], batch: Batch) -> None:
        types = {group.cause.id: [fact.type for fact in group.facts] for group in batch.announced}
        for span, message in zip(spans, messages, strict=True):
            if span is not None and message.envelope is not None:
                note_case(span, message.case_id)
                note_announced(span, types.get(message.envelope.id, ()))
        for parking in batch.parkings:
            self._desk.telemetry.log.warning(
                "message.parked", case_id=parking.message.case_id, state=parking.state, cause=parking.cause,
                sentence=parking.sentence,
            )  # fmt: skip


def _inbox_row(message: Incoming, now: str) -> tuple[str | int, ...]:
    envelope = message.envelope
    if envelope is None:
        raise ValueError("only a message with an envelope is received")
    return (
        envelope.subject, envelope.source, envelope.sequence, envelope.id, envelope.type, message.digest, now
    )  # fmt: skip
