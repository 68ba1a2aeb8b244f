"""Registers as a service: the one place that sees all its parts."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from registers.api import routes
from registers.consumer import HEARS
from registers.settings import RegistersSettings, policy_from_settings
from registers.storage import FILINGS

service = ServiceDefinition(
    name="registers",
    title=("Registers", "Registers"),
    kinds=(FILINGS,),
    hears=HEARS,
    routes=routes,
    settings=RegistersSettings,
    policy=policy_from_settings,
    migrations="registers.migrations",
    companions=(Calendars,),
)
