"""The registry's REST API: papers come in, officers and enterprises act, everybody entitled reads.

Deny by default: each route says below which agency, role and scope may call it. Unsafe calls carry an
`Idempotency-Key`, verbs on a vehicle an `If-Match` with the version that the caller decided on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from exportlane.sharing.provider import sharing_routes
from vehicle_registry.api.materials import add_materials
from vehicle_registry.api.reading import add_reading
from vehicle_registry.api.receiving import add_receiving
from vehicle_registry.api.together import add_batches, add_one_stop
from vehicle_registry.api.transfers import add_transfers
from vehicle_registry.api.verbs import add_verbs
from vehicle_registry.api.watching import add_watching
from vehicle_registry.appointments.api import add_appointments
from vehicle_registry.asking import client
from vehicle_registry.other_uses.api import add_other_uses
from vehicle_registry.personal.api import add_personal
from vehicle_registry.sharing import OFFERS
from vehicle_registry.stations.api import add_stations

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of the registry: vehicles, stations, appointments, former owners, shared data."""
    router = APIRouter()
    client(service)
    vehicles = APIRouter(prefix="/v1/vehicles", tags=["vehicles"])
    # Before the verbs on one vehicle, whose path would take «batch» for an id.
    add_batches(vehicles, service)
    add_receiving(vehicles, service)
    add_reading(vehicles, service)
    add_transfers(vehicles, service)
    add_verbs(vehicles, service)
    add_watching(vehicles, service)
    add_materials(vehicles, service)
    router.include_router(vehicles)
    add_one_stop(router, service)
    router.include_router(add_stations(service))
    router.include_router(add_appointments(service))
    router.include_router(add_personal(service))
    router.include_router(add_other_uses(service))
    router.include_router(sharing_routes(service, OFFERS))
    return router
