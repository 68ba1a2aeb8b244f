"""The settings of licensing, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from exportlane import policies
from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import shipped_calendar
from exportlane.process import ORDERS, PROCESS_VERSION, StepName
from licensing.domain import Policy, Rules

GRANT = "licence.grant"


class LicensingSettings(AgencySettings):
    """Those of every agency; licensing has none of its own."""


def policy_from_settings(settings: LicensingSettings) -> Policy:
    """All profiles as licensing reads them."""
    profiles = {name: _rules(policies.profile(name), settings) for name in policies.PROFILE_NAMES}
    return Policy(profiles=profiles, process_version=PROCESS_VERSION, calendar=shipped_calendar())


def _rules(profile: policies.Profile, settings: LicensingSettings) -> Rules:
    order = ORDERS[profile.order]
    behind = order.behind(order.step(StepName.LICENCE))
    numbers = profile.rules
    return Rules(
        profile=profile.name,
        version=profile.version,
        issuer=profile.issuer_code,
        next_step=behind[0].name,
        automatic=GRANT in settings.done_alone(profile),
        limit_workdays=profile.limits.licence,
        most_vehicles=numbers.vehicles_per_licence,
        inspection_max_age_days=numbers.inspection_report_days,
        letter_from=numbers.after_sales_letter_from,
        letter_days=numbers.after_sales_letter_days,
        scrapping_margin_years=numbers.scrapping_margin_years,
        max_corrections=numbers.max_corrections,
    )
