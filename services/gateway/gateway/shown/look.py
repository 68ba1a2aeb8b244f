"""One look at cases, and what every document about them is made of. PURE."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from exportlane.law.calendar import WorkCalendar
from exportlane.law.instants import statutory_day
from gateway.disclosure import Eyes
from gateway.reading import TimelineFact

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Look:
    """One look at cases: by whom, when, and the calendar by which days are counted."""

    eyes: Eyes
    now: dt.datetime
    calendar: WorkCalendar

    @property
    def today(self) -> dt.date:
        """The statutory day of the look."""
        return statutory_day(self.now)


def data_of(found: TimelineFact) -> dict[str, Any]:
    """What a fact says, before anybody's eyes were considered."""
    data: dict[str, Any] = json.loads(found.data)
    return data


def seconds(span: dt.timedelta) -> float:
    """A span that is never negative: clocks of two machines differ by a little."""
    return max(0.0, round(span.total_seconds(), 3))
