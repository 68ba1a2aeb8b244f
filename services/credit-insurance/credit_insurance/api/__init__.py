"""The REST API of the insurer and the banks.

Deny by default: each route says which agency, role and scope may call it, and each verb at whose desk it is decided.
Unsafe calls carry an `Idempotency-Key`; verbs on a thing an `If-Match` with the version that was decided on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from credit_insurance.api import (
    assignments,
    banks,
    buyers,
    consents,
    figures,
    finances,
    hedges,
    losses,
    policies,
    premiums,
    receipts,
    reports,
    shipments,
)
from credit_insurance.sharing import OFFERS
from exportlane.sharing.provider import sharing_routes

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

_PARTS = (
    policies, premiums, reports, buyers, shipments, losses, assignments, consents, finances, receipts, hedges, banks,
    figures,
)  # fmt: skip


def routes(service: Service) -> APIRouter:
    """All routes of this agency."""
    router = APIRouter()
    for part in _PARTS:
        part.add(router, service)
    router.include_router(sharing_routes(service, OFFERS))
    return router
