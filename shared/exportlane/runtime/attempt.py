"""One transaction for some messages: read the picture, decide, write, commit; then tell who must know.

Either everything a message leads to is durable (its place in the inbox, the thing, the facts, the parked row) or
nothing is.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from opentelemetry.trace import Span
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime import failpoints
from exportlane.runtime.batch import Announced, Batch, changed_things
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Columns, Insert
from exportlane.runtime.desk import Desk
from exportlane.runtime.incoming import Incoming
from exportlane.runtime.ledger import Scribe, heads_of
from exportlane.runtime.parking import parking_facts, parking_writes
from exportlane.runtime.picture import Named, Picture, add_named, read_picture
from exportlane.runtime.propagation import (
    note_announced,
    note_cases,
    start_batch,
    start_message,
    traceparent_of,
    tracestate_of,
)
from exportlane.runtime.storage import extra_writes, thing_writes

INBOX: Columns = (
    ("case_id", "text"), ("source", "text"), ("sequence", "bigint"), ("fact_id", "text"), ("type", "text"),
    ("digest", "text"), ("handled_at", "text"),
)  # fmt: skip
Lane = tuple[str, str]
Notes = dict[Lane, dict[int, tuple[str, str]]]
"""What the inbox knows of some lanes: by sequence, the digest and the type."""


class Attempts:
    """Makes attempts for one service. They raise what the database raises; then nothing has happened."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def make(self, messages: Sequence[Incoming]) -> Batch:
        """Handle the messages together. `Batch.deferred` are those that must be tried again by themselves."""
        desk = self._desk
        failpoints.passed(desk.name, "after_poll")
        started = time.perf_counter()
        with self._spans(messages) as spans:
            async with desk.database.transaction() as connection:
                batch = await self._decide(connection, messages, spans)
                failpoints.passed(desk.name, "after_decide")
                scribe = await self._write(connection, batch)
                failpoints.passed(desk.name, "before_commit")
            failpoints.passed(desk.name, "after_commit")
            self._note(spans, messages, batch)
        for message in (*batch.received, *batch.settled):
            message.handled = True
        desk.announce(scribe.written)
        desk.committed(batch.heard)
        desk.written(changed_things(batch.picture))
        desk.telemetry.metrics.handler_duration.record(time.perf_counter() - started)
        return batch

    async def park(self, failed: Sequence[tuple[Incoming, str]]) -> None:
        """Park messages that failed for good, each with its sentence; the ledger says so."""
        desk = self._desk
        batch = Batch(Picture(), desk)
        for message, sentence in failed:
            batch.park(message, "failed", "handler-error", sentence)
        async with desk.database.transaction() as connection:
            scribe = await self._write(connection, batch)
        self._log_parked(batch)
        desk.announce(scribe.written)

    async def _decide(
        self, connection: AsyncConnection, messages: Sequence[Incoming], spans: Sequence[Span | None]
    ) -> Batch:
        doubtful: set[Lane] = set()
        while True:
            batch = Batch(await self._picture(connection, messages), self._desk, doubtful=doubtful)
            for message, span in zip(messages, spans, strict=True):
                batch.take(message, (traceparent_of(span), tracestate_of(span)) if span else ("", ""))
            disproven = await self._compare_repeats(connection, batch) if batch.repeats else set()
            if not disproven:
                return batch
            doubtful |= disproven

    async def _picture(self, connection: AsyncConnection, messages: Sequence[Incoming]) -> Picture:
        desk = self._desk
        lanes = {m.lane for m in messages if m.envelope}
        heard = sorted({m.case_id for m in messages if m.envelope and m.envelope.type in desk.hears})
        picture = await read_picture(desk.database, connection, desk.kinds, lanes=lanes, heard=heard)
        if named := self._named(messages):
            await add_named(desk.database, connection, picture, desk.kinds, named)
        return picture

    def _named(self, messages: Sequence[Incoming]) -> set[Named]:
        """By what messages name their things in their data. What cannot be read is parked when its turn comes."""
        named: set[Named] = set()
        for message in messages:
            line = self._desk.hears.get(message.envelope.type) if message.envelope else None
            if message.envelope is None or line is None or line.about is None:
                continue
            with suppress(ValueError):
                data = self._desk.facts[message.envelope.type].model_validate_json(message.envelope.data)
                if (value := line.about(data)) is not None:
                    named.add((line.kind.name, line.found_by, value))
        return named

    async def _write(self, connection: AsyncConnection, batch: Batch) -> Scribe:
        """Write everything that was decided. Facts about parked messages join the ledger with the others."""
        desk, now = self._desk, self._desk.clock.now()
        moment = rfc3339(now)
        announced = [
            *batch.announced,
            *(Announced((fact,), cause) for fact, cause in parking_facts(batch.parkings)),
        ]
        scribe = Scribe(desk.name, desk.signer, batch.picture.ledger_heads)
        announcing = {fact.case_id for group in announced for fact in group.facts}
        if unknown := sorted(announcing - batch.picture.ledger_known):
            scribe.add_heads(await heads_of(desk.database, connection, unknown))
        for group in announced:
            scribe.write(group.facts, group.cause, now)
        parked = {parking.row_id for parking in batch.parkings}
        done = [
            m.parked_id
            for m in (*batch.received, *batch.settled)
            if m.parked_id and m.parked_id not in parked
        ]
        await desk.database.write(
            connection,
            [
                Insert("inbox", INBOX, [inbox_row(message, moment) for message in batch.received]),
                *thing_writes(changed_things(batch.picture), moment),
                scribe.rows(),
                *parking_writes(batch.parkings, done, moment),
                *extra_writes(batch.writes),
            ],
        )
        return scribe

    async def _compare_repeats(self, connection: AsyncConnection, batch: Batch) -> set[Lane]:
        """Drop the repeats of what was seen, keep anything else with their numbers aside.

        When a genuine fact shows that what was noted in its place, without proof, was a forgery, the notes from there
        on are removed; the answer names the lanes, and everything must be decided anew.
        """
        notes = await self._notes(connection, batch)
        disproven: dict[Lane, int] = {}
        for message in batch.repeats:
            if message.envelope is None:
                continue
            sequence, seen = message.envelope.sequence, notes[message.lane]
            if message.digest == seen[sequence][0]:
                if message.parked_id is not None:
                    batch.settled.append(message)
            elif (refused := batch.doubt(message)) is not None:
                batch.park(message, "untrusted", refused.slug, str(refused))
            elif all(type_ not in self._desk.hears for at, (_, type_) in seen.items() if at >= sequence):
                disproven[message.lane] = min(sequence, disproven.get(message.lane, sequence))
            else:
                source = message.envelope.source
                sentence = f"{source} signed two different facts with the number {sequence} for this case."
                batch.park(message, "untrusted", "contradiction", sentence)
        for lane, sequence in disproven.items():
            await self._remove_notes(connection, lane, sequence)
        return set(disproven)

    async def _notes(self, connection: AsyncConnection, batch: Batch) -> Notes:
        database = self._desk.database
        cases = sorted({message.case_id for message in batch.repeats})
        statement = sa.text(
            f"select case_id, source, sequence, digest, type from inbox where case_id {database.many('cases')}"  # noqa: S608  # `many` is our own text around a parameter
        )
        notes: Notes = defaultdict(dict)
        for row in await connection.execute(statement, {"cases": database.texts(cases)}):
            notes[row.case_id, row.source][row.sequence] = (row.digest, row.type)
        for message in batch.received:
            if message.envelope is not None:
                notes[message.lane][message.envelope.sequence] = (message.digest, message.envelope.type)
        return notes

    async def _remove_notes(self, connection: AsyncConnection, lane: Lane, sequence: int) -> None:
        self._desk.telemetry.log.error("lane.disproven", case_id=lane[0], source=lane[1], sequence=sequence)
        statement = (
            "delete from inbox where case_id = :case_id and source = :source and sequence >= :sequence"
        )
        await connection.execute(
            sa.text(statement), {"case_id": lane[0], "source": lane[1], "sequence": sequence}
        )

    @contextmanager
    def _spans(self, messages: Sequence[Incoming]) -> Iterator[list[Span | None]]:
        """A span for the batch and one for each message that is heard here; all end when the transaction has ended."""
        tracer, hears = self._desk.telemetry.tracer, self._desk.hears
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
        facts = {group.cause.id: group.facts for group in batch.announced}
        for span, message in zip(spans, messages, strict=True):
            if span is not None and message.envelope is not None:
                followed = facts.get(message.envelope.id, ())
                # The last vehicle of a lot decides for all of them: its message is a hop of each.
                note_cases(span, sorted({message.case_id, *(fact.case_id for fact in followed)}))
                note_announced(span, sorted({fact.type for fact in followed}))
        self._log_parked(batch)

    def _log_parked(self, batch: Batch) -> None:
        for parking in batch.parkings:
            self._desk.telemetry.log.warning(
                "message.parked", case_id=parking.message.case_id, state=parking.state, cause=parking.cause,
                sentence=parking.sentence,
            )  # fmt: skip


def inbox_row(message: Incoming, now: str) -> tuple[str | int, ...]:
    """The row that says that a message has taken its place. Raises ValueError for what is no fact."""
    envelope = message.envelope
    if envelope is None:
        raise ValueError("only a message with an envelope is received")
    return (
        envelope.subject, envelope.source, envelope.sequence, envelope.id, envelope.type, message.digest, now
    )  # fmt: skip
