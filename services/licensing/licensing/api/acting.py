"""The shape that most verbs on an application have: a body, a decision of the domain, the newest version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from licensing.access import own
from licensing.domain import Application, Policy
from licensing.storage import APPLICATIONS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Decide = Callable[[Application, datetime, Policy], Decided[Application] | Refused]


async def on_application(service: Service, application_id: str, decide: Decide, request: Request) -> Response:
    """Do it, if this caller may know of the application."""
    return await service.act(APPLICATIONS, application_id, decide, request=request, admit=own)
