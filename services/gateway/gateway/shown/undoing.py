"""What is being undone of a case, by whom and until when, and what was undone already. PURE.

An undo is never commanded: each agency takes its own step back when it hears that what rested on it has failed.
Late, it is the matter of the step's named person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from exportlane.process import Matter, Stage, Step
from gateway.domain import UNDOING, CaseView
from gateway.shown.look import Document, Look

BEYOND: Final = frozenset({Matter.CONTRADICTION, Matter.BAR, Matter.REPAYMENT})
"""What no undo reaches: a person decides, or money is paid back."""
_REINSTATED: Final = "licence.reinstated.v1"


def undoing(view: CaseView, look: Look) -> list[Document]:
    """Everything that is taken back, owed first, then what is done, in the order of the days."""
    owed = [
        _owed(number, view, look)
        for number, wait in enumerate(view.status.waits)
        if wait.matter in UNDOING | BEYOND
    ]
    done = sorted(_done(view), key=lambda one: str(one["done_on"]))
    return [*owed, *done]


def _owed(number: int, view: CaseView, look: Look) -> Document:
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
        "because": _because(view, view.order.step(wait.step), None) if wait.step else None,
        "since": wait.since,
        "due_on": due,
        "done_on": None,
        "fact_type": None,
    }


def _done(view: CaseView) -> Iterator[Document]:
    for step in view.order.steps:
        own = view.state.slices[step.agency]
        stage = view.status.step(step.name).stage
        taken_back = (*step.undone, *step.struck_off) if stage is Stage.UNDONE else ()
        ended = (*step.lapsed, *step.refused) if stage in {Stage.LAPSED, Stage.REFUSED} else ()
        for type_ in (*taken_back, *ended, _REINSTATED):
            if type_ not in own.reached or type_ in own.lost:
                continue
            because = _because(view, step, own.reached[type_])
            if because is None and type_ in step.refused:
                continue  # refused on its own ground, nothing was taken along
            yield _settled(step, type_, own.reached[type_], because)
        if stage is Stage.LAPSED and not any(type_ in own.reached for type_ in step.lapsed):
            yield _settled(step, None, None, _because(view, step, None))


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


def _because(view: CaseView, step: Step, by: dt.date | None) -> Document | None:
    """The newest fact, up to the day `by`, that asked this step to be taken back."""
    order = view.order
    asking = order.falls_with(step) | order.undo_triggers(step) | order.reversals(step) | set(step.revoked_by)
    heard = [
        (one.reached[type_], agency, type_)
        for agency, one in view.state.slices.items()
        for type_ in sorted(asking & one.reached.keys())
        if agency != step.agency or type_ in step.revoked_by
    ]
    found = max((one for one in heard if by is None or one[0] <= by), default=None)
    return None if found is None else {"on": found[0], "agency": found[1], "type": found[2]}
