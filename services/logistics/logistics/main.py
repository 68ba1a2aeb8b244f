"""Ports, railways and carriers, put together. Nothing happens on import; the entry point names `service`."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from exportlane.sharing.storage import SHARING_KINDS
from logistics.api import routes
from logistics.consumer import HEARS
from logistics.settings import LogisticsSettings, policy_from_settings
from logistics.storage import BOOKINGS, CARGOS, LINES, SAILINGS

service = ServiceDefinition(
    name="logistics",
    title=("港口铁路物流", "Ports, railways and carriers"),
    kinds=(SAILINGS, BOOKINGS, CARGOS, LINES, *SHARING_KINDS),
    hears=HEARS,
    routes=routes,
    settings=LogisticsSettings,
    policy=policy_from_settings,
    migrations="logistics.migrations",
    companions=(Calendars,),
)
