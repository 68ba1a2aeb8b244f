"""The settings of licensing, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from pathlib import Path

from exportlane import policies
from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import shipped_calendar
from exportlane.law.checks.papers import shipped_headings
from exportlane.process import ORDERS, PROCESS_VERSION, StepName
from licensing.domain import Policy, Rules
from licensing.register import read_register

GRANT = "licence.grant"
EXAMPLE = Path("examples/enterprises.json")
"""Made-up firms, so that what the project shows can be tried where it lies: in embedded mode only."""


class LicensingSettings(AgencySettings):
    """Those of every agency, and the filings that exist on the national platform.

    `EXPORTLANE_FILING_REGISTER` names a JSON file of firms that are filed there; it is read at the start.
    """

    filing_register: Path | None = None


def policy_from_settings(settings: LicensingSettings) -> Policy:
    """All versions of all profiles as licensing reads them. Raises StartupRefused for a bad register."""
    headings = shipped_headings()
    versions = {
        name: tuple(_rules(version, settings, headings) for version in policies.versions(name))
        for name in policies.PROFILE_NAMES
    }
    file = settings.filing_register or (EXAMPLE if settings.embedded and EXAMPLE.is_file() else None)
    register = read_register(file) if file else {}
    return Policy(
        versions=versions, process_version=PROCESS_VERSION, calendar=shipped_calendar(), register=register
    )


def _rules(profile: policies.Profile, settings: LicensingSettings, headings: frozenset[str]) -> Rules:
    order = ORDERS[profile.order]
    behind = order.behind(order.step(StepName.LICENCE))
    keys = profile.licensing
    return Rules(
        profile=profile.name,
        version=profile.version,
        issuer=profile.issuer_code,
        next_step=behind[0].name,
        automatic=GRANT in settings.done_alone(profile),
        limits=profile.time_limits,
        valid_from=profile.valid_from,
        valid_to=profile.valid_to,
        most_vehicles=keys.vehicles_per_licence,
        validity_months=keys.licence_validity_months,
        inspection_max_age_days=keys.inspection_report_days,
        standards={str(name): standard for name, standard in keys.inspection_standards.items()},
        letter_from=keys.after_sales_letter_from,
        letter_days=keys.after_sales_letter_days,
        grandfather_cutoff=keys.grandfather_cutoff,
        scrapping_margin_years=keys.scrapping_margin_years,
        max_corrections=keys.max_corrections,
        application_days_back=keys.application_days_back,
        contract_no_max=keys.contract_no_max,
        headings=headings,
        conformity_countries=frozenset(keys.conformity_countries),
        second_person_flags=frozenset(keys.second_person_flags),
        short_validity_days=keys.short_validity_warning_days,
        priority_lane=keys.priority_lane,
        priority_share=keys.priority_daily_share,
        priority_bonus_workdays=keys.priority_ageing_workdays,
        urgent_cutoff_workdays=keys.urgent_cutoff_workdays,
        filing_years=keys.filing_validity_years,
        appraisers_at_least=keys.appraisers_at_least,
    )
