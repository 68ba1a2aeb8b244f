"""What follows from the rows: which facts start a step, undo it, take it along, and who hears what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from exportlane.process.shape import ENDORSED, NOT_ENDORSED, Step, StepName, Words


@dataclass(frozen=True)
class Order:
    """The steps of one profile, in the order in which they are shown. What follows from them is worked out once."""

    name: str
    title: Words
    steps: tuple[Step, ...]
    finer_ends: bool = True
    """Tells a claw-back, a revocation and a vehicle that goes another way apart; cases of 2026.1 do not."""

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

    def reversals(self, step: Step) -> frozenset[str]:
        """A step that began early is refused or undone on these; one that has not begun waits on."""
        if not step.early or step.rests_on is None:
            return frozenset()
        return frozenset(self.step(step.rests_on).loosed)

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
            step.name: frozenset(
                type_ for one in failing[step.name] for type_ in one.refused + one.undone + one.struck_off
            )
            if step.undone
            else frozenset()
            for step in self.steps
        }

    @cached_property
    def _falls_with(self) -> Mapping[StepName, frozenset[str]]:
        grounds = {step.name: step.rests_on and self.step(step.rests_on) for step in self.steps}
        return {
            name: frozenset(ground.failures + ground.came_back) if ground else frozenset(NOT_ENDORSED)
            for name, ground in grounds.items()
        }

    def hears(self, agency: str) -> frozenset[str]:
        """Every fact of other agencies that this one must hear in this order."""
        heard: set[str] = set()
        for step in self.steps:
            if step.agency == agency:
                heard |= self.starts(step) | self.undo_triggers(step) | self.falls_with(step)
                heard |= {fact for fact, _ in step.answers} | set(step.informed_by)
                heard |= self.reversals(step) | {*step.revoked_by, *step.early}
        return frozenset(heard)
