"""What a row of the process is made of, and what follows from the rows: who hears what, what starts and undoes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final, Literal

ENDORSED: Final = "vehicle.transfer_pending_export.v1"
"""转让待出口: the registry's endorsement, the pre-stage of every order (机动车登记规定 第二十八条)."""

LimitNumber = Literal[
    "licence", "deregistration", "deregistration_months_after_customs", "exit_confirmation_days", "rebate"
]
"""Which number of the profile; `rebate` stands for the class's own limit or, without one, the average as a target."""


class StepName(StrEnum):
    """The four headline steps."""

    LICENCE = "licence"
    DEREGISTRATION = "deregistration"
    CUSTOMS = "customs"
    REBATE = "rebate"


@dataclass(frozen=True, slots=True)
class Words:
    """What people read, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit: which number of the profile, from which fact to which fact. The latest fact of `since` counts.

    `correction` says what a request for correction does: `restarts` (the period begins anew with complete papers) or
    `pauses` (the days until they are supplied do not count); a period that corrections do not touch says `ignores`.
    """

    number: LimitNumber
    unit: Literal["workdays", "days", "months"]
    since: tuple[str, ...]
    until: tuple[str, ...]
    correction: Literal["restarts", "pauses", "ignores"]
    title: Words
    article: str


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
    on_the_way: tuple[str, ...] = ()
    binding: tuple[str, ...] = ()
    """On the way as well; from here on a failure is an undo and no longer a refusal."""
    done: tuple[str, ...]
    afterwards: tuple[str, ...] = ()
    """What may follow done and leaves it done."""
    final: tuple[str, ...] = ()
    """Closes a step that was done provisionally. Empty where done is final at once."""
    refused: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    undo_of: tuple[str, ...] = ()
    """Which facts `undone` takes back; after any other there is nothing to take back."""
    came_back: tuple[str, ...] = ()
    """Reversed in the world after it was done: what rests on it falls, what came before stays."""

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
            self.on_the_way,
            self.binding,
            self.done,
            self.afterwards,
            self.final,
        )
        ends = (self.refused, self.withdrawn, self.lapsed, self.undone, self.came_back)
        return frozenset(type_ for types in ways + ends for type_ in types)

    @property
    def failures(self) -> tuple[str, ...]:
        """Facts after which this step has no success any more."""
        return self.refused + self.withdrawn + self.lapsed + self.undone

    def behind(self, before: StepName) -> Step:
        """The same step with another one before it."""
        return replace(self, after=before)


@dataclass(frozen=True)
class Order:
    """The steps of one profile, in the order in which they are shown. What follows from them is worked out once."""

    name: str
    title: Words
    steps: tuple[Step, ...]

    def step(self, name: StepName) -> Step:
        """The row of this name."""
        return self._by_name[name]

    def before(self, step: Step) -> Step | None:
        """The step that must be done first; None for the first, which waits for the endorsement alone."""
        return None if step.after is None else self.step(step.after)

    def behind(self, step: Step) -> tuple[Step, ...]:
        """The steps that come directly after this one."""
        return tuple(other for other in self.steps if other.after == step.name)

    def starts(self, step: Step) -> frozenset[str]:
        """Any one of these facts starts the step (for every vehicle of the licence where it is `whole_lot`)."""
        return self._starts[step.name]

    def undo_triggers(self, step: Step) -> frozenset[str]:
        """In reverse: the step directly after was refused or undone, so this one is undone."""
        return self._undo_triggers[step.name]

    def falls_with(self, step: Step) -> frozenset[str]:
        """What the step rests on has fallen: not begun it lapses, under way it is refused, done it is undone."""
        return self._falls_with[step.name]

    @cached_property
    def _by_name(self) -> Mapping[StepName, Step]:
        return {step.name: step for step in self.steps}

    @cached_property
    def _starts(self) -> Mapping[StepName, frozenset[str]]:
        ahead = {step.name: self.before(step) for step in self.steps}
        return {name: frozenset({ENDORSED} if one is None else one.done) for name, one in ahead.items()}

    @cached_property
    def _undo_triggers(self) -> Mapping[StepName, frozenset[str]]:
        failing = {step.name: [one for one in self.behind(step) if not one.upholds] for step in self.steps}
        return {
            step.name: frozenset(type_ for one in failing[step.name] for type_ in one.refused + one.undone)
            if step.undone
            else frozenset()
            for step in self.steps
        }

    @cached_property
    def _falls_with(self) -> Mapping[StepName, frozenset[str]]:
        grounds = {step.name: step.rests_on and self.step(step.rests_on) for step in self.steps}
        return {
            name: frozenset(ground.failures + ground.came_back) if ground else frozenset()
            for name, ground in grounds.items()
        }

    def hears(self, agency: str) -> frozenset[str]:
        """Every fact of other agencies that this one must hear in this order."""
        heard: set[str] = set()
        for step in self.steps:
            if step.agency == agency:
                heard |= self.starts(step) | self.undo_triggers(step) | self.falls_with(step)
                heard |= {fact for fact, _ in step.answers} | set(step.informed_by)
        return frozenset(heard)
