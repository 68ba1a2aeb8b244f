"""Customs, put together. Nothing happens on import; the entry point `exportlane.services` names `service`."""

from __future__ import annotations

from customs.api import routes
from customs.consumer import HEARS
from customs.settings import CustomsSettings, policy_from_settings
from customs.storage import CULTIVATION, DECLARATIONS
from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from exportlane.sharing.storage import SHARING_KINDS

service = ServiceDefinition(
    name="customs",
    title=("海关", "Customs"),
    kinds=(DECLARATIONS, CULTIVATION, *SHARING_KINDS),
    hears=HEARS,
    routes=routes,
    settings=CustomsSettings,
    policy=policy_from_settings,
    migrations="customs.migrations",
    companions=(Calendars,),
)
