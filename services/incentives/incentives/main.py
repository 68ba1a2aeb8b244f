"""Incentives as a service: the one place that sees all its parts."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from incentives.api import routes
from incentives.consumer import HEARS
from incentives.settings import IncentivesSettings, policy_from_settings
from incentives.storage import FILINGS

service = ServiceDefinition(
    name="incentives",
    title=("Incentives", "Incentives"),
    kinds=(FILINGS,),
    hears=HEARS,
    routes=routes,
    settings=IncentivesSettings,
    policy=policy_from_settings,
    migrations="incentives.migrations",
    companions=(Calendars,),
)
