"""The settings of this agency, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from exportlane.agency.settings import AgencySettings
from registers.domain import Policy


class RegistersSettings(AgencySettings):
    """Those of every agency; this agency has none of its own."""


def policy_from_settings(settings: RegistersSettings) -> Policy:
    """Made once, when the service is wired."""
    del settings
    return Policy()
