"""What the city profiles lay down for the tax office, as the domain reads it. PURE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from exportlane.law.calendar import WorkCalendar
from exportlane.law.limits import TimeLimit

AUTOMATIC_DECIDE: Final = "rebate.decide"
AUTOMATIC_PAY: Final = "rebate.pay"
AUTOMATIC_CLAWBACK: Final = "rebate.clawback"

REBATE: Final = "rebate"
AVERAGE: Final = "rebate_average"
DOCUMENT_FILING: Final = "document_filing"
"""The matters that the tax office keeps a clock for; that of the average rings no alarm."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """启运港退税: between which ports, for which classes, from which day of departure."""

    departure_ports: frozenset[str]
    exit_ports: frozenset[str]
    classes: frozenset[int]
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One version of one profile. `automatic`: the verbs that are done at once when the rules pass.

    `window_months`: from an export on `window_from` or later; None where no window closes. `plausible_share`: lowest
    and highest share of the FOB price that an invoice may be without VAT. `exchange_rates`: CNY for one unit of a
    currency.
    """

    automatic: frozenset[str]
    time_limits: Mapping[str, TimeLimit]
    window_months: int | None
    forex_required_classes: frozenset[int]
    plausible_share: tuple[Decimal, Decimal]
    exchange_rates: Mapping[str, Decimal]
    deemed_receipt_reasons: tuple[str, ...]
    documents_to_file: tuple[str, ...]
    max_corrections: int = 2
    scheme: Scheme | None = None
    window_from: date | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules by profile and version, and the calendar. Without a version it is the newest of the profile."""

    calendar: WorkCalendar
    by_version: Mapping[tuple[str, str | None], Rules]
    in_force: Callable[[str, date], str]
    """The version of a profile that holds for what begins on a day."""

    def knows(self, profile: str, version: str | None = None) -> bool:
        """Whether there is such a profile, and such a version of it."""
        return (profile, version) in self.by_version

    def of(self, profile: str, version: str | None) -> Rules:
        """The rules to which a claim is pinned. Raises KeyError for a version that does not exist."""
        return self.by_version[profile, version]
