"""What a city profile lays down for the quota, in every version. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from exportlane.law.calendar import WorkCalendar
from exportlane.law.limits import Running, TimeLimit, start


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One version of a profile. `reservation_days` are calendar days; None where the city has no export quota.

    `soon_workdays` before the end a warning is given; `allocation_at_most` units are made by one act.
    """

    profile: str
    version: str
    valid_from: date
    valid_to: date | None
    reservation_days: int | None
    soon_workdays: int
    allocation_at_most: int
    article: str

    def on(self, day: date) -> bool:
        """Whether this version holds for what begins on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of every profile in every version, and the calendar of today."""

    book: Mapping[tuple[str, str], Rules]
    calendar: WorkCalendar

    def rules(self, profile: str, version: str) -> Rules:
        """The rules that a grant is pinned to. Raises KeyError for what does not exist."""
        return self.book[profile, version]

    def in_force(self, profile: str, *, on: date) -> Rules | None:
        """The version for what begins on this day, None when the profile has none."""
        return next((r for (name, _), r in self.book.items() if name == profile and r.on(on)), None)

    def until(self, matter: str, last: date, *, on: date, rules: Rules) -> Running:
        """A validity that ends with the day `last`, also when that is a rest day, with its warning before."""
        length = (last - on).days
        limit = TimeLimit(
            matter=matter, agency="enterprise", unit="days", length=length, article=rules.article,
            due_soon=rules.soon_workdays, rolls=False,
        )  # fmt: skip
        return start(limit, on=on, calendar=self.calendar)
