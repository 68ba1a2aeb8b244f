"""The REST API of ports, railways and carriers: schedules, bookings, cases and how urgent they are, lines, figures.

Who may do what stands beside each route. An exporter sees and books for its own cases only; for anybody else's booking
the answer is 404, as if there were none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from exportlane.sharing.provider import sharing_routes
from logistics.api import bookings, cases, figures, lines, sailings, verbs
from logistics.sharing import OFFERS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of this agency."""
    router = APIRouter()
    for prefix, tag, adders in (
        ("/v1/sailings", "sailings", (sailings.add,)),
        ("/v1/bookings", "bookings", (bookings.add, verbs.add)),
        ("/v1/cargos", "cargos", (cases.add,)),
        ("/v1/urgency", "urgency", (cases.add_urgency,)),
        ("/v1/lines", "lines", (lines.add,)),
        ("/v1/figures", "figures", (figures.add,)),
    ):
        part = APIRouter(prefix=prefix, tags=[tag])
        for add in adders:
            add(part, service)
        router.include_router(part)
    router.include_router(sharing_routes(service, OFFERS))
    return router
