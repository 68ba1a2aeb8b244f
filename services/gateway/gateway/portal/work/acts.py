"""The verbs: on one thing, and on many rows of a list at once."""

from __future__ import annotations

import uuid
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.problems import Problem, problem
from gateway.entrance import Entrance
from gateway.portal.fact_words import Words
from gateway.portal.work.acting import Refusal, do, look, refusal
from gateway.portal.work.bench import Possible, Scene, Worker, problem_of
from gateway.portal.work.pages import Pages
from gateway.portal.work.shape import Things, Verb
from gateway.portal.work.together import Chosen, Together, chosen
from gateway.portal.work.written import Written, read

NOT_NOW: Final = "This is not possible now, or not for your role."
LONGEST_KEY: Final = 64
UNDER_WAY: Final = Words("正在办理，请稍候查看结果。", "It is being done; look again in a moment.")
CHOOSE: Final = Words("请先选择要办理的行。", "Choose rows first.")


def add_acts(router: APIRouter, entrance: Entrance) -> None:
    """POST the verbs."""
    acts = Acts(entrance)
    router.post("/tasks/{agency}/{slug}/together", response_model=None)(acts.together)
    router.post("/tasks/{agency}/{slug}/{thing_id}/{verb}", response_model=None)(acts.act)


class Acts:
    """One for each gateway."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._worker = Worker(entrance)
        self._desk = self._worker.desk
        self._pages = Pages(entrance)

    async def act(self, request: Request, agency: str, slug: str, thing_id: str, verb: str) -> Response:
        """One verb on one thing; then its page again, with what was done or why not."""
        scene = await self._worker.scene(request, agency, slug)
        if isinstance(scene, Response):
            return scene
        try:
            written = _written(await self._desk.form(request, scene.visit))
            possible = await self._made(scene, _verb(scene.work.things, verb), thing_id)
        except Problem as told:
            return self._desk.told(request, scene.visit, told)
        return await self._done(scene, thing_id, possible, written)

    async def _done(self, scene: Scene, thing_id: str, possible: Possible, written: Written) -> Response:
        verb, things, here = possible.verb, scene.work.things, f"{scene.address()}/{quote(thing_id)}"
        answer = await do(
            self._entrance,
            scene.visit,
            things,
            thing_id,
            verb,
            body=_body(possible, written),
            version=_number(written.one("_version")),
            key=_key(written),
            part=written.one("_part"),
        )
        if answer.ok:
            return self._desk.back(here, _done_words(verb, things.number_of(answer.document)))
        seen = _number(written.one("_seen"))
        told = await refusal(self._entrance, scene.visit, things, thing_id, answer, possible.fields, seen)
        if told.under_way:
            return self._desk.back(here, UNDER_WAY, tone="info")
        status = 409 if told.changed else 422 if answer.status < 500 else 503
        return await self._pages.show(scene, thing_id, status, refused=(verb.slug, told), written=written)

    async def _made(self, scene: Scene, verb: Verb, thing_id: str) -> Possible:
        """The verb with the fields of its form, whatever the thing's state is now: the agency decides on that."""
        answer = await look(self._entrance, scene.visit, scene.work.things, thing_id)
        if not answer.ok:
            raise problem_of(answer)
        made = await self._worker.made(scene.visit, scene.work.things, verb, answer.document)
        if made is None:
            raise problem("forbidden", NOT_NOW)
        return made

    async def together(self, request: Request, agency: str, slug: str) -> Response:
        """One verb on many rows: its form where it needs one, then a result for each row."""
        scene = await self._worker.scene(request, agency, slug)
        if isinstance(scene, Response):
            return scene
        try:
            form = await self._desk.form(request, scene.visit)
            written = _written(form)
            verb = _verb(scene.work.things, written.one("verb"))
            made = (
                await self._worker.made(scene.visit, scene.work.things, verb, {}) if verb.together else None
            )
            if made is None:
                raise problem("forbidden", NOT_NOW)
        except Problem as told:
            return self._desk.told(request, scene.visit, told)
        rows = chosen(written.all("row"))
        if not rows:
            return self._desk.back(scene.address(), CHOOSE, tone="warn")
        if made.fields and not written.one("_sure"):
            return self._asked(scene, made, rows)
        return await self._many(scene, made, rows, written)

    def _asked(
        self,
        scene: Scene,
        made: Possible,
        rows: list[Chosen],
        *,
        refused: Refusal | None = None,
        written: Written | None = None,
    ) -> Response:
        """The form of a verb for many rows; after a refusal as it was written."""
        return self._desk.render(
            scene.request,
            scene.visit,
            "work/together.html",
            200 if refused is None else 422,
            bench=scene.bench,
            work=scene.work,
            verb=made.verb,
            rows=rows,
            fields=made.fields,
            key=str(uuid.uuid4()),
            given=written.as_values() if written else {},
            ticked=written.ticked() if written else {},
            refused=refused,
        )

    async def _many(self, scene: Scene, made: Possible, rows: list[Chosen], written: Written) -> Response:
        things = scene.work.things
        many = Together(self._entrance, scene.visit, things, made.verb, _body(made, written), _key(written))
        results = await many.do(rows)
        wrong = _at_fields([result.refusal for result in results], made)
        if wrong is not None and all(result.outcome == "refused" for result in results):
            return self._asked(scene, made, rows, refused=wrong, written=written)
        return self._desk.render(
            scene.request,
            scene.visit,
            "work/results.html",
            bench=scene.bench,
            work=scene.work,
            verb=made.verb,
            rows=rows,
            results=results,
        )


def _at_fields(refusals: list[Refusal | None], made: Possible) -> Refusal | None:
    """The refusal when every row was refused for what stands in the form itself."""
    first = refusals[0] if refusals else None
    names = {field.name for field in made.fields}
    return first if first is not None and set(first.fields) & names else None


def _verb(things: Things, slug: str) -> Verb:
    found = things.verb(slug)
    if found is None:
        raise problem("not-found", "There is no such verb.")
    return found


def _written(form: FormData) -> Written:
    return Written([(name, value) for name, value in form.multi_items() if isinstance(value, str)])


def _body(possible: Possible, written: Written) -> Any:
    if possible.verb.method == "DELETE":
        return None
    return read(possible.fields, written, possible.verb.reasons)


def _key(written: Written) -> str:
    return written.one("_key")[:LONGEST_KEY] or str(uuid.uuid4())


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _done_words(verb: Verb, number: str) -> Words:
    return Words(f"已办理：{verb.words.zh}（{number}）。", f"Done: {verb.words.en} ({number}).")
