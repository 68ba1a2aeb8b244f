"""The numbers that decisions rest on, as data: `terms.json` has them with their sources. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from exportlane.law.calendar import WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What this agency's decisions go by.

    `rates`: yuan for one unit of a currency. `advance_rate`: the largest part of a receivable that is financed.
    `cover_rate`: the largest part of a loss that is indemnified. `insurers`: whose policies are taken into the
    register; `report_insurer` issues the reports. `longest_consent_days`: how long a consent may last at most.
    """

    calendar: WorkCalendar
    rates: Mapping[str, Decimal]
    advance_rate: Decimal
    cover_rate: Decimal
    insurers: frozenset[str]
    report_insurer: str
    longest_consent_days: int
    longest_report_days: int
    bad_ratings: frozenset[str]
