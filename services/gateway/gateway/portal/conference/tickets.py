"""Tickets: the list by its filters, one ticket with its whole course, and every verb that the reader may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from starlette.datastructures import FormData
from starlette.responses import Response

from exportlane.law.clock import elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange
from exportlane.runtime.listing import Query
from exportlane.runtime.problems import Problem
from exportlane.runtime.storage import load_thing
from gateway.conference.access import of_own_body
from gateway.conference.reading import history_of
from gateway.conference.storage import ISSUES, YES
from gateway.conference.ticket import Issue, IssueStatus, IssueVerb
from gateway.disclosure import veiled
from gateway.domain import CaseView
from gateway.portal.conference import terms
from gateway.portal.conference.faults import Faults, faults
from gateway.portal.conference.owing import holder, is_late
from gateway.portal.conference.room import Look, Room
from gateway.portal.conference.seat import Refused
from gateway.portal.fact_words import Words
from gateway.reading import get_case

PER_PAGE: Final = 25
NO_TICKET: Final = Words("没有这个事项。", "There is no such ticket.")
TABS: Final = ("open", "overdue", *(status.value for status in IssueStatus), "all")


@dataclass(frozen=True, slots=True)
class TicketPages:
    """The list, one ticket, its verbs."""

    room: Room

    async def all(self, look: Look) -> Response:
        entrance, seat = self.room.entrance, look.seat
        chosen = look.asked("status") if look.asked("status") in TABS else "open"
        member = look.asked("member") if look.asked("member") in _members(look) else ""
        kind = look.asked("kind") if look.asked("kind") in terms.KINDS else ""
        query = Query(
            where={
                "profile": seat.profile, "member": member or None, "kind": kind or None,
                "status": chosen if chosen in set(IssueStatus) else None,
                "open": YES if chosen in {"open", "overdue"} else None,
            },
            before={"due_on": (seat.today - timedelta(1)).isoformat() if chosen == "overdue" else None},
            sort="due_on" if chosen == "overdue" else "-created",
            cursor=look.asked("cursor") or None, limit=PER_PAGE,
        )  # fmt: skip
        page = await entrance.service.list(ISSUES, query)
        for each in page["items"]:
            each["question"] = veiled(each["words"][0]["text"], seat.eyes)
            each["late"] = each["overdue"] or bool(each["due_on"] and each["due_on"] < seat.today.isoformat())
        return self.room.show(
            look, "tickets.html", tab="tickets", page=page, chosen=chosen, member=member, kind=kind, terms=terms,
            counts=await self._counts(seat.profile, seat.today), tabs=TABS,
            members=[each for each in seat.body.members if "answer" in each.may],
        )  # fmt: skip

    async def one(self, look: Look) -> Response:
        return await self.show(look, None)

    async def act(self, look: Look) -> Response:
        """A verb: the API decides, and what it says against it stands in the form."""
        form = await self.room.form(look)
        verb, ticket = look.part("verb"), look.part("ticket")
        if verb not in set(IssueVerb):
            raise Refused("not-found", NO_TICKET)
        body = paper(verb, form)
        answer = await self.room.call(
            look, f"/issues/{ticket}/{verb}", body, version=_text(form, "version"), key=_text(form, "once") or None
        )  # fmt: skip
        if answer.ok:
            return self.room.back(look, look.at(f"/tickets/{ticket}"), terms.DONE[verb])
        return await self.show(look, faults(verb, answer, body))

    async def show(self, look: Look, wrong: Faults | None) -> Response:
        seat = look.seat
        issue, version, history = await self._found(look, look.part("ticket"))
        case = await self._case(look, issue)
        status = 200 if wrong is None else wrong.status
        return self.room.show(
            look, "ticket.html", status, tab="tickets", issue=issue, version=version, terms=terms,
            late=is_late(issue, seat.today), holder=holder(issue, seat.body), verbs=seat.verbs(issue), wrong=wrong,
            said=[(each, veiled(each.text, seat.eyes)) for each in issue.words], case=case,
            vin=seat.eyes.vin(case.vin) if case else None, left=self._left(issue, seat.today),
            history=[{**each, "words_type": each["type"].replace("figure_issue.", "issue.")} for each in history],
            answering=[each for each in seat.body.members if "answer" in each.may and each.in_force(seat.today)],
        )  # fmt: skip

    async def _found(self, look: Look, ticket: str) -> tuple[Issue, int, list[dict[str, Any]]]:
        database = self.room.entrance.database
        async with database.reading() as connection:
            thing = await load_thing(database, connection, ISSUES, ticket)
            if thing is None or thing.state is None or not of_own_body(look.caller, thing.state.profile):
                raise Refused("not-found", NO_TICKET)
            if thing.state.profile != look.seat.profile:
                raise Refused("not-found", NO_TICKET)
            return thing.state, thing.version, await history_of(database, connection, thing.state)

    async def _case(self, look: Look, issue: Issue) -> CaseView | None:
        if issue.case_id is None:
            return None
        try:
            return await get_case(self.room.entrance.database, issue.case_id, look.seat.eyes)
        except Problem:
            return None

    def _left(self, issue: Issue, today: date) -> tuple[int, int, int] | None:
        """Working days left (below zero: over by so many), the whole term, how much of it is gone in steps of 5 %."""
        clock = next((each for each in issue.clocks if each.running and each.due_on), None)
        if clock is None or clock.due_on is None:
            return None
        try:
            if clock.due_on < today:
                return -self._days(clock.due_on, today), clock.length, 100
            left = self._days(today, clock.due_on)
        except CalendarOutOfRange:
            return None
        gone = max(0, clock.length - left)
        return left, clock.length, min(100, 5 * round(20 * gone / max(1, clock.length)))

    def _days(self, since: date, until: date) -> int:
        return elapsed_workdays(since, on=until, calendar=self.room.entrance.calendar).count

    async def _counts(self, profile: str, today: date) -> Mapping[str, int]:
        statement = sa.text(
            "select status, count(*) as n, sum(case when open = '1' and due_on < :today then 1 else 0 end) as late "
            "from conference_issues where profile = :profile group by status"
        )
        async with self.room.entrance.database.reading() as connection:
            rows = (
                await connection.execute(statement, {"profile": profile, "today": today.isoformat()})
            ).all()
        found = {row.status: int(row.n) for row in rows}
        whole = sum(found.values())
        return {
            **found, "all": whole, "open": whole - found.get(IssueStatus.CLOSED, 0),
            "overdue": sum(int(row.late or 0) for row in rows),
        }  # fmt: skip


def paper(verb: str, form: FormData) -> dict[str, object]:
    """What the API takes for a verb, as the form says it; days that are no number are left for the API to refuse."""
    found: dict[str, object] = {}
    if verb == IssueVerb.ASSIGN:
        found["member"] = _text(form, "member")
    else:
        found["text"] = _text(form, "text")
    if verb in {IssueVerb.ASSIGN, IssueVerb.REOPEN} and (days := _text(form, "days")):
        found["days"] = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else days
    return found


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _members(look: Look) -> set[str]:
    return {each.id for each in look.seat.body.members}
