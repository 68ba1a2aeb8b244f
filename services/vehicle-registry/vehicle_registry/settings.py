"""The settings of the vehicle registry, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from pathlib import Path

from pydantic import field_validator

from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import WorkCalendar, shipped_calendar
from exportlane.policies import PROFILE_NAMES, Profile, versions
from exportlane.sharing.identity import CallerSettings
from vehicle_registry.domain import Policy, Rules
from vehicle_registry.personal.sealing import read_keys


class RegistrySettings(AgencySettings, CallerSettings):
    """Those of every agency, and the file of the keys that former owners' personal data are encrypted with."""

    personal_data_key: Path | None = None

    @field_validator("personal_data_key")
    @classmethod
    def _keys_that_can_be_read(cls, value: Path | None) -> Path | None:
        if value is not None:
            read_keys(value)
        return value


def policy_from_settings(settings: RegistrySettings, calendar: WorkCalendar | None = None) -> Policy:
    """The rules of every profile in every version, and the calendar; made once, when the service is wired."""
    every = [profile for name in PROFILE_NAMES for profile in versions(name)]
    return Policy(
        book={(one.name, one.version): _rules(one, settings) for one in every},
        newest={one.name: one.version for one in every},
        calendar=calendar or shipped_calendar(),
    )


def _rules(of: Profile, settings: RegistrySettings) -> Rules:
    keys = of.registry
    return Rules(
        two_phase=keys.dereg_mode == "two_phase",
        automatic=settings.done_alone(of),
        limits=of.time_limits,
        quota_required_when=keys.quota_required_when,
        plate_prefix=keys.plate_prefix,
        temp_plate_days=of.time_limits["temp_plate"].length or 60,
        temp_plate_reissues=keys.temp_plate_reissues,
        max_fact_age_hours=keys.max_fact_age_hours,
        scrapping_margin_years=of.licensing.scrapping_margin_years,
        green_channel_at_least=keys.green_channel_at_least,
        service_stations=keys.service_stations,
        deceit_ban_years=keys.deceit_ban_years,
        false_material_ban_years=keys.false_material_ban_years,
        max_corrections=keys.max_corrections,
        transport_document_required=keys.transport_document_required,
    )
