"""The routes of the joint conference, under /v1/conference."""

from __future__ import annotations

from fastapi import APIRouter

from gateway.conference.api import issues, meetings, packs
from gateway.entrance import Entrance


def routes(entrance: Entrance) -> APIRouter:
    """Members, tickets, meetings, packs."""
    router = APIRouter(prefix="/v1/conference", tags=["conference"])
    for part in (issues, meetings, packs):
        part.add(router, entrance)
    return router
