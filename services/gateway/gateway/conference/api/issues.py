"""Tickets: raised, listed, shown with their history, and the verbs; and who is a member."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller, caller_of
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.listing import shown
from exportlane.runtime.preconditions import etag
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import load_thing
from exportlane.runtime.web import JsonResponse
from gateway.conference import deciding
from gateway.conference.access import (
    CONFERS,
    RAISES,
    READS,
    READS_FIGURES,
    acting_of,
    actor_of,
    of_own_body,
    reader_of,
    settled,
    sitting_of,
)
from gateway.conference.deciding import Question, Sitting
from gateway.conference.documents import BodiesDocument, IssueDocument, IssuePage, IssueWithHistory
from gateway.conference.members import bodies
from gateway.conference.papers import (
    AssignmentPaper,
    IssuePaper,
    IssueQuery,
    Profile,
    ReopeningPaper,
    WordsPaper,
)
from gateway.conference.reading import history_of
from gateway.conference.storage import ISSUES, YES
from gateway.conference.ticket import Acting, Figure, Issue
from gateway.storage import CASES

if TYPE_CHECKING:
    from gateway.entrance import Entrance

Decide = Callable[[Issue, Acting, Sitting], Decided[Issue] | Refused]


def add(router: APIRouter, entrance: Entrance) -> None:
    """The routes of tickets."""
    _members(router, entrance)
    _raising(router, entrance)
    _reading(router, entrance)
    _assigning(router, entrance)
    _answering(router, entrance)


def _members(router: APIRouter, entrance: Entrance) -> None:
    @router.get(
        "/members",
        summary="Who sits in the conference, what each sees and may do",
        response_model=BodiesDocument,
        responses=responses("forbidden"),
        dependencies=[Depends(READS_FIGURES)],
    )
    async def members(profile: Annotated[Profile | None, Query()] = None) -> Response:
        today = statutory_day(entrance.service.clock.now())
        items = [
            body.model_dump(mode="json", exclude={"members"})
            | {
                "members": [
                    member.model_dump(mode="json", exclude={"profile", "may"})
                    | {"id": member.id, "may": sorted(member.may), "in_force": member.in_force(today)}
                    for member in body.members
                ]
            }
            for body in bodies().values()
            if profile in {None, body.profile}
        ]
        return JsonResponse({"on": today, "items": items})


def _raising(router: APIRouter, entrance: Entrance) -> None:
    @router.post(
        "/issues",
        summary="Raise a ticket about a case or a figure",
        dependencies=[Depends(RAISES)],
        **creating(IssueDocument, *ONCE, "forbidden", "rule-violated"),
    )
    async def raise_issue(body: IssuePaper, request: Request) -> Response:
        service = entrance.service

        async def given(connection: AsyncConnection) -> str:
            return await _profile_of(entrance, connection, body, caller_of(request))

        def build(now: datetime, profile: str) -> Decided[Issue] | Refused:
            figure = Figure(body.figure.name, body.figure.month) if body.figure else None
            question = Question(new_id(), body.kind, body.text, body.case_id, figure)
            sitting = sitting_of(profile, now, service.policy)
            return settled(deciding.raise_issue(question, actor_of(request), sitting))

        return await service.create(ISSUES, build, request=request, given=given)


async def _profile_of(
    entrance: Entrance, connection: AsyncConnection, paper: IssuePaper, caller: Caller
) -> str:
    """Whose body is asked: that of the case, or the one that is named. Raises Problem rule-violated."""
    if paper.case_id is None:
        return paper.profile or ""
    found = await load_thing(entrance.database, connection, CASES, paper.case_id)
    known = found is not None and found.state is not None and of_own_body(caller, found.state.profile)
    if found is None or found.state is None or not known:
        sentence = f"没有案件 {paper.case_id}。There is no case {paper.case_id}."
        raise problem("rule-violated", sentence, field="/case_id", extra={"code": "no_such_case"})
    if paper.profile not in {None, found.state.profile}:
        sentence = f"案件属于方案 {found.state.profile}。The case goes by the profile {found.state.profile}."
        raise problem("rule-violated", sentence, field="/profile", extra={"code": "case_of_another_profile"})
    return found.state.profile


def _reading(router: APIRouter, entrance: Entrance) -> None:
    @router.get(
        "/issues",
        summary="Tickets; overdue=true lists those whose day has passed",
        response_model=None,
        responses={200: {"model": IssuePage}, **responses("forbidden", "bad-cursor", "validation-failed")},
    )
    async def issues(
        caller: Annotated[Caller, Depends(READS)], asked: Annotated[IssueQuery, Query()]
    ) -> Response:
        now = entrance.service.clock.now()
        profile = reader_of(caller, asked.profile, now=now)
        yesterday = (statutory_day(now) - timedelta(1)).isoformat()
        query = ListQuery(
            where={
                "profile": profile, "status": asked.status, "kind": asked.kind, "member": asked.member,
                "case_id": asked.case_id, "figure": asked.figure,
                "open": YES if asked.open or asked.overdue else None,
            },
            before={"due_on": yesterday if asked.overdue else None},
            sort=asked.sort, cursor=asked.cursor, limit=asked.limit,
        )  # fmt: skip
        return JsonResponse(await entrance.service.list(ISSUES, query))

    @router.get(
        "/issues/{issue_id}",
        summary="One ticket, with what was said and its facts",
        response_model=None,
        responses={200: {"model": IssueWithHistory}, **responses("forbidden", "not-found")},
    )
    async def one(issue_id: str, caller: Annotated[Caller, Depends(READS)]) -> Response:
        reader_of(caller, None, now=entrance.service.clock.now())
        async with entrance.database.reading() as connection:
            thing = await load_thing(entrance.database, connection, ISSUES, issue_id)
            if thing is None or thing.state is None or not of_own_body(caller, thing.state.profile):
                raise problem("not-found", f"There is no ticket {issue_id}.")
            history = await history_of(entrance.database, connection, thing.state)
        body: dict[str, Any] = {**shown(ISSUES, thing), "history": history}
        return JsonResponse(body, headers={"etag": etag(thing.version)})


def _assigning(router: APIRouter, entrance: Entrance) -> None:
    declared: dict[str, Any] = {
        "dependencies": [Depends(CONFERS)],
        **acting(IssueDocument, *VERB, "forbidden"),
    }

    @router.post("/issues/{issue_id}/assign", summary="Give it to a member, with a last day", **declared)
    async def assign(issue_id: str, body: AssignmentPaper, request: Request) -> Response:
        return await _act(
            entrance, issue_id, request, lambda issue, by, sitting: deciding.assign(
                issue, body.member, by, sitting, days=body.days
            )
        )  # fmt: skip

    @router.post("/issues/{issue_id}/reopen", summary="Ask again", **declared)
    async def reopen(issue_id: str, body: ReopeningPaper, request: Request) -> Response:
        return await _act(
            entrance, issue_id, request, lambda issue, by, sitting: deciding.reopen(
                issue, body.text, by, sitting, days=body.days
            )
        )  # fmt: skip

    @router.post("/issues/{issue_id}/close", summary="End it with a decision", **declared)
    async def close(issue_id: str, body: WordsPaper, request: Request) -> Response:
        return await _act(
            entrance,
            issue_id,
            request,
            lambda issue, by, sitting: deciding.close(issue, body.text, by, sitting),
        )


def _answering(router: APIRouter, entrance: Entrance) -> None:
    declared: dict[str, Any] = {
        "dependencies": [Depends(CONFERS)],
        **acting(IssueDocument, *VERB, "forbidden"),
    }

    @router.post("/issues/{issue_id}/answer", summary="Answer it, as the member that has it", **declared)
    async def answer(issue_id: str, body: WordsPaper, request: Request) -> Response:
        return await _act(
            entrance,
            issue_id,
            request,
            lambda issue, by, sitting: deciding.answer(issue, body.text, by, sitting),
        )

    @router.post("/issues/{issue_id}/escalate", summary="Give it to the convener", **declared)
    async def escalate(issue_id: str, body: WordsPaper, request: Request) -> Response:
        return await _act(
            entrance,
            issue_id,
            request,
            lambda issue, by, sitting: deciding.escalate(issue, body.text, by, sitting),
        )


async def _act(entrance: Entrance, issue_id: str, request: Request, decide: Decide) -> Response:
    by = acting_of(caller_of(request))

    def settle(issue: Issue, now: datetime, policy: Any) -> Decided[Issue] | Refused:
        return settled(decide(issue, by, sitting_of(issue.profile, now, policy)))

    def admit(issue: Issue, caller: Caller) -> bool:
        return of_own_body(caller, issue.profile)

    return await entrance.service.act(ISSUES, issue_id, settle, request=request, admit=admit)
