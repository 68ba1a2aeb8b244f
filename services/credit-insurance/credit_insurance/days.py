"""The days that papers of the insurer and the banks may name."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator

from exportlane.contracts.fields import Day as AnyDay

FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2099, 12, 31)


def _near(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError(f"must lie between {FIRST} and {LAST}")
    return day


Day = Annotated[AnyDay, AfterValidator(_near)]
"""A day in the years in which anybody here insures, lends or pays."""
