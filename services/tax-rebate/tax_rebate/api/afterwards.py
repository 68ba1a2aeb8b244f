"""The verbs about money and what follows a claim: treasury, payment, claw-back, offset, documents, receipts, class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.callers import its_own
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.storage import Kind
from tax_rebate import domain
from tax_rebate.api.acts import ChangeClass, ClawBack, FileDocuments, OrderClawBack, SetOff
from tax_rebate.api.bodies import ForexReceipt
from tax_rebate.api.callers import ClaimId, Officer, Supervisor, Supplier
from tax_rebate.api.verbs import DECLARED, Act, acting
from tax_rebate.domain import Claim, Policy
from tax_rebate.domain.articles import PROCEDURE_ARTICLE
from tax_rebate.storage import CLAIMS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Decisions = Sequence[tuple[Kind[Any], Decided[Any]]] | Refused


def add_afterwards(router: APIRouter, service: Service) -> None:
    """POST the verbs under one claim."""
    act = acting(service)
    _treasury(router, act)
    _clawback(router, act)
    _offset(router, service)
    _duties(router, act)
    _class(router, act)


def _treasury(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/send-to-treasury", summary="Order the payment · 送国库", **DECLARED)
    async def send_to_treasury(claim_id: ClaimId, request: Request, _caller: Officer) -> Response:
        return await act(
            claim_id, request, lambda claim, now, _policy: domain.send_to_treasury(claim, now=now)
        )

    @router.post("/{claim_id}/pay", summary="Note the treasury's payment · 退库支付", **DECLARED)
    async def pay(claim_id: ClaimId, request: Request, _caller: Officer) -> Response:
        return await act(claim_id, request, lambda claim, now, _policy: domain.pay(claim, now=now))


def _clawback(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/order-claw-back", summary="Order refunds back · 责令追回", **DECLARED)
    async def order_claw_back(
        claim_id: ClaimId, body: OrderClawBack, request: Request, _caller: Officer
    ) -> Response:
        def decide(claim: Claim, _now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.order_claw_back(claim, vins=body.vins, code=body.code, reason=body.reason)

        return await act(claim_id, request, decide)

    @router.post("/{claim_id}/claw-back", summary="Claw refunds back · 追回已退税款", **DECLARED)
    async def claw_back(claim_id: ClaimId, body: ClawBack, request: Request, _caller: Supervisor) -> Response:
        def decide(claim: Claim, now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.claw_back(claim, vins=body.vins, reason=body.reason, now=now)

        return await act(claim_id, request, decide)


def _offset(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{claim_id}/set-off", summary="Set off against the next refund · 抵减下一笔退税", **DECLARED
    )
    async def set_off(claim_id: ClaimId, body: SetOff, request: Request, _caller: Supervisor) -> Response:
        async def others(_connection: AsyncConnection, _claim: Claim) -> Sequence[tuple[Kind[Any], str]]:
            return [(CLAIMS, body.against)]

        def decide(claim: Claim, found: Mapping[str, Any], now: datetime, _policy: Policy) -> Decisions:
            # Against itself, the domain says no in its own words.
            creditor = claim if body.against == claim.id else found.get(body.against)
            if creditor is None:
                sentence = f"there is no claim {body.against}"
                return Refused(
                    "offset_not_possible", sentence, PROCEDURE_ARTICLE, field="/against", status=422
                )
            answer = domain.set_off(claim, creditor, now=now)
            return answer if isinstance(answer, Refused) else [(CLAIMS, each) for each in answer]

        return await service.act_together(
            CLAIMS, claim_id, others=others, decide=decide, request=request, admit=its_own
        )


def _duties(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/file-documents", summary="Put the documents on file · 单证备案", **DECLARED)
    async def file_documents(
        claim_id: ClaimId, body: FileDocuments, request: Request, _caller: Supplier
    ) -> Response:
        def decide(claim: Claim, now: datetime, policy: Policy) -> Decided[Claim] | Refused:
            return domain.file_documents(claim, body.papers(), now=now, policy=policy)

        return await act(claim_id, request, decide)

    @router.post("/{claim_id}/record-forex", summary="Note the receipt · 登记收汇", **DECLARED)
    async def record_forex(
        claim_id: ClaimId, body: ForexReceipt, request: Request, _caller: Supplier
    ) -> Response:
        def decide(claim: Claim, now: datetime, policy: Policy) -> Decided[Claim] | Refused:
            return domain.record_forex(claim, body.parsed(), now=now, policy=policy)

        return await act(claim_id, request, decide)


def _class(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/change-class", summary="The class has changed · 变更管理类别", **DECLARED)
    async def change_class(
        claim_id: ClaimId, body: ChangeClass, request: Request, _caller: Officer
    ) -> Response:
        def decide(claim: Claim, now: datetime, policy: Policy) -> Decided[Claim] | Refused:
            return domain.change_class(claim, to=body.rebate_class, now=now, policy=policy)

        return await act(claim_id, request, decide)
