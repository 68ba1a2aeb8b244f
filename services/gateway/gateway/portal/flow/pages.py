"""The addresses of the overview. Every page is there as HTML, as `.json` (or `?format=json`) and as `.csv`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exportlane.policies import PROFILE_NAMES
from exportlane.runtime.problems import problem
from exportlane.runtime.web import JsonResponse
from gateway.disclosure import eyes_of
from gateway.entrance import Entrance
from gateway.flow.figures.asking import Question
from gateway.flow.filters import Filters, Scope
from gateway.flow.reading import exporters, freshness, values_of
from gateway.portal.flow.asked import SHARED, Links, asked
from gateway.portal.flow.kept import Figures, Kept
from gateway.portal.flow.tongue import tongue
from gateway.portal.flow.view import Day, Reader, Shown, View
from gateway.portal.flow.views import VIEWS
from gateway.portal.frame.desk import OPEN, Desk
from gateway.portal.frame.language import language_of
from gateway.portal.frame.nav import officials
from gateway.portal.visits import Visit
from gateway.portal.words import AGENCIES, PROFILES, of

FORMATS: Final = ("json", "csv")
AGENCIES_OF_STEPS: Final = ("licensing", "vehicle-registry", "customs", "tax-rebate", "enterprise")
MANY_FIRMS: Final = 300
"""More firms than these are not offered in a list; their code is typed."""


def routes(entrance: Entrance) -> APIRouter:
    """All pages of the section."""
    router = APIRouter(include_in_schema=False, dependencies=OPEN)
    pages = Pages(entrance)
    for view in VIEWS.values():
        for form in ("", *FORMATS):
            path = f"{view.path}.{form}" if form else view.path
            router.add_api_route(path, pages.page(view, form), methods=["GET"], response_model=None)
    return router


class Pages:
    """Answers for every view."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)
        self._kept = Kept()

    def page(self, view: View, form: str) -> Any:
        """The answer of one address."""

        async def answer(request: Request) -> Response:
            return await self._answer(request, view, form or request.query_params.get("format", ""))

        answer.__name__ = f"flow_{view.name}_{form or 'html'}"
        return answer

    async def _answer(self, request: Request, view: View, form: str) -> Response:
        visit = await self._desk.open(request, may=officials)
        if isinstance(visit, Response):
            return visit
        if any(name in SHARED and not value for name, value in request.query_params.items()):
            return RedirectResponse(_tidy(request), status_code=303)
        reader, show = self._reader(request, visit), _show(request, view)
        found = await self._figures(view, reader, show)
        shown = view.show(found.made, reader)
        if not form:
            return await self._html(request, visit, view, reader, found, shown, show)
        if form not in FORMATS:
            return self._desk.told(
                request, visit, problem("bad-request", f"There is no {form[:20]} of this page.")
            )
        return self._data(form, view, reader, found, shown, request.query_params.get("table", ""))

    def _reader(self, request: Request, visit: Visit) -> Reader:
        scope = Scope.of(visit.caller)
        filters, today = asked(request.query_params, scope), self._entrance.today
        return Reader(
            tongue(language_of(request)), Links(filters, scope.rows), eyes_of(visit.caller),
            # Figures are the same for everybody who sees as many cases; what is masked is masked when it is shown.
            Question(filters, replace(scope, masked=False), today), Day(today, self._entrance.calendar),
        )  # fmt: skip

    async def _figures(self, view: View, reader: Reader, show: str) -> Figures:
        database = self._entrance.database
        fresh = await freshness(database, now=self._entrance.service.clock.now())

        async def make() -> Any:
            async with database.reading() as connection:
                return await view.ask(connection, reader.question, reader.day, show)

        return await self._kept.of((view.name, show, reader.question, id(reader.day.calendar)), fresh, make)

    async def _html(  # noqa: PLR0913, PLR0917 - the parts of one answer
        self,
        request: Request,
        visit: Visit,
        view: View,
        reader: Reader,
        found: Figures,
        shown: Shown,
        show: str,
    ) -> Response:
        links, extra = reader.links, {"show": show} if show != view.shows[0] else {}
        query = links.filters.address(**extra)
        return self._desk.render(
            request, visit, f"flow/{view.name}.html",
            view=view, tabs=[(each, links.page(each.path)) for each in VIEWS.values()], links=links,
            filters=links.filters, extra=extra, fresh=found.fresh, empty=shown.empty, tongue=reader.tongue,
            data=[(sheet.name, form, f"{view.path}.{form}?{_joined(query, table=sheet.name)}")
                  for sheet in shown.sheets[:1] for form in FORMATS],
            choices=await self._choices(reader.question.scope), sees_cases=links.rows, **shown.values,
        )  # fmt: skip

    def _data(
        self, form: str, view: View, reader: Reader, found: Figures, shown: Shown, table: str
    ) -> Response:
        names = [sheet.name for sheet in shown.sheets]
        if form == "csv":
            sheet = shown.sheet(table if table in names else names[0])
            name = f"exportlane-{view.name}-{sheet.name}-{reader.day.today.isoformat()}.csv"
            headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
            return Response(sheet.csv(reader.tongue), media_type="text/csv; charset=utf-8", headers=headers)
        return JsonResponse({
            "page": view.name,
            "as_of": found.fresh.as_of.isoformat() if found.fresh.as_of else None,
            "complete": found.fresh.built,
            "filters": _said(reader.links.filters),
            "tables": {sheet.name: sheet.items() for sheet in shown.sheets},
        })  # fmt: skip

    async def _choices(self, scope: Scope) -> Mapping[str, Any]:
        """What the filters offer."""
        database = self._entrance.database
        firms = await exporters(database, scope, limit=MANY_FIRMS + 1) if scope.rows else ()
        destinations, ports = await asyncio.gather(
            values_of(database, "destination"), values_of(database, "port")
        )
        return {
            "profiles": [(name, of(PROFILES, name)) for name in PROFILE_NAMES],
            "agencies": [(name, of(AGENCIES, name)) for name in AGENCIES_OF_STEPS],
            "destinations": destinations,
            "ports": ports,
            "firms": firms if len(firms) <= MANY_FIRMS else None,
        }


def _show(request: Request, view: View) -> str:
    show = request.query_params.get("show", "")
    return show if show in view.shows else view.shows[0]


def _tidy(request: Request) -> str:
    """The same address without filters that say nothing: a form sends them all."""
    query = urlencode([(name, value) for name, value in request.query_params.multi_items() if value])
    return f"{request.url.path}?{query}" if query else request.url.path


def _said(filters: Filters) -> Mapping[str, str]:
    return {name: str(value) for name in SHARED if (value := getattr(filters, name))}


def _joined(query: str, **more: str) -> str:
    return "&".join([*filter(None, [query]), *(f"{name}={value}" for name, value in more.items())])
