"""The stages of a case in the order of its profile, each with its periods. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.pauses import merged
from exportlane.process import StepName
from gateway.deadlines import Period
from gateway.domain import CaseView
from gateway.reading import TimelineFact
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
            "deadlines": [
                asdict(period) | {"paused": _paused(period, calendar, today)}
                for period in found
                if period.step == step.name
            ],
        }
        for step in view.status.steps
    ]


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
