"""Deny by default, proven on every route of every service that is installed; nobody has to remember to test it.

Each route is called without a token, with an altered one, and as everybody whom it does not demand: every agency in
every role. Whom a route demands is held against rules of its own, so that a demand that is too small is found as well.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI

from exportlane.runtime.app import build_app, offline_service
from exportlane.runtime.auth import (
    CONFERENCE,
    DEFAULT_SCOPES,
    ENTERPRISE,
    EXPORTER,
    LADDER,
    OPERATOR,
    PLATFORM,
    ROLES,
    SERVICE,
    VIEWER,
    Caller,
    require,
)
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.service import discover
from exportlane.runtime.web import OPEN_PATHS, OfferedRoute, surface
from tests.runtime.edge_given import Settings, small_service

AGENCIES = (
    "licensing",
    "vehicle-registry",
    "customs",
    "tax-rebate",
    "transport",
    "incentives",
    "credit-insurance",
    "logistics",
    "registers",
    PLATFORM,
)
USCC = "91120116MA05XXXX8K"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
PASSED_ON = re.compile(r"/v1/\{agency\}/\{rest\}")
"""The gateway's way to the agencies: it admits whoever has a token, and the agency behind it decides."""
BY_AGREEMENT = re.compile(r"/v1/sharing/(lookups|disputes)(/\{dispute_id\})?")
"""Where another agency asks or doubts: the agreements say what it is told, field by field (tests of sharing)."""
COMPUTES = frozenset({"/v1/declarations/check", "/v1/subsidies/estimate", "/v1/subsidies/entitlements"})
"""Routes that take a body, change nothing and keep nothing: whoever may read here may ask."""
CONFERS = re.compile(r"/v1/conference/")
"""The joint conference: its members act, and officers of the agencies raise tickets; its data say who may do what."""
ALSO_THEIRS: Mapping[str, tuple[tuple[re.Pattern[str], frozenset[str]], ...]] = {
    # The amount of an export quota is commerce's to fix (天津措施 第二条).
    "transport": (
        (re.compile(r"/v1/grants(/\{grant_no\}(/(determine|refuse))?)?"), frozenset({"licensing"})),
    ),
    # Commerce and transport decide on the support of a new line; commerce asks how near a cut-off is (第十、一条).
    "logistics": (
        (re.compile(r"/v1/lines/\{line_id\}/decide-support"), frozenset({"licensing", "transport"})),
        (re.compile(r"/v1/bookings/\{booking_no\}/cutoff-proof"), frozenset({"licensing"})),
    ),
    # Commerce keeps the registers with the districts; the tax office trains, guides and supervises.
    "registers": ((re.compile(r"/v1/(?!operations|sharing).*"), frozenset({"licensing", "tax-rebate"})),),
}
"""What another agency decides, or looks at, where it is kept."""
OPEN_TO_OFFICIALS: Mapping[str, re.Pattern[str]] = {
    "transport": re.compile(r"/v1/figures/\{year\}"),
    "incentives": re.compile(r"/v1/(subsidies/.*|subsidy-publications(/.*)?|subsidy-budget)"),
    "logistics": re.compile(
        r"/v1/(sailings(/\{sailing_id\})?|urgency|lines(/trade-modes|/\{line_id\})?|figures/.*)"
    ),
}
"""What whoever works at any agency may look at, ask or object to: timetables, figures, what is shown to the public."""
UNDOES = re.compile(r"/(cancel|restore|claw-back|revoke-approval)$")
OF_ANYBODY = re.compile(r"/sign-(in|out)(/|$)|/development-issuer/|/language/")
"""How somebody stops being anonymous, and in which language; they show no case, and have tests of their own."""
BOOKINGS = re.compile(r"/v1/(appointments|bookings)/")
"""A booking is given back by whoever made it; nothing was decided."""


@dataclass(frozen=True)
class Offered:
    """One service with everything that it offers."""

    name: str
    app: FastAPI
    routes: tuple[OfferedRoute, ...]
    issuer: DevelopmentIssuer

    def guarded(self) -> Iterator[tuple[str, OfferedRoute]]:
        return ((method, route) for route in self.routes for method in route.methods if route.requirements)

    def bearer(self, caller: Caller) -> dict[str, str]:
        text = self.issuer.mint(
            subject=caller.subject, agency=caller.agency, role=caller.role, scopes=caller.scopes,
            now=datetime.now(UTC), uscc=caller.uscc,
        )  # fmt: skip
        return {"authorization": f"Bearer {text}"}


@pytest.fixture(scope="module", params=sorted(discover()))
def offered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offered]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    service = offline_service(discover()[request.param], folder)
    app = build_app(service)
    yield Offered(request.param, app, surface(app), DevelopmentIssuer.open(Settings(folder)))
    service.telemetry.shutdown()


@pytest.fixture
async def client(offered: Offered) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(offered.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service.test") as made:
        yield made


def everybody(*, with_scopes: bool = True) -> list[Caller]:
    """Every agency in every role; an exporter is of the enterprise and of nothing else."""
    found = [
        Caller("somebody", agency, role, frozenset(DEFAULT_SCOPES[role] if with_scopes else ()))
        for agency in (*AGENCIES, CONFERENCE, "somewhere-else")
        for role in sorted(ROLES - {EXPORTER})
    ]
    scopes = frozenset(DEFAULT_SCOPES[EXPORTER] if with_scopes else ())
    return [*found, Caller("somebody", ENTERPRISE, EXPORTER, scopes, USCC)]


def admitted(route: OfferedRoute, caller: Caller) -> bool:
    return all(
        any(demand.admits(caller) for demand in requirement.demands) for requirement in route.requirements
    )


def address(route: OfferedRoute) -> str:
    return re.sub(r"\{[^}]*\}", "0190b1d2-0000-7000-8000-000000000001", route.path)


def test_all_services_are_walked() -> None:
    assert set(AGENCIES) <= set(discover())


def test_every_route_demands_somebody_or_says_why_it_is_open(offered: Offered) -> None:
    bare = [
        route.path
        for route in offered.routes
        if not route.requirements
        and not route.open_because
        and route.path not in OPEN_PATHS
        and route.methods
    ]

    assert bare == []
    assert len(list(offered.guarded())) > 5


async def test_no_route_opens_without_a_token(offered: Offered, client: httpx.AsyncClient) -> None:
    for method, route in offered.guarded():
        answer = await client.request(method, address(route))

        assert answer.status_code == 401, (method, route.path)
        if method != "HEAD":
            assert answer.json()["slug"] == "token-missing", (method, route.path)


async def test_no_route_opens_with_an_altered_token(offered: Offered, client: httpx.AsyncClient) -> None:
    whole = offered.bearer(Caller("somebody", offered.name, "supervisor", frozenset({"read"})))[
        "authorization"
    ]
    head, body, mac = whole.split(".")
    altered = {"authorization": ".".join((head, body, mac[::-1]))}
    for method, route in offered.guarded():
        answer = await client.request(method, address(route), headers=altered)

        assert answer.status_code == 401, (method, route.path)


@pytest.mark.parametrize("with_scopes", [True, False])
async def test_no_route_opens_for_whom_it_does_not_demand(
    offered: Offered, client: httpx.AsyncClient, with_scopes: bool
) -> None:
    refused = 0
    for caller in everybody(with_scopes=with_scopes):
        headers = offered.bearer(caller)
        for method, route in offered.guarded():
            if admitted(route, caller):
                continue
            answer = await client.request(method, address(route), headers=headers, json={})

            assert answer.status_code == 403, (method, route.path, caller.actor)
            refused += 1

    assert refused > 100


async def test_an_open_page_shows_nothing_to_the_anonymous(
    offered: Offered, client: httpx.AsyncClient
) -> None:
    for route in offered.routes:
        if not route.open_because or route.path in OPEN_PATHS or OF_ANYBODY.match(route.path):
            continue
        for method in route.methods:
            answer = await client.request(method, address(route))

            sent_on = (
                answer.status_code == 303
                and answer.headers["location"].startswith("/")
                and not answer.content
            )
            assert sent_on or answer.status_code in {401, 403}, (method, route.path, answer.status_code)


def too_lenient(service: str, routes: Sequence[OfferedRoute]) -> list[str]:
    """Routes that change something and yet admit somebody who may change nothing there."""
    found = []
    for route in routes:
        if not CHANGING & set(route.methods) or not route.requirements or PASSED_ON.fullmatch(route.path):
            continue
        may = may_ask if BY_AGREEMENT.fullmatch(route.path) else may_change
        if route.path in COMPUTES:
            may = may_read
        if open_to_officials(service, route.path):
            may = may_look_up
        if CONFERS.match(route.path):
            may = may_confer if service == PLATFORM else may
        found += [
            f"{route.path} admits {c.actor}"
            for c in everybody()
            if admitted(route, c) and not may(service, c) and not decides_there(service, route.path, c)
        ]
    return found


def may_change(service: str, caller: Caller) -> bool:
    """The rule: the agency's own from officer upwards, exporters, the gateway's service, operators here or above."""
    if caller.role in LADDER:
        return caller.agency == service and caller.role != VIEWER
    if caller.role == OPERATOR:
        return caller.agency in {service, PLATFORM}
    if caller.role == SERVICE:
        return caller.agency == PLATFORM
    return caller.role == EXPORTER


def may_ask(service: str, caller: Caller) -> bool:
    """The rule for shared data: officers, supervisors and systems of any agency, and whoever may change things here."""
    return caller.role in {"officer", "supervisor", SERVICE} or may_change(service, caller)


def decides_there(service: str, path: str, caller: Caller) -> bool:
    """The rule for what another agency decides where it is kept: its officers and supervisors."""
    return caller.role in LADDER and caller.role != VIEWER and caller.agency in also_theirs(service, path)


def also_theirs(service: str, path: str) -> frozenset[str]:
    """Whose it is too."""
    found = (agencies for pattern, agencies in ALSO_THEIRS.get(service, ()) if pattern.fullmatch(path))
    return frozenset().union(*found)


def open_to_officials(service: str, path: str) -> bool:
    return service in OPEN_TO_OFFICIALS and OPEN_TO_OFFICIALS[service].fullmatch(path) is not None


def may_read(service: str, caller: Caller) -> bool:
    """The rule for mere questions: everybody of the agency itself, and whoever may change things here."""
    return caller.agency == service or may_change(service, caller)


def may_look_up(service: str, caller: Caller) -> bool:
    """The rule for what is published: whoever works at any agency, and whoever may change things here."""
    return caller.role in LADDER or may_change(service, caller)


def may_confer(_service: str, caller: Caller) -> bool:
    """The rule for the joint conference: those who sit in it, and officers of the agencies."""
    if caller.role == CONFERENCE:
        return caller.agency == CONFERENCE and "confer" in caller.scopes
    return caller.role in {"officer", "supervisor"} and caller.agency in AGENCIES


def test_only_who_may_decide_here_can_change_anything(offered: Offered) -> None:
    assert too_lenient(offered.name, offered.routes) == []


def test_only_a_supervisor_undoes_what_was_decided(offered: Offered) -> None:
    undoing = [
        route for route in offered.routes if UNDOES.search(route.path) and not BOOKINGS.match(route.path)
    ]

    for route in undoing:
        assert not [c.actor for c in everybody() if admitted(route, c) and c.role != "supervisor"], route.path
    assert undoing or offered.name in {PLATFORM, "logistics"}


def test_papers_of_the_former_owner_are_read_by_nobody_from_another_agency(offered: Offered) -> None:
    if offered.name == PLATFORM:
        return  # the gateway shows each caller what the agency allows; its own tests hold that
    strangers = {
        (route.path, caller.agency)
        for route in offered.routes
        if "GET" in route.methods and route.requirements and "/operations/" not in route.path
        if not BY_AGREEMENT.fullmatch(route.path) and not open_to_officials(offered.name, route.path)
        for caller in everybody()
        if admitted(route, caller)
        if caller.agency not in {offered.name, PLATFORM, ENTERPRISE} | also_theirs(offered.name, route.path)
    }

    assert strangers == set()


# The walk itself can fail


def test_the_walk_finds_a_route_that_admits_too_many(tmp_path: Path) -> None:
    def routes() -> APIRouter:
        router = APIRouter()

        @router.post("/v1/applications/{number}/grant")
        async def grant(
            number: int, _caller: Annotated[Caller, Depends(require(roles={"viewer"}))]
        ) -> None: ...

        return router

    edge = small_service(tmp_path, routes=routes)

    found = too_lenient("licensing", surface(edge.app))

    assert "/v1/applications/{number}/grant admits customs/officer/somebody" in found
    assert "/v1/applications/{number}/grant admits licensing/viewer/somebody" in found
    assert not any("licensing/officer" in line for line in found)
    edge.telemetry.shutdown()
