"""A row of a list as a page shows it: what, whose, where it stands, until when, how long already. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.instants import statutory_day
from gateway.portal.fact_words import Words
from gateway.portal.work.shape import Column, Document, Flag, Things, WorkList, dig
from gateway.portal.work.vocabulary.spoken import country_of, name_of, value_of
from gateway.shown.offices import port

NEAR_DAYS: Final = 2
"""So many working days before the last one it begins to press."""
SHOWN_VINS: Final = 2


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit, and how many working days are left; below zero it is overdue by as many."""

    on: dt.date
    left: int | None

    @property
    def tone(self) -> str:
        """The colour of it."""
        if self.left is None:
            return "off"
        return "bad" if self.left < 0 else "warn" if self.left <= NEAR_DAYS else "ok"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value with how it is shown; `words` is what it is called."""

    words: Words
    value: Any
    show: str
    more: int = 0
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `age_from` is the day or instant since when it waits."""

    id: str
    version: int
    number: str
    vin: str | None
    firm_code: str | None
    firm: str | None
    status: str
    state: Words
    tone: str
    due: Due | None
    age_from: str | None
    flags: tuple[Flag, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Shower:
    """Shows the documents of one kind on a day, by the calendar of the lane, with the names of firms."""

    things: Things
    today: dt.date
    calendar: WorkCalendar
    firms: Mapping[str, str]

    def row(self, document: Document) -> Row:
        """A document as a row."""
        things, status = self.things, self.things.status_of(document)
        code = dig(document, things.firm)
        return Row(
            id=str(document["id"]),
            version=int(document.get("version") or 0),
            number=things.number_of(document),
            vin=dig(document, things.vin),
            firm_code=code,
            firm=str(document.get("exporter_name") or self.firms.get(str(code)) or "") or None,
            status=status,
            state=things.states.get(status) or Words(status, status),
            tone=things.tone_of(status),
            due=self.due(things.due(document)),
            age_from=_since(things, document),
            flags=tuple(flag for flag in things.flags if flag.when(document)),
            cells=tuple(cell(column, document) for column in things.columns),
        )

    def due(self, text: str | None) -> Due | None:
        """The last day and what is left of it; without working days where the calendar has none."""
        if not text:
            return None
        try:
            on = (
                statutory_day(dt.datetime.fromisoformat(text)) if "T" in text else dt.date.fromisoformat(text)
            )
        except ValueError:
            return None
        return Due(on, self._left(on))

    def _left(self, on: dt.date) -> int | None:
        try:
            if on < self.today:
                return -elapsed_workdays(on, on=self.today, calendar=self.calendar).count
            return elapsed_workdays(self.today, on=on, calendar=self.calendar).count
        except CalendarOutOfRange:
            return None


def _since(things: Things, document: Document) -> str | None:
    """Since when it is here: the day that it tells, else that of its first fact."""
    told = next((str(value) for at in things.age if (value := dig(document, at))), None)
    first = next(iter(document.get("history") or ()), None)
    return told or (str(first.get("time")) if isinstance(first, Mapping) else None)


def cell(column: Column, document: Document) -> Cell:
    """One value of a document in its column."""
    value = dig(document, column.at)
    words = column.words or name_of(column.name)
    if column.show == "vins":
        vins = [str(each.get("vin")) for each in value or () if isinstance(each, Mapping)]
        return Cell(words, vins[:SHOWN_VINS], "vins", more=max(0, len(vins) - SHOWN_VINS))
    if column.show == "country" and value:
        return Cell(words, country_of(str(value)), "said")
    if column.show == "port" and value:
        found = port(str(value))
        return Cell(words, Words(str(found["zh"]), str(found["en"])), "said")
    if column.show == "choice" and value is not None:
        return Cell(words, value_of(column.name, str(value)), "said")
    return Cell(words, value, column.show, currency=str(document.get("currency") or "CNY"))


def wanted(work: WorkList, items: Sequence[Document]) -> list[Document]:
    """The rows of the list among those that the agency's route gave."""
    return [document for document in items if work.only(document)]
