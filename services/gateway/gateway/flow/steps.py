"""One row for each step of a case: since when and until when it was the step's turn, and how many working days. PURE.

A step begins on the day on which its turn has come and its papers are there, whichever is later; it ends with the
decision. Days are counted like a statutory period: the first does not count, and those on which the clock stood still
are counted apart (`paused`), so `gross` is what the enterprise waited and `workdays` what the agency took.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.pauses import Pause
from exportlane.process import Order, Slice, Stage, Step
from gateway.domain import CaseView

_OVER: Final = frozenset({Stage.REFUSED, Stage.UNDONE, Stage.LAPSED})
Ending = tuple[str | None, dt.date | None]


@dataclass(frozen=True, slots=True)
class StepRow:
    """`outcome` is done, refused, withdrawn, lapsed, undone, struck_off or returned; None while the step is open."""

    step: str
    agency: str
    state: str
    outcome: str | None
    began_on: dt.date | None
    ended_on: dt.date | None
    workdays: int | None
    gross: int | None
    paused: int | None
    gap: int | None = None
    """Working days from the end of the step before to this one's beginning; None for the first."""


class Counter:
    """Counts working days by one calendar, each stretch once: thousands of cases share the same few hundred."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.count = lru_cache(maxsize=65_536)(self._count)

    def _count(self, since: dt.date, until: dt.date, pauses: tuple[Pause, ...] = ()) -> int | None:
        """None where the calendar does not reach."""
        try:
            return elapsed_workdays(since, on=until, calendar=self.calendar, pauses=pauses).count
        except CalendarOutOfRange:
            return None


def step_rows(view: CaseView, first: Mapping[str, dt.date], counter: Counter) -> tuple[StepRow, ...]:
    """A row for every step of the case's order, begun or not."""
    order = view.order
    stages = {one.name: one.stage for one in view.status.steps}
    endings = {step.name: _ending(step, stages[step.name], view) for step in order.steps}
    rows: list[StepRow] = []
    for step in order.steps:
        row = _row(step, stages[step.name], endings[step.name], view, first, counter)
        rows.append(replace(row, gap=_gap(endings[step.after] if step.after else None, row, counter)))
    return tuple(rows)


def _row(
    step: Step,
    stage: Stage,
    ending: Ending,
    view: CaseView,
    first: Mapping[str, dt.date],
    counter: Counter,
) -> StepRow:
    own = view.state.slices[step.agency]
    outcome, ended = ending
    began = _beginning(step, view.order, first, ended)
    workdays = gross = None
    if began is not None and ended is not None:
        gross = counter.count(began, ended)
        workdays = counter.count(began, ended, own.pauses) if own.pauses else gross
    paused = None if gross is None or workdays is None else gross - workdays
    return StepRow(step.name.value, step.agency, stage.value, outcome, began, ended, workdays, gross, paused)


def _gap(before: Ending | None, row: StepRow, counter: Counter) -> int | None:
    """For how long the step's turn had come and its papers were missing; one that began early waited for nothing."""
    if before is None or before[0] != "done" or before[1] is None or row.began_on is None:
        return None
    return counter.count(before[1], max(before[1], row.began_on))


def _beginning(
    step: Step, order: Order, first: Mapping[str, dt.date], ended: dt.date | None
) -> dt.date | None:
    turn = [first[type_] for type_ in order.starts(step) if type_ in first] if step.after else []
    papers = [first[type_] for type_ in (*step.begun, *step.asked_for) if type_ in first]
    days = [min(found) for found in (turn, papers) if found]
    # Papers that came after the decision began nothing that it ended.
    return max((day for day in days if ended is None or day <= ended), default=None)


def _ending(step: Step, stage: Stage, view: CaseView) -> Ending:
    own = view.state.slices[step.agency]
    if stage is Stage.DONE:
        return "done", _latest([own], step.done)
    if stage not in _OVER:
        return None, None
    for outcome, types in (
        ("returned", step.came_back),
        ("struck_off", step.struck_off),
        ("undone", step.undone),
        ("refused", step.refused),
        ("withdrawn", step.withdrawn),
        ("lapsed", step.lapsed),
    ):
        day = _latest([own], types)
        if day is not None:
            return outcome, day
    return "lapsed", _latest(list(view.state.slices.values()), tuple(view.order.falls_with(step)))


def _latest(slices: Sequence[Slice], types: tuple[str, ...]) -> dt.date | None:
    """The latest day on which one of these was said and still stands."""
    return max(
        (
            one.reached[type_]
            for one in slices
            for type_ in types
            if type_ in one.reached and type_ not in one.lost
        ),
        default=None,
    )
