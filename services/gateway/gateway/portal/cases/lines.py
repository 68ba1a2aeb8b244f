"""A line of the list as a page shows it: plain values in words, hidden where the reader may not see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange
from gateway.disclosure import Eyes
from gateway.flow.listing import Line
from gateway.portal.cases.words import RISKS, action, who
from gateway.portal.words import ENDS, Words, of


@dataclass(frozen=True, slots=True)
class Shown:
    """One line. `left` are the working days until the case falls due, negative by as many as it is late."""

    line: Line
    vin: str
    end: Words | None
    end_tone: str
    who: Any
    action: Any
    left: int | None
    late: bool
    risks: Sequence[Words]


_TONES = {
    "refund_paid": "ok",
    "exempt_no_refund": "ok",
    "manual": "bad",
    "returned": "warn",
    "clawed_back": "warn",
}


def shown(line: Line, eyes: Eyes, *, today: dt.date, calendar: WorkCalendar) -> Shown:
    """The line as this reader sees it."""
    ended = line.ended_as is not None and line.live is None
    return Shown(
        line=line,
        vin=eyes.vin(line.vin),
        end=of(ENDS, line.ended_as) if ended else None,
        end_tone=_TONES.get(line.ended_as or "", "off"),
        who=None if ended else who(line),
        action=None if ended else action(line),
        left=_left(line.due_on, today, calendar),
        late=line.late(today),
        risks=[of(RISKS, code) for code in line.risks.split()],
    )


def _left(due_on: str | None, today: dt.date, calendar: WorkCalendar) -> int | None:
    if due_on is None:
        return None
    due = dt.date.fromisoformat(due_on)
    try:
        if due >= today:
            return elapsed_workdays(today, on=due, calendar=calendar).count
        return -elapsed_workdays(due, on=today, calendar=calendar).count
    except CalendarOutOfRange:
        return None
