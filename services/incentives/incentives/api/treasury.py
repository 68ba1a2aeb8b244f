"""The treasury: pay, one by one or many at once; release what is not paid any more; order money back and note it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from exportlane.runtime.declared import KEYED, ONCE, VERB, acting
from exportlane.runtime.problems import problem, responses
from incentives.api.access import ApplicationId, Officer, Supervisor
from incentives.deciding import Decide, settle, settle_each
from incentives.documents import ApplicationDocument, BatchResults
from incentives.domain import paying, recovering
from incentives.domain.application import Application
from incentives.domain.around import Answer, Moment
from incentives.money_papers import PaymentBatch, PaymentPaper, RecoveryPaper, ReturnPaper
from incentives.papers import ReasonPaper
from incentives.surroundings import Locked

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add(router: APIRouter, service: Service) -> None:
    """The routes of the treasury."""
    _paying(router, service)
    _paying_many(router, service)
    _ordering(router, service)
    _returning(router, service)


def _payment(body: PaymentPaper) -> Decide:
    def decide(state: Application, found: Locked, at: Moment) -> Answer:
        return paying.pay(state, body.amount, body.treasury_reference, body.paid_on, found.around, at)

    return decide


def _paying(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/pay",
        summary="Pay all that is open, or a part; the list is asked again · 拨付",
        **acting(ApplicationDocument, *VERB),
    )
    async def pay(
        application_id: ApplicationId, body: PaymentPaper, request: Request, _caller: Officer
    ) -> Response:
        return await settle(service, application_id, _payment(body), request)

    @router.post(
        "/{application_id}/release-rest",
        summary="What is still open will not be paid · 余额不再拨付",
        **acting(ApplicationDocument, *VERB),
    )
    async def release_rest(
        application_id: ApplicationId, body: ReasonPaper, request: Request, _caller: Supervisor
    ) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return paying.release_rest(state, body.reason, found.around, at)

        return await settle(service, application_id, decide, request)


def _paying_many(router: APIRouter, service: Service) -> None:
    @router.post(
        "/pay-batch",
        summary="Pay many at once; each row is paid, or refused with its reason, by itself · 批量拨付",
        response_model=BatchResults,
        responses=responses(*ONCE, "bad-request"),
        dependencies=KEYED,
    )
    async def pay_batch(body: PaymentBatch, request: Request, _caller: Officer) -> Response:
        ids = [row.application_id for row in body.rows]
        if len(set(ids)) < len(ids):
            raise problem("bad-request", "An application stands in one batch once.", field="/rows")
        return await settle_each(service, [(row.application_id, _payment(row)) for row in body.rows], request)


def _ordering(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/order-recovery",
        summary="Order money back, with the ground · 责令追回",
        **acting(ApplicationDocument, *VERB),
    )
    async def order(
        application_id: ApplicationId, body: RecoveryPaper, request: Request, _caller: Supervisor
    ) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return recovering.order_recovery(state, body.read(at.today), found.around, at)

        return await settle(service, application_id, decide, request)

    @router.post(
        "/{application_id}/lift-recovery",
        summary="Take an order to pay back away, before anything came back · 撤销追回",
        **acting(ApplicationDocument, *VERB),
    )
    async def lift(
        application_id: ApplicationId, body: ReasonPaper, request: Request, _caller: Supervisor
    ) -> Response:
        def decide(state: Application, _found: Locked, at: Moment) -> Answer:
            return recovering.lift_recovery(state, body.reason, at)

        return await settle(service, application_id, decide, request)


def _returning(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/recover",
        summary="Note what came back, in cash or set off against another application · 追回入账",
        **acting(ApplicationDocument, *VERB),
    )
    async def recover(
        application_id: ApplicationId, body: ReturnPaper, request: Request, _caller: Officer
    ) -> Response:
        def decide(state: Application, found: Locked, at: Moment) -> Answer:
            return recovering.recover(state, body.read(), found.creditor, found.around, at)

        return await settle(service, application_id, decide, request, creditor_id=body.against)
