"""Who is waited for: an agency to act, the enterprise to supply, or a person to decide; the most pressing first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from exportlane.process.moves import UNDECIDED, Stage
from exportlane.process.sentences import CONVENER, OPERATOR, WHO, sentence
from exportlane.process.shape import ENDORSED, Hold, Matter, Step, StepName, Words
from exportlane.process.view import View


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody is waited for: an agency to act, the enterprise to supply, or a person to decide.

    `since` is the day on which that came up, where it is no step's ordinary turn; `person` takes over when it is late.
    """

    kind: Literal["agency", "enterprise", "person"]
    agency: str
    step: StepName | None
    matter: Matter
    who: Words
    next_action: Words
    since: date | None = None
    person: Words = CONVENER


def waits_of(view: View) -> tuple[Wait, ...]:
    clashing = _contradicted(view)
    people = [
        _person(CONVENER, agency, None, Matter.CONTRADICTION) for agency in (*view.impossible, *clashing)
    ]
    people += [_person(OPERATOR, agency, None, Matter.PARKED) for agency in view.parked]
    people = [replace(wait, since=view.heard_on.get(wait.agency)) for wait in people]
    found = [wait for step in view.order.steps for wait in _waits_for(step, view)]
    rank = {"enterprise": 0, "agency": 1, "person": 2}
    return (*people, *sorted(found, key=lambda wait: rank[wait.kind]))


def _contradicted(view: View) -> tuple[str, ...]:
    """The agencies whose step has failed although what comes after it has left no way back."""
    customs, rebate = view.order.step(StepName.CUSTOMS), view.order.step(StepName.REBATE)
    left = view.any(customs.done)
    # Who was paid early, on the strength of a departure, pays it back.
    early = view.ever(rebate.early) and (view.undoable(rebate) or view.stages[rebate.name] is not Stage.DONE)
    paid = view.any(rebate.done) and not early
    lost = [
        step.agency
        for step in view.order.steps
        if ((view.any(step.failures) or view.open_again(step)) and left and not step.upholds)
        or (view.any(step.failures) and paid and step.name is StepName.CUSTOMS)
    ]
    return tuple(lost)


def _waits_for(step: Step, view: View) -> list[Wait]:
    """The first matter of the step that holds, and whatever else must be settled first."""
    matter = next((matter for matter, holds in _MATTERS if holds(step, view)), None)
    ending = matter in {Matter.LAPSE, Matter.UNDO}
    found = [
        replace(_held(step, hold), since=view.day_of(hold.opened))
        for hold in view.holds(step)
        if hold.by == "person" or not (ending or (hold.stops and view.stages[step.name] is not Stage.HELD))
    ]
    if matter is not None:
        found.append(replace(_named(step, matter, view), since=view.day_of(_came_up(step, matter, view))))
    return [replace(wait, person=step.person) for wait in found]


def _came_up(step: Step, matter: Matter, view: View) -> tuple[str, ...]:
    """The facts that brought the matter up; none for what is simply a step's turn."""
    if matter in {Matter.LAPSE, Matter.UNDO}:
        order = view.order
        asking = order.falls_with(step) | order.undo_triggers(step) | order.reversals(step)
        return (*asking, *step.revoked_by)
    if matter is Matter.CONFIRMATION:
        return tuple(heard for heard, _ in step.answers)
    return step.failures if matter is Matter.BAR else ()


def _named(step: Step, matter: Matter, view: View) -> Wait:
    if matter is Matter.ENDORSEMENT:
        return _wait("agency", view.order.step(StepName.DEREGISTRATION).agency, step, matter)
    if matter is Matter.NEWS and step.rests_on is not None:
        return _wait("agency", view.order.step(step.rests_on).agency, step, matter)
    if matter is Matter.BAR:
        return _person(step.person, step.agency, step.name, matter)
    return _wait("enterprise" if matter is Matter.CORRECTION else "agency", step.agency, step, matter)


def _held(step: Step, hold: Hold) -> Wait:
    if hold.by == "person":
        return _person(step.person, step.agency, step.name, hold.matter)
    return _wait(hold.by, step.agency, step, hold.matter)


def _must_lapse(step: Step, view: View) -> bool:
    begun_early = view.stages[step.name] is not Stage.WAITING and view.any(view.order.reversals(step))
    return view.stages[step.name] in UNDECIDED and (view.fallen(step) or begun_early)


def _must_be_endorsed(step: Step, view: View) -> bool:
    correcting = Matter.TRANSFER_CORRECTION in view.matters[StepName.DEREGISTRATION]
    waiting = view.stages[step.name] in UNDECIDED and not view.any((ENDORSED,))
    return step.after is None and waiting and not correcting


def _must_be_undone(step: Step, view: View) -> bool:
    asked = view.fallen(step) or view.any(view.order.undo_triggers(step) | view.order.reversals(step))
    again = view.stages[step.name] in UNDECIDED and view.open_again(step)
    done = view.stages[step.name] is Stage.DONE
    return view.undoable(step) and ((done and (asked or _is_revocable(step, view))) or (again and asked))


def _is_revocable(step: Step, view: View) -> bool:
    """Something was found out while nobody has relied on the step yet."""
    return view.any(step.revoked_by) and not view.any(view.order.step(StepName.CUSTOMS).binding)


def _must_be_explained(step: Step, view: View) -> bool:
    """It says that its ground fell, and that agency's own word is still on the way to us."""
    return view.any(step.lapsed) and not view.fallen(step)


def _must_be_confirmed(step: Step, view: View) -> bool:
    heard = view.any(tuple(heard for heard, _ in step.answers))
    return view.stages[step.name] is Stage.DONE and heard and not view.final(step)


def _is_barred(step: Step, view: View) -> bool:
    ended = view.stages[step.name] in {Stage.REFUSED, Stage.UNDONE}
    return ended and step.upholds and step.name is StepName.DEREGISTRATION


_MATTERS: Final[tuple[tuple[Matter, Callable[[Step, View], bool]], ...]] = (
    (Matter.LAPSE, lambda step, view: _must_lapse(step, view) and not view.open_again(step)),
    (Matter.UNDO, _must_be_undone),
    (Matter.ENDORSEMENT, _must_be_endorsed),
    (Matter.CORRECTION, lambda step, view: view.stages[step.name] is Stage.CORRECTION),
    (Matter.DECISION, lambda step, view: view.stages[step.name] is Stage.ACTIVE),
    (Matter.CONFIRMATION, _must_be_confirmed),
    (Matter.BAR, _is_barred),
    (Matter.NEWS, _must_be_explained),
)


def unexplained() -> Wait:
    """Nobody could be named: a person looks into it."""
    return _person(CONVENER, "gateway", None, Matter.UNEXPLAINED)


def _wait(kind: Literal["agency", "enterprise"], agency: str, step: Step, matter: Matter) -> Wait:
    who = WHO[agency] if kind == "agency" else WHO["enterprise"]
    return Wait(kind, agency, step.name, matter, who, sentence(step.name, matter))


def _person(who: Words, agency: str, step: StepName | None, matter: Matter) -> Wait:
    return Wait("person", agency, step, matter, who, sentence(step, matter))
