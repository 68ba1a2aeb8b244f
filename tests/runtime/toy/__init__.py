"""Two small agencies for tests of the runtime: a registry that announces, a licensing that listens and answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.calendars import Calendars
from exportlane.contracts.decision import Announce, Decided, Heard, Refused, Waiting, Write
from exportlane.contracts.licensing import LicenceWithdrawn
from exportlane.contracts.vehicle_registry import VehicleRegistrationRestored
from exportlane.runtime.auth import Caller, require
from exportlane.runtime.problems import problem
from exportlane.runtime.service import Service, ServiceDefinition
from exportlane.runtime.settings import ServiceSettings
from exportlane.runtime.storage import Hears, Kind

VIN = "LGXC76C30P0123456"
RESTORED = "vehicle.registration_restored.v1"
WITHDRAWN = "licence.withdrawn.v1"


@dataclass(frozen=True)
class Paper:
    """A thing with a counter: how many facts it has heard, and in which order."""

    id: str
    batch_id: str
    cases: tuple[str, ...]
    heard: tuple[str, ...] = ()
    told: int = 0
    day: date | None = None


PAPERS = Kind(
    name="paper",
    table="papers",
    state=Paper,
    thing_id=lambda paper: paper.id,
    case_ids=lambda paper: paper.cases,
    columns={"told": lambda paper: paper.told},
    numbers=frozenset({"told"}),
)


@dataclass(frozen=True)
class File:
    """A thing whose id is the case: opened by the first fact, and counting those that follow."""

    id: str
    opened: datetime
    sequences: tuple[int, ...] = ()


FILES = Kind(
    name="file",
    table="files",
    state=File,
    thing_id=lambda file: file.id,
    case_ids=lambda file: (file.id,),
    columns={"opened": lambda file: file.opened.isoformat()},
    keyed_by_case=True,
)

WRITES: dict[str, tuple[Write, ...]] = {
    "note": (
        Write("notes", {"case_id": "a", "count": 1, "loud": True}),
        Write("notes", {"case_id": "b", "count": None, "loud": None}),
    ),
    "nowhere": (Write("no_such_table", {"count": 1}),),
    "huge": (Write("notes", {"count": 2**70}),),
}
"""What the toy writes beside its paper, by the code of the fact heard; the last two cannot be written."""


class Policy:
    """What the toy handlers are told to do wrong, by the code of the fact heard."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.early: set[str] = set()
        self.calls = 0


def announce(paper: Paper, code: str, now: datetime, policy: Any) -> Decided[Paper] | Refused:
    """A request to the toy registry: announce one fact for every case of the paper."""
    del now, policy
    if code == "no":
        return Refused("not-today", "The toy does not announce today.", "Toy law, article 1")
    facts = tuple(
        Announce(
            case, RESTORED, VehicleRegistrationRestored(vin=VIN, code=code, reason="because it is a toy")
        )
        for case in paper.cases
    )
    return Decided(replace(paper, told=paper.told + 1), facts)


def on_restored(
    paper: Paper, heard: Heard, *, now: datetime, policy: Policy
) -> Decided[Paper] | Refused | Waiting:
    """The toy licensing notes what it hears and answers with a fact of its own."""
    del now
    policy.calls += 1
    data = heard.data
    if not isinstance(data, VehicleRegistrationRestored):
        raise TypeError(heard.type)
    if data.code in policy.broken:
        raise RuntimeError(f"the toy cannot stand {data.code}")
    if data.code in policy.early:
        return Waiting(f"The toy is not ready for {data.code}.")
    if data.code == "contradiction":
        return Refused("contradiction", "The toy hears two things that cannot both be.")
    withdrawn = LicenceWithdrawn(application_id=paper.id, vin=VIN, reason=f"heard {data.code}")
    return Decided(
        replace(paper, heard=(*paper.heard, f"{heard.case_id}:{data.code}")),
        (Announce(heard.case_id, WITHDRAWN, withdrawn),),
        WRITES.get(data.code, ()),
    )


def on_file(file: File | None, heard: Heard, *, now: datetime, policy: Policy) -> Decided[File]:
    """A toy that opens a file for whatever case it hears of."""
    del policy
    opened = file or File(heard.case_id, now)
    return Decided(replace(opened, sequences=(*opened.sequences, heard.sequence)))


def on_answer(paper: Paper, heard: Heard, *, now: datetime, policy: Policy) -> Decided[Paper]:
    """The toy registry notes the answers."""
    del now, policy
    return Decided(replace(paper, heard=(*paper.heard, f"{heard.case_id}:{heard.sequence}")))


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/v1/papers", dependencies=[Depends(require(roles={"officer"}))])

    def own(paper: Paper, caller: Caller) -> bool:
        return caller.subject != "stranger" and bool(paper.id)

    @router.get("/{paper_id}")
    async def show(paper_id: str, request: Request) -> Response:
        return await service.show(PAPERS, paper_id, request=request, admit=own)

    @router.get("/{paper_id}/history")
    async def history(paper_id: str, request: Request) -> list[str]:
        return [fact.type for fact in await service.history(PAPERS, paper_id, request=request, admit=own)]

    _take_in_many(router, service)

    @router.post("/{paper_id}")
    async def create(paper_id: str, request: Request, cases: str) -> Response:
        paper = Paper(paper_id, f"batch-{paper_id}", tuple(cases.split(",")))
        return await service.create(PAPERS, lambda _now: Decided(paper), request=request)

    @router.post("/{paper_id}/announce/{code}")
    async def tell(paper_id: str, code: str, request: Request) -> Response:
        def decide(paper: Paper, now: datetime, policy: Any) -> Decided[Paper] | Refused:
            return announce(paper, code, now, policy)

        return await service.act(PAPERS, paper_id, decide, request=request)

    return router


def _take_in_many(router: APIRouter, service: Service) -> None:
    @router.post("/many/{names}")
    async def create_many(names: str, request: Request) -> Response:
        def build(_now: datetime) -> list[Decided[Paper]] | Refused:
            if names == "none":
                return Refused("nothing", "There is nothing to take in.", status=422)
            return [Decided(Paper(name, "batch-many", (name,))) for name in names.split(",")]

        async def explain(_connection: AsyncConnection) -> None:
            if "live" in names:
                raise problem("live-case-exists", "The toy knows why.")

        return await service.create_many(
            PAPERS,
            build,
            request=request,
            answer=lambda papers: (
                202,
                {"ids": [paper.id for paper in papers]},
                {"x-count": str(len(papers))},
            ),
            writes=[Write("notes", {"case_id": names, "count": 1, "loud": False})],
            on_conflict=explain,
        )


def definition(name: str, hears: dict[str, Hears]) -> ServiceDefinition:
    return ServiceDefinition(
        name=name,
        title=("玩具", "Toy"),
        kinds=(PAPERS, FILES),
        hears=hears,
        routes=routes,
        settings=ServiceSettings,
        policy=lambda _settings: Policy(),
        migrations="tests.runtime.toy.migrations",
        companions=(Calendars,),
    )


def two_agencies() -> dict[str, ServiceDefinition]:
    """The registry announces, licensing hears and answers, the registry hears the answer."""
    return {
        "vehicle-registry": definition("vehicle-registry", {WITHDRAWN: Hears(PAPERS, on_answer)}),
        "licensing": definition("licensing", {RESTORED: Hears(PAPERS, on_restored)}),
    }


__all__ = ["FILES", "PAPERS", "File", "Paper", "Policy", "definition", "two_agencies"]
