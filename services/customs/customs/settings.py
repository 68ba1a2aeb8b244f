"""The settings of customs, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from customs.domain import Policy, Rules
from exportlane import policies
from exportlane.agency.settings import AgencySettings
from exportlane.process import ORDERS, StepName

RELEASE, CLEAR = "customs.release", "customs.clear"


class CustomsSettings(AgencySettings):
    """Those of every agency; customs has none of its own."""


def policy_from_settings(settings: CustomsSettings) -> Policy:
    """All profiles as customs reads them."""
    return Policy({name: _rules(policies.profile(name), settings) for name in policies.PROFILE_NAMES})


def _rules(profile: policies.Profile, settings: CustomsSettings) -> Rules:
    order = ORDERS[profile.order]
    before = order.before(order.step(StepName.CUSTOMS))
    verbs = settings.done_alone(profile)
    return Rules(
        profile=profile.name,
        waits_for_deregistration=before is not None and before.name is StepName.DEREGISTRATION,
        releases=RELEASE in verbs,
        clears=CLEAR in verbs,
    )
