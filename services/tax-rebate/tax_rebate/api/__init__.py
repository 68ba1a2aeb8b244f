"""The tax office's REST API: papers come in, officers and enterprises act, everybody entitled reads.

Deny by default: each route says below which agency, role and scope may call it. Unsafe calls carry an
`Idempotency-Key`, verbs on a claim an `If-Match` with the version that the caller decided on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from exportlane.sharing.provider import sharing_routes
from tax_rebate.api.afterwards import add_afterwards
from tax_rebate.api.averages import add_averages
from tax_rebate.api.investigating import add_investigating
from tax_rebate.api.reading import add_reading
from tax_rebate.api.receiving import add_receiving
from tax_rebate.api.verbs import add_verbs
from tax_rebate.sharing import OFFERS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of the tax office: claims, and what it shares."""
    router = APIRouter()
    claims = APIRouter(prefix="/v1/claims", tags=["claims"])
    add_receiving(claims, service)
    add_averages(claims, service)  # before the claims themselves, so that `averages` is not taken for one
    add_reading(claims, service)
    add_verbs(claims, service)
    add_investigating(claims, service)
    add_afterwards(claims, service)
    router.include_router(claims)
    router.include_router(sharing_routes(service, OFFERS))
    return router
