"""The big screen: one picture of everything, without scrolling, that renews itself and says when it no longer does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from exportlane.law.clock import add_workdays
from exportlane.law.errors import CalendarOutOfRange
from exportlane.runtime.problems import PROBLEMS, Problem
from gateway.feed import Seen
from gateway.portal.conference import terms, wall
from gateway.portal.conference.counting import picture
from gateway.portal.conference.home import matters
from gateway.portal.conference.measured import Wanted, figures_of
from gateway.portal.conference.owing import is_late, owing
from gateway.portal.conference.room import Look, Room
from gateway.portal.conference.seat import Refused
from gateway.portal.visits import Visit

SOON_WORKDAYS: Final = 3
PING_SECONDS: Final = 15
STALLED_SECONDS: Final = 30.0
RETRY_MS: Final = 3000
MEMBERS: Final = 6


@dataclass(frozen=True, slots=True)
class Screen:
    """The page, the picture in it, and the line that says when to look again."""

    room: Room

    async def page(self, look: Look) -> Response:
        return self.room.show(look, "screen.html", **await self._values(look))

    async def now(self, request: Request) -> Response:
        """The picture alone. Whoever is signed out gets no page in its place: the last picture stays on the wall."""
        visit = await self.room.desk.open(request)
        if not isinstance(visit, Visit):
            return PlainTextResponse("signed out", status_code=401)
        try:
            look = self.room.looked(request, visit)
            return self.room.show(look, "screen_part.html", **await self._values(look))
        except Refused as no:
            return PlainTextResponse(no.slug, status_code=PROBLEMS[no.slug].status)

    async def events(self, request: Request) -> Response:
        """Says that something happened, and nothing about it: the picture is asked for apart."""
        visit = await self.room.desk.open(request)
        if not isinstance(visit, Visit):
            return PlainTextResponse("signed out", status_code=401)
        try:
            self.room.looked(request, visit)
            told = await self.room.entrance.feed.listen(case_id=None, uscc=None, after=None)
        except (Refused, Problem) as no:
            return PlainTextResponse(no.slug, status_code=PROBLEMS[no.slug].status)
        return EventSourceResponse(_ticks(told), ping=PING_SECONDS, send_timeout=STALLED_SECONDS, sep="\n")

    async def _values(self, look: Look) -> dict[str, Any]:
        seat, entrance = look.seat, self.room.entrance
        found, promised = await asyncio.gather(
            matters(entrance, seat.profile, seat.today), figures_of(entrance).of(Wanted(seat.profile))
        )
        async with entrance.database.reading() as connection:
            counted = await picture(connection, seat.profile, today=seat.today, soon=self._soon(seat.today))
        cards = [wall.card(one) for one in promised]
        return {
            "picture": counted, "cards": cards, "judged": wall.counted(cards), "terms": terms,
            "tickets": len(found.issues), "late_tickets": sum(is_late(issue, seat.today) for issue in found.issues),
            "undone": len(found.undone), "late_undone": sum(task.late(seat.today) for task in found.undone),
            "owed": owing(seat.body, found.issues, found.undone, today=seat.today)[:MEMBERS] if seat.by_member else [],
            "following": found.following, "taken_at": entrance.service.clock.now(), "soon_days": SOON_WORKDAYS,
        }  # fmt: skip

    def _soon(self, today: date) -> date:
        try:
            return add_workdays(today, SOON_WORKDAYS, self.room.entrance.calendar).date
        except CalendarOutOfRange:
            return today + timedelta(SOON_WORKDAYS)


async def _ticks(told: AsyncIterator[Seen]) -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(comment="exportlane", retry=RETRY_MS)
    async for _ in told:
        yield ServerSentEvent(data="news", event="tick")
