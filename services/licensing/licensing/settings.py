"""The settings of licensing, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from exportlane import policies
from exportlane.law.calendar import shipped_calendar
from exportlane.process import ORDERS, PROCESS_VERSION, StepName
from exportlane.runtime.settings import ServiceSettings, StartupRefused
from licensing.domain import Policy, Rules

GRANT = "licence.grant"
EVERYTHING, NOTHING = "all", "none"


class LicensingSettings(ServiceSettings):
    """Those of every service; licensing has none of its own."""


def policy_from_settings(settings: LicensingSettings) -> Policy:
    """All profiles as licensing reads them. Raises StartupRefused for a verb in `AUTOMATIC` that does not exist."""
    named = _named(settings.automatic)
    profiles = {name: _rules(policies.profile(name), named) for name in policies.PROFILE_NAMES}
    return Policy(profiles=profiles, process_version=PROCESS_VERSION, calendar=shipped_calendar())


def _named(automatic: str | None) -> frozenset[str] | None:
    """The verbs that the setting names; None when it leaves the choice to the profile."""
    if automatic is None:
        return None
    known: frozenset[str] = frozenset(policies.Verb.__args__)  # type: ignore[attr-defined]  # a Literal has them
    if automatic.strip() in {EVERYTHING, NOTHING}:
        return known if automatic.strip() == EVERYTHING else frozenset()
    chosen = frozenset(verb.strip() for verb in automatic.split(","))
    if unknown := chosen - known:
        raise StartupRefused(
            f"EXPORTLANE_AUTOMATIC names {min(unknown)!r}; it is all, none, or some of {', '.join(sorted(known))}."
        )
    return chosen


def _rules(profile: policies.Profile, named: frozenset[str] | None) -> Rules:
    order = ORDERS[profile.order]
    behind = order.behind(order.step(StepName.LICENCE))
    numbers = profile.rules
    return Rules(
        profile=profile.name,
        version=profile.version,
        issuer=profile.issuer_code,
        next_step=behind[0].name,
        automatic=GRANT in (profile.automatic if named is None else named),
        limit_workdays=profile.limits.licence,
        most_vehicles=numbers.vehicles_per_licence,
        inspection_max_age_days=numbers.inspection_report_days,
        letter_from=numbers.after_sales_letter_from,
        letter_days=numbers.after_sales_letter_days,
        scrapping_margin_years=numbers.scrapping_margin_years,
        max_corrections=numbers.max_corrections,
    )
