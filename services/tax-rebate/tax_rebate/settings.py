"""The settings of the tax office, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import shipped_calendar
from exportlane.law.clock import add_months, add_workdays
from exportlane.law.pauses import Pause
from exportlane.policies import PROFILE_NAMES, Profile, profile
from tax_rebate.domain import Policy, Rules


class TaxSettings(AgencySettings):
    """Those of every agency; the tax office has none of its own."""


def policy_from_settings(settings: TaxSettings) -> Policy:
    """The rules of every profile and the calendar; made once, when the service is wired."""
    calendar = shipped_calendar()

    @lru_cache(maxsize=512)
    def due(start: date, workdays: int, pauses: tuple[Pause, ...]) -> date:
        return add_workdays(start, workdays, calendar, pauses).date

    @lru_cache(maxsize=512)
    def window_ends(exported: date, months: int) -> date:
        return add_months(exported, months, calendar).date

    rules = {name: _rules(profile(name), settings) for name in PROFILE_NAMES}
    return Policy(rules=rules, due=due, window_ends=window_ends)


def _rules(of: Profile, settings: TaxSettings) -> Rules:
    return Rules(
        automatic=settings.done_alone(of),
        limit_by_class=of.limits.rebate_by_class,
        average_workdays=of.limits.rebate_average,
        window_months=of.rules.rebate_window_months,
    )
