"""Licensing, put together. Nothing happens on import; the entry point `exportlane.services` names `service`."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from exportlane.sharing.storage import SHARING_KINDS
from licensing.api import routes
from licensing.consumer import HEARS
from licensing.settings import LicensingSettings, policy_from_settings
from licensing.storage import APPLICATIONS, FILINGS
from licensing.watching import Watch

service = ServiceDefinition(
    name="licensing",
    title=("出口许可证", "Export licences"),
    kinds=(APPLICATIONS, FILINGS, *SHARING_KINDS),
    hears=HEARS,
    routes=routes,
    settings=LicensingSettings,
    policy=policy_from_settings,
    migrations="licensing.migrations",
    companions=(Calendars, Watch),
)
