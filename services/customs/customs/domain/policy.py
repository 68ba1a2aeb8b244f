"""What a profile says to customs, in every version that a declaration may be pinned to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from exportlane.law.calendar import WorkCalendar
from exportlane.law.limits import TimeLimit


@dataclass(frozen=True, slots=True)
class Rules:
    """What one version of a city profile says to customs.

    `waits_for_deregistration`: the registry's step stands between licence and customs. `releases` and `clears`: what
    customs decides alone when all rules pass (accept and release; confirm the departure). `hours_before_loading` is
    how early goods are declared, `soc_at_most_percent` how full a traction battery may be in a container.
    """

    profile: str
    waits_for_deregistration: bool
    releases: bool
    clears: bool
    version: str = ""
    valid_from: date | None = None
    hours_before_loading: int = 24
    soc_at_most_percent: int = 65
    shut_out: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The newest version of every profile, all versions, and the calendar that days are reckoned by."""

    profiles: Mapping[str, Rules]
    versions: Mapping[tuple[str, str], Rules] = field(default_factory=dict)
    calendar: WorkCalendar | None = None

    def newest(self, profile: str, on: date) -> str | None:
        """The version of a profile that holds on a day; None where its versions are not told apart."""
        begun = [
            rules
            for (name, _), rules in self.versions.items()
            if name == profile and (rules.valid_from is None or rules.valid_from <= on)
        ]
        return max(begun, key=lambda rules: rules.valid_from or date.min).version if begun else None

    def knows(self, profile: str, version: str | None) -> bool:
        """Whether there is such a profile, in this version."""
        return profile in self.profiles if version is None else (profile, version) in self.versions

    def rules(self, profile: str, version: str | None) -> Rules:
        """The version that a declaration is pinned to; the newest where it is pinned to none."""
        return self.profiles[profile] if version is None else self.versions[profile, version]
