"""Which days are working days, and how sure that is.

Three layers, the later one stronger: the years that the package ``chinese_calendar`` knows (2004 on), the statutory
rule for the years after it (provisional), and overrides from notices that were loaded since. Weekend days named in a
notice as make-up days (调休上班) count as working days; weekdays given off do not.
"""

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, NamedTuple

import chinese_calendar

from exportlane.law.errors import BadCalendarData, CalendarOutOfRange
from exportlane.law.instants import plain_day
from exportlane.law.provisional import SATURDAY, rest_days, shipped_festivals, statutory_days


class DayStatus(NamedTuple):
    """Whether a day is a working day, and whether that rests on the rule alone because no notice is out."""

    workday: bool
    provisional: bool

    def __bool__(self) -> bool:
        # A pair is always true; without this, `if calendar.is_workday(day)` would hold on every holiday.
        return self.workday


@dataclass(frozen=True, slots=True)
class Override:
    """One day as a State Council notice names it."""

    day: date
    is_workday: bool
    notice_no: str
    source: str
    year: int | None = None
    """The year that the notice is for, when the day lies outside it: New Year's holiday may begin in December."""

    @property
    def of_year(self) -> int:
        return self.day.year if self.year is None else self.year


def parse_overrides(text: str) -> tuple[Override, ...]:
    """Read an override table: JSON with ``entries`` of ``{date, is_workday, notice_no, source}``.

    Raises:
        BadCalendarData: when the text is not such a table; the sentence names the entry.
    """
    try:
        entries: list[Any] = list(json.loads(text)["entries"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadCalendarData(f"the override table is not JSON with a list of entries: {error}") from error
    return tuple(_parse_entry(number, entry) for number, entry in enumerate(entries, start=1))


def _parse_entry(number: int, entry: Any) -> Override:
    try:
        day = date.fromisoformat(entry["date"])
        is_workday, notice_no, source = entry["is_workday"], entry["notice_no"], entry["source"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadCalendarData(f"entry {number} of the override table cannot be read: {error!r}") from error
    # "false" in quotes is true to Python, and a day off would become a working day.
    if not isinstance(is_workday, bool):
        raise BadCalendarData(f"entry {number} of the override table: is_workday must be true or false")
    if not (isinstance(notice_no, str) and notice_no and isinstance(source, str) and source):
        raise BadCalendarData(f"entry {number} of the override table names no notice or no source")
    return Override(day, is_workday, notice_no, source)


class WorkCalendar:
    """Working days of mainland China; immutable, cheap to ask, built once by whoever wires a service.

    Args:
        overrides: days of notices that the package does not know yet. A year for which a notice is given counts as
            published: its statutory holidays are off, the notice decides every swap, and the flag is gone. The
            whole notice must be given, not single days of it.
        published_through: the last year to take from the package, when not all of it; later years fall back to the
            rule.

    Raises:
        BadCalendarData: overrides that contradict each other, or years outside the tables.
    """

    __slots__ = ("_first_year", "_last_year", "_notices", "_off", "_published", "_worked")

    def __init__(self, overrides: Iterable[Override] = (), *, published_through: int | None = None) -> None:
        known = {day.year for day in chinese_calendar.holidays}
        seed_last = max(known) if published_through is None else published_through
        if seed_last not in known:
            raise BadCalendarData(f"the calendar package has no year {seed_last}")
        festivals = shipped_festivals()
        named = _by_day(overrides)
        noticed = {entry.of_year for entry in named.values() if entry.of_year > seed_last}
        if unknown := noticed - festivals.keys():
            raise BadCalendarData(f"no festival table for {min(unknown)}, so its notice cannot be placed")

        off = {day for day in chinese_calendar.holidays if day.year <= seed_last}
        worked = {day for day in chinese_calendar.workdays if day.year <= seed_last}
        for year in (year for year in festivals if year > seed_last):
            holidays = statutory_days(festivals[year])
            off |= set(holidays) if year in noticed else rest_days(holidays)
        for day, entry in named.items():
            (worked if entry.is_workday else off).add(day)
            (off if entry.is_workday else worked).discard(day)

        self._first_year = min(known)
        self._last_year = max(seed_last, *festivals)
        self._published: AbstractSet[int] = frozenset(range(self._first_year, seed_last + 1)) | noticed
        self._off: AbstractSet[date] = frozenset(off)
        self._worked: AbstractSet[date] = frozenset(worked)
        self._notices = {entry.of_year: entry.notice_no for entry in named.values()}

    def is_workday(self, day: date) -> DayStatus:
        """Whether ``day`` is a working day, and whether that is provisional; true exactly on working days.

        Raises:
            CalendarOutOfRange: outside the years of the tables.
            TypeError: for an instant.
        """
        self.require(day)
        workday = day in self._worked or (day.weekday() < SATURDAY and day not in self._off)
        return DayStatus(workday, provisional=day.year not in self._published)

    def require(self, day: date) -> None:
        """Refuse a day that the calendar cannot answer for.

        Raises:
            CalendarOutOfRange: outside the years of the tables.
            TypeError: for an instant.
        """
        if not self._first_year <= plain_day(day).year <= self._last_year:
            raise CalendarOutOfRange(
                f"no working-day calendar for {day.isoformat()}: it covers {self._first_year} to {self._last_year}"
            )

    @property
    def ends_on(self) -> date:
        """The last day up to which every year is published; days after it are provisional."""
        year = self._first_year
        while year + 1 in self._published:
            year += 1
        return date(year, 12, 31)

    def is_published(self, year: int) -> bool:
        """Whether the notice for this year is out, so that none of its days is provisional."""
        return year in self._published

    def notice_of(self, day: date) -> str | None:
        """The number of the loaded notice for the year of `day`; None when the package or the rule alone knows it."""
        return self._notices.get(plain_day(day).year)

    def days_left(self, on: date) -> int:
        """Calendar days from ``on`` to the end of the published calendar; the alarm rings below 60."""
        return (self.ends_on - plain_day(on)).days


def _by_day(overrides: Iterable[Override]) -> dict[date, Override]:
    named: dict[date, Override] = {}
    for entry in overrides:
        day = plain_day(entry.day)
        earlier = named.setdefault(day, entry)
        if earlier.is_workday != entry.is_workday:
            raise BadCalendarData(
                f"{day} is a working day and a day off at once: {earlier.notice_no} against {entry.notice_no}"
            )
    return named


def shipped_calendar(
    overrides: Iterable[Override] = (), *, published_through: int | None = None
) -> WorkCalendar:
    """The calendar with the override table of this package, and with ``overrides`` on top of it."""
    text = resources.files("exportlane.law").joinpath("data/workday_override.json").read_text("utf-8")
    return WorkCalendar((*parse_overrides(text), *overrides), published_through=published_through)
