"""The stages of a case in the order of its profile, each with its periods. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.pauses import merged
from exportlane.process import Stage, StepName
from exportlane.process.moves import UNDECIDED
from gateway.deadlines import Period
from gateway.domain import CaseView
from gateway.reading import TimelineFact
from gateway.shown.beside import waiting_since
from gateway.shown.look import Document, Look
from gateway.shown.offices import decided_by, office


def stages(view: CaseView, found: Sequence[Period], calendar: WorkCalendar, today: dt.date) -> list[Document]:
    """Every step with its stage and its periods; `paused` counts the days that a period leaves out."""
    return [
        {
            "step": step.name,
            "agency": step.agency,
            "stage": step.stage,
            "final": step.final,
            **_days(view, step.name, calendar),
            "deadlines": [
                asdict(period) | {"paused": _paused(period, calendar, today)}
                for period in found
                if period.step == step.name
            ],
        }
        for step in view.status.steps
    ]


def ended_on(view: CaseView) -> dt.date | None:
    """The day of the fact that ended the last step; what is said afterwards ends nothing."""
    found = [_settled(view, step.name) for step in view.order.steps]
    return max((day for day in found if day is not None), default=None)


def _settled(view: CaseView, name: StepName) -> dt.date | None:
    """The day on which a step came to where it stands: done (and final), refused, undone or lapsed."""
    step, own = view.order.step(name), view.state.slices[view.order.step(name).agency]
    stage = view.status.step(name).stage
    if stage in UNDECIDED:
        return None
    ends = step.done + step.final if stage is Stage.DONE else (*step.failures, *step.came_back)
    return max((own.reached[type_] for type_ in ends if type_ in own.reached), default=None)


def _days(view: CaseView, name: StepName, calendar: WorkCalendar) -> Document:
    """Since when a step is somebody's turn, when it ended, and how many working days that took."""
    step = view.order.step(name)
    own, turn = view.state.slices[step.agency], waiting_since(name, view)
    # A step that is entitled to it begins before its turn.
    own_words = step.begun + step.on_the_way + step.binding + step.done
    first = min((own.reached[type_] for type_ in own_words if type_ in own.reached), default=None)
    stage = view.status.step(name).stage
    began = None if stage is Stage.WAITING else min((day for day in (turn, first) if day), default=None)
    ended = _settled(view, name)
    return {"began_on": began, "ended_on": ended, "workdays": _workdays(began, ended, calendar)}


def _workdays(began: dt.date | None, ended: dt.date | None, calendar: WorkCalendar) -> int | None:
    if began is None or ended is None or ended < began:
        return None
    try:
        return elapsed_workdays(began, on=ended, calendar=calendar).count
    except CalendarOutOfRange:
        return None


def in_whose_hands(stage: Document, view: CaseView, timeline: Sequence[TimelineFact], look: Look) -> Document:
    """Which organ has a stage in hand, and how its newest act came about."""
    return {
        "office": office(StepName(str(stage["step"])), view),
        "decided_by": decided_by(str(stage["agency"]), timeline, look),
    }


def _paused(period: Period, calendar: WorkCalendar, today: dt.date) -> int:
    """How many days of a period were not counted: working days where it counts those, else days."""
    until = period.until or max(today, period.since)
    left_out = 0
    for pause in merged(period.pauses):
        start, end = max(pause.start, period.since), min(pause.end or until, until)
        if end <= start:
            continue
        try:
            workdays = elapsed_workdays(start, on=end, calendar=calendar).count
        except CalendarOutOfRange:
            workdays = 0
        left_out += workdays if period.unit == "workdays" else (end - start).days
    return left_out
