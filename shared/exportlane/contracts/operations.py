"""What any agency announces about a message that it could not handle, and about data that it shares.

Reader: the gateway, for the case page; of an answered dispute also whoever rests on the field.

A parked message stops its own case in that agency and no other case. Who lets it go on leaves a name and a reason.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Code, Day, Id, Name, Sentence


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


Value = Annotated[str, Field(max_length=400, description="A value as text; a list is joined by commas")]
FieldNames = Annotated[tuple[Code, ...], Field(max_length=40)]


class SharingLookedUp(FactData):
    """Another agency asked for data of this case, and what it was given (政务数据共享条例 第二十五条).

    `answered` is false when it was refused; then `fields` is empty, and `agreement` names the agreement that does not
    reach so far, if there is one.
    """

    resource: Name
    fields: FieldNames
    by_agency: Name
    by_subject: Actor
    purpose: Code
    agreement: Id | None = None
    answered: bool


class SharingDisputed(FactData):
    """Another agency doubts a field that it was given; the source must answer by `due_on` (第二十六条 校核纠错).

    `value` is what the source said, `proposed` what the other holds to be right. Both stay.
    """

    dispute_id: Id
    resource: Name
    field: Code
    value: Value
    proposed: Value
    reason: Sentence
    by_agency: Name
    due_on: Day


class SharingDisputeAnswered(FactData):
    """The source answered. `upheld`: it corrected the field to `value`; otherwise it stands by `value` (第二十六条)."""

    dispute_id: Id
    resource: Name
    field: Code
    upheld: bool
    value: Value
    reason: Sentence


FACTS: dict[str, type[FactData]] = {
    "message.parked.v1": MessageParked,
    "message.retried.v1": MessageRetried,
    "message.skipped.v1": MessageSkipped,
    "sharing.looked_up.v1": SharingLookedUp,
    "sharing.disputed.v1": SharingDisputed,
    "sharing.dispute_answered.v1": SharingDisputeAnswered,
}
