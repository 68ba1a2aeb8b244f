"""Days, moments, sums and numbers as they are written in the language of a page. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from markupsafe import Markup, escape

from gateway.portal.frame.language import LANGUAGES, Language, Text, translations

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
NOTHING: Final = "—"
_MOMENT: Final[Mapping[Language, str]] = {"zh": "y年M月d日 HH:mm", "en": "d MMM y, HH:mm"}
_WORKDAYS: Final[Mapping[Language, tuple[str, str]]] = {
    "zh": ("{}个工作日", "{}个工作日"),
    "en": ("{} working day", "{} working days"),
}


def filters(language: Language) -> Mapping[str, Callable[..., Any]]:
    """The filters of the templates of a language."""
    writer = Writer(language)
    return {
        "said": writer.said,
        "day": writer.day,
        "moment": writer.moment,
        "age": writer.age,
        "money": writer.money,
        "number": writer.number,
        "percent": writer.percent,
        "workdays": writer.workdays,
    }


class Writer:
    """Writes values in one language; what is not there is a dash."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._locale = LANGUAGES[language]

    def said(self, value: Any) -> str:
        """Words, a message, or a document `{"zh": …, "en": …}` in this language; any other value as it is."""
        if value is None:
            return NOTHING
        if isinstance(value, Text):
            translated = translations(self._language).gettext(value.message)
            values = {name: self.said(each) for name, each in value.values.items()}
            return translated % values if values else translated
        if isinstance(value, Mapping) and "zh" in value:
            return str(value.get(self._language) or value["zh"])
        if hasattr(value, "zh") and hasattr(value, "en"):
            # Some terms exist in Chinese alone; showing that is better than showing nothing.
            return str(getattr(value, self._language) or value.zh)
        return str(value)

    def day(self, value: dt.date | str | None) -> str:
        """A statutory day: 2026年9月21日, 21 Sept 2026."""
        if not value:
            return NOTHING
        found = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
        return format_date(found, "medium" if self._language == "en" else "long", locale=self._locale)

    def moment(self, value: dt.datetime | str | None) -> str:
        """An instant by the clock of Tianjin and Taizhou."""
        if not value:
            return NOTHING
        return format_datetime(_instant(value), _MOMENT[self._language], tzinfo=SHANGHAI, locale=self._locale)

    def age(self, value: dt.datetime | str | None) -> Markup:
        """An element that says how long ago an instant was; without scripts it says when."""
        if not value:
            return escape(NOTHING)
        shown = self.moment(value)
        return Markup('<time class="age" data-age datetime="{}" title="{}">{}</time>').format(
            _instant(value).isoformat(), shown, shown
        )

    def money(self, amount: Decimal | str | None, currency: str | None = "CNY") -> str:
        """A sum with its currency: ¥6,500.00, CN¥6,500.00."""
        if amount in {None, ""}:
            return NOTHING
        return format_currency(Decimal(str(amount)), currency or "CNY", locale=self._locale)

    def number(self, value: float | Decimal | None) -> str:
        """A number with its thousands apart."""
        return NOTHING if value is None else format_decimal(value, locale=self._locale)

    def percent(self, value: float | Decimal | None) -> str:
        """A share of one in per cent, with one decimal place where it has one."""
        return NOTHING if value is None else format_percent(value, "0.#%", locale=self._locale)

    def workdays(self, value: float | Decimal | None) -> str:
        """A number of working days."""
        if value is None:
            return NOTHING
        one, many = _WORKDAYS[self._language]
        return (one if value == 1 else many).format(self.number(value))


def _instant(value: dt.datetime | str) -> dt.datetime:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value


def spaced(parts: list[str]) -> Markup:
    """Parts of a line with a dot between them, those that are empty left out."""
    return Markup(" · ").join(escape(part) for part in parts if part)
