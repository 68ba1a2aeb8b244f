"""The subsidy office, put together. Nothing happens on import; `exportlane.services` names `service`."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from exportlane.sharing.storage import SHARING_KINDS
from incentives.api import routes
from incentives.consumer import HEARS
from incentives.settings import IncentivesSettings, policy_from_settings
from incentives.storage import KINDS

service = ServiceDefinition(
    name="incentives",
    title=("扶持资金", "Support funds"),
    kinds=(*KINDS, *SHARING_KINDS),
    hears=HEARS,
    routes=routes,
    settings=IncentivesSettings,
    policy=policy_from_settings,
    migrations="incentives.migrations",
    companions=(Calendars,),
)
