"""The pages that change nothing: the lists, a thing, and what tells a list that something new has come."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exportlane.runtime.problems import problem
from gateway.api.events import stream
from gateway.disclosure import eyes_of
from gateway.entrance import Entrance
from gateway.feed import read_place
from gateway.portal.work.acting import Refusal, look
from gateway.portal.work.bench import WORK, Possible, Scene, Worker, address, asked_of, problem_of
from gateway.portal.work.history import history_of
from gateway.portal.work.shape import Document, WorkList
from gateway.portal.work.shown import (
    ITEMS,
    clocks_of,
    items_of,
    tables_of,
    values_of,
    vehicles_of,
)
from gateway.portal.work.vocabulary.spoken import name_of, value_of
from gateway.portal.work.written import Written, flat


def add_pages(router: APIRouter, entrance: Entrance) -> None:
    """GET the lists and things."""
    pages = Pages(entrance)

    @router.get(WORK, response_model=None)
    async def mine(request: Request) -> Response:
        return await pages.home(request)

    router.get(f"{WORK}/events", response_model=None)(pages.events)
    router.get("/tasks/{agency}", response_model=None)(pages.home)
    router.get("/tasks/{agency}/counts", response_model=None)(pages.counts)
    router.get("/tasks/{agency}/{slug}", response_model=None)(pages.list)
    router.get("/tasks/{agency}/{slug}/news", response_model=None)(pages.news)
    router.get("/tasks/{agency}/{slug}/{thing_id}", response_model=None)(pages.thing)


class Pages:
    """One for each gateway."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._worker = Worker(entrance)
        self._desk = self._worker.desk

    async def home(self, request: Request, agency: str | None = None) -> Response:
        """To the list in which something waits."""
        admitted = await self._worker.admit(request, agency)
        if isinstance(admitted, Response):
            return admitted
        work = await self._worker.where_work_waits(*admitted)
        return RedirectResponse(address(admitted[1], work), status_code=303)

    async def list(self, request: Request, agency: str, slug: str) -> Response:
        """One list: its filters, its rows, what may be done to many of them."""
        scene = await self._worker.scene(request, agency, slug)
        if isinstance(scene, Response):
            return scene
        asked = asked_of(request, scene.work)
        page = await self._worker.page(scene.visit, scene.work, asked)
        return self._desk.render(
            request,
            scene.visit,
            "work/list.html",
            503 if page.answer.status >= 500 else 200,
            bench=scene.bench,
            work=scene.work,
            page=page,
            asked=asked,
            following=scene.address({**asked, "cursor": page.following}) if page.following else None,
            first=scene.address({name: value for name, value in asked.items() if name != "cursor"}),
            name_of=name_of,
            verbs=await self._worker.together(scene.visit, scene.work) if page.rows else [],
            key=str(uuid.uuid4()),
            counts=None,
        )

    async def counts(self, request: Request, agency: str) -> Response:
        """The tabs with their counts, for a page that is open."""
        admitted = await self._worker.admit(request, agency)
        if isinstance(admitted, Response):
            return admitted
        visit, bench = admitted
        open_list = bench.find(request.query_params.get("list", "")) or bench.lists[0]
        counts = await self._worker.counts(visit, bench)
        return self._desk.render(
            request, visit, "work/tabs_part.html", bench=bench, work=open_list, counts=counts
        )

    async def news(self, request: Request, agency: str, slug: str) -> Response:
        """Whether the list has changed since a page of it was made."""
        scene = await self._worker.scene(request, agency, slug)
        if isinstance(scene, Response):
            return scene
        asked = asked_of(request, scene.work)
        page = await self._worker.page(scene.visit, scene.work, asked)
        changed = page.answer.ok and page.mark != request.query_params.get("mark", "")
        again = scene.address(asked)
        return self._desk.render(request, scene.visit, "work/news_part.html", changed=changed, again=again)

    async def thing(self, request: Request, agency: str, slug: str, thing_id: str) -> Response:
        """One thing with everything that the agency shows of it, and the verbs that have their turn."""
        scene = await self._worker.scene(request, agency, slug)
        return scene if isinstance(scene, Response) else await self.show(scene, thing_id)

    async def show(
        self,
        scene: Scene,
        thing_id: str,
        status: int = 200,
        *,
        refused: tuple[str, Refusal] | None = None,
        written: Written | None = None,
    ) -> Response:
        """The page of a thing; after a refusal of a verb with its form as it was written."""
        work = scene.work
        answer = await look(self._entrance, scene.visit, work.things, thing_id)
        if not answer.ok:
            return self._desk.told(scene.request, scene.visit, problem_of(answer))
        document: Document = {"version": answer.version, **answer.document}
        verbs = await self._worker.possible(scene.visit, work.things, document)
        given = await self._values(work, document)
        forms = _filled(verbs, document, written, refused)
        return self._desk.render(
            scene.request,
            scene.visit,
            "work/thing.html",
            status,
            bench=scene.bench,
            work=work,
            verbs=verbs,
            document=document,
            refused=refused,
            key=uuid.uuid4,
            **given,
            **forms,
        )

    async def _values(self, work: WorkList, document: Document) -> dict[str, Any]:
        shower = await self._worker.shower(work.things, [document])
        return {
            "row": shower.row(document),
            "values": values_of(document, work.things),
            "vehicles": vehicles_of(document, work.things),
            "tables": tables_of(document, work.things),
            "items": {name: found for name in ITEMS if (found := items_of(document, name))},
            "clocks": clocks_of(document),
            "history": history_of(document.get("history") or ()),
            "seen": len(document.get("history") or ()),
            "name_of": name_of,
            "value_words": lambda part: value_of("bar", part),
        }

    async def events(self, request: Request) -> Response:
        """New facts as they come, for the pages of the lists."""
        admitted = await self._worker.admit(request)
        if isinstance(admitted, Response):
            raise problem("token-missing", "Sign in as an officer first.")
        last = read_place(request.headers.get("last-event-id"))
        return await stream(self._entrance, eyes_of(admitted[0].caller), case_id=None, after=last)


def _filled(
    verbs: list[Possible], document: Document, written: Written | None, refused: tuple[str, Refusal] | None
) -> dict[str, Any]:
    """How each form is filled: as it was written, or with what the verb begins with."""
    given: dict[str, dict[str, str]] = {}
    for possible in verbs:
        verb = possible.verb
        start = verb.seed(document) if verb.seed else _found(document) if verb.reasons else {}
        given[verb.slug] = flat(start)
    ticked: dict[str, list[str]] = {}
    if written is not None and refused is not None:
        given[refused[0]], ticked = written.as_values(), written.ticked()
    return {"given": given, "ticked": ticked}


def _found(document: Document) -> dict[str, Any]:
    """What the rules found begins a notice: the officer strikes out what he does not ask for."""
    found = [each for each in document.get("found") or () if isinstance(each, dict)]
    return {
        "items": [{name: each.get(name) for name in ("code", "sentence", "article", "vin")} for each in found]
    }
