"""Transport as a service: the one place that sees all its parts."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from transport.api import routes
from transport.consumer import HEARS
from transport.settings import TransportSettings, policy_from_settings
from transport.storage import FILINGS

service = ServiceDefinition(
    name="transport",
    title=("Transport", "Transport"),
    kinds=(FILINGS,),
    hears=HEARS,
    routes=routes,
    settings=TransportSettings,
    policy=policy_from_settings,
    migrations="transport.migrations",
    companions=(Calendars,),
)
