"""A State Council notice of the holidays of one year, and whether it can be true.

The notice gives every day off and every make-up working day of its year. New Year's holiday may begin in the last days
of the December before. A later notice may replace an earlier one; nothing else may contradict it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from exportlane.law.calendar import Override, WorkCalendar, shipped_calendar
from exportlane.law.errors import BadCalendarData
from exportlane.law.instants import plain_day

DECEMBER, FIRST_BEFORE = 12, 25
"""From 25 December on, a day may belong to the notice of the year after."""


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One day that a notice names; `name` is that of the holiday."""

    day: date
    is_workday: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it was loaded. `replaces` is the number of one that does not hold any more."""

    number: str
    issued_on: date
    source: str
    year: int
    days: tuple[NoticeDay, ...]
    replaces: str | None = None

    def overrides(self) -> tuple[Override, ...]:
        """Its days as a calendar takes them."""
        return tuple(
            Override(each.day, each.is_workday, self.number, self.source, self.year) for each in self.days
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a notice cannot be true: a slug, the field as a JSON pointer into the notice, and a sentence."""

    slug: str
    field: str
    sentence: str


def faults(notice: Notice, *, known: Sequence[Notice], today: date) -> list[Fault]:
    """All that is wrong with a notice beside those that hold; empty when it may be loaded."""
    found = [
        *_of_its_head(notice, known, today),
        *_outside_its_year(notice),
        *_twice(notice),
        *_against(notice, [each for each in in_force(known) if each.number != notice.replaces]),
    ]
    return found or list(_beyond_the_tables(notice))


def in_force(notices: Iterable[Notice]) -> list[Notice]:
    """The notices that hold, in the order given: those that no other one replaces."""
    loaded = list(notices)
    replaced = {each.replaces for each in loaded}
    return [each for each in loaded if each.number not in replaced]


def calendar_of(notices: Iterable[Notice]) -> WorkCalendar:
    """The calendar by the shipped tables and these notices. Raises BadCalendarData for a year without festivals."""
    return shipped_calendar(override for each in in_force(notices) for override in each.overrides())


def _of_its_head(notice: Notice, known: Sequence[Notice], today: date) -> Iterator[Fault]:
    if plain_day(notice.issued_on) > today:
        yield Fault(
            "calendar-notice-early",
            "/issued",
            f"The notice is dated {notice.issued_on}, which is still to come.",
        )
    numbers = {each.number for each in known}
    if notice.number in numbers:
        sentence = f"The notice {notice.number} was loaded before with other days; what corrects it has its own number."
        yield Fault("calendar-notice-known", "/number", sentence)
    if notice.replaces is not None and notice.replaces not in numbers:
        sentence = f"The notice {notice.replaces}, which this one replaces, was never loaded."
        yield Fault("calendar-notice-unknown", "/replaces", sentence)


def _outside_its_year(notice: Notice) -> Iterator[Fault]:
    for number, each in enumerate(notice.days):
        eve = (each.day.year, each.day.month) == (notice.year - 1, DECEMBER) and each.day.day >= FIRST_BEFORE
        if each.day.year != notice.year and not eve:
            sentence = f"{each.day} is not a day of {notice.year}, the year of this notice."
            yield Fault("calendar-day-outside-year", f"/days/{number}/date", sentence)


def _twice(notice: Notice) -> Iterator[Fault]:
    first: dict[date, NoticeDay] = {}
    for number, each in enumerate(notice.days):
        earlier = first.setdefault(each.day, each)
        if earlier is each:
            continue
        place = f"/days/{number}/date"
        if earlier.is_workday == each.is_workday:
            yield Fault("calendar-day-twice", place, f"{each.day} is named twice.")
        else:
            sentence = f"{each.day} is a working day and a day off at once."
            yield Fault("calendar-contradiction", place, sentence)


def _beyond_the_tables(notice: Notice) -> Iterator[Fault]:
    try:
        calendar_of([notice])
    except BadCalendarData as error:
        yield Fault("calendar-day-outside-year", "/year", f"The notice cannot be placed: {error}.")


def _against(notice: Notice, others: Sequence[Notice]) -> Iterator[Fault]:
    said = {each.day: (each.is_workday, other.number) for other in others for each in other.days}
    for number, each in enumerate(notice.days):
        workday, other_number = said.get(each.day, (each.is_workday, notice.number))
        if workday != each.is_workday and other_number != notice.number:
            kind = "a working day" if workday else "a day off"
            sentence = f"{each.day} is {kind} by the notice {other_number}, which this one does not replace."
            yield Fault("calendar-contradiction", f"/days/{number}/is_workday", sentence)
