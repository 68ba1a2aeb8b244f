"""Logistics as a service: the one place that sees all its parts."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from logistics.api import routes
from logistics.consumer import HEARS
from logistics.settings import LogisticsSettings, policy_from_settings
from logistics.storage import FILINGS

service = ServiceDefinition(
    name="logistics",
    title=("Logistics", "Logistics"),
    kinds=(FILINGS,),
    hears=HEARS,
    routes=routes,
    settings=LogisticsSettings,
    policy=policy_from_settings,
    migrations="logistics.migrations",
    companions=(Calendars,),
)
