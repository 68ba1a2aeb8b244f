"""Meetings: convened with the open tickets, attended, decided, carried out, minuted, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller, caller_of
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import load_thing
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history
from gateway.conference import holding
from gateway.conference.access import CONFERS, READS, actor_of, of_own_body, reader_of, settled, sitting_of
from gateway.conference.deciding import Sitting
from gateway.conference.documents import MeetingDocument, MeetingPage, MeetingWithHistory
from gateway.conference.meeting import AgendaItem, Meeting, Resolution
from gateway.conference.papers import (
    AttendancePaper,
    DecisionPaper,
    MeetingPaper,
    MeetingQuery,
    ReportPaper,
    WordsPaper,
)
from gateway.conference.reading import open_issues
from gateway.conference.storage import ISSUES, MEETINGS
from gateway.conference.ticket import Acting, Issue

if TYPE_CHECKING:
    from gateway.entrance import Entrance

Decide = Callable[[Meeting, Acting, Sitting], Decided[Meeting] | Refused]
IN_THE_AGENDA = 200
"""So many tickets are named one by one; those that fall due first."""


def add(router: APIRouter, entrance: Entrance) -> None:
    """The routes of meetings."""
    _convening(router, entrance)
    _reading(router, entrance)
    _holding(router, entrance)
    _following(router, entrance)


def _convening(router: APIRouter, entrance: Entrance) -> None:
    @router.post(
        "/meetings",
        summary="Call the members together; the open tickets are on the agenda",
        dependencies=[Depends(CONFERS)],
        **creating(MeetingDocument, *ONCE, "forbidden", "rule-violated"),
    )
    async def convene(body: MeetingPaper, request: Request) -> Response:
        service = entrance.service

        async def given(connection: AsyncConnection) -> list[Issue]:
            return await open_issues(connection, body.profile, most=IN_THE_AGENDA)

        def build(now: datetime, tickets: list[Issue]) -> Decided[Meeting] | Refused:
            agenda = [AgendaItem(issue.words[0].text, issue.id) for issue in tickets]
            agenda += [AgendaItem(text) for text in body.matters]
            sitting = sitting_of(body.profile, now, service.policy)
            return settled(holding.convene(new_id(), body.held_on, agenda, actor_of(request), sitting))

        return await service.create(MEETINGS, build, request=request, given=given)


def _reading(router: APIRouter, entrance: Entrance) -> None:
    @router.get(
        "/meetings",
        summary="Meetings, the newest first",
        response_model=None,
        responses={200: {"model": MeetingPage}, **responses("forbidden", "bad-cursor", "validation-failed")},
    )
    async def meetings(
        caller: Annotated[Caller, Depends(READS)], asked: Annotated[MeetingQuery, Query()]
    ) -> Response:
        profile = reader_of(caller, asked.profile, now=entrance.service.clock.now())
        query = ListQuery(
            where={"profile": profile, "status": asked.status},
            sort=asked.sort,
            cursor=asked.cursor,
            limit=asked.limit,
        )
        return JsonResponse(await entrance.service.list(MEETINGS, query))

    @router.get(
        "/meetings/{meeting_id}",
        summary="One meeting: agenda, attendance, decisions with their state, minutes, facts",
        response_model=None,
        responses={200: {"model": MeetingWithHistory}, **responses("forbidden", "not-found")},
    )
    async def one(meeting_id: str, request: Request, caller: Annotated[Caller, Depends(READS)]) -> Response:
        reader_of(caller, None, now=entrance.service.clock.now())
        return await with_history(entrance.service, MEETINGS, meeting_id, request=request, admit=_own)


def _holding(router: APIRouter, entrance: Entrance) -> None:
    declared: dict[str, Any] = {
        "dependencies": [Depends(CONFERS)],
        **acting(MeetingDocument, *VERB, "forbidden"),
    }

    @router.post("/meetings/{meeting_id}/attend", summary="Note who is there", **declared)
    async def attend(meeting_id: str, body: AttendancePaper, request: Request) -> Response:
        return await _act(
            entrance, meeting_id, request, lambda meeting, by, sitting: holding.attend(
                meeting, body.members, by, sitting
            )
        )  # fmt: skip

    @router.post("/meetings/{meeting_id}/decide", summary="Take a decision: who, and until when", **declared)
    async def decide(meeting_id: str, body: DecisionPaper, request: Request) -> Response:
        if body.issue_id is not None:
            await _known(entrance, body.issue_id, caller_of(request))
        resolution = Resolution(body.text, body.member, body.days, body.issue_id)
        return await _act(
            entrance,
            meeting_id,
            request,
            lambda meeting, by, sitting: holding.decide(meeting, resolution, by, sitting),
        )

    @router.post("/meetings/{meeting_id}/minute", summary="Close the minutes", **declared)
    async def minute(meeting_id: str, body: WordsPaper, request: Request) -> Response:
        return await _act(
            entrance,
            meeting_id,
            request,
            lambda meeting, by, sitting: holding.minute(meeting, body.text, by, sitting),
        )

    @router.post("/meetings/{meeting_id}/call-off", summary="It does not take place", **declared)
    async def call_off(meeting_id: str, body: WordsPaper, request: Request) -> Response:
        return await _act(
            entrance,
            meeting_id,
            request,
            lambda meeting, by, sitting: holding.cancel(meeting, body.text, by, sitting),
        )


def _following(router: APIRouter, entrance: Entrance) -> None:
    @router.post(
        "/meetings/{meeting_id}/decisions/{no}/finish",
        summary="A decision was carried out, and how",
        dependencies=[Depends(CONFERS)],
        **acting(MeetingDocument, *VERB, "forbidden"),
    )
    async def finish(meeting_id: str, no: int, body: ReportPaper, request: Request) -> Response:
        return await _act(
            entrance, meeting_id, request, lambda meeting, by, sitting: holding.finish(
                meeting, no, body.text, by, sitting
            )
        )  # fmt: skip


async def _known(entrance: Entrance, issue_id: str, caller: Caller) -> None:
    async with entrance.database.reading() as connection:
        found = await load_thing(entrance.database, connection, ISSUES, issue_id)
    if found is None or found.state is None or not of_own_body(caller, found.state.profile):
        sentence = f"没有事项 {issue_id}。There is no ticket {issue_id}."
        raise problem("rule-violated", sentence, field="/issue_id", extra={"code": "no_such_issue"})


async def _act(entrance: Entrance, meeting_id: str, request: Request, decide: Decide) -> Response:
    by = actor_of(request)

    def settle(meeting: Meeting, now: datetime, policy: Any) -> Decided[Meeting] | Refused:
        return settled(decide(meeting, by, sitting_of(meeting.profile, now, policy)))

    return await entrance.service.act(MEETINGS, meeting_id, settle, request=request, admit=_own)


def _own(meeting: Meeting, caller: Caller) -> bool:
    return of_own_body(caller, meeting.profile)
