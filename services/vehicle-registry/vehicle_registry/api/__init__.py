"""The registry's REST API: papers come in, officers and enterprises act, everybody entitled reads.

Deny by default: each route says below which agency, role and scope may call it. Unsafe calls carry an
`Idempotency-Key`, verbs on a vehicle an `If-Match` with the version that the caller decided on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from vehicle_registry.api.reading import add_reading
from vehicle_registry.api.receiving import add_receiving
from vehicle_registry.api.transfers import add_transfers
from vehicle_registry.api.verbs import add_verbs
from vehicle_registry.api.watching import add_watching
from vehicle_registry.stations.api import add_stations

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of the registry: vehicles, stations."""
    router = APIRouter()
    vehicles = APIRouter(prefix="/v1/vehicles", tags=["vehicles"])
    add_receiving(vehicles, service)
    add_reading(vehicles, service)
    add_transfers(vehicles, service)
    add_verbs(vehicles, service)
    add_watching(vehicles, service)
    router.include_router(vehicles)
    router.include_router(add_stations(service))
    return router
