"""The gateway as a service: the only file that sees everything."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.law.calendar import shipped_calendar
from exportlane.runtime.service import ServiceDefinition
from exportlane.runtime.vitals.document import EVERY_PEER
from gateway.api import routes
from gateway.conference.storage import CONFERENCE_KINDS
from gateway.consumer import HEARS
from gateway.entrance import entrance_of
from gateway.handlers import GatewayPolicy
from gateway.portal.frame.files import web_options
from gateway.portal.visits import visits_of
from gateway.settings import GatewaySettings
from gateway.storage import CASES, REGISTER_ENTRIES
from gateway.watching import Watch

service = ServiceDefinition(
    name="gateway",
    title=("联网办理平台", "Gateway"),
    kinds=(CASES, REGISTER_ENTRIES, *CONFERENCE_KINDS),
    hears=HEARS,
    routes=routes,
    settings=GatewaySettings,
    policy=lambda _settings: GatewayPolicy(shipped_calendar()),
    migrations="gateway.migrations",
    background=lambda running: (*entrance_of(running).tasks(), visits_of(entrance_of(running)).keep_swept),
    web_options=web_options,
    patient=True,
    companions=(Calendars, Watch),
    calls=EVERY_PEER,
)
