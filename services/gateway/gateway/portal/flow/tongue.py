"""Values of the overview in the language of a page: places, weeks, steps, numbers. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Final

from babel import Locale
from babel.core import get_global
from babel.dates import format_skeleton

from gateway.flow.figures.gone import stations
from gateway.flow.figures.weeks import monday
from gateway.portal.flow.words import BEFELL, REST, WEEKDAYS
from gateway.portal.frame.language import LANGUAGES, Language, _
from gateway.portal.frame.local import NOTHING, Writer
from gateway.portal.words import AGENCIES, ENDS, PROFILES, STEPS, WAITING_ON, Words, of
from gateway.shown.offices import port

ARROW: Final = " → "


class Tongue:
    """Says values in one language; what is not there is a dash."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._writer = Writer(language)
        self._territories: Mapping[str, str] = Locale.parse(LANGUAGES[language]).territories
        self._kinds: Mapping[str, Callable[[Any], str]] = {
            "text": str, "count": self._writer.number, "days": self.days, "share": self.share,
            "money": self._writer.money, "day": self._writer.day, "week": self.whole_week, "country": self.country,
            "port": self.port, "way": self.way, "step": self._table(STEPS), "agency": self._table(AGENCIES),
            "end": self._table(ENDS), "profile": self._table(PROFILES), "kind": self._table(WAITING_ON),
            "befell": self._table(BEFELL), "flag": self._flag,
        }  # fmt: skip

    def said(self, value: object) -> str:
        """A message or words."""
        return self._writer.said(value)

    def cell(self, kind: str, value: Any) -> str:
        """A value of a table as people read it."""
        return NOTHING if value is None or value == "" else self._kinds[kind](value)

    def number(self, value: float | Decimal) -> str:
        """A number with its thousands apart."""
        return self._writer.number(value)

    def days(self, value: Fraction | int) -> str:
        """Working days as a bare number; half a day where a median lies between two."""
        return self._writer.number(float(value))

    def share(self, value: Fraction | float) -> str:
        """A share of one in per cent."""
        return self._writer.percent(float(value))

    def workdays(self, value: Fraction | int | None) -> str:
        """Working days with their name."""
        return self._writer.workdays(None if value is None else number(value))

    def country(self, code: str) -> str:
        """A country by its three letters; one that nobody knows is shown by them."""
        return self._territories.get(_short(code), code)

    def port(self, code: str) -> str:
        """A customs office."""
        return self.said(port(code))

    def week(self, week: str) -> str:
        """The Monday of a week like 2026-W47, by month and day."""
        return self.month_day(monday(week))

    def whole_week(self, week: str) -> str:
        """The same with its number."""
        return f"{self.week(week)} · {week}"

    def month_day(self, day: dt.date) -> str:
        """11月23日, 23 Nov."""
        return str(format_skeleton("MMMd", day, locale=LANGUAGES[self.language]))

    def weekday(self, day: dt.date, *, worked: bool) -> str:
        """The day of the week in one sign, and that it is a day off."""
        name = self.said(WEEKDAYS[day.weekday()])
        return name if worked else f"{name} {self.said(REST)}"

    def way(self, variant: str) -> str:
        """The places on a way in words."""
        return ARROW.join(self.said(of(STEPS if one.step else BEFELL, one.name)) for one in stations(variant))

    def _flag(self, value: bool) -> str:  # noqa: FBT001  # the value of a table
        return self.said(_("yes") if value else _("no"))

    def _table(self, table: Mapping[str, Words]) -> Callable[[str], str]:
        return lambda key: self.said(of(table, key))


def number(value: Fraction | int) -> int | float:
    """A figure for an axis or a machine: whole where it is whole."""
    return int(value) if value == int(value) else round(float(value), 4)


@cache
def _short(code: str) -> str:
    found = get_global("territory_aliases").get(code)
    return found[0] if found else code


@cache
def tongue(language: Language) -> Tongue:
    """The one of a language."""
    return Tongue(language)
