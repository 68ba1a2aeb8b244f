"""The sections of the portal: one module of pages each, in the order in which their addresses are looked through."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from fastapi import APIRouter

from gateway.entrance import Entrance
from gateway.portal import cases, conference, flow, operations, work
from gateway.portal.case import pages as case
from gateway.portal.frame import entry
from gateway.portal.signing_in import pages as signing_in

SECTIONS: Final[tuple[ModuleType, ...]] = (
    entry,
    signing_in,
    operations,
    conference,
    cases,
    case,
    flow,
    work,
)
"""Each has `routes(entrance)`."""


def routes(entrance: Entrance) -> APIRouter:
    """The pages of every section."""
    router = APIRouter()
    for section in SECTIONS:
        router.include_router(section.routes(entrance))
    return router
