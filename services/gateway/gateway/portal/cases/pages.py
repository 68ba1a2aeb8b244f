"""The pages of all cases: the list, the board, the files that leave, and the line on which changes are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.problems import Problem, problem
from gateway.disclosure import eyes_of
from gateway.entrance import Entrance
from gateway.flow import board
from gateway.flow.export.answer import FORMATS, exported
from gateway.flow.export.source import MOST
from gateway.flow.filters import Scope
from gateway.flow.listing import Line, Lines, Number, lines
from gateway.flow.reading import freshness
from gateway.portal.cases.asked import PER_PAGE, Asked, offered
from gateway.portal.cases.lines import Shown, shown
from gateway.portal.cases.words import STANDING
from gateway.portal.frame.desk import OPEN, Desk
from gateway.portal.visits import Visit

HEARTBEAT_SECONDS = 15
STALLED_SECONDS = 30.0
RETRY_MS = 2000
LONGEST_REVISION = 19


def routes(entrance: Entrance) -> APIRouter:
    """The pages of the section. They come before the pages of one case, whose address would take theirs."""
    router = APIRouter(include_in_schema=False, dependencies=OPEN)
    pages = Cases(entrance)
    for path, page in (
        ("/cases", pages.all),
        ("/cases/board", pages.board),
        ("/cases/board/more", pages.more),
        ("/cases/changes", pages.changes),
        ("/cases/export", pages.export),
    ):
        router.add_api_route(path, page, methods=["GET"], response_model=None)
    return router


class Cases:
    """Every page of the section."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)

    async def all(self, request: Request) -> Response:
        """The list."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        asked, scope = Asked.of(request), Scope.of(visit.caller)
        database, today, wrong = self._entrance.database, self._entrance.today, None
        try:
            found = await lines(
                database,
                asked.filters,
                scope,
                today=today,
                sort=asked.sort,
                cursor=asked.cursor,
                limit=PER_PAGE,
            )
        except Problem as refused:
            found, wrong = Lines((), None, None, Number(0, more=False)), refused
        return self._desk.render(
            request, visit, "cases/list.html", 400 if wrong else 200,
            lines=[self._shown(line, visit) for line in found.lines],
            exact=self._shown(found.exact, visit) if found.exact else None,
            number=found.number, wrong=wrong,
            first=asked.address("/cases") if asked.cursor else None,
            following=asked.address("/cases", cursor=found.next) if found.next else None,
            **await self._framed(asked, scope, "/cases"),
        )  # fmt: skip

    async def board(self, request: Request) -> Response:
        """The board by stage."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        asked, scope = Asked.of(request), Scope.of(visit.caller)
        columns = await board.board(self._entrance.database, asked.filters, scope, today=self._entrance.today)
        cards = {column.name: [self._shown(line, visit) for line in column.lines] for column in columns}
        return self._desk.render(
            request, visit, "cases/board.html", columns=columns, cards=cards,
            number=sum(column.count for column in columns),
            **await self._framed(asked, scope, "/cases/board"),
        )  # fmt: skip

    async def more(self, request: Request) -> Response:
        """Further cards of one column, as a part of the page."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        asked, scope = Asked.of(request), Scope.of(visit.caller)
        name = request.query_params.get("column", "")
        try:
            if name not in board.names_of(""):
                raise problem("bad-request", f"The board has no column {name[:20]}.", field="/column")
            found, following = await board.more(
                self._entrance.database,
                asked.filters,
                scope,
                name,
                cursor=asked.cursor,
                today=self._entrance.today,
            )
        except Problem as refused:
            return self._desk.told(request, visit, refused)
        cards = [self._shown(line, visit) for line in found]
        return self._desk.render(
            request, visit, "cases/cards.html", cards=cards, following=following, column=name, asked=asked
        )

    async def export(self, request: Request) -> Response:
        """The same cases as a file."""
        visit = await self._desk.open(request)
        if isinstance(visit, Response):
            return visit
        try:
            return await exported(
                self._entrance,
                visit.caller,
                Asked.of(request).filters,
                request.query_params.get("format", ""),
            )
        except Problem as refused:
            return self._desk.told(request, visit, refused)

    async def changes(self, request: Request) -> Response:
        """Tells that rows changed, and nothing of which: whoever hears it asks for its own page again."""
        visit = await self._desk.visits.of(request)
        if isinstance(visit, Response):
            raise problem("token-missing", "Sign in first.")
        told = self._told(request.query_params.get("seen", ""))
        return EventSourceResponse(told, ping=HEARTBEAT_SECONDS, send_timeout=STALLED_SECONDS, sep="\n")

    async def _told(self, shown_at: str) -> AsyncIterator[ServerSentEvent]:
        keeper = self._entrance.flow
        # What changed between the making of the page and this line is told at once.
        known = shown_at.isascii() and shown_at.isdigit() and len(shown_at) < LONGEST_REVISION
        seen = int(shown_at) if known else keeper.revision
        yield ServerSentEvent(comment="exportlane", retry=RETRY_MS)
        while True:
            seen = await keeper.after(seen)
            yield ServerSentEvent(data=str(seen), event="changed")

    def _shown(self, line: Line, visit: Visit) -> Shown:
        eyes = eyes_of(visit.caller)
        return shown(line, eyes, today=self._entrance.today, calendar=self._entrance.calendar)

    async def _framed(self, asked: Asked, scope: Scope, path: str) -> dict[str, Any]:
        """What stands around the list and the board alike."""
        choices = await offered(self._entrance, scope)
        firms = dict(choices["firms"] or ())
        return {
            "asked": asked,
            "filters": asked.filters,
            "scope": scope,
            "choices": choices,
            "chips": list(asked.chips(path, firms)),
            "fresh": await freshness(self._entrance.database, now=self._entrance.service.clock.now()),
            "formats": FORMATS,
            "STANDING": STANDING,
            "most_exported": MOST,
            "action": path,
        }
