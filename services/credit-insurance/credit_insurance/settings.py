"""The settings of this agency, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from credit_insurance.domain import Policy
from exportlane.agency.settings import AgencySettings


class CreditInsuranceSettings(AgencySettings):
    """Those of every agency; this agency has none of its own."""


def policy_from_settings(settings: CreditInsuranceSettings) -> Policy:
    """Made once, when the service is wired."""
    del settings
    return Policy()
