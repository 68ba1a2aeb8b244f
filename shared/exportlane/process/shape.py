"""What a row of the process is made of: the step, its limits, and what may hold it up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

ENDORSED: Final = "vehicle.transfer_pending_export.v1"
"""转让待出口: the registry's endorsement, the pre-stage of every order (机动车登记规定 第二十八条)."""

NOT_ENDORSED: Final = ("vehicle.transfer_refused.v1", "vehicle.transfer_lifted.v1")
"""The endorsement is refused (第二十九条) or taken back: the first step falls with it."""


class StepName(StrEnum):
    """The four headline steps."""

    LICENCE = "licence"
    DEREGISTRATION = "deregistration"
    CUSTOMS = "customs"
    REBATE = "rebate"


class Matter(StrEnum):
    """What somebody is waited for."""

    ENDORSEMENT = "endorsement"
    TRANSFER_CORRECTION = "transfer_correction"
    DECISION = "decision"
    SECOND_PERSON = "second_person"
    CORRECTION = "correction"
    STANDSTILL = "standstill"
    """The clock of an application stands still: an expert or another body must answer first."""
    RENEWAL = "renewal"
    """The licence expired unused or was handed back: the case waits for a new one."""
    BLOCK = "block"
    """A bar of article 42 stands against the deregistration."""
    REQUEST = "request"
    """The enterprise took its request back and may make it again."""
    LOCK = "lock"
    EXIT = "exit"
    """The exit of a provisionally deregistered vehicle was not confirmed in time."""
    HOLD = "hold"
    DETENTION = "detention"
    REBOOKING = "rebooking"
    """Released and not loaded: booked anew, declared anew, or given up."""
    SUSPICION = "suspicion"
    ENQUIRY = "enquiry"
    REPAYMENT = "repayment"
    CONFIRMATION = "confirmation"
    UNDO = "undo"
    LAPSE = "lapse"
    BAR = "bar"
    """The deregistration ended without success after the goods had gone."""
    NEWS = "news"
    """Another agency already acted on a fact of this one that has not arrived here yet."""
    PARKED = "parked"
    """An agency could not handle a message of this case."""
    CONTRADICTION = "contradiction"
    UNEXPLAINED = "unexplained"
    """Nobody is waited for and the case has not ended: a fault of this program, shown instead of hidden."""


@dataclass(frozen=True, slots=True)
class Words:
    """What people read, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit: its matter in the profile's `time_limits`, from which fact to which. The latest of `since` counts.

    `correction` says what a request for correction does: `restarts` (the period begins anew with complete papers) or
    `pauses` (the days until they are supplied do not count); a period that corrections do not touch says `ignores`.
    """

    matter: str
    unit: Literal["workdays", "days", "months"]
    since: tuple[str, ...]
    until: tuple[str, ...]
    correction: Literal["restarts", "pauses", "ignores"]
    title: Words
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Something that must be settled before the step goes on: what brings it, what settles it, who must act."""

    matter: Matter
    opened: tuple[str, ...]
    closed: tuple[str, ...] = ()
    """Whatever ends the step settles it as well, unless it `lasts`."""
    by: Literal["enterprise", "agency", "person"]
    stops: bool = True
    """While it stands the step can neither bind anybody nor be done."""
    pauses: bool = False
    """The days on which it stands do not count."""
    lasts: bool = False
    """Outlives the end of its step."""
    each: bool = False
    """There may be several at a time, each with a code of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row: what the agency hears, what it announces, and who answers where no undo reaches."""

    name: StepName
    agency: str
    title: Words
    article: str
    whole_lot: bool
    """Begins when the step before is done for every vehicle of the licence (一批一证: the quantity must be equal)."""

    after: StepName | None = None
    """The step before. The first step comes after the endorsement."""
    rests_on: StepName | None = None
    """The step whose fall takes this one along."""
    upholds: bool = False
    """A refusal here leaves what came before untouched."""
    answers: tuple[tuple[str, str], ...] = ()
    """What else it says when it hears something: (fact heard, fact announced)."""
    informed_by: tuple[str, ...] = ()
    """Facts that it needs to know and that begin nothing."""

    begun: tuple[str, ...] = ()
    correction: tuple[str, str]
    """(requested, supplied)"""
    asked_for: tuple[str, ...] = ()
    """The enterprise asks for the decision, where that is not part of its papers; whatever stands in the way."""
    taken_back: tuple[str, ...] = ()
    """The enterprise takes its request back and may make it again."""
    at_work: tuple[str, ...] = ()
    """Said while the step is open, and leaves it where it is."""
    noted: tuple[str, ...] = ()
    """May be said at any time, and moves nothing."""
    holds: tuple[Hold, ...] = ()
    on_the_way: tuple[str, ...] = ()
    binding: tuple[str, ...] = ()
    """On the way as well; from here on a failure is an undo and no longer a refusal."""
    done: tuple[str, ...]
    afterwards: tuple[str, ...] = ()
    """What may follow done and leaves it done."""
    voided: tuple[str, ...] = ()
    """Done no longer stands: the step is open again until it is done anew."""
    loosed: tuple[str, ...] = ()
    """What was binding no longer stands: the step is open, and what began early on the strength of it falls."""
    stands_again: tuple[str, ...] = ()
    """What `voided` or `loosed` took away stands again without a new decision."""
    final: tuple[str, ...] = ()
    """Closes a step that was done provisionally. Empty where done is final at once."""
    refused: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    undo_of: tuple[str, ...] = ()
    """Which facts `undone` takes back; after any other there is nothing to take back."""
    struck_off: tuple[str, ...] = ()
    """Over for this vehicle, whatever stood, unless it was final."""
    came_back: tuple[str, ...] = ()
    """Reversed in the world after it was done: what rests on it falls, what came before stays."""
    revoked_by: tuple[str, ...] = ()
    """Facts upon which it is taken back while nobody has relied on it; afterwards they are a person's matter."""
    early: tuple[str, ...] = ()
    """Facts on which a step that is entitled to it may begin before the step before it is done."""
    lapses_unsaid: bool = False
    """A step that had not begun ends with its ground without a fact of its own."""

    limits: tuple[Limit, ...] = ()
    person: Words
    irrevocable: Words
    """Where no undo reaches, and what the person does there."""

    @property
    def announces(self) -> frozenset[str]:
        """Every fact with which the agency moves this step."""
        ways = (
            self.begun,
            self.correction,
            self.asked_for,
            self.taken_back,
            self.at_work,
            self.noted,
            *(hold.opened + hold.closed for hold in self.holds),
            self.on_the_way,
            self.binding,
            self.done,
            self.afterwards,
            self.voided,
            self.loosed,
            self.stands_again,
            self.final,
        )
        return frozenset(type_ for types in ways for type_ in types) | {*self.failures, *self.came_back}

    @property
    def failures(self) -> tuple[str, ...]:
        """Facts after which this step has no success any more."""
        return self.refused + self.withdrawn + self.lapsed + self.undone + self.struck_off

    def behind(self, before: StepName) -> Step:
        """The same step with another one before it."""
        return replace(self, after=before)
