"""The registers as a service: the one place that sees all its parts."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from exportlane.sharing.storage import SHARING_KINDS
from registers.api import routes
from registers.consumer import HEARS
from registers.settings import RegistersSettings, policy_from_settings
from registers.storage import CASES, ENTRIES, SAMPLINGS

service = ServiceDefinition(
    name="registers",
    title=("促进工作登记册", "Registers of promotion"),
    kinds=(ENTRIES, CASES, SAMPLINGS, *SHARING_KINDS),
    hears=HEARS,
    routes=routes,
    settings=RegistersSettings,
    policy=policy_from_settings,
    migrations="registers.migrations",
    companions=(Calendars,),
)
