"""The first page of the conference: what the own seat owes, what is open, who owes what, which promises are missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from gateway.conference.meeting import Meeting
from gateway.conference.pack.issued import IssuedPack
from gateway.conference.reading import issued_heads, last_meetings, open_issues, undone_meetings
from gateway.conference.storage import MEETINGS
from gateway.conference.ticket import Issue
from gateway.entrance import Entrance
from gateway.portal.conference import charts, terms, wall
from gateway.portal.conference.measured import Wanted, figures_of
from gateway.portal.conference.owing import Task, holder, is_late, owing, tasks
from gateway.portal.conference.room import Look, Room
from gateway.portal.frame.local import Writer

SHOWN: Final = 8
PACKS: Final = 6
FOR_EVER: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Matters:
    """Everything that lies with a body now."""

    issues: list[Issue]
    undone: list[Task]
    following: Meeting | None
    last: Meeting | None
    packs: list[IssuedPack]


@dataclass(frozen=True, slots=True)
class HomePage:
    """One page for every seat: each sees its own part of it."""

    room: Room

    async def show(self, look: Look) -> Response:
        seat, today = look.seat, look.seat.today
        found = await matters(self.room.entrance, seat.profile, today)
        cards = [wall.card(one) for one in await figures_of(self.room.entrance).of(Wanted(seat.profile))]
        late = {issue.id for issue in found.issues if is_late(issue, today)}
        own = seat.member.id if seat.member and seat.whole else None
        owed = owing(seat.body, found.issues, found.undone, today=today) if seat.by_member else []
        said = Writer(look.language).said
        return self.room.show(
            look, "home.html", tab="home", late=late, own=own, owed=owed, terms=terms,
            counts={
                "open": len(found.issues), "late": len(late), "undone": len(found.undone),
                "late_undone": sum(task.late(today) for task in found.undone),
            },
            own_issues=[each for each in found.issues if own and holder(each, seat.body) == own],
            own_tasks=[each for each in found.undone if own and each.decision.member == own],
            issues=found.issues[:SHOWN] if seat.whole else [], following=found.following, last=found.last,
            packs=found.packs, month=today.strftime("%Y-%m"), judged=wall.counted(cards),
            missed=[card for card in cards if card.judged == "missed"],
            seats=[(member, member.in_force(today)) for member in seat.body.members],
            owed_chart=charts.owed(owed, said, lambda member: look.at("/tickets", member=member)),
            owed_table=charts.owed_table(owed),
        )  # fmt: skip


async def matters(entrance: Entrance, profile: str, today: date) -> Matters:
    """What lies with a body, in one look at the database."""
    async with entrance.database.reading() as connection:
        held = await last_meetings(connection, profile, until=(today - timedelta(1)).isoformat(), most=1)
        return Matters(
            await open_issues(connection, profile),
            tasks(await undone_meetings(connection, profile)),
            await _following(connection, profile, today),
            held[0] if held else None,
            await issued_heads(connection, profile, most=PACKS),
        )


async def _following(connection: AsyncConnection, profile: str, today: date) -> Meeting | None:
    """The next meeting that is called, today's among them."""
    statement = sa.text(
        "select doc from conference_meetings where profile = :profile and status = 'convened' "
        "and held_on >= :today order by held_on, id limit 1"
    )
    row = (
        await connection.execute(statement, {"profile": profile, "today": today.isoformat()})
    ).one_or_none()
    return MEETINGS.decode(row.doc) if row is not None else None
