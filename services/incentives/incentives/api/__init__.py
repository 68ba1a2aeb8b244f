"""The REST API of the subsidy office: applications, the public, the treasury, caps, the budget, evidence, estimates.

Who may do what stands beside each route. A firm sees and supplies its own things only; for anybody else's the answer
is 404, as if there were none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from exportlane.sharing.provider import sharing_routes
from incentives.api import applications, budget, caps, desk, evidence, publications, treasury
from incentives.api.estimate import routes_of_estimate

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of the subsidy office."""
    router = APIRouter()
    applied = APIRouter(prefix="/v1/subsidy-applications", tags=["applications"])
    applications.add(applied, service)
    desk.add(applied, service)
    treasury.add(applied, service)
    router.include_router(applied)
    for module, path in (
        (publications, "publications"),
        (caps, "caps"),
        (budget, "budget"),
        (evidence, "evidence"),
    ):
        part = APIRouter(prefix=f"/v1/subsidy-{path}", tags=[path])
        module.add(part, service)
        router.include_router(part)
    router.include_router(routes_of_estimate(service))
    # Nothing is offered to look at; what is announced is held against the agreements from the start.
    router.include_router(sharing_routes(service, {}))
    return router
