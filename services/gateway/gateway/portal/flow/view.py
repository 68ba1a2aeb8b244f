"""What every page of the overview is made of: figures that are asked for once, and shown to each reader in his way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.law.calendar import WorkCalendar
from exportlane.policies import UnknownProfile, VersionNotFound, profile
from exportlane.process import ORDERS, order_of
from gateway.disclosure import Eyes
from gateway.flow.figures.asking import Question
from gateway.flow.figures.since import Since
from gateway.portal.flow.asked import Links
from gateway.portal.flow.sheet import Sheet
from gateway.portal.flow.tongue import Tongue
from gateway.portal.frame.language import Text

USUAL: Final = "tianjin"
"""In the order of this profile steps are listed where cases of all profiles stand together."""


@dataclass(frozen=True, slots=True)
class Day:
    """On which day, and by which calendar."""

    today: dt.date
    calendar: WorkCalendar

    def since(self) -> Since:
        """Counts working days back from today."""
        return Since(self.today, self.calendar)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: the language, the addresses with his filters, what he may see."""

    tongue: Tongue
    links: Links
    eyes: Eyes
    question: Question
    day: Day


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: values for its template, and the tables behind its pictures. Of `empty` figures a page says that."""

    sheets: Sequence[Sheet]
    values: Mapping[str, Any] = field(default_factory=dict)
    empty: bool = False

    def sheet(self, name: str) -> Sheet:
        """The table of this name."""
        return next(sheet for sheet in self.sheets if sheet.name == name)


@dataclass(frozen=True, slots=True)
class View:
    """One page. `ask` is told which variety of the page is wanted, one of `shows`."""

    name: str
    title: Text
    ask: Callable[[AsyncConnection, Question, Day, str], Awaitable[Any]]
    show: Callable[[Any, Reader], Shown]
    shows: Sequence[str] = ("",)

    @property
    def path(self) -> str:
        """Its address."""
        return "/flow" if self.name == "overview" else f"/flow/{self.name}"


def steps_of(question: Question) -> tuple[str, ...]:
    """The steps that a page speaks of, in the order of the profile; with one agency only its own."""
    filters = question.filters
    order = order_of(filters.profile if filters.profile in ORDERS else USUAL)
    own = [step.name.value for step in order.steps if filters.agency in {"", "enterprise", step.agency}]
    return tuple(own or (step.name.value for step in order.steps))


def agency_of(step: str) -> str:
    """Whose step it is."""
    return next(one.agency for one in order_of(USUAL).steps if one.name == step)


def limits_on(today: dt.date) -> Callable[[str, str], int | None]:
    """The working days that a step may take by profile, where there is one number for all cases."""

    def limit(name: str, step: str) -> int | None:
        try:
            found = profile(name, on=today).time_limits.get(step)
        except (UnknownProfile, VersionNotFound):
            return None
        return found.length if found is not None and found.unit == "workdays" else None

    return limit
