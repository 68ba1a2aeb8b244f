"""What a service decides without being asked: because a moment came, or because another calendar holds.

The facts are written down by the same scribe as all others, with the actor `clock`: no officer and no rule of a fact
heard decided them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from opentelemetry.trace import Span
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided
from exportlane.contracts.envelope import Envelope
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Insert, Update
from exportlane.runtime.desk import Desk
from exportlane.runtime.ids import new_id
from exportlane.runtime.ledger import Cause, Scribe, heads_of
from exportlane.runtime.propagation import note_announced, note_cases, traceparent_of, tracestate_of
from exportlane.runtime.storage import Loaded, extra_writes, thing_writes

ACTOR = "clock"
Decision = tuple[Loaded[Any], Decided[Any]]
"""A thing as it was loaded, and what was decided about it."""


async def write_decisions(
    desk: Desk,
    connection: AsyncConnection,
    decisions: Sequence[Decision],
    *,
    span: Span,
    beside: Iterable[Insert | Update] = (),
) -> list[Envelope]:
    """Write states, facts and rows in the caller's transaction; the answer is for `desk.announce` after the commit.

    Raises VersionConflict when somebody else changed one of the things.
    """
    now = desk.clock.now()
    cases = sorted({fact.case_id for _, decided in decisions for fact in decided.facts})
    scribe = Scribe(desk.name, desk.signer, await heads_of(desk.database, connection, cases) if cases else {})
    cause_id = new_id()
    told = [fact for _, decided in decisions for fact in decided.facts]
    if told and (refused := desk.may_tell(told, now)) is not None:
        # Like any other failure it is tried again, and shown to the operators until somebody has agreed.
        raise RuntimeError(f"{refused.slug}: {refused.sentence}")
    for thing, decided in decisions:
        thing.changed = thing.changed or decided.state != thing.state
        thing.state = decided.state
        correlation = thing.kind.correlation_of(decided.state)
        cause = Cause(cause_id, correlation, ACTOR, traceparent_of(span), tracestate_of(span))
        scribe.write(decided.facts, cause, now)
    note_cases(span, cases)
    note_announced(span, sorted({fact.type for _, decided in decisions for fact in decided.facts}))
    await desk.database.write(
        connection,
        [
            *thing_writes((thing for thing, _ in decisions), rfc3339(now)),
            scribe.rows(),
            *extra_writes(write for _, decided in decisions for write in decided.writes),
            *beside,
        ],
    )
    return scribe.written
