"""The REST API of customs: receive declarations, check them beforehand, list the work, decide, undo; cultivate firms.

Who may do what stands beside each route, for the verbs in one table. An exporter sees and supplies its own
declarations only; for anybody else's the answer is 404, as if there were none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from customs.api.checking import add_checking
from customs.api.cultivation import add_cultivation
from customs.api.reading import add_reading
from customs.api.receiving import add_receiving
from customs.api.verbs import add_verbs
from customs.sharing import OFFERS
from exportlane.sharing.provider import sharing_routes

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of customs."""
    router = APIRouter()
    declarations = APIRouter(prefix="/v1/declarations", tags=["declarations"])
    add_receiving(declarations, service)
    # Before the route that takes any word for an id.
    add_checking(declarations, service)
    add_reading(declarations, service)
    add_verbs(declarations, service)
    cultivation = APIRouter(prefix="/v1/aeo-cultivation", tags=["aeo-cultivation"])
    add_cultivation(cultivation, service)
    router.include_router(declarations)
    router.include_router(cultivation)
    router.include_router(sharing_routes(service, OFFERS))
    return router
