"""The settings of customs, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from customs.domain import Policy, Rules
from exportlane import policies
from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import shipped_calendar
from exportlane.process import ORDERS, StepName

RELEASE, CLEAR = "customs.release", "customs.clear"


class CustomsSettings(AgencySettings):
    """Those of every agency; customs has none of its own."""


def policy_from_settings(settings: CustomsSettings) -> Policy:
    """All profiles as customs reads them, in all versions."""
    return Policy(
        profiles={name: _rules(policies.profile(name), settings) for name in policies.PROFILE_NAMES},
        versions={
            (one.name, one.version): _rules(one, settings)
            for name in policies.PROFILE_NAMES
            for one in policies.versions(name)
        },
        calendar=shipped_calendar(),
    )


def _rules(profile: policies.Profile, settings: CustomsSettings) -> Rules:
    order = ORDERS[profile.order]
    before = order.before(order.step(StepName.CUSTOMS))
    verbs = settings.done_alone(profile)
    return Rules(
        profile=profile.name,
        waits_for_deregistration=before is not None and before.name is StepName.DEREGISTRATION,
        releases=RELEASE in verbs,
        clears=CLEAR in verbs,
        version=profile.version,
        valid_from=profile.valid_from,
        hours_before_loading=profile.customs.hours_before_loading,
        soc_at_most_percent=profile.customs.soc_at_most_percent,
        shut_out=profile.time_limits.get("shut_out"),
    )
