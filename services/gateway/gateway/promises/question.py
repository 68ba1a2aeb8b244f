"""What a measure is asked, and what it answers with. PURE.

A measure gets the question and answers with a function from a span of days to a figure, so that a period and the
twelve months of its trend are reckoned from one count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from exportlane.law.calendar import WorkCalendar
from exportlane.policies.promises import PromiseText
from gateway.promises.counting import Tables
from gateway.promises.days import Elapsed
from gateway.promises.shape import Span


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over a span: how many were counted, the exact value, and what stands beside it.

    `shown` takes the place of the two decimals where a number says too little; `met` that of the comparison.
    """

    n: int
    value: Fraction | None
    beside: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    shown: str | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a measure is asked: of which promise, over which tables, up to which day, for which class."""

    text: PromiseText
    tables: Tables
    on: dt.date
    of_class: int | None
    calendar: WorkCalendar
    elapsed: Elapsed

    def whole(self, span: Span) -> bool:
        """Whether the span ends with the day asked about: for it all is told that stands beside a figure."""
        return span.last == self.on

    def counts(self, of_class: int | None) -> bool:
        """Whether claims of this management class are asked for."""
        return self.of_class is None or of_class == self.of_class

    @property
    def limit(self) -> int:
        """The days, seconds or vehicles within which the promise is kept, where it names them."""
        return self.text.limit or 0


Reckon = Callable[[Span], Figure]
Measure = Callable[[Question], Awaitable[Reckon]]
