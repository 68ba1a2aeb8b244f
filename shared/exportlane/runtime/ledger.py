"""The ledger: every fact an agency announces, append-only, numbered and chained per case, signed.

It is outbox, audit trail and replay source in one table. `Scribe` writes facts down inside the caller's transaction; it
keeps the head of each case's chain while the transaction decides, and gives the rows at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Announce
from exportlane.contracts.envelope import GENESIS, Envelope, digest
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Columns, Database, Insert
from exportlane.runtime.ids import new_id
from exportlane.runtime.signing import SignatureRefused, Signer, Verifier

Head = tuple[int, str]
"""Sequence and digest of the newest fact of a case; (0, GENESIS) when there is none."""

COLUMNS: Columns = (
    ("id", "text"), ("case_id", "text"), ("sequence", "bigint"), ("type", "text"), ("time", "text"),
    ("recordedtime", "text"), ("prevhash", "text"), ("digest", "text"), ("correlationid", "text"),
    ("causationid", "text"), ("actor", "text"), ("traceparent", "text"), ("tracestate", "text"), ("data", "text"),
    ("signature", "text"),
)  # fmt: skip
SELECT = f"select position, published, {', '.join(name for name, _ in COLUMNS)} from ledger"  # noqa: S608  # our own names


@dataclass(frozen=True, slots=True)
class Cause:
    """Why facts are announced: the fact or request before them, the batch, who decided, and the trace."""

    id: str
    correlation_id: str
    actor: str
    traceparent: str = ""
    tracestate: str = ""


class Scribe:
    """Numbers, chains and signs the facts of one transaction."""

    def __init__(self, source: str, signer: Signer, heads: Mapping[str, Head]) -> None:
        self._source = source
        self._signer = signer
        self._heads = dict(heads)
        self.written: list[Envelope] = []
        self._digests: list[str] = []

    def add_heads(self, heads: Mapping[str, Head]) -> None:
        """Take up the chains of further cases."""
        self._heads |= heads

    def write(self, facts: Sequence[Announce], cause: Cause, now: datetime) -> None:
        """Write facts down, each behind the newest of its case."""
        moment = rfc3339(now)
        for fact in facts:
            sequence, previous = self._heads.get(fact.case_id, (0, GENESIS))
            unsigned = Envelope(
                id=new_id(),
                source=self._source,
                type=fact.type,
                time=moment,
                subject=fact.case_id,
                sequence=sequence + 1,
                prevhash=previous,
                correlationid=cause.correlation_id,
                causationid=cause.id,
                recordedtime=moment,
                actor=cause.actor,
                traceparent=cause.traceparent,
                tracestate=cause.tracestate,
                data=fact.data.model_dump_json().encode(),
            )
            statement = unsigned.statement()
            self.written.append(replace(unsigned, signature=self._signer.sign(statement)))
            self._digests.append(digest(statement))
            self._heads[fact.case_id] = (sequence + 1, self._digests[-1])

    def rows(self) -> Insert:
        """The rows of the ledger, to be written in the same transaction as the states."""
        return Insert(
            "ledger", COLUMNS, [_row(e, d) for e, d in zip(self.written, self._digests, strict=True)]
        )


def _row(envelope: Envelope, own_digest: str) -> tuple[str | int, ...]:
    return (
        envelope.id, envelope.subject, envelope.sequence, envelope.type, envelope.time, envelope.recordedtime,
        envelope.prevhash, own_digest, envelope.correlationid, envelope.causationid, envelope.actor,
        envelope.traceparent, envelope.tracestate, envelope.data.decode(), envelope.signature,
    )  # fmt: skip


def read_row(row: Any, source: str) -> Envelope:
    """The envelope of a ledger row."""
    return Envelope(
        id=row.id, source=source, type=row.type, time=row.time, subject=row.case_id, sequence=row.sequence,
        prevhash=row.prevhash, correlationid=row.correlationid, causationid=row.causationid,
        recordedtime=row.recordedtime, actor=row.actor, traceparent=row.traceparent, tracestate=row.tracestate,
        data=row.data.encode(), signature=row.signature,
    )  # fmt: skip


HEADS_POSTGRESQL = """
    select c.id as case_id, h.sequence, h.digest from unnest(cast(:cases as text[])) c(id)
      cross join lateral (select l.sequence, l.digest from ledger l where l.case_id = c.id
                           order by l.sequence desc limit 1) h"""
HEADS_SQLITE = """
    select l.case_id, l.sequence, l.digest from ledger l
    where l.case_id in (select value from json_each(:cases)) and l.sequence =
      (select max(m.sequence) from ledger m where m.case_id = l.case_id)"""


async def heads_of(
    database: Database, connection: AsyncConnection, case_ids: Sequence[str]
) -> dict[str, Head]:
    """The newest fact of each case in this ledger."""
    statement = HEADS_POSTGRESQL if database.dialect == "postgresql" else HEADS_SQLITE
    rows = await connection.execute(sa.text(statement), {"cases": database.texts(list(case_ids))})
    return {row.case_id: (row.sequence, row.digest) for row in rows}


async def facts_of(
    database: Database, connection: AsyncConnection, source: str, case_ids: Sequence[str]
) -> list[Envelope]:
    """The facts of some cases in this ledger, oldest first."""
    statement = sa.text(f"{SELECT} where case_id {database.many('cases')} order by position")
    rows = await connection.execute(statement, {"cases": database.texts(list(case_ids))})
    return [read_row(row, source) for row in rows]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk through a whole ledger found. `faults` are sentences; empty means that every fact holds."""

    facts: int
    cases: int
    faults: tuple[str, ...]


async def verify(database: Database, source: str, verifier: Verifier, *, page: int = 1000) -> Verification:
    """Walk through the ledger: sequences without gaps, digests, chains and signatures."""
    heads: dict[str, Head] = {}
    faults: list[str] = []
    position, facts = 0, 0
    statement = sa.text(f"{SELECT} where position > :position order by position limit :page")
    while True:
        async with database.reading() as connection:
            rows = (await connection.execute(statement, {"position": position, "page": page})).all()
        if not rows:
            return Verification(facts, len(heads), tuple(faults))
        for row in rows:
            facts += 1
            faults.extend(_faults(read_row(row, source), row.digest, heads, verifier))
        position = rows[-1].position


def _faults(envelope: Envelope, stored: str, heads: dict[str, Head], verifier: Verifier) -> list[str]:
    faults = []
    where = f"case {envelope.subject}, sequence {envelope.sequence}"
    sequence, previous = heads.get(envelope.subject, (0, GENESIS))
    statement = envelope.statement()
    own = digest(statement)
    if envelope.sequence != sequence + 1:
        faults.append(f"{where}: the fact before it is number {sequence}")
    if envelope.prevhash != previous:
        faults.append(f"{where}: the chain is broken")
    if own != stored:
        faults.append(f"{where}: the digest does not fit the content")
    try:
        verifier.verify(envelope.signature, statement, source=envelope.source)
    except SignatureRefused as error:
        faults.append(f"{where}: {error}")
    heads[envelope.subject] = (envelope.sequence, own)
    return faults
