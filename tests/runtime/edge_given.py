"""What the tests of the HTTP edge start from: a small service with a route of each kind, and tokens for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends, FastAPI
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel, ConfigDict

from exportlane.runtime.auth import (
    DEFAULT_SCOPES,
    Authenticator,
    Caller,
    demand,
    open_to_anyone,
    require,
    require_any,
)
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.telemetry import Telemetry, setup
from exportlane.runtime.web import Check, JsonResponse, create_app

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Settings:
    data_dir: Path
    embedded: bool = True
    oidc_issuer: str | None = None
    oidc_jwks: str | None = None
    oidc_audience: str = "exportlane"
    otlp_endpoint: str | None = None
    spans_db: Path | None = None


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    vin: str
    count: int = 1


class Paper(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    lines: list[Line] = []


Anyone = Annotated[Caller, Depends(require())]
Viewer = Annotated[Caller, Depends(require(agencies={"licensing"}))]
Officer = Annotated[Caller, Depends(require(agencies={"licensing"}, roles={"officer"}))]
Supervisor = Annotated[Caller, Depends(require(agencies={"licensing"}, roles={"supervisor"}))]
GatewayOrOfficer = Annotated[
    Caller,
    Depends(
        require_any(
            demand(agencies={"gateway"}, roles={"service"}, scope="hand-over"),
            demand(agencies={"licensing"}, roles={"officer"}),
        )
    ),
]


def small_routes() -> APIRouter:
    router = APIRouter(prefix="/v1")
    inner = APIRouter(prefix="/things")

    @inner.get("/{number}")
    async def show(number: int, caller: Viewer) -> Any:
        return JsonResponse({"number": number, "actor": caller.actor})

    @inner.post("", responses=responses("move-not-allowed"))
    async def create(paper: Paper, caller: Officer) -> Any:
        return JsonResponse({"name": paper.name, "actor": caller.actor}, status_code=201)

    @inner.post("/{number}/cancel")
    async def cancel(number: int, _caller: Supervisor) -> Any:
        raise problem(
            "move-not-allowed",
            f"Number {number} is used already.",
            article="办法 第一条",
            extra={"code": "used"},
        )

    @router.get("/hand-over")
    async def hand_over(caller: GatewayOrOfficer) -> Any:
        return JsonResponse({"actor": caller.actor})

    @router.get("/broken")
    async def broken(_caller: Anyone) -> Any:
        raise RuntimeError("the password is hunter2")

    @router.get("/page", dependencies=[Depends(open_to_anyone("the sign-in page"))])
    async def page() -> Any:
        return JsonResponse({"open": True})

    router.include_router(inner)
    return router


@dataclass
class Edge:
    """The service under test and what is needed to call and to watch it."""

    app: FastAPI
    issuer: DevelopmentIssuer
    telemetry: Telemetry
    spans: InMemorySpanExporter
    metrics: InMemoryMetricReader
    checks: list[Check] = field(default_factory=list)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://licensing.test")

    def token(self, role: str = "officer", agency: str = "licensing", **claims: Any) -> str:
        return token(self.issuer, role, agency, **claims)

    def bearer(self, role: str = "officer", agency: str = "licensing", **claims: Any) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(role, agency, **claims)}"}


def token(issuer: DevelopmentIssuer, role: str = "officer", agency: str = "licensing", **claims: Any) -> str:
    given: dict[str, Any] = {
        "subject": "wang.li",
        "scopes": DEFAULT_SCOPES.get(role, ()),
        "now": datetime.now(UTC),
        "ttl": timedelta(hours=1),
    }
    return issuer.mint(agency=agency, role=role, **(given | claims))


def small_service(folder: Path, *, routes: Callable[[], APIRouter] = small_routes, **options: Any) -> Edge:
    settings = Settings(folder)
    spans, metrics = InMemorySpanExporter(), InMemoryMetricReader()
    telemetry = setup("licensing", settings, processors=[SimpleSpanProcessor(spans)], readers=[metrics])
    checks = [Check("database", ok=True, sentence="It takes writes.", ms=0.4)]

    async def readiness() -> list[Check]:
        return checks

    app = create_app(
        name="licensing",
        title="Licensing",
        version="1",
        router=routes(),
        authenticator=Authenticator.from_settings(settings),
        **({"readiness": readiness, "telemetry": telemetry} | options),
    )
    return Edge(app, DevelopmentIssuer.open(settings), telemetry, spans, metrics, checks)
