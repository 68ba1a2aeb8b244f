"""The tax office as a service: the one place that sees all its parts."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from exportlane.sharing.storage import SHARING_KINDS
from tax_rebate.api import routes
from tax_rebate.consumer import HEARS
from tax_rebate.measuring import measuring
from tax_rebate.settings import TaxSettings, policy_from_settings
from tax_rebate.storage import CLAIMS

service = ServiceDefinition(
    name="tax-rebate",
    title=("出口退税", "Export rebate"),
    kinds=(CLAIMS, *SHARING_KINDS),
    hears=HEARS,
    routes=routes,
    settings=TaxSettings,
    policy=policy_from_settings,
    migrations="tax_rebate.migrations",
    background=measuring,
    companions=(Calendars,),
)
