"""The REST API of the gateway: submissions, the view of cases, live facts, and the way to the agencies."""

from __future__ import annotations

from fastapi import APIRouter

from exportlane.runtime.service import Service
from gateway.api import agencies, cases, events, exports, findings, sharing, submissions
from gateway.conference import api as conference
from gateway.entrance import entrance_of
from gateway.portal import sections as portal
from gateway.promises import api as promises


def routes(service: Service) -> APIRouter:
    """All routes. Those to the agencies come last: their pattern takes whatever no other route wanted."""
    entrance = entrance_of(service)
    router = APIRouter()
    for part in (
        submissions,
        exports,
        cases,
        events,
        findings,
        sharing,
        conference,
        promises,
        portal,
        agencies,
    ):
        router.include_router(part.routes(entrance))
    return router
