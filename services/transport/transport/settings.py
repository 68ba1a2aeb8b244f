"""The settings of this agency, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import shipped_calendar
from exportlane.policies import PROFILE_NAMES, Profile, versions
from transport.domain import Policy, Rules


class TransportSettings(AgencySettings):
    """Those of every agency; this agency has none of its own."""


def policy_from_settings(settings: TransportSettings) -> Policy:
    """The rules of every profile in every version, and the calendar; made once, when the service is wired."""
    del settings
    every = [_rules(profile) for name in PROFILE_NAMES for profile in versions(name)]
    return Policy(book={(one.profile, one.version): one for one in every}, calendar=shipped_calendar())


def _rules(of: Profile) -> Rules:
    keys = of.transport
    has_quota = keys.reservation_days is not None
    return Rules(
        profile=of.name,
        version=of.version,
        valid_from=of.valid_from,
        valid_to=of.valid_to,
        reservation_days=keys.reservation_days,
        soon_workdays=keys.soon_workdays or 0,
        allocation_at_most=keys.allocation_at_most or 0,
        article=of.article("transport.reservation_days") if has_quota else "",
    )
