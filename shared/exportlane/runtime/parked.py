"""What an operator does to a parked message: have it handled again, or let the case go on without it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Announce, FactData
from exportlane.contracts.operations import MessageRetried, MessageSkipped
from exportlane.runtime.attempt import INBOX
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Insert
from exportlane.runtime.ids import new_id
from exportlane.runtime.incoming import Incoming
from exportlane.runtime.ledger import Cause, Scribe, heads_of
from exportlane.runtime.parking import get_row, read_parked, show
from exportlane.runtime.problems import problem

if TYPE_CHECKING:
    from exportlane.contracts.envelope import Envelope
    from exportlane.runtime.service import Service

CLOSED = frozenset({"done", "skipped"})


async def retry_parked(service: Service, parked_id: str, *, reason: str, by: str) -> dict[str, Any]:
    """Handle the message again, then those that waited behind it. The answer says what came of it."""
    async with service.database.transaction() as connection:
        row = await _open_row(connection, parked_id)
        message = read_parked(row)
        noted = await _note(service, connection, message, row, MessageRetried, reason, by)
    service.desk.announce(noted)
    handled = await service.handling.retry(message)
    if handled:
        await service.handling.release([message.case_id])
    return await _after(service, parked_id, "handled" if handled else "still-parked")


async def skip_parked(service: Service, parked_id: str, *, reason: str, by: str) -> dict[str, Any]:
    """Set the message aside for good: its place in the lane counts as taken, and what waited behind it goes on."""
    database, moment = service.database, rfc3339(service.clock.now())
    async with database.transaction() as connection:
        row = await _open_row(connection, parked_id)
        message = read_parked(row)
        message.prove()
        await _refuse_out_of_turn(connection, message, row)
        noted = await _note(service, connection, message, row, MessageSkipped, reason, by)
        await connection.execute(
            sa.text(
                "update parked set state='skipped', changed_at=:at, changed_by=:by, reason=:why where id=:id"
            ),
            {"at": moment, "by": by, "why": reason, "id": parked_id},
        )
        if message.envelope is not None and row.state != "untrusted":
            e = message.envelope
            place = (e.subject, e.source, e.sequence, e.id, e.type, message.digest, moment)
            await database.write(connection, [Insert("inbox", INBOX, [place])])
    service.desk.announce(noted)
    await service.handling.release([message.case_id])
    return await _after(service, parked_id, "skipped")


async def _open_row(connection: AsyncConnection, parked_id: str) -> Any:
    row = await get_row(connection, parked_id)
    if row is None:
        raise problem("not-found", f"There is no parked message {parked_id}.")
    if row.state in CLOSED:
        raise problem("move-not-allowed", f"The message is {row.state} already.")
    return row


async def _refuse_out_of_turn(connection: AsyncConnection, message: Incoming, row: Any) -> None:
    """A message may be skipped only when it is the next of its lane; otherwise the gap before it would be hidden."""
    if row.state == "untrusted" or message.envelope is None:
        return
    statement = sa.text("select max(sequence) from inbox where case_id = :case_id and source = :source")
    key = {"case_id": message.case_id, "source": message.envelope.source}
    newest = (await connection.execute(statement, key)).scalar_one() or 0
    if message.envelope.sequence != newest + 1:
        raise problem(
            "move-not-allowed",
            f"Fact {newest + 1} of {message.envelope.source} comes first; this is fact {message.envelope.sequence}.",
        )


async def _note(
    service: Service,
    connection: AsyncConnection,
    message: Incoming,
    row: Any,
    model: type[MessageRetried | MessageSkipped],
    reason: str,
    by: str,
) -> list[Envelope]:
    """Write down in the ledger who did it and why. What belongs to no case (a forged message) is kept in its row only."""
    moment = rfc3339(service.clock.now())
    await connection.execute(
        sa.text("update parked set changed_at=:at, changed_by=:by, reason=:why where id=:id"),
        {"at": moment, "by": by, "why": reason, "id": row.id},
    )
    if message.envelope is None or row.state == "untrusted":
        return []
    kind = "message.retried.v1" if model is MessageRetried else "message.skipped.v1"
    data: FactData = model(fact_id=message.envelope.id, by=by, reason=reason)
    scribe = Scribe(
        service.name, service.desk.signer, await heads_of(service.database, connection, [message.case_id])
    )
    cause = Cause(new_id(), message.envelope.correlationid, by)
    scribe.write([Announce(message.case_id, kind, data)], cause, service.clock.now())
    await service.database.write(connection, [scribe.rows()])
    return scribe.written


async def _after(service: Service, parked_id: str, outcome: str) -> dict[str, Any]:
    """What a look at the database says now, after the act."""
    async with service.database.reading() as connection:
        row = await get_row(connection, parked_id)
    return {"service": service.name, "outcome": outcome, **asdict(show(row))}
