"""The tax office's REST API: papers come in, officers and enterprises act, everybody entitled reads.

Deny by default: each route says below which agency, role and scope may call it. Unsafe calls carry an
`Idempotency-Key`, verbs on a claim an `If-Match` with the version that the caller decided on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from tax_rebate.api.afterwards import add_afterwards
from tax_rebate.api.averages import add_averages
from tax_rebate.api.investigating import add_investigating
from tax_rebate.api.reading import add_reading
from tax_rebate.api.receiving import add_receiving
from tax_rebate.api.verbs import add_verbs

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def routes(service: Service) -> APIRouter:
    """All routes of the tax office, under /v1/claims."""
    router = APIRouter(prefix="/v1/claims", tags=["claims"])
    add_receiving(router, service)
    add_averages(router, service)  # before the claims themselves, so that `averages` is not taken for one
    add_reading(router, service)
    add_verbs(router, service)
    add_investigating(router, service)
    add_afterwards(router, service)
    return router
