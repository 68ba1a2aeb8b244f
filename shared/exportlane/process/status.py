"""What a case looks like to people: the stage of each step, who is waited for, what comes next, and how it ended.

Computed from the slices alone, so it is a pure view of the fold. A case that has not ended always names somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from exportlane.process.case import CaseState
from exportlane.process.moves import OPEN, Stage, order_of
from exportlane.process.sentences import CONVENER, OPERATOR, WHO, Matter, sentence
from exportlane.process.shape import ENDORSED, Order, Step, StepName, Words


class End(StrEnum):
    """How a case can end. `manual`: in the hands of the person named in `CaseStatus.waiting_on`."""

    REFUND_PAID = "refund_paid"
    EXEMPT_NO_REFUND = "exempt_no_refund"
    CLOSED_NO_REFUND = "closed_no_refund"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    MANUAL = "manual"


CLOSED: Final = frozenset({End.REFUND_PAID, End.EXEMPT_NO_REFUND, End.CLOSED_NO_REFUND})
"""The vehicle has left and every step is final."""


@dataclass(frozen=True, slots=True)
class StepStatus:
    """One box of the stage bar. `final` is false for a done step that still waits for its confirmation."""

    name: StepName
    agency: str
    stage: Stage
    final: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody is waited for: an agency to act, the enterprise to supply, or a person to decide."""

    kind: Literal["agency", "enterprise", "person"]
    agency: str
    step: StepName | None
    matter: Matter
    who: Words
    next_action: Words


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """The whole case at one look. `waits` lists everybody who is waited for, the most pressing first."""

    steps: tuple[StepStatus, ...]
    end: End | None
    waits: tuple[Wait, ...]

    @property
    def waiting_on(self) -> Wait | None:
        """Who is waited for first; None when the case has ended without leaving anything to a person."""
        return self.waits[0] if self.waits else None

    def step(self, name: StepName) -> StepStatus:
        """The box of one step."""
        return next(step for step in self.steps if step.name == name)


@dataclass(frozen=True, slots=True)
class _View:
    """The slices laid over the order of the case."""

    order: Order
    stages: Mapping[StepName, Stage]
    reached: Mapping[str, date]
    parked: tuple[str, ...]
    impossible: tuple[str, ...]

    def any(self, types: frozenset[str] | tuple[str, ...]) -> bool:
        return any(map(self.reached.__contains__, types))

    def fallen(self, step: Step) -> bool:
        return self.any(self.order.falls_with(step))

    def undoable(self, step: Step) -> bool:
        taken_back = tuple(type_ for type_ in step.undo_of if type_ in step.done)
        return self.any(taken_back) and not self.any(step.final)

    def final(self, step: Step) -> bool:
        return self.stages[step.name] is Stage.DONE and (not step.final or self.any(step.final))


def status(state: CaseState) -> CaseStatus:
    """The stage of every step, who is waited for, and the end."""
    view = _view(state)
    waits = _waits(view)
    end = _end(view, waits)
    if end is None and not waits:
        waits = (_person(CONVENER, "gateway", None, Matter.UNEXPLAINED),)
    if end is not None and end is not End.MANUAL:
        waits = ()
    steps = tuple(
        StepStatus(step.name, step.agency, view.stages[step.name], view.final(step))
        for step in view.order.steps
    )
    return CaseStatus(steps, end, waits)


def _view(state: CaseState) -> _View:
    order = order_of(state.profile, state.process_version)
    reached = {type_: day for one in state.slices.values() for type_, day in one.reached.items()}
    stages = {step.name: state.slices[step.agency].stage for step in order.steps}
    view = _View(
        order=order,
        stages=stages,
        reached=reached,
        parked=tuple(agency for agency, one in state.slices.items() if one.parked),
        impossible=tuple(agency for agency, one in state.slices.items() if one.impossible),
    )
    for step in order.steps:
        stages[step.name] = _seen(step, view)
    return view


def _seen(step: Step, view: _View) -> Stage:
    """A step that has announced nothing is active once it may start, and lapses with its ground."""
    stage = view.stages[step.name]
    if stage in OPEN and not step.lapsed and view.fallen(step):
        return Stage.LAPSED
    if stage is Stage.WAITING and view.any(view.order.starts(step)) and not view.fallen(step):
        return Stage.ACTIVE
    return stage


def _waits(view: _View) -> tuple[Wait, ...]:
    clashing = _contradicted(view)
    people = [
        _person(CONVENER, agency, None, Matter.CONTRADICTION) for agency in (*view.impossible, *clashing)
    ]
    people += [_person(OPERATOR, agency, None, Matter.PARKED) for agency in view.parked]
    found = [wait for step in view.order.steps if (wait := _wait_for(step, view)) is not None]
    rank = {"enterprise": 0, "agency": 1, "person": 2}
    return (*people, *sorted(found, key=lambda wait: rank[wait.kind]))


def _contradicted(view: _View) -> tuple[str, ...]:
    """The agencies whose step has failed although what comes after it has left no way back."""
    left = view.any(view.order.step(StepName.CUSTOMS).done)
    paid = view.any(view.order.step(StepName.REBATE).done)
    lost = [
        step.agency
        for step in view.order.steps
        if view.any(step.failures)
        and ((left and not step.upholds) or (paid and step.name is StepName.CUSTOMS))
    ]
    return tuple(lost)


def _wait_for(step: Step, view: _View) -> Wait | None:
    """The first matter that holds; a step has one at a time."""
    matter = next((matter for matter, holds in _MATTERS if holds(step, view)), None)
    if matter is None:
        return None
    if matter is Matter.ENDORSEMENT:
        return _wait("agency", view.order.step(StepName.DEREGISTRATION).agency, step, matter)
    if matter is Matter.NEWS and step.rests_on is not None:
        return _wait("agency", view.order.step(step.rests_on).agency, step, matter)
    if matter is Matter.BAR:
        return _person(step.person, step.agency, step.name, matter)
    return _wait("enterprise" if matter is Matter.CORRECTION else "agency", step.agency, step, matter)


def _must_lapse(step: Step, view: _View) -> bool:
    return view.stages[step.name] in OPEN and view.fallen(step)


def _must_be_endorsed(step: Step, view: _View) -> bool:
    return step.after is None and view.stages[step.name] in OPEN and not view.any((ENDORSED,))


def _must_be_undone(step: Step, view: _View) -> bool:
    asked = view.fallen(step) or view.any(view.order.undo_triggers(step))
    return view.stages[step.name] is Stage.DONE and asked and view.undoable(step)


def _must_be_explained(step: Step, view: _View) -> bool:
    """It says that its ground fell, and that agency's own word is still on the way to us."""
    return view.any(step.lapsed) and not view.fallen(step)


def _must_be_confirmed(step: Step, view: _View) -> bool:
    heard = view.any(tuple(heard for heard, _ in step.answers))
    return view.stages[step.name] is Stage.DONE and heard and not view.final(step)


def _is_barred(step: Step, view: _View) -> bool:
    refused = view.stages[step.name] is Stage.REFUSED
    return refused and step.upholds and step.name is StepName.DEREGISTRATION


_MATTERS: Final[tuple[tuple[Matter, Callable[[Step, _View], bool]], ...]] = (
    (Matter.LAPSE, _must_lapse),
    (Matter.ENDORSEMENT, _must_be_endorsed),
    (Matter.CORRECTION, lambda step, view: view.stages[step.name] is Stage.CORRECTION),
    (Matter.DECISION, lambda step, view: view.stages[step.name] is Stage.ACTIVE),
    (Matter.UNDO, _must_be_undone),
    (Matter.CONFIRMATION, _must_be_confirmed),
    (Matter.BAR, _is_barred),
    (Matter.NEWS, _must_be_explained),
)


def _end(view: _View, waits: tuple[Wait, ...]) -> End | None:
    if any(wait.matter is Matter.CONTRADICTION for wait in waits):
        return End.MANUAL
    if any(wait.kind != "person" or wait.matter is Matter.PARKED for wait in waits):
        return None
    if waits:
        return End.MANUAL
    return _exported(view) if view.any(view.order.step(StepName.CUSTOMS).done) else _not_exported(view)


def _exported(view: _View) -> End | None:
    customs, rebate = view.order.step(StepName.CUSTOMS), view.order.step(StepName.REBATE)
    if view.stages[rebate.name] in OPEN or not view.final(view.order.step(StepName.DEREGISTRATION)):
        return None
    if view.any(customs.came_back):
        return End.RETURNED
    if view.any(rebate.refused + rebate.undone):
        return End.CLOSED_NO_REFUND
    return End.REFUND_PAID if view.any(rebate.undo_of) else End.EXEMPT_NO_REFUND


def _not_exported(view: _View) -> End | None:
    licence = view.order.step(StepName.LICENCE)
    if any(view.stages[step.name] in OPEN | {Stage.DONE} for step in view.order.steps):
        return None
    if view.any(licence.refused):
        return End.REFUSED
    return End.WITHDRAWN if view.any(licence.withdrawn) else End.CANCELLED


def _wait(kind: Literal["agency", "enterprise"], agency: str, step: Step, matter: Matter) -> Wait:
    who = WHO[agency] if kind == "agency" else WHO["enterprise"]
    return Wait(kind, agency, step.name, matter, who, sentence(step.name, matter))


def _person(who: Words, agency: str, step: StepName | None, matter: Matter) -> Wait:
    return Wait("person", agency, step, matter, who, sentence(step, matter))
