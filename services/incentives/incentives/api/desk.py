"""The desk: take up, ask, accept papers, review line by line, publicise, approve, refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from exportlane.runtime.declared import VERB, acting
from incentives.api.access import ApplicationId, Officer, Supervisor
from incentives.deciding import settle
from incentives.documents import ApplicationDocument
from incentives.domain import approving, publishing, reviewing, submitting
from incentives.domain.application import Application
from incentives.domain.around import Answer, Moment
from incentives.domain.line import PaperEvidence
from incentives.papers import (
    AnswerPaper,
    EvidencePaper,
    GroundPaper,
    NoticePaper,
    PublicationPaper,
    ReasonPaper,
    ReviewPaper,
)
from incentives.surroundings import Locked

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add(router: APIRouter, service: Service) -> None:
    """The routes of the desk."""
    _taking_up(router, service)
    _reviewing(router, service)
    _publishing(router, service)
    _approving(router, service)
    _refusing(router, service)


def _taking_up(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/accept",
        summary="The papers are complete · 受理",
        **acting(ApplicationDocument, *VERB),
    )
    async def accept(application_id: ApplicationId, request: Request, _caller: Officer) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return reviewing.accept(state, found.around, at)

        return await settle(service, application_id, decide, request)

    @router.post(
        "/{application_id}/request-correction",
        summary="Ask for everything that is missing, in one notice · 通知补正",
        **acting(ApplicationDocument, *VERB),
    )
    async def request_correction(
        application_id: ApplicationId, body: NoticePaper, request: Request, _caller: Officer
    ) -> Response:
        items = tuple(item.read() for item in body.items)

        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return submitting.request_correction(state, items, found.around, at)

        return await settle(service, application_id, decide, request)


def _reviewing(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/accept-paper",
        summary="Take a paper for what no register knows, with the reason · 采信纸质凭证",
        **acting(ApplicationDocument, *VERB),
    )
    async def accept_paper(
        application_id: ApplicationId, body: EvidencePaper, request: Request, _caller: Officer
    ) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            paper = PaperEvidence(body.reason, body.reference, at.by, at.today)
            return reviewing.accept_paper(state, body.line_id, paper, found.around, at)

        return await settle(service, application_id, decide, request)

    @router.post(
        "/{application_id}/review",
        summary="Say line by line what is eligible · 逐项审核",
        **acting(ApplicationDocument, *VERB),
    )
    async def review(
        application_id: ApplicationId, body: ReviewPaper, request: Request, _caller: Officer
    ) -> Response:
        lines = {line.line_id: line.read() for line in body.lines}

        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return reviewing.review(state, lines, found.around, at)

        return await settle(service, application_id, decide, request)


def _publishing(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/publicise",
        summary="Show it to the public for the days of the rule · 公示",
        **acting(ApplicationDocument, *VERB),
    )
    async def publicise(
        application_id: ApplicationId, body: PublicationPaper, request: Request, _caller: Officer
    ) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return publishing.publicise(state, body.workdays, found.around, at)

        return await settle(service, application_id, decide, request)

    @router.post(
        "/{application_id}/answer-objection",
        summary="Answer an objection; one that is upheld sends it back to the review · 答复异议",
        **acting(ApplicationDocument, *VERB),
    )
    async def answer(
        application_id: ApplicationId, body: AnswerPaper, request: Request, _caller: Officer
    ) -> Response:
        def decide(state: Application, _found: Locked, at: Moment) -> Answer:
            number, words = body.objection_no, body.answer
            return publishing.answer_objection(state, number, words, upheld=body.upheld, at=at)

        return await settle(service, application_id, decide, request)


def _approving(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/approve",
        summary="Grant it out of the caps, in its turn; another person than the reviewer · 批准",
        **acting(ApplicationDocument, *VERB),
    )
    async def approve(application_id: ApplicationId, request: Request, _caller: Officer) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return approving.approve(state, found.around, at)

        return await settle(service, application_id, decide, request)

    @router.post(
        "/{application_id}/approve-out-of-turn",
        summary="Grant it although an earlier one stands open, with the reason · 先行批准",
        **acting(ApplicationDocument, *VERB),
    )
    async def approve_out_of_turn(
        application_id: ApplicationId, body: ReasonPaper, request: Request, _caller: Supervisor
    ) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return approving.approve(state, found.around, at, out_of_turn=body.reason)

        return await settle(service, application_id, decide, request)


def _refusing(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/refuse",
        summary="Do not grant it, with the reason and the remedy · 不予补助",
        **acting(ApplicationDocument, *VERB),
    )
    async def refuse(
        application_id: ApplicationId, body: GroundPaper, request: Request, _caller: Officer
    ) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return approving.refuse(state, body.read(), found.around, at)

        return await settle(service, application_id, decide, request)

    @router.post(
        "/{application_id}/revoke-approval",
        summary="Take an approval back before any payment; the caps are free again · 撤销批准",
        **acting(ApplicationDocument, *VERB),
    )
    async def revoke(
        application_id: ApplicationId, body: GroundPaper, request: Request, _caller: Supervisor
    ) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return approving.revoke_approval(state, body.read(), found.around, at)

        return await settle(service, application_id, decide, request)
