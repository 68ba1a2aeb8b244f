"""What any agency announces about a message that it could not handle. Reader: the gateway, for the case page.

A parked message stops its own case in that agency and no other case. Who lets it go on leaves a name and a reason.
"""

from __future__ import annotations

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Id, Name, Sentence


class MessageParked(FactData):
    """A fact of another agency is set aside with its cause; later facts of the same case wait behind it."""

    fact_id: Id
    fact_source: Name
    fact_type: Name
    cause: Name
    sentence: Sentence


class MessageRetried(FactData):
    """An operator had the parked fact handled again, and it went through or was parked anew."""

    fact_id: Id
    by: Actor
    reason: Sentence


class MessageSkipped(FactData):
    """An operator let the case go on without the parked fact, and says why."""

    fact_id: Id
    by: Actor
    reason: Sentence


FACTS: dict[str, type[FactData]] = {
    "message.parked.v1": MessageParked,
    "message.retried.v1": MessageRetried,
    "message.skipped.v1": MessageSkipped,
}
