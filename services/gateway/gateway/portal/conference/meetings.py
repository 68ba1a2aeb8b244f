"""Meetings: called, attended, decided, minuted, called off; and every decision with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from starlette.datastructures import FormData
from starlette.responses import Response

from exportlane.runtime.listing import Query
from exportlane.runtime.storage import load_thing
from gateway.conference.access import of_own_body
from gateway.conference.meeting import MEETING_MOVES, Meeting, MeetingVerb
from gateway.conference.reading import open_issues
from gateway.conference.storage import MEETINGS
from gateway.portal.conference import terms
from gateway.portal.conference.faults import Faults, faults
from gateway.portal.conference.owing import Task
from gateway.portal.conference.room import Look, Room
from gateway.portal.conference.seat import Refused
from gateway.portal.fact_words import Words

PER_PAGE: Final = 20
DECISIONS_READ: Final = 200
IN_THE_AGENDA: Final = 200
NO_MEETING: Final = Words("没有这次会议。", "There is no such meeting.")
NOT_YOURS: Final = Words("会议由召集人召集。", "The convener calls the meetings.")
VERBS: Final = {
    "attend": MeetingVerb.ATTEND,
    "decide": MeetingVerb.DECIDE,
    "minute": MeetingVerb.MINUTE,
    "call-off": MeetingVerb.CANCEL,
}
STATES: Final = ("undone", "overdue", "done", "all")


@dataclass(frozen=True, slots=True)
class MeetingPages:
    """The list, calling one, one meeting with its verbs, decisions."""

    room: Room

    async def all(self, look: Look) -> Response:
        query = Query(
            where={"profile": look.seat.profile},
            sort="-held_on",
            cursor=look.asked("cursor") or None,
            limit=PER_PAGE,
        )
        page = await self.room.entrance.service.list(MEETINGS, query)
        return self.room.show(
            look, "meetings.html", tab="meetings", page=page, terms=terms,
            may_convene=look.seat.may("convene"),
        )  # fmt: skip

    async def blank(self, look: Look) -> Response:
        return await self._calling(look, {"held_on": look.seat.today.isoformat(), "matters": ""}, None)

    async def call(self, look: Look) -> Response:
        form = await self.room.form(look)
        given = {name: str(form.get(name, "")).strip() for name in ("held_on", "matters")}
        matters = [line.strip() for line in given["matters"].splitlines() if line.strip()]
        body = {"profile": look.seat.profile, "held_on": given["held_on"], "matters": matters}
        answer = await self.room.call(look, "/meetings", body, key=_once(form))
        if answer.ok:
            return self.room.back(look, look.at(f"/meetings/{answer.document['id']}"), terms.DONE["convene"])
        return await self._calling(look, given, faults("convene", answer, given))

    async def _calling(self, look: Look, given: dict[str, str], wrong: Faults | None) -> Response:
        if not look.seat.may("convene"):
            raise Refused("forbidden", NOT_YOURS)
        async with self.room.entrance.database.reading() as connection:
            issues = await open_issues(connection, look.seat.profile, most=IN_THE_AGENDA)
        return self.room.show(
            look, "meeting_new.html", 200 if wrong is None else wrong.status, tab="meetings", given=given, wrong=wrong,
            issues=issues, terms=terms,
        )  # fmt: skip

    async def one(self, look: Look) -> Response:
        return await self.show(look, None)

    async def act(self, look: Look) -> Response:
        """A verb on the meeting."""
        form = await self.room.form(look)
        verb, meeting = look.part("verb"), look.part("meeting")
        if verb not in VERBS:
            raise Refused("not-found", NO_MEETING)
        return await self._acted(look, form, verb, f"/meetings/{meeting}/{verb}", paper(verb, form))

    async def finish(self, look: Look) -> Response:
        """A decision was carried out."""
        form = await self.room.form(look)
        meeting, number = look.part("meeting"), look.part("number")
        path = f"/meetings/{meeting}/decisions/{number}/finish"
        return await self._acted(look, form, f"finish-{number}", path, {"text": _text(form, "text")})

    async def _acted(
        self, look: Look, form: FormData, verb: str, path: str, body: dict[str, object]
    ) -> Response:
        answer = await self.room.call(look, path, body, version=_text(form, "version"), key=_once(form))
        if answer.ok:
            note = terms.DONE["finish" if verb.startswith("finish") else verb]
            return self.room.back(look, look.at(f"/meetings/{look.part('meeting')}"), note)
        return await self.show(look, faults(verb, answer, body))

    async def show(self, look: Look, wrong: Faults | None) -> Response:
        seat = look.seat
        meeting, version = await self._found(look)
        held = seat.today >= meeting.held_on
        moves = MEETING_MOVES[meeting.status]
        allowed = {
            name
            for name, verb in VERBS.items()
            if verb in moves
            and seat.may("convene" if name == "call-off" else "decide")
            and (held or name == "call-off")
        }
        if meeting.decisions:
            allowed.discard("call-off")
        if not meeting.attended:
            allowed.discard("minute")
        return self.room.show(
            look, "meeting.html", 200 if wrong is None else wrong.status, tab="meetings", meeting=meeting, terms=terms,
            version=version, verbs=allowed, held=held, wrong=wrong,
            present=[each for each in seat.body.members if each.in_force(meeting.held_on)],
            answering=[each for each in seat.body.members if "answer" in each.may and each.in_force(seat.today)],
            reports={
                each.no for each in meeting.decisions
                if each.state != "done" and seat.may_report(each.member) and MeetingVerb.FINISH in moves
            },
        )  # fmt: skip

    async def decisions(self, look: Look) -> Response:
        state = look.asked("state") if look.asked("state") in STATES else "undone"
        member = look.asked("member")
        found = await self._tasks(look)
        counts = {name: sum(_is(task, name, look) for task in found) for name in STATES}
        shown = [task for task in found if _is(task, state, look) and member in {"", task.decision.member}]
        return self.room.show(
            look, "decisions.html", tab="decisions", tasks=shown, state=state, member=member, counts=counts,
            terms=terms, states=STATES,
            members=[each for each in look.seat.body.members if "answer" in each.may],
        )  # fmt: skip

    async def _tasks(self, look: Look) -> list[Task]:
        """Every decision of the newest meetings and of all whose decisions are not carried out; due first."""
        statement = sa.text(
            "select doc from conference_meetings where profile = :profile and status <> 'cancelled' "
            "order by case when undone = '1' then 0 else 1 end, held_on desc limit :most"
        )
        given = {"profile": look.seat.profile, "most": DECISIONS_READ}
        async with self.room.entrance.database.reading() as connection:
            rows = await connection.execute(statement, given)
            meetings = [MEETINGS.decode(row.doc) for row in rows]
        found = [Task(meeting, decision) for meeting in meetings for decision in meeting.decisions]
        return sorted(
            found, key=lambda one: (one.decision.state == "done", one.due_on or one.meeting.held_on)
        )

    async def _found(self, look: Look) -> tuple[Meeting, int]:
        database = self.room.entrance.database
        async with database.reading() as connection:
            thing = await load_thing(database, connection, MEETINGS, look.part("meeting"))
        if thing is None or thing.state is None or not of_own_body(look.caller, thing.state.profile):
            raise Refused("not-found", NO_MEETING)
        if thing.state.profile != look.seat.profile:
            raise Refused("not-found", NO_MEETING)
        return thing.state, thing.version


def paper(verb: str, form: FormData) -> dict[str, object]:
    """What the API takes for a verb on a meeting."""
    if verb == "attend":
        return {"members": [value for value in form.getlist("members") if isinstance(value, str)]}
    found: dict[str, object] = {"text": _text(form, "text")}
    if verb == "decide":
        found["member"] = _text(form, "member")
        days = _text(form, "days")
        if days:
            found["days"] = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else days
        if issue := _text(form, "issue_id"):
            found["issue_id"] = issue
    return found


def _is(task: Task, state: str, look: Look) -> bool:
    done = task.decision.state == "done"
    late = not done and task.late(look.seat.today)
    return {"undone": not done, "overdue": late, "done": done, "all": True}[state]


def _once(form: FormData) -> str | None:
    return _text(form, "once") or None


def _text(form: FormData, name: str) -> Any:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
