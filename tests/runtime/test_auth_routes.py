from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from starlette.responses import PlainTextResponse

from exportlane.runtime import problems
from exportlane.runtime.auth import CALLER, LADDER, ROLES, Caller, caller_of, demand, require, require_any
from exportlane.runtime.problems import Problem
from exportlane.runtime.settings import StartupRefused
from exportlane.runtime.web import mount_open, surface
from tests.runtime.edge_given import Edge, small_routes, small_service


@pytest.fixture
def edge(tmp_path: Path) -> Edge:
    return small_service(tmp_path)


def caller(role: str, agency: str = "licensing", *scopes: str) -> Caller:
    return Caller("wang.li", agency, role, frozenset(scopes))


@pytest.mark.parametrize("role", LADDER)
@pytest.mark.parametrize("wanted", LADDER)
def test_a_higher_rank_includes_the_lower_ones(role: str, wanted: str) -> None:
    admitted = demand(agencies={"licensing"}, roles={wanted}).admits(caller(role))

    assert admitted == (LADDER.index(role) >= LADDER.index(wanted))


@pytest.mark.parametrize("role", sorted(ROLES - set(LADDER)))
def test_a_role_beside_the_ranks_stands_alone(role: str) -> None:
    assert demand(roles={role}).admits(caller(role))
    assert not demand(roles={role}).admits(caller("supervisor"))
    assert not demand(roles={"viewer"}).admits(caller(role))


def test_another_agencys_supervisor_is_nobody_here() -> None:
    assert not demand(agencies={"licensing"}).admits(caller("supervisor", "customs"))


def test_a_scope_that_is_demanded_must_be_in_the_token() -> None:
    assert demand(roles={"service"}, scope="hand-over").admits(caller("service", "gateway", "hand-over"))
    assert not demand(roles={"service"}, scope="hand-over").admits(caller("service", "gateway", "read"))


@pytest.mark.parametrize("wrong", [{"roles": ()}, {"roles": {"offcer"}}, {"agencies": ()}])
def test_a_demand_that_would_admit_nobody_is_a_mistake(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="demands"):
        demand(**wrong)


def test_alternatives_cannot_be_empty() -> None:
    with pytest.raises(ValueError, match="demands nothing"):
        require_any()


async def test_without_a_token_nothing_opens(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.get("/v1/things/7")

    assert (answer.status_code, answer.json()["slug"]) == (401, "token-missing")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Basic d2FuZzpsaQ==", "Bearer", "Bearer ", "bearer\t", "token x"])
async def test_another_scheme_is_no_token(edge: Edge, header: str) -> None:
    async with edge.client() as client:
        answer = await client.get("/v1/things/7", headers={"authorization": header})

    assert (answer.status_code, answer.json()["slug"]) == (401, "token-missing")


async def test_the_token_is_asked_for_before_the_body_is_read(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.post("/v1/things", content=b"{", headers={"content-type": "application/json"})

    assert answer.status_code == 401


async def test_an_address_that_does_not_exist_is_told_to_nobody_without_a_token(edge: Edge) -> None:
    async with edge.client() as client:
        assert (await client.get("/v1/secret-route")).status_code == 401
        assert (await client.get("/v1/secret-route", headers=edge.bearer())).status_code == 404


async def test_the_right_role_of_the_right_agency_is_admitted(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.get("/v1/things/7", headers=edge.bearer("viewer"))

    assert answer.json() == {"number": 7, "actor": "licensing/viewer/wang.li"}


@pytest.mark.parametrize(
    ("role", "agency"), [("supervisor", "customs"), ("operator", "licensing"), ("viewer", "licensing")]
)
async def test_a_wrong_agency_or_a_too_small_role_is_refused(edge: Edge, role: str, agency: str) -> None:
    async with edge.client() as client:
        answer = await client.post("/v1/things", json={"name": "x"}, headers=edge.bearer(role, agency))

    assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")
    assert "officer of licensing" in answer.json()["detail"]


async def test_one_of_several_demands_is_enough(edge: Edge) -> None:
    async with edge.client() as client:
        statuses = [
            (await client.get("/v1/hand-over", headers=headers)).status_code
            for headers in (
                edge.bearer("service", "gateway"),
                edge.bearer("supervisor", "licensing"),
                edge.bearer("service", "gateway", scopes=["read"]),
                edge.bearer("service", "licensing"),
            )
        ]

    assert statuses == [200, 200, 403, 403]


async def test_an_open_route_serves_the_anonymous_and_ignores_a_bad_token(edge: Edge) -> None:
    async with edge.client() as client:
        assert (await client.get("/v1/page")).status_code == 200
        assert (await client.get("/v1/page", headers={"authorization": "Bearer x"})).status_code == 200


async def test_an_expired_token_says_that_it_expired(edge: Edge) -> None:
    headers = edge.bearer(now=datetime.now(UTC) - timedelta(hours=3))
    async with edge.client() as client:
        answer = await client.get("/v1/things/7", headers=headers)

    assert (answer.status_code, answer.json()["slug"]) == (401, "token-expired")


def test_a_service_with_a_route_that_names_no_caller_does_not_start(tmp_path: Path) -> None:
    def routes() -> APIRouter:
        router = small_routes()

        @router.post("/forgotten")
        async def forgotten() -> None: ...

        return router

    with pytest.raises(StartupRefused, match="POST /v1/forgotten"):
        small_service(tmp_path, routes=routes)


def test_a_mount_that_names_no_caller_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(StartupRefused, match="MOUNT /files"):
        small_service(tmp_path, extend=lambda app: app.mount("/files", PlainTextResponse("x")))


async def test_a_mount_may_be_opened_by_name_and_opens_nothing_beside_it(tmp_path: Path) -> None:
    def extend(app: FastAPI) -> None:
        mount_open(app, "/static", PlainTextResponse("body { }"))

    edge = small_service(tmp_path, extend=extend)
    async with edge.client() as client:
        assert (await client.get("/static/style.css")).text == "body { }"
        assert (await client.get("/staticx")).status_code == 401
        assert (await client.get("/v1/static/style.css")).status_code == 401


def test_what_each_route_demands_can_be_read(edge: Edge) -> None:
    offered = {(method, route.path): route for route in surface(edge.app) for method in route.methods}

    (demanded,) = offered[("POST", "/v1/things/{number}/cancel")].requirements
    assert [str(each) for each in demanded.demands] == ["supervisor of licensing"]
    assert offered[("GET", "/v1/page")].open_because == "the sign-in page"
    assert offered[("GET", "/healthz")].open_because


async def test_a_websocket_is_refused(edge: Edge) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    await edge.app({"type": "websocket", "path": "/v1/things/7", "headers": []}, receive, send)

    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_a_browser_may_carry_the_token_in_a_cookie_to_look(tmp_path: Path) -> None:
    edge = small_service(tmp_path, session_cookie="session")
    cookie = {"cookie": f"theme=dark; session={edge.token()}"}
    async with edge.client() as client:
        assert (await client.get("/v1/things/7", headers=cookie)).status_code == 200
        assert (await client.get("/v1/things/7", headers={"cookie": "theme=dark"})).status_code == 401


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 201), ("cross-site", 403), ("same-site", 403), (None, 403)]
)
async def test_only_our_own_pages_may_change_things_with_a_cookie(
    tmp_path: Path, site: str | None, status: int
) -> None:
    edge = small_service(tmp_path, session_cookie="session")
    headers = {"cookie": f"session={edge.token()}"} | ({"sec-fetch-site": site} if site else {})
    async with edge.client() as client:
        answer = await client.post("/v1/things", json={"name": "x"}, headers=headers)

    assert answer.status_code == status


async def test_without_a_named_cookie_cookies_open_nothing(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.get("/v1/things/7", headers={"cookie": f"session={edge.token()}"})

    assert answer.status_code == 401


async def test_a_refused_browser_may_be_sent_to_the_sign_in_page(tmp_path: Path) -> None:
    def denied(scope: Any, _found: Problem) -> PlainTextResponse | None:
        asks_for_page = any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
        return PlainTextResponse("sign in", 401) if asks_for_page else None

    edge = small_service(tmp_path, denied=denied)
    async with edge.client() as client:
        page = await client.get("/v1/things/7", headers={"accept": "text/html"})
        document = await client.get("/v1/things/7", headers={"accept": "application/json"})

    assert page.text == "sign in"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert document.json()["slug"] == "token-missing"


async def test_a_route_without_the_edge_in_front_still_verifies_the_token(edge: Edge) -> None:
    bare = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})
    bare.state.authenticator = edge.app.state.authenticator
    bare.include_router(small_routes())
    problems.install(bare)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(bare), base_url="http://t") as client:
        assert (await client.get("/v1/things/7")).status_code == 401
        assert (await client.get("/v1/things/7", headers=edge.bearer())).status_code == 200


def test_a_requirement_is_what_fastapi_documents_as_a_bearer_token() -> None:
    requirement = require(agencies={"licensing"}, roles={"officer"})

    assert requirement.scheme_name == "bearer"
    assert requirement.model.bearerFormat == "JWT"


async def test_a_route_may_ask_who_calls(edge: Edge) -> None:
    class Asked:
        scope: ClassVar[dict[str, Any]] = {}

    with pytest.raises(Problem, match="token-missing"):
        caller_of(Asked())  # type: ignore[arg-type]
    Asked.scope[CALLER] = caller("officer")

    assert caller_of(Asked()).actor == "licensing/officer/wang.li"  # type: ignore[arg-type]
