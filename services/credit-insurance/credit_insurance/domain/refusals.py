"""Refusals that every part of this agency gives in the same words. PURE."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from credit_insurance.domain.articles import FOREX_GOODS
from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule


def not_allowed(what: str, status: StrEnum, verb: StrEnum, article: str) -> Refused:
    """The table of moves has no such move from here."""
    words = str(verb).replace("_", " ")
    return Refused("move-not-allowed", f"The {what} is {status}; to {words} is not possible now.", article)


@rule(
    "INS-FUTURE",
    zh="单据日期不得晚于今天",
    en="Nothing was paid, received or signed on a day to come",
    article=FOREX_GOODS,
    slug="date_in_future",
)
def to_come(day: date, field: str, today: date) -> Refused | None:
    """A refusal of a day that has not come."""
    if day <= today:
        return None
    return Refused("date_in_future", f"{day} has not come yet.", FOREX_GOODS, field, 422)


def first(*refused: Refused | None) -> Refused | None:
    """The first of these refusals."""
    return next((one for one in refused if one is not None), None)
