"""What a measured promise is made of, and which days a period has. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from exportlane.law.averages import displayed
from exportlane.policies import Bilingual

NO_DATA: Final = "no data"
"""What is shown instead of a figure when nobody is in the population: no data is not zero."""
MONTHS: Final = 12
"""How many months the trend has; the last one is that of the day asked about, and may be young."""


class Period(StrEnum):
    """Which period ends with the day that is asked about."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR_TO_DATE = "year-to-date"


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included (Asia/Shanghai)."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """One month of the trend, `YYYY-MM`; its figure is None when nobody was in the population."""

    month: str
    n: int
    figure: Fraction | None
    shown: str
    met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise as it stands: what was promised, who is counted and how, the figure, and whether it was kept.

    `figure` is the exact fraction by which `met` is decided, `shown` its two decimals for the screen ("no data" when
    `n` is 0). `met` is None without a target or without data. `beside` has what must stand with the figure, plain
    JSON; `trend` the last twelve months, the oldest first. `unit` is workdays, share, seconds, hours, cny, papers,
    count or day; `direction` says whether the figure may be at most or must be at least the target.
    """

    id: str
    requirements: tuple[str, ...]
    profile: str
    article: str
    zh: str
    en: str
    population: Bilingual
    formula: Bilingual
    unit: str
    figure: Fraction | None
    shown: str
    target: Fraction | None
    direction: str | None
    met: bool | None
    n: int
    trend: tuple[MonthFigure, ...]
    as_of: dt.datetime
    period: Span
    beside: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def span_of(period: Period, on: dt.date) -> Span:
    """The days of the period that ends with `on`."""
    first = {
        Period.MONTH: on.month,
        Period.QUARTER: 3 * ((on.month - 1) // 3) + 1,
        Period.YEAR_TO_DATE: 1,
    }[period]
    return Span(dt.date(on.year, first, 1), on)


def trend_months(on: dt.date) -> tuple[Span, ...]:
    """The last twelve months up to `on`, the oldest first; the last one ends with `on`."""
    number = on.year * 12 + on.month - 1
    firsts = [dt.date(each // 12, each % 12 + 1, 1) for each in range(number - MONTHS + 1, number + 1)]
    lasts = [first - dt.timedelta(days=1) for first in firsts[1:]]
    return tuple(Span(first, last) for first, last in zip(firsts, [*lasts, on], strict=True))


def in_words(value: Fraction, unit: str) -> str:
    """A figure for the screen: two decimals, half up; a share as a percentage, a number of things as a whole."""
    if unit == "share":
        return f"{displayed(value * 100)} %"
    if unit in {"count", "units", "day"}:
        return str(displayed(value)).removesuffix(".00")
    return str(displayed(value))
