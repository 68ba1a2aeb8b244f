"""What any agency may announce beside its own facts: parked messages, alarms of its clocks, looks at shared data.

Reader: the gateway, for the case page. A parked message stops its own case in that agency and no other case; who lets
it go on leaves a name and a reason. A clock's alarm is a fact and never an undo. Clocks and shared data also exist for
entries of registers (an enterprise's filing): `register_name` says which register, and that the subject is no case.
"""

from __future__ import annotations

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Article, Day, Id, Name, Sentence


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


class _OfCaseOrRegister(FactData):
    register_name: Name | None = None
    """The register whose entry the subject is; None when the subject is a case."""


class ClockDueSoon(_OfCaseOrRegister):
    """The last day of a time limit is near. `matter` is the limit's name, `thing_id` what the agency decides about."""

    matter: Name
    thing_id: Id
    due_on: Day
    started_on: Day
    provisional: bool
    article: Article | None = None


class ClockBreached(_OfCaseOrRegister):
    """The last day of a time limit has passed, 24:00 in Shanghai, without the act. An alarm, never an undo."""

    matter: Name
    thing_id: Id
    due_on: Day
    started_on: Day
    provisional: bool
    article: Article | None = None


class ClockRecomputed(_OfCaseOrRegister):
    """A holiday notice was loaded: the last day moved from `was` to `due_on`, or is no longer provisional."""

    matter: Name
    thing_id: Id
    was: Day
    due_on: Day
    provisional: bool
    notice: Name | None = None


class SharingLookedUp(_OfCaseOrRegister):
    """Another agency asked for shared data, and was or was not given it: who, which fields, why, by which agreement."""

    resource: Name
    fields: tuple[Name, ...]
    by_agency: Name
    by_subject: Name
    purpose: Name
    agreement: Name | None = None
    answered: bool


class SharingDisputed(_OfCaseOrRegister):
    """A receiving agency holds a shared field for wrong (校核纠错); its source must answer until `due_on`."""

    dispute_id: Id
    resource: Name
    field: Name
    value: Sentence | None = None
    proposed: Sentence | None = None
    reason: Sentence
    by_agency: Name
    due_on: Day


class SharingDisputeAnswered(_OfCaseOrRegister):
    """The source answered: `upheld` when the disputing agency was right, with the value that holds now."""

    dispute_id: Id
    upheld: bool
    value: Sentence | None = None
    reason: Sentence


FACTS: dict[str, type[FactData]] = {
    "message.parked.v1": MessageParked,
    "message.retried.v1": MessageRetried,
    "message.skipped.v1": MessageSkipped,
    "clock.due_soon.v1": ClockDueSoon,
    "clock.breached.v1": ClockBreached,
    "clock.recomputed.v1": ClockRecomputed,
    "sharing.looked_up.v1": SharingLookedUp,
    "sharing.disputed.v1": SharingDisputed,
    "sharing.dispute_answered.v1": SharingDisputeAnswered,
}


def is_about_a_case(data: FactData) -> bool:
    """Whether the subject of a fact is a case and not an entry of some register."""
    return getattr(data, "register_name", None) is None
