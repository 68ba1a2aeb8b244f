"""The REST API of the registers: one set of routes for all of them, made from tables, and a few of their own.

Deny by default: each route names the offices that may call it; a district and a firm write of themselves only. Unsafe
calls carry an `Idempotency-Key`, verbs an `If-Match`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from exportlane.sharing.provider import sharing_routes
from registers.api.entering import add_entering
from registers.api.importing import add_import
from registers.api.markets import add_markets
from registers.api.reading import add_figures, add_reading
from registers.api.supervising import add_supervision
from registers.api.tagging import add_cases
from registers.api.verbs import add_verbs
from registers.domain.entry import Register
from registers.sharing import OFFERS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of the registers."""
    router = APIRouter()
    # Before the routes that take any word for an id.
    add_markets(router, service)
    add_figures(router, service)
    for register in Register:
        here = APIRouter(prefix=f"/v1/{register}", tags=[register.value])
        add_entering(here, service, register)
        add_import(here, service, register)
        add_reading(here, service, register)
        add_verbs(here, service, register)
        router.include_router(here)
    add_cases(router, service)
    add_supervision(router, service)
    router.include_router(sharing_routes(service, OFFERS))
    return router
