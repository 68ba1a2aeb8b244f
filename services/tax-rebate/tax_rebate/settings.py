"""The settings of the tax office, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import WorkCalendar, shipped_calendar
from exportlane.policies import PROFILE_NAMES, Profile, profile, versions
from exportlane.policies.keys.tax import DeparturePortScheme
from tax_rebate.domain import Policy, Rules, Scheme


class TaxSettings(AgencySettings):
    """Those of every agency; the tax office has none of its own."""


def policy_from_settings(settings: TaxSettings, calendar: WorkCalendar | None = None) -> Policy:
    """The rules of every version of every profile and the calendar; made when the service is wired, or a notice loaded.

    A claim that names no version follows the newest one of its profile.
    """
    by_version: dict[tuple[str, str | None], Rules] = {}
    for name in PROFILE_NAMES:
        for each in versions(name):
            by_version[name, each.version] = by_version[name, None] = _rules(each, settings)

    @lru_cache(maxsize=64)
    def in_force(name: str, on: date) -> str:
        return profile(name, on=on).version

    return Policy(calendar=calendar or shipped_calendar(), by_version=by_version, in_force=in_force)


def _rules(of: Profile, settings: TaxSettings) -> Rules:
    keys, scheme = of.tax, of.tax.departure_port_scheme
    return Rules(
        automatic=settings.done_alone(of),
        time_limits={
            matter: replace(limit, due_soon=keys.due_soon_workdays)
            for matter, limit in of.time_limits.items()
        },
        window_months=keys.window_months,
        window_from=keys.window_from,
        forex_required_classes=keys.forex_required_classes,
        plausible_share=keys.plausible_share,
        exchange_rates=keys.exchange_rates,
        deemed_receipt_reasons=keys.deemed_receipt_reasons,
        documents_to_file=keys.documents_to_file,
        max_corrections=keys.max_corrections,
        scheme=None if scheme is None else _scheme(scheme),
    )


def _scheme(of: DeparturePortScheme) -> Scheme:
    return Scheme(frozenset(of.departure_ports), frozenset(of.exit_ports), of.classes, of.from_)
