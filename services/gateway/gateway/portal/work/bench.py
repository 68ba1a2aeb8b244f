"""What the pages of the work lists share: whose bench it is, its lists, the rows of one, the counts of all."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.auth import Caller
from exportlane.runtime.problems import Problem, problem
from gateway.entrance import Entrance
from gateway.portal.frame.calls import Answer, ask
from gateway.portal.frame.desk import Desk
from gateway.portal.frame.nav import officers
from gateway.portal.visits import Visit
from gateway.portal.work.benches import bench_of
from gateway.portal.work.firms import names_of
from gateway.portal.work.forms import Maker
from gateway.portal.work.interface import Interface, interfaces_of
from gateway.portal.work.rows import Row, Shower, wanted
from gateway.portal.work.shape import Bench, Document, Things, Verb, WorkList, dig, each_of

WORK: Final = "/tasks"
"""Where the work lists are."""
PER_PAGE: Final = 50
MOST_COUNTED: Final = 100
"""A tab counts up to so many; beyond it says that there are more."""
ELSEWHERE: Final = "These lists are of another agency; yours are under Work list."
NO_LIST: Final = "There is no such list."


@dataclass(frozen=True, slots=True)
class Scene:
    """Who looks at what: a person at his bench, with one list of it."""

    request: Request
    visit: Visit
    bench: Bench
    work: WorkList

    def address(self, asked: Mapping[str, str] | None = None) -> str:
        """The address of the list with its filters."""
        return address(self.bench, self.work, asked)


@dataclass(frozen=True, slots=True)
class Possible:
    """A verb that has its turn and is this person's to use, with the fields of its form."""

    verb: Verb
    fields: tuple[Any, ...]
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `mark` changes when a row comes, goes or changes."""

    rows: Sequence[Row]
    following: str | None
    answer: Answer

    @property
    def mark(self) -> str:
        """What tells this page from a later one of the same list."""
        text = ",".join(f"{row.id}:{row.version}" for row in self.rows)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Worker:
    """Reads for the pages, in the visitor's name."""

    def __init__(self, entrance: Entrance) -> None:
        self.entrance = entrance
        self.desk = Desk(entrance)

    async def admit(self, request: Request, agency: str | None = None) -> tuple[Visit, Bench] | Response:
        """Who looks and at which bench, or what to answer instead."""
        visit = await self.desk.open(request, may=_has_bench)
        if isinstance(visit, Response):
            return visit
        bench = self._bench(visit.caller)
        if bench is None or (agency is not None and bench.agency != agency):
            return self.desk.told(request, visit, problem("forbidden", ELSEWHERE))
        return visit, bench

    def _bench(self, caller: Caller) -> Bench | None:
        """The person's bench, without the lists of agencies that are not part of this lane."""
        bench = bench_of(caller)
        if bench is None:
            return None
        here = tuple(work for work in bench.lists if work.things.agency in self.entrance.agencies)
        return Bench(bench.agency, here) if here else None

    async def where_work_waits(self, visit: Visit, bench: Bench) -> WorkList:
        """The first list in which something waits; the first of all when nothing does."""
        counts = await self.counts(visit, bench)
        return next((work for work in bench.lists if work.waits and counts[work.slug]), bench.lists[0])

    async def scene(self, request: Request, agency: str, slug: str) -> Scene | Response:
        """Who looks at which list, or what to answer instead."""
        admitted = await self.admit(request, agency)
        if isinstance(admitted, Response):
            return admitted
        visit, bench = admitted
        work = bench.find(slug)
        if work is None:
            return self.desk.told(request, visit, problem("not-found", NO_LIST))
        return Scene(request, visit, bench, work)

    async def interface(self, agency: str) -> Interface:
        """What an agency's document says; nothing while it cannot be had."""
        return await interfaces_of(self.entrance).of(agency) or Interface()

    async def page(
        self, visit: Visit, work: WorkList, asked: Mapping[str, str], limit: int = PER_PAGE
    ) -> Page:
        """One page of a list."""
        params = {"limit": str(limit), **work.params, **asked}
        answer = await ask(self.entrance, visit, work.things.agency, "GET", work.things.path, params=params)
        if not answer.ok:
            return Page((), None, answer)
        items = wanted(work, answer.document["items"])
        shower = await self.shower(work.things, items)
        return Page([shower.row(item) for item in items], answer.document.get("next"), answer)

    async def shower(self, things: Things, items: Sequence[Document]) -> Shower:
        """What shows these documents today."""
        codes = [str(dig(item, things.firm)) for item in items if dig(item, things.firm)]
        names = await names_of(self.entrance, codes)
        return Shower(things, self.entrance.today, self.entrance.calendar, names)

    async def counts(self, visit: Visit, bench: Bench) -> Mapping[str, int | None]:
        """How many rows each list has, up to a hundred; None where the agency does not say."""
        found = await asyncio.gather(*(self._count(visit, work) for work in bench.lists))
        return dict(zip((work.slug for work in bench.lists), found, strict=True))

    async def _count(self, visit: Visit, work: WorkList) -> int | None:
        params = {**work.params, "limit": str(MOST_COUNTED)}
        answer = await ask(self.entrance, visit, work.things.agency, "GET", work.things.path, params=params)
        if not answer.ok:
            return None
        return len(wanted(work, answer.document["items"])) + (1 if answer.document.get("next") else 0)

    async def possible(self, visit: Visit, things: Things, document: Document) -> list[Possible]:
        """The verbs that have their turn now and are this person's."""
        status = things.status_of(document)
        made = [
            await self.made(visit, things, verb, document)
            for verb in things.verbs
            if verb.fits(document, status)
        ]
        return [each for each in made if each is not None]

    async def together(self, visit: Visit, work: WorkList) -> list[Possible]:
        """The verbs that may be done to many rows of a list."""
        things = work.things
        statuses = {work.params["status"]} if "status" in work.params else set(things.states) or {""}
        made = [
            await self.made(visit, things, verb, {})
            for verb in things.verbs
            if verb.together and verb.when & statuses
        ]
        return [each for each in made if each is not None]

    async def made(self, visit: Visit, things: Things, verb: Verb, document: Document) -> Possible | None:
        """A verb with the fields of its form; None where it is not this person's, or the agency has none such."""
        interface = await self.interface(things.agency)
        route = interface.route(things, verb)
        if route is None or not route.admits(visit.caller):
            return None
        fields = Maker(interface, things, verb, document).fields(route.schema)
        return Possible(verb, fields, _parts(verb, document))


def _parts(verb: Verb, document: Document) -> tuple[str, ...]:

    return tuple(each_of(document, verb.part)) if verb.part else ()


def _has_bench(caller: Caller) -> bool:
    return officers(caller) and bench_of(caller) is not None


def asked_of(request: Request, work: WorkList) -> dict[str, str]:
    """The filters of an address that this list knows, and where its page begins."""
    names = (*work.filters, "cursor")
    return {name: value[:1024] for name in names if (value := request.query_params.get(name, "").strip())}


def address(bench: Bench, work: WorkList, asked: Mapping[str, str] | None = None) -> str:
    """The address of a list with its filters."""
    query = f"?{urlencode(asked)}" if asked else ""
    return f"/tasks/{bench.agency}/{work.slug}{query}"


def problem_of(answer: Answer) -> Problem:
    """What an agency said, as a problem of a page."""
    slug = {403: "forbidden", 404: "not-found", 503: "agency-unavailable"}.get(answer.status, "bad-request")
    detail = answer.document.get("detail") if isinstance(answer.document, Mapping) else None
    return problem(slug, str(detail or "The agency gave no reason."))
