"""What is being undone of a case, by whom and until when, and what was undone already. PURE.

An undo is never commanded: each agency takes its own step back when it hears that what rested on it has failed.
Late, it is the matter of the step's named person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from exportlane.law.instants import statutory_day
from exportlane.process import Matter, Stage, Step
from exportlane.runtime.clock import parse_rfc3339
from gateway.domain import UNDOING, CaseView
from gateway.reading import TimelineFact
from gateway.shown.look import Document, Look

BEYOND: Final = frozenset({Matter.CONTRADICTION, Matter.BAR, Matter.REPAYMENT})
"""What no undo reaches: a person decides, or money is paid back."""
_REINSTATED: Final = "licence.reinstated.v1"


def undoing(view: CaseView, timeline: Sequence[TimelineFact], look: Look) -> list[Document]:
    """Everything that is taken back, owed first, then what is done, in the order of the days."""
    owed = [
        _owed(number, view, timeline, look)
        for number, wait in enumerate(view.status.waits)
        if wait.matter in UNDOING | BEYOND
    ]
    done = sorted(_done(view, timeline), key=lambda one: str(one["done_on"]))
    return [*owed, *done]


def _owed(number: int, view: CaseView, timeline: Sequence[TimelineFact], look: Look) -> Document:
    wait = view.status.waits[number]
    due = view.due_of(wait, look.calendar)
    late = due is not None and look.today > due
    who = wait.person if late and wait.matter in UNDOING else wait.who
    beyond = wait.matter in {Matter.CONTRADICTION, Matter.BAR} or wait.kind == "person"
    return {
        "agency": wait.agency,
        "step": wait.step,
        "state": "beyond" if beyond else "late" if late else "owed",
        "who": {"zh": who.zh, "en": who.en},
        "next_action": {"zh": wait.next_action.zh, "en": wait.next_action.en},
        "because": _because(view, view.order.step(wait.step), timeline, None) if wait.step else None,
        "since": wait.since,
        "due_on": due,
        "done_on": None,
        "fact_type": None,
    }


def _done(view: CaseView, timeline: Sequence[TimelineFact]) -> Iterator[Document]:
    for step in view.order.steps:
        own = view.state.slices[step.agency]
        stage = view.status.step(step.name).stage
        taken_back = (*step.undone, *step.struck_off) if stage is Stage.UNDONE else ()
        ended = (*step.lapsed, *step.refused) if stage in {Stage.LAPSED, Stage.REFUSED} else ()
        for type_ in (*taken_back, *ended, _REINSTATED):
            if type_ not in own.reached or type_ in own.lost:
                continue
            because = _because(view, step, timeline, type_)
            if because is None and type_ in step.refused:
                continue  # refused on its own ground, nothing was taken along
            yield _settled(step, type_, own.reached[type_], because)
        if stage is Stage.LAPSED and not any(type_ in own.reached for type_ in step.lapsed):
            yield _settled(step, None, None, _because(view, step, timeline, None))


def _settled(step: Step, type_: str | None, on: dt.date | None, because: Document | None) -> Document:
    return {
        "agency": step.agency,
        "step": step.name,
        "state": "lapsed" if type_ is None or type_ in step.lapsed else "done",
        "who": None,
        "next_action": None,
        "because": because,
        "since": because["on"] if because else None,
        "due_on": None,
        "done_on": on,
        "fact_type": type_,
    }


def _because(
    view: CaseView, step: Step, timeline: Sequence[TimelineFact], type_: str | None
) -> Document | None:
    """The newest fact before this one of the step that asked for it to be taken back."""
    order = view.order
    asking = order.falls_with(step) | order.undo_triggers(step) | order.reversals(step) | set(step.revoked_by)
    own = [number for number, fact in enumerate(timeline) if fact.type == type_]
    before = timeline[: own[-1]] if own else timeline
    found = next((fact for fact in reversed(before) if fact.type in asking), None)
    if found is None:
        return None
    on = statutory_day(parse_rfc3339(found.occurred_at))
    return {"on": on, "agency": found.agency, "type": found.type, "fact_id": found.id}
