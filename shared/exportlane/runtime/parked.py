"""What an operator does to a parked message: have it handled again, or let the case go on without it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Announce, FactData
from exportlane.contracts.operations import MessageRetried, MessageSkipped
from exportlane.runtime.attempt import INBOX, inbox_row
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Insert, is_conflict
from exportlane.runtime.ids import new_id
from exportlane.runtime.incoming import Incoming
from exportlane.runtime.ledger import Cause, Scribe, heads_of
from exportlane.runtime.parking import get_row, read_parked, show
from exportlane.runtime.problems import problem

if TYPE_CHECKING:
    from exportlane.contracts.envelope import Envelope
    from exportlane.runtime.service import Service

CLOSED = frozenset({"done", "skipped"})
MODELS: dict[str, type[MessageRetried | MessageSkipped]] = {
    "message.retried.v1": MessageRetried,
    "message.skipped.v1": MessageSkipped,
}


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to which message, by whom (`agency/role/subject`) and why."""

    type: str
    row: Any
    message: Incoming
    by: str
    reason: str


async def retry_parked(service: Service, parked_id: str, *, reason: str, by: str) -> dict[str, Any]:
    """Handle the message again, then those that waited behind it. The answer says what came of it."""
    async with _transaction(service) as connection:
        row = await _open_row(connection, parked_id)
        act = Act("message.retried.v1", row, read_parked(row), by, reason)
        noted = await _note(service, connection, act)
    service.desk.announce(noted)
    handled = await service.handling.retry(act.message)
    if handled:
        await service.handling.release([act.message.case_id])
    return await _after(service, parked_id, "handled" if handled else "still-parked")


async def skip_parked(service: Service, parked_id: str, *, reason: str, by: str) -> dict[str, Any]:
    """Set the message aside for good: its place in the lane counts as taken, and what waited behind it goes on."""
    async with _transaction(service) as connection:
        row = await _open_row(connection, parked_id)
        act = Act("message.skipped.v1", row, read_parked(row), by, reason)
        await _refuse_out_of_turn(connection, act)
        noted = await _note(service, connection, act)
        closed = sa.text("update parked set state = 'skipped' where id = :id")
        await connection.execute(closed, {"id": parked_id})
        if _occupies_a_place(act):
            act.message.prove()
            place = inbox_row(act.message, rfc3339(service.clock.now()))
            await service.database.write(connection, [Insert("inbox", INBOX, [place])])
    service.desk.announce(noted)
    await service.handling.release([act.message.case_id])
    return await _after(service, parked_id, "skipped")


@asynccontextmanager
async def _transaction(service: Service) -> AsyncIterator[AsyncConnection]:
    try:
        async with service.database.transaction() as connection:
            yield connection
    except Exception as error:
        if is_conflict(error):
            raise problem("conflict", "The case moves just now; look again.") from error
        raise


async def _open_row(connection: AsyncConnection, parked_id: str) -> Any:
    row = await get_row(connection, parked_id)
    if row is None:
        raise problem("not-found", f"There is no parked message {parked_id}.")
    if row.state in CLOSED:
        raise problem("move-not-allowed", f"The message is {row.state} already.")
    return row


def _occupies_a_place(act: Act) -> bool:
    """Whether the message is one of its lane's. What is untrusted is nobody's."""
    return act.message.envelope is not None and act.row.state != "untrusted"


async def _refuse_out_of_turn(connection: AsyncConnection, act: Act) -> None:
    """A message may be skipped only when it is the next of its lane; otherwise the gap before it would be hidden."""
    envelope = act.message.envelope
    if envelope is None or not _occupies_a_place(act):
        return
    statement = sa.text("select max(sequence) from inbox where case_id = :case_id and source = :source")
    key = {"case_id": envelope.subject, "source": envelope.source}
    newest = (await connection.execute(statement, key)).scalar_one() or 0
    if envelope.sequence != newest + 1:
        sentence = f"Fact {newest + 1} of {envelope.source} comes first; this is fact {envelope.sequence}."
        raise problem("move-not-allowed", sentence)


async def _note(service: Service, connection: AsyncConnection, act: Act) -> list[Envelope]:
    """Write down who did it and why: in the row, and in the ledger when the message belongs to a case."""
    now = service.clock.now()
    await connection.execute(
        sa.text("update parked set changed_at = :at, changed_by = :by, reason = :why where id = :id"),
        {"at": rfc3339(now), "by": act.by, "why": act.reason, "id": act.row.id},
    )
    envelope = act.message.envelope
    if envelope is None or not _occupies_a_place(act):
        return []
    data: FactData = MODELS[act.type](fact_id=envelope.id[:64], by=act.by, reason=act.reason)
    heads = await heads_of(service.database, connection, [envelope.subject])
    scribe = Scribe(service.name, service.desk.signer, heads)
    cause = Cause(new_id(), envelope.correlationid, act.by)
    scribe.write([Announce(envelope.subject, act.type, data)], cause, now)
    await service.database.write(connection, [scribe.rows()])
    return scribe.written


async def _after(service: Service, parked_id: str, outcome: str) -> dict[str, Any]:
    """What a look at the database says now, after the act."""
    async with service.database.reading() as connection:
        row = await get_row(connection, parked_id)
    return {"service": service.name, "outcome": outcome, **asdict(show(row))}
