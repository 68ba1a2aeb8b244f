"""The money that finance set aside for an item, a district and a year. PURE. It warns and never blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

EVERY: Final = "all"
"""Stands for all items, or all districts, together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """One line of the budget; the newest amount holds, `document_no` says where it was decided."""

    id: str
    policy: str
    year: int
    district: str
    item: str
    amount: Decimal
    document_no: str
    by: str
    recorded_on: date


def budget_id(policy: str, year: int, district: str, item: str) -> str:
    """The id of a line."""
    return f"{policy}/{year}/{district}/{item}"
