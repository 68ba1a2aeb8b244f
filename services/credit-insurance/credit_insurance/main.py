"""Credit insurance and finance as a service: the one place that sees all its parts."""

from __future__ import annotations

from credit_insurance.api import routes
from credit_insurance.consumer import HEARS
from credit_insurance.settings import CreditInsuranceSettings, policy_from_settings
from credit_insurance.storage import KINDS
from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from exportlane.sharing.storage import SHARING_KINDS

service = ServiceDefinition(
    name="credit-insurance",
    title=("出口信用保险与融资", "Credit insurance and finance"),
    kinds=(*KINDS, *SHARING_KINDS),
    hears=HEARS,
    routes=routes,
    settings=CreditInsuranceSettings,
    policy=policy_from_settings,
    migrations="credit_insurance.migrations",
    companions=(Calendars,),
)
