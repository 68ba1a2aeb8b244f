"""The operators' console: what is wrong, what stands on what, parked messages, the traces of a case, the runbook.

An operator of the platform sees every service, an operator of an agency its own; each service is asked in the visitor's
own name and decides for itself what it says.
"""

from __future__ import annotations

from fastapi import APIRouter

from gateway.entrance import Entrance
from gateway.portal.frame.desk import OPEN
from gateway.portal.operations import acting, console, papers, parked, runbook, timers, traces


def routes(entrance: Entrance) -> APIRouter:
    """The pages of the console."""
    router = APIRouter(prefix="/operations", include_in_schema=False, dependencies=OPEN)
    for module in (console, parked, acting, timers, papers, traces, runbook):
        module.add(router, entrance)
    return router
