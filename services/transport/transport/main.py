"""The transport commission as a service: the one place that sees all its parts."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from transport.api import routes
from transport.consumer import HEARS
from transport.settings import TransportSettings, policy_from_settings
from transport.storage import FINDINGS, GRANTS, MISUSES, REQUESTS, UNITS
from transport.watching import background

service = ServiceDefinition(
    name="transport",
    title=("小客车出口指标", "Passenger-car export quota"),
    kinds=(GRANTS, UNITS, MISUSES, FINDINGS, REQUESTS),
    hears=HEARS,
    routes=routes,
    settings=TransportSettings,
    policy=policy_from_settings,
    migrations="transport.migrations",
    background=background,
    companions=(Calendars,),
)
