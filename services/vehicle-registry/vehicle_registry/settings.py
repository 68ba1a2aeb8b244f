"""The settings of the vehicle registry, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import shipped_calendar
from exportlane.law.clock import add_workdays
from exportlane.policies import PROFILE_NAMES, Profile, profile
from exportlane.process import StepName, order_of
from vehicle_registry.domain import Policy, Rules


class RegistrySettings(AgencySettings):
    """Those of every agency; the registry has none of its own."""


def policy_from_settings(settings: RegistrySettings) -> Policy:
    """The rules of every profile and the calendar; made once, when the service is wired."""
    calendar = shipped_calendar()

    @lru_cache(maxsize=512)
    def due(start: date, workdays: int) -> date:
        return add_workdays(start, workdays, calendar).date

    return Policy(rules={name: _rules(profile(name), settings) for name in PROFILE_NAMES}, due=due)


def _rules(of: Profile, settings: RegistrySettings) -> Rules:
    step = order_of(of.order).step(StepName.DEREGISTRATION)
    return Rules(
        two_phase=bool(step.final),
        automatic=settings.done_alone(of),
        limit_workdays=of.limits.deregistration,
    )
