"""The days that papers of the insurer and the banks may name."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator

from exportlane.contracts.fields import Day as AnyDay

FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2099, 12, 31)


def _written_out(value: object) -> object:
    # "0.00" would be read as seconds since 1970.
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("must be a day such as 2026-11-22")
    return value


def _near(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError(f"must lie between {FIRST} and {LAST}")
    return day


Day = Annotated[AnyDay, BeforeValidator(_written_out), AfterValidator(_near)]
"""A day written out, in the years in which anybody here insures, lends or pays."""
