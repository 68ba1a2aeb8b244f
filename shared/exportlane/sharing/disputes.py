"""A field that a receiving agency doubts, and the answer of its source (校核纠错). PURE.

```
 open ──answer: stands by it──► upheld_by_source
   └───answer: corrects it────► corrected
```

Both versions stay, whatever the answer is. The source has the working days of the limit `dispute_answer`; passing it is
an alarm and changes nothing. Law: 政务数据共享条例 第二十六条; the number of days stands in the rule sets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.operations import (
    ClockBreached,
    ClockDueSoon,
    ClockRecomputed,
    SharingDisputeAnswered,
    SharingDisputed,
)
from exportlane.law.calendar import WorkCalendar
from exportlane.law.instants import statutory_day
from exportlane.law.limits import Running, recompute, stop, tick, wake
from exportlane.law.rules import rule
from exportlane.sharing.looks import Asker

ARTICLE: Final = "政务数据共享条例 第二十六条"
MATTER: Final = "dispute_answer"
DISPUTED: Final = "sharing.disputed.v1"
ANSWERED: Final = "sharing.dispute_answered.v1"


class Status(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    STANDS = "stands"
    CORRECTED = "corrected"


MOVES: Final = {Status.OPEN: frozenset({"answer"}), Status.STANDS: frozenset(), Status.CORRECTED: frozenset()}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the source said: the value that holds from now on, why, who said it and when."""

    value: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What is doubted: the field of a resource of a case, as it was seen, and what it should be."""

    case_id: str
    resource: str
    field: str
    proposed: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One dispute. `value` is what the source said when it was doubted; nothing here is ever overwritten."""

    id: str
    case_id: str
    resource: str
    field: str
    value: str
    proposed: str
    reason: str
    by_agency: str
    by_subject: str
    made_on: date
    clock: Running
    status: Status = Status.OPEN
    answer: Answer | None = None

    @property
    def due_on(self) -> date:
        """The last day on which the source may answer."""
        return self.clock.due_on or self.made_on


@rule(
    "SHR-06",
    zh="数据来源部门须限期校核答复",
    en="The source answers a dispute within its working days",
    article=ARTICLE,
    effect="compute",
)
def dispute(
    id_: str, doubt: Doubt, asker: Asker, *, value: str, clock: Running
) -> Decided[Dispute] | Refused:
    """Take a dispute in, with the clock of its answer. What is proposed must differ from what the source says now."""
    if value == doubt.proposed:
        sentence = f"The field {doubt.field} says {value!r} already; there is nothing to correct."
        return Refused("nothing-to-correct", sentence, ARTICLE, "/proposed", status=422)
    made = Dispute(
        id=id_,
        case_id=doubt.case_id,
        resource=doubt.resource,
        field=doubt.field,
        value=value,
        proposed=doubt.proposed,
        reason=doubt.reason,
        by_agency=asker.agency,
        by_subject=asker.subject,
        made_on=clock.started_on,
        clock=clock,
    )
    fact = SharingDisputed(
        dispute_id=made.id,
        resource=made.resource,
        field=made.field,
        value=made.value,
        proposed=made.proposed,
        reason=made.reason,
        by_agency=made.by_agency,
        due_on=made.due_on,
    )
    return Decided(made, (Announce(made.case_id, DISPUTED, fact),))


@rule(
    "SHR-07",
    zh="校核答复维持或更正，原值与新值均留存",
    en="The source stands by its value or corrects it; both versions stay",
    article=ARTICLE,
    effect="flag",
)
def answer(
    open_: Dispute, *, correct: bool, value: str, reason: str, by: str, now: datetime
) -> Decided[Dispute] | Refused:
    """The source answers: it corrects the field to `value`, or stands by what it said."""
    if "answer" not in MOVES[open_.status]:
        return Refused("move-not-allowed", f"The dispute was answered before: {open_.status}.", ARTICLE)
    if correct and value == open_.value:
        sentence = (
            f"A correction to {value!r} changes nothing; to stand by the value, answer without a correction."
        )
        return Refused("nothing-to-correct", sentence, ARTICLE, "/value", status=422)
    holds = value if correct else open_.value
    answered = replace(
        open_,
        status=Status.CORRECTED if correct else Status.STANDS,
        answer=Answer(holds, reason, by, statutory_day(now)),
        clock=stop(open_.clock, on=statutory_day(now)),
    )
    fact = SharingDisputeAnswered(
        dispute_id=open_.id,
        resource=open_.resource,
        field=open_.field,
        upheld=correct,
        value=holds,
        reason=reason,
    )
    return Decided(answered, (Announce(open_.case_id, ANSWERED, fact),))


def next_alarm(open_: Dispute) -> datetime | None:
    """When the clock of the answer speaks next."""
    return wake(open_.clock)


def on_time(state: Dispute, *, now: datetime, policy: object) -> Decided[Dispute]:
    """The answer is due soon, or late. Passing the limit is an alarm and changes nothing."""
    del policy
    clock, alarm = tick(state.clock, now=now)
    if alarm is None or clock.due_on is None:
        return Decided(replace(state, clock=clock))
    model = ClockBreached if alarm == "breached" else ClockDueSoon
    fact = model(
        matter=clock.matter,
        thing_id=state.id,
        due_on=clock.due_on,
        started_on=clock.started_on,
        provisional=clock.provisional,
        article=clock.article or None,
    )
    return Decided(replace(state, clock=clock), (Announce(state.case_id, f"clock.{alarm}.v1", fact),))


def by_calendar(open_: Dispute, calendar: WorkCalendar) -> Decided[Dispute] | None:
    """The last day by another calendar; None when it stays."""
    moved = recompute(open_.clock, calendar=calendar)
    if moved == open_.clock or moved.due_on is None or open_.clock.due_on is None:
        return None
    fact = ClockRecomputed(
        matter=moved.matter,
        thing_id=open_.id,
        was=open_.clock.due_on,
        due_on=moved.due_on,
        provisional=moved.provisional,
        notice=calendar.notice_of(moved.due_on),
    )
    return Decided(replace(open_, clock=moved), (Announce(open_.case_id, "clock.recomputed.v1", fact),))


def on_calendar(state: Dispute, *, now: datetime, policy: object) -> Decided[Dispute] | None:
    """A holiday notice was loaded: the last day follows from it, if the agency's policy carries its calendar."""
    del now
    calendar: WorkCalendar | None = getattr(policy, "calendar", None)
    return None if calendar is None else by_calendar(state, calendar)
