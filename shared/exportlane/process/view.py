"""The slices of a case laid over its order: which stage each step is seen in, what stands, what holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from exportlane.law.instants import statutory_day
from exportlane.process.case import CaseState
from exportlane.process.moves import UNDECIDED, Stage, order_of
from exportlane.process.order import Order
from exportlane.process.shape import Hold, Matter, Step, StepName


@dataclass(frozen=True, slots=True)
class View:
    """The slices laid over the order of the case."""

    order: Order
    stages: Mapping[StepName, Stage]
    matters: Mapping[StepName, frozenset[Matter]]
    reached: frozenset[str]
    """Everything that was ever said."""
    standing: frozenset[str]
    """What of it still stands."""
    days: Mapping[str, date]
    """The statutory day on which each fact was last said."""
    heard_on: Mapping[str, date]
    """The day of the newest fact of each agency."""
    ended_for: Mapping[StepName, str | None]
    parked: tuple[str, ...]
    impossible: tuple[str, ...]

    def any(self, types: frozenset[str] | tuple[str, ...]) -> bool:
        return not self.standing.isdisjoint(types)

    def ever(self, types: tuple[str, ...]) -> bool:
        return not self.reached.isdisjoint(types)

    def holds(self, step: Step) -> tuple[Hold, ...]:
        return tuple(hold for hold in step.holds if hold.matter in self.matters[step.name])

    def day_of(self, types: tuple[str, ...]) -> date | None:
        """The latest day on which one of these was said and still stands."""
        return max((self.days[type_] for type_ in types if type_ in self.standing), default=None)

    def open_again(self, step: Step) -> bool:
        """It was done, and does not stand any more."""
        return bool(step.voided) and self.ever(step.done) and not self.any(step.done)

    def fallen(self, step: Step) -> bool:
        return self.any(self.order.falls_with(step))

    def undoable(self, step: Step) -> bool:
        taken_back = tuple(type_ for type_ in step.undo_of if type_ in step.done)
        return self.ever(taken_back) and not self.any(step.final)

    def final(self, step: Step) -> bool:
        return self.stages[step.name] is Stage.DONE and (not step.final or self.any(step.final))


def view_of(state: CaseState) -> View:
    order = order_of(state.profile, state.process_version)
    slices = state.slices
    stages = {step.name: slices[step.agency].stage for step in order.steps}
    view = View(
        order=order,
        stages=stages,
        matters={step.name: slices[step.agency].matters for step in order.steps},
        reached=frozenset(type_ for one in slices.values() for type_ in one.reached),
        standing=frozenset(
            type_ for one in slices.values() for type_ in one.reached if type_ not in one.lost
        ),
        days={type_: day for one in slices.values() for type_, day in one.reached.items()},
        heard_on={agency: statutory_day(one.as_of) for agency, one in slices.items() if one.as_of},
        ended_for={step.name: slices[step.agency].ended_for for step in order.steps},
        parked=tuple(agency for agency, one in slices.items() if one.parked),
        impossible=tuple(agency for agency, one in slices.items() if one.impossible),
    )
    for step in order.steps:
        stages[step.name] = _seen(step, view)
    return view


def _seen(step: Step, view: View) -> Stage:
    """A step that has announced nothing is active once it may start; what holds it up is seen before its stage."""
    stage = view.stages[step.name]
    if stage not in UNDECIDED or (view.fallen(step) and not step.lapses_unsaid):
        return stage
    if view.fallen(step):
        return Stage.LAPSED
    if any(hold.stops for hold in view.holds(step)):
        return Stage.HELD
    return Stage.ACTIVE if stage is Stage.WAITING and view.any(view.order.starts(step)) else stage
