"""Which days an entry may name: none that lies ahead of what has happened, none that cannot be meant. PURE."""

from __future__ import annotations

from datetime import date
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from registers.domain import articles

EARLIEST: Final = date(1980, 1, 1)
LATEST: Final = date(2099, 12, 31)


@rule(
    "RGS-DAY",
    zh="登记的日期须在合理范围内",
    en="A day lies in the years in which anything of this trade can have been",
    article=articles.TRUE_FIGURES,
    slug="day_out_of_range",
)
def unlikely(field: str, day: date) -> Refused | None:
    """The refusal of a slip of the pen, or of a number that was read as a day; None for a day that can be meant."""
    if EARLIEST <= day <= LATEST:
        return None
    sentence = f"{day} cannot be meant; it lies between {EARLIEST} and {LATEST}."
    return Refused("day_out_of_range", sentence, articles.TRUE_FIGURES, field, 422)


def future(field: str, day: date, today: date) -> Refused:
    """The refusal of a day to come."""
    sentence = f"{day} lies ahead; today is {today}. Only what has happened is entered."
    return Refused("day_in_future", sentence, articles.TRUE_FIGURES, field, 422)


def wrong_day(field: str, day: date, today: date) -> Refused | None:
    """The refusal of a day for which nothing can hold yet, or that cannot be meant."""
    return future(field, day, today) if day > today else unlikely(field, day)
