"""What a case looks like to people: the stage of each step, who is waited for, what comes next, and how it ended.

Computed from the slices alone, so it is a pure view of the fold. A case that has not ended always names somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from exportlane.process.case import CaseState
from exportlane.process.moves import UNDECIDED, Stage
from exportlane.process.shape import Matter, StepName
from exportlane.process.view import View, view_of
from exportlane.process.waits import Wait, unexplained, waits_of


class End(StrEnum):
    """How a case can end. `manual`: in the hands of the person named in `CaseStatus.waiting_on`."""

    REFUND_PAID = "refund_paid"
    EXEMPT_NO_REFUND = "exempt_no_refund"
    CLOSED_NO_REFUND = "closed_no_refund"
    CLAWED_BACK = "clawed_back"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    RE_ROUTED = "re_routed"
    RETURNED = "returned"
    MANUAL = "manual"


CLOSED: Final = frozenset({End.REFUND_PAID, End.EXEMPT_NO_REFUND, End.CLOSED_NO_REFUND, End.CLAWED_BACK})
"""The vehicle has left and every step is final."""


_WITH_ITS_LICENCE: Final = frozenset({"licence_cancelled", "licence_revoked"})
"""Codes with which customs ends what it had nothing against itself."""


@dataclass(frozen=True, slots=True)
class StepStatus:
    """One box of the stage bar. `final` is false for a done step that still waits for its confirmation."""

    name: StepName
    agency: str
    stage: Stage
    final: bool


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


def status(state: CaseState) -> CaseStatus:
    """The stage of every step, who is waited for, and the end."""
    view = view_of(state)
    waits = waits_of(view)
    end = _end(view, waits)
    if end is None and not waits:
        waits = (unexplained(),)
    if end is not None and end is not End.MANUAL:
        waits = ()
    steps = tuple(
        StepStatus(step.name, step.agency, view.stages[step.name], view.final(step))
        for step in view.order.steps
    )
    return CaseStatus(steps, end, waits)


def _end(view: View, waits: tuple[Wait, ...]) -> End | None:
    if any(wait.matter is Matter.CONTRADICTION for wait in waits):
        return End.MANUAL
    if any(wait.kind != "person" or wait.matter is Matter.PARKED for wait in waits):
        return None
    if waits:
        return End.MANUAL
    return _exported(view) if view.any(view.order.step(StepName.CUSTOMS).done) else _not_exported(view)


def _exported(view: View) -> End | None:
    customs, rebate = view.order.step(StepName.CUSTOMS), view.order.step(StepName.REBATE)
    if view.stages[rebate.name] in UNDECIDED or not view.final(view.order.step(StepName.DEREGISTRATION)):
        return None
    if view.any(customs.came_back):
        return End.RETURNED
    if view.any(rebate.undone):
        return End.CLAWED_BACK if view.order.finer_ends else End.CLOSED_NO_REFUND
    if view.any(rebate.refused):
        return End.CLOSED_NO_REFUND
    return End.REFUND_PAID if view.any(rebate.undo_of) else End.EXEMPT_NO_REFUND


def _not_exported(view: View) -> End | None:
    if any(view.stages[step.name] in UNDECIDED | {Stage.DONE} for step in view.order.steps):
        return None
    licence = view.order.step(StepName.LICENCE)
    if view.any(licence.refused):
        return End.REFUSED
    if view.any(licence.withdrawn):
        return End.WITHDRAWN
    return _undone(view) if view.order.finer_ends else End.CANCELLED


def _undone(view: View) -> End:
    """Everything is undone. A vehicle that was restored, or left out, may go under another licence."""
    licence, customs = view.order.step(StepName.LICENCE), view.order.step(StepName.CUSTOMS)
    if view.any(("licence.revoked.v1",)):
        return End.REVOKED
    if view.any(licence.struck_off):
        return End.RE_ROUTED
    restored = view.any(view.order.step(StepName.DEREGISTRATION).undone)
    failed = view.ended_for[customs.name] not in _WITH_ITS_LICENCE and view.any(
        customs.refused + customs.undone
    )
    return End.RE_ROUTED if restored and not failed else End.CANCELLED
