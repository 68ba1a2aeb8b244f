"""How many working days ago a day was, and which days were so many ago: one walk back for all of them. PURE."""

from __future__ import annotations

import datetime as dt
from typing import Final

from exportlane.law.calendar import WorkCalendar
from exportlane.law.errors import CalendarOutOfRange

ONE: Final = dt.timedelta(days=1)


class Since:
    """Counts back from one day. The first day does not count, as with every period of the law."""

    def __init__(self, today: dt.date, calendar: WorkCalendar) -> None:
        self._today = today
        self._calendar = calendar
        self._counts = [0]
        self._whole = False

    def days(self, day: dt.date) -> int:
        """Working days in (day, today]; 0 for a day still to come. Before the calendar no day is one."""
        back = max(0, (self._today - day).days)
        while len(self._counts) <= back and not self._whole:
            self._step()
        return self._counts[min(back, len(self._counts) - 1)]

    def latest(self, days: int) -> dt.date:
        """The latest day that is so many working days ago, or more."""
        while self._counts[-1] < days and not self._whole:
            self._step()
        back = next((n for n, count in enumerate(self._counts) if count >= days), len(self._counts))
        return self._today - back * ONE

    def earliest(self, days: int) -> dt.date:
        """The earliest day that is so many working days ago, and no more."""
        return self.latest(days + 1) + ONE

    def _step(self) -> None:
        try:
            worked = self._calendar.is_workday(self._today - (len(self._counts) - 1) * ONE).workday
        except CalendarOutOfRange:
            self._whole = True
            return
        self._counts.append(self._counts[-1] + worked)


def ahead(today: dt.date, workdays: int, calendar: WorkCalendar) -> tuple[tuple[dt.date, bool], ...]:
    """The days from today to the last of so many working days after it, and whether each is a working day."""
    found: list[tuple[dt.date, bool]] = []
    day, left = today, workdays
    while True:
        try:
            worked = calendar.is_workday(day).workday
        except CalendarOutOfRange:
            return tuple(found)
        found.append((day, worked))
        left -= worked and day > today
        if left <= 0:
            return tuple(found)
        day += ONE
