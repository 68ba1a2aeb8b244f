"""The REST API of the quota: grants, units, balances, reports of misuse, findings, update-quota requests, figures.

Who may do what stands beside each route. Commerce fixes amounts here, transport allocates, a firm uses its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from transport.api.balances import add_balances
from transport.api.figures import add_figures
from transport.api.findings import add_findings
from transport.api.grants import add_grants
from transport.api.misuses import add_misuses
from transport.api.requests import add_requests
from transport.api.units import add_units

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of transport."""
    router = APIRouter()
    router.include_router(add_grants(service))
    router.include_router(add_units(service))
    router.include_router(add_balances(service))
    router.include_router(add_misuses(service))
    router.include_router(add_findings(service))
    router.include_router(add_requests(service))
    router.include_router(add_figures(service))
    return router
