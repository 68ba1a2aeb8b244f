"""The verbs: what officers, the enterprise and the supervisor do to one claim."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from exportlane.agency.callers import its_own
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.declared import VERB, VERSIONED
from exportlane.runtime.problems import responses
from tax_rebate import domain
from tax_rebate.api.bodies import AskCorrection, ClaimShown, ClawBack, Refuse, SupplyCorrection
from tax_rebate.api.callers import ClaimId, Officer, Supervisor, Supplier
from tax_rebate.domain import Claim, Policy
from tax_rebate.storage import CLAIMS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Decide = Callable[[Claim, datetime, Policy], Decided[Claim] | Refused]
Act = Callable[[str, Request, Decide], Awaitable[Response]]
_VERB: dict[str, Any] = {
    "response_model": ClaimShown,
    "responses": responses(*VERB),
    "dependencies": VERSIONED,
}


def add_verbs(router: APIRouter, service: Service) -> None:
    """POST the verbs under one claim."""

    async def act(claim_id: str, request: Request, decide: Decide) -> Response:
        return await service.act(CLAIMS, claim_id, decide, request=request, admit=its_own)

    _corrections(router, act)
    _decisions(router, act)
    _undo(router, act)


def _corrections(router: APIRouter, act: Act) -> None:
    @router.post(
        "/{claim_id}/request-correction", summary="Ask what does not add up, all at once · 要求补正", **_VERB
    )
    async def request_correction(
        claim_id: ClaimId, body: AskCorrection, request: Request, caller: Officer
    ) -> Response:
        def decide(claim: Claim, now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.request_correction(claim, body.asked(), by=caller.actor, now=now)

        return await act(claim_id, request, decide)

    @router.post("/{claim_id}/supply-correction", summary="Answer the notice · 补正资料", **_VERB)
    async def supply_correction(
        claim_id: ClaimId, body: SupplyCorrection, request: Request, _caller: Supplier
    ) -> Response:
        def decide(claim: Claim, now: datetime, policy: Policy) -> Decided[Claim] | Refused:
            return domain.supply_correction(
                claim, invoices=body.by_vin(), documents=body.papers(), now=now, policy=policy
            )

        return await act(claim_id, request, decide)


def _decisions(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/approve", summary="Approve the refund, or exempt · 核准退（免）税", **_VERB)
    async def approve(claim_id: ClaimId, request: Request, _caller: Officer) -> Response:
        return await act(
            claim_id, request, lambda claim, now, policy: domain.approve(claim, now=now, policy=policy)
        )

    @router.post("/{claim_id}/pay", summary="Note the treasury's payment · 退库支付", **_VERB)
    async def pay(claim_id: ClaimId, request: Request, _caller: Officer) -> Response:
        return await act(claim_id, request, lambda claim, now, _policy: domain.pay(claim, now=now))

    @router.post("/{claim_id}/refuse", summary="Reject the claim · 不予退税", **_VERB)
    async def refuse(claim_id: ClaimId, body: Refuse, request: Request, _caller: Officer) -> Response:
        def decide(claim: Claim, now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.refuse(claim, code=body.code, reason=body.reason, article=body.article, now=now)

        return await act(claim_id, request, decide)


def _undo(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/claw-back", summary="Claw refunds back · 追回已退税款", **_VERB)
    async def claw_back(claim_id: ClaimId, body: ClawBack, request: Request, _caller: Supervisor) -> Response:
        def decide(claim: Claim, _now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.claw_back(claim, vins=body.vins, reason=body.reason)

        return await act(claim_id, request, decide)
