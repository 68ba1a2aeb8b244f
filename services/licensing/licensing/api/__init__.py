"""The REST API of licensing: receive applications, list the work, ask, decide, undo; and the register of filings.

Who may do what stands beside each route. An exporter sees and supplies its own things only; for anybody else's the
answer is 404, as if there were none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from exportlane.sharing.provider import sharing_routes
from licensing.api import another_licence, applications, desk, figures, filings, register_desk
from licensing.sharing import OFFERS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of licensing."""
    router = APIRouter()
    applied = APIRouter(prefix="/v1/applications", tags=["applications"])
    applications.add(applied, service)
    desk.add(applied, service)
    another_licence.add(applied, service)
    router.include_router(applied)
    filed = APIRouter(prefix="/v1/filings", tags=["filings"])
    filings.add(filed, service)
    register_desk.add(filed, service)
    router.include_router(filed)
    router.include_router(figures.router(service))
    router.include_router(sharing_routes(service, OFFERS))
    return router
