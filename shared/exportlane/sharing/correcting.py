"""The routes of disputes at the provider: raise one, see them, answer (校核纠错)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.calendar import WorkCalendar, shipped_calendar
from exportlane.law.instants import statutory_day
from exportlane.law.limits import TimeLimit, start
from exportlane.policies import profile
from exportlane.runtime.auth import OFFICER, SERVICE, VIEWER, Caller, demand, require_any
from exportlane.runtime.declared import KEYED, ONCE, VERB, VERSIONED
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import USUAL, After, Limit
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import Kind
from exportlane.runtime.web import JsonResponse
from exportlane.sharing import disputes
from exportlane.sharing.bodies import AnswerDispute, DisputeShown, DisputesListed, RaiseDispute
from exportlane.sharing.book import Book
from exportlane.sharing.denials import DENIED, problem_of
from exportlane.sharing.disputes import Dispute
from exportlane.sharing.entitlement import ARTICLE, NOT_AGREED, entitled
from exportlane.sharing.looks import Asker, Question
from exportlane.sharing.offers import Offer, Offers, as_text, reading
from exportlane.sharing.storage import DISPUTES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

DisputeId = Annotated[str, Path(max_length=64)]
Filter = Annotated[str | None, Query(max_length=64)]


def add_disputes(router: APIRouter, service: Service, offers: Offers, book: Book) -> None:
    """POST and GET /disputes, POST /disputes/{id}/answer."""
    raises = require_any(demand(roles={OFFICER}, scope="read"), demand(roles={SERVICE}, scope="read"))
    reads = require_any(demand(roles={VIEWER}, scope="read"), demand(roles={SERVICE}, scope="read"))
    answers = require_any(demand(agencies={service.name}, roles={OFFICER}, scope="decide"))
    _raising(router, service, offers, book, Depends(raises))
    _seeing(router, service, Depends(reads))
    _answering(router, service, offers, Depends(answers))


def _raising(router: APIRouter, service: Service, offers: Offers, book: Book, admitted: Any) -> None:
    @router.post(
        "/disputes",
        status_code=201,
        summary="Dispute a field that was shared · 提出数据校核",
        response_model=DisputeShown,
        responses=responses(*ONCE, *DENIED, "not-found", "rule-violated"),
        dependencies=KEYED,
    )
    async def raise_dispute(body: RaiseDispute, request: Request, caller: Caller = admitted) -> Response:
        value = await _value_now(service, offers, book, body, caller)
        asker = Asker(caller.agency, caller.actor)

        def build(now: datetime) -> Decided[Dispute] | Refused:
            clock = start(_limit(), on=statutory_day(now), calendar=_calendar(service))
            return disputes.dispute(new_id(), body.doubt(), asker, value=value, clock=clock)

        return await service.create(DISPUTES, build, request=request)


async def _value_now(service: Service, offers: Offers, book: Book, body: RaiseDispute, caller: Caller) -> str:
    """What the source says now. Raises the problems of entitlement: only who may see a field may doubt it."""
    today = statutory_day(service.clock.now())
    verdict = entitled(book, resource=body.resource, consumer=caller.agency, purpose=body.purpose, on=today)
    if isinstance(verdict, Refused):
        raise problem_of(verdict)
    if body.field not in verdict.fields:
        sentence = f"No agreement lets {caller.agency} see the field {body.field} of {body.resource}."
        raise problem(NOT_AGREED, sentence, article=ARTICLE, field="/field")
    question = Question(
        resource=body.resource, key="case_id", value=body.case_id, case_id=body.case_id, purpose=body.purpose
    )
    async with service.database.reading() as connection:
        found = await reading(connection, offers[body.resource], question)
    if found.values is None or not found.case_known:
        raise problem("not-found", f"There is no {body.resource} for the case {body.case_id}.")
    return as_text(found.values.get(body.field))


def _seeing(router: APIRouter, service: Service, admitted: Any) -> None:
    @router.get(
        "/disputes",
        summary="Disputes of this agency's data · 校核清单",
        response_model=DisputesListed,
        responses=responses("bad-cursor", "bad-request"),
    )
    async def listed(  # one for each filter
        status: Filter = None,
        case_id: Filter = None,
        agency: Filter = None,
        cursor: After = None,
        limit: Limit = USUAL,
        caller: Caller = admitted,
    ) -> Response:
        asked = agency if caller.agency in (service.name, "gateway") else caller.agency
        where = {"status": status, "about_case": case_id, "by_agency": asked}
        query = ListQuery(where=where, sort="deadline", cursor=cursor, limit=limit)
        return JsonResponse(await service.list(DISPUTES, query))

    @router.get(
        "/disputes/{dispute_id}",
        summary="One dispute, with both versions · 校核详情",
        response_model=DisputeShown,
        responses=responses("not-found"),
    )
    async def one(dispute_id: DisputeId, request: Request, caller: Caller = admitted) -> Response:
        del caller
        return await service.show(DISPUTES, dispute_id, request=request, admit=_concerned(service.name))


def _concerned(provider: str) -> Any:
    def admit(dispute: Dispute, caller: Caller) -> bool:
        return caller.agency in (provider, "gateway", dispute.by_agency)

    return admit


def _answering(router: APIRouter, service: Service, offers: Offers, admitted: Any) -> None:
    @router.post(
        "/disputes/{dispute_id}/answer",
        summary="Answer: correct the field, or stand by it · 校核答复",
        response_model=DisputeShown,
        responses=responses(*VERB),
        dependencies=VERSIONED,
    )
    async def answer(
        dispute_id: DisputeId, body: AnswerDispute, request: Request, caller: Caller = admitted
    ) -> Response:
        def decide(state: Dispute, now: datetime) -> Decided[Dispute] | Refused:
            return disputes.answer(
                state,
                correct=body.correct,
                value=body.value if body.value is not None else state.proposed,
                reason=body.reason,
                by=caller.actor,
                now=now,
            )

        return await _answered(service, offers, dispute_id, decide, request)


async def _answered(
    service: Service, offers: Offers, dispute_id: str, decide: Any, request: Request
) -> Response:
    """The answer and, where the source can put its own field right at once, the correction: one transaction."""

    async def others(connection: AsyncConnection, state: Dispute) -> Sequence[tuple[Kind[Any], str]]:
        offer = offers[state.resource]
        if state.field not in offer.corrects:
            return ()
        question = Question(
            resource=state.resource, key="case_id", value=state.case_id, case_id=state.case_id, purpose=""
        )
        thing_id = await offer.thing_of(connection, question)
        return () if thing_id is None else ((offer.kind, thing_id),)

    def together(
        state: Dispute, found: Mapping[str, Any], now: datetime, _policy: Any
    ) -> Sequence[tuple[Kind[Any], Decided[Any]]] | Refused:
        decided = decide(state, now)
        if isinstance(decided, Refused):
            return decided
        corrected = _corrected(offers[state.resource], decided.state, found, now)
        if isinstance(corrected, Refused):
            return corrected
        return [(DISPUTES, decided), *corrected]

    return await service.act_together(DISPUTES, dispute_id, others=others, decide=together, request=request)


def _corrected(
    offer: Offer[Any], dispute: Dispute, found: Mapping[str, Any], now: datetime
) -> Sequence[tuple[Kind[Any], Decided[Any]]] | Refused:
    correct = offer.corrects.get(dispute.field)
    if correct is None or dispute.answer is None or dispute.status is not disputes.Status.CORRECTED:
        return ()
    done: list[tuple[Kind[Any], Decided[Any]]] = []
    for state in found.values():
        answer = correct(state, dispute.case_id, dispute.answer.value, now)
        if isinstance(answer, Refused):
            return answer
        done.append((offer.kind, answer))
    return done


def _calendar(service: Service) -> WorkCalendar:
    """The calendar that the agency decides by; the shipped one where its policy carries none."""
    known: WorkCalendar | None = getattr(service.policy, "calendar", None)
    return known or shipped_calendar()


@lru_cache(maxsize=1)
def _limit() -> TimeLimit:
    """The time that the source has: the same in every city."""
    return profile("national").time_limits[disputes.MATTER]
