"""The REST side of a service that runs: its own routes, the operators' routes, readiness."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.database import Database, is_outage
from exportlane.runtime.operations_api import metrics_routes, operations_routes
from exportlane.runtime.problems import problem, response_to, unexpected
from exportlane.runtime.service import Parts, Service, ServiceDefinition
from exportlane.runtime.settings import load_settings
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.vitals import readiness
from exportlane.runtime.vitals.gauges import observe
from exportlane.runtime.web import create_app


def build_app(service: Service) -> FastAPI:
    """The ASGI app of a service; who builds it also starts and stops the service."""
    definition = service.definition
    router = APIRouter()
    router.include_router(operations_routes(service))
    router.include_router(metrics_routes(service))
    router.include_router(definition.routes(service))

    app = create_app(
        name=service.name,
        title=f"exportlane {definition.title[1]} · {definition.title[0]}",
        version=service.version,
        router=router,
        authenticator=service.authenticator,
        readiness=lambda: readiness(service),
        clock=service.clock,
        telemetry=service.telemetry,
        **definition.web_options(service),
    )
    app.state.service = service
    for kind in (DBAPIError, PoolTimeout, OSError):
        app.add_exception_handler(kind, _on_trouble)
    observe(service)
    return app


async def _on_trouble(request: Request, error: Exception) -> Response:
    """A database out of reach is a 503 that says «later»; anything else of its kind is our fault."""
    if is_outage(error):
        sentence = "The database cannot be reached now; try again soon."
        found = problem("unavailable", sentence, headers={"retry-after": "5"})
    else:
        found = unexpected(error, method=request.method, path=request.url.path)
    return response_to(found, instance=request.url.path)


def openapi(definition: ServiceDefinition) -> dict[str, Any]:
    """The OpenAPI document of a service, made without starting it or touching anything."""
    with tempfile.TemporaryDirectory() as folder:
        service = offline_service(definition, Path(folder))
        try:
            return build_app(service).openapi()
        finally:
            service.telemetry.shutdown()


def offline_service(definition: ServiceDefinition, folder: Path) -> Service:
    """A service that is built and never started: for documents and for walks over its routes."""
    settings = load_settings(definition.settings, mode="embedded", data_dir=folder)
    signers, ring = embedded_keys(folder / "keys", [definition.name])
    parts = Parts(
        settings=settings,
        database=Database(f"sqlite+aiosqlite:///{folder / 'offline.db'}"),
        bus=EmbeddedBus(folder / "bus.db"),
        signer=signers[definition.name],
        verifier=ring,
        clock=SystemClock(),
        telemetry=setup(definition.name, settings),
        authenticator=Authenticator.from_settings(settings),
    )
    return Service(definition, parts)
