"""The settings of this agency, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from exportlane.agency.settings import AgencySettings
from logistics.domain import Policy


class LogisticsSettings(AgencySettings):
    """Those of every agency; this agency has none of its own."""


def policy_from_settings(settings: LogisticsSettings) -> Policy:
    """Made once, when the service is wired."""
    del settings
    return Policy()
