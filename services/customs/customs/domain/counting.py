"""What is counted of declarations: the errors that were found in a firm's papers, and how long a release took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from customs.domain.declaration import Declaration
from customs.domain.parts import Item
from exportlane.contracts.decision import Write

TABLE: Final = "declaration_errors"
SECONDS_PER_HOUR: Final = 3600


def errors(state: Declaration, items: Iterable[Item], *, on: date) -> tuple[Write, ...]:
    """A row for each kind of error of a declaration, with the number of times that it was found."""
    return tuple(
        Write(
            TABLE,
            {
                "declaration_id": state.id,
                "exporter": state.exporter_uscc,
                "code": code,
                "day": on.isoformat(),
                "found": count,
            },
        )
        for code, count in sorted(Counter(item.code for item in items).items())
    )


@dataclass(frozen=True, slots=True)
class ReleaseTimes:
    """Hours from submission to release, of `count` declarations. No law limits them: they are a metric and no more."""

    count: int
    median_hours: str | None
    p90_hours: str | None
    longest_hours: str | None


def release_times(spans: Iterable[tuple[datetime, datetime]]) -> ReleaseTimes:
    """Median, nine tenths and maximum of (submitted, released)."""
    hours = sorted(Fraction(int((end - start).total_seconds()), SECONDS_PER_HOUR) for start, end in spans)
    if not hours:
        return ReleaseTimes(0, None, None, None)
    middle = (hours[(len(hours) - 1) // 2] + hours[len(hours) // 2]) / 2
    ninth = hours[-(-len(hours) * 9 // 10) - 1]
    return ReleaseTimes(len(hours), _shown(middle), _shown(ninth), _shown(hours[-1]))


def _shown(hours: Fraction) -> str:
    return f"{float(hours):.2f}"
