"""The law of the day as licensing reads it: all versions of all profiles, and the working-day calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from exportlane.law.calendar import WorkCalendar
from exportlane.law.limits import TimeLimit
from licensing.domain.standing import Standing

ACCEPTANCE_NOTICE: Final = "acceptance_notice"
LICENCE: Final = "licence"
CORRECTION_SUPPLY: Final = "correction_supply"
REAPPLY: Final = "reapply"
FILING: Final = "filing"


@dataclass(frozen=True, slots=True)
class Rules:
    """What one version of a city profile says to the commerce authority.

    `next_step` follows the licence in the profile's order: its refusal or its undo is what voids a licence.
    Days are calendar days unless the name says otherwise; an age equal to a limit is still within it.
    """

    profile: str
    version: str
    issuer: str
    next_step: str
    automatic: bool
    most_vehicles: int
    inspection_max_age_days: int
    letter_from: date | None
    letter_days: int | None
    grandfather_cutoff: date | None
    scrapping_margin_years: int
    max_corrections: int
    limits: Mapping[str, TimeLimit] = field(default_factory=dict)
    valid_from: date = date.min
    valid_to: date | None = None
    standards: Mapping[str, str] = field(default_factory=dict)
    contract_no_max: int = 17
    application_days_back: int = 5
    headings: frozenset[str] = frozenset()
    conformity_countries: frozenset[str] = frozenset()
    second_person_flags: frozenset[str] = frozenset()
    short_validity_days: int = 30
    priority_lane: bool = False
    priority_share: Decimal = Decimal("0.20")
    priority_bonus_workdays: int = 2
    urgent_cutoff_workdays: int = 3
    validity_months: int = 6
    filing_years: int = 1
    appraisers_at_least: int = 3

    def on(self, day: date) -> bool:
        """Whether this version is the one for what starts on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Pinned(Protocol):
    """Whatever is decided under the version of a profile that it was handed in under."""

    @property
    def profile(self) -> str:
        """The city's name."""

    @property
    def profile_version(self) -> str | None:
        """The version; None for what was received before versions were kept."""


@dataclass(frozen=True, slots=True)
class Policy:
    """All versions of all profiles, newest last, the version of the process, and the working-day calendar.

    `register` holds filings that exist on the national platform, by 统一社会信用代码.
    """

    versions: Mapping[str, tuple[Rules, ...]]
    process_version: str
    calendar: WorkCalendar
    register: Mapping[str, Standing] = field(default_factory=dict)

    def rules(self, profile: str, version: str | None = None) -> Rules:
        """One version, or the newest. Raises KeyError for a profile or a version that is not there."""
        found = self.versions[profile]
        if version is None:
            return found[-1]
        for rules in found:
            if rules.version == version:
                return rules
        raise KeyError(version)

    def of(self, thing: Pinned) -> Rules:
        """The rules that this application or filing is pinned to."""
        return self.rules(thing.profile, thing.profile_version)

    def in_force(self, profile: str, *, on: date) -> Rules:
        """The version for what starts on that day; the newest where no version covers it. Raises KeyError."""
        covering = [rules for rules in self.versions[profile] if rules.on(on)]
        return covering[-1] if covering else self.versions[profile][-1]

    def known(self, profile: str, version: str | None) -> bool:
        """Whether there is such a profile, and such a version where one is named."""
        found = self.versions.get(profile)
        return found is not None and (version is None or any(rules.version == version for rules in found))
