"""The vehicle registry as a service: the one place that sees all its parts."""

from __future__ import annotations

from exportlane.agency.calendars import Calendars
from exportlane.runtime.service import ServiceDefinition
from exportlane.sharing.storage import SHARING_KINDS
from vehicle_registry.api import routes
from vehicle_registry.appointments.storage import APPOINTMENTS, DAYS
from vehicle_registry.consumer import HEARS
from vehicle_registry.other_uses.storage import OTHER_USES
from vehicle_registry.personal.storage import FORMER_OWNERS
from vehicle_registry.settings import RegistrySettings, policy_from_settings
from vehicle_registry.stations.storage import STATIONS
from vehicle_registry.storage import VEHICLES
from vehicle_registry.units import QUOTA_COPIES

service = ServiceDefinition(
    name="vehicle-registry",
    title=("车辆登记", "Vehicle registry"),
    kinds=(VEHICLES, STATIONS, DAYS, APPOINTMENTS, FORMER_OWNERS, OTHER_USES, QUOTA_COPIES, *SHARING_KINDS),
    hears=HEARS,
    routes=routes,
    settings=RegistrySettings,
    policy=policy_from_settings,
    migrations="vehicle_registry.migrations",
    companions=(Calendars,),
    calls=("gateway",),
)
