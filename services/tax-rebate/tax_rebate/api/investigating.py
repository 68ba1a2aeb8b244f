"""The verbs of an investigation: raise a suspicion, ask the seller's tax office, clear it or find fraud."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from tax_rebate import domain
from tax_rebate.api.acts import RaiseSuspicion, Reasoned, RecordAnswer, SendEnquiry
from tax_rebate.api.callers import ClaimId, Officer, Supervisor
from tax_rebate.api.verbs import DECLARED, Act, acting
from tax_rebate.domain import Claim, Policy

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_investigating(router: APIRouter, service: Service) -> None:
    """POST the verbs under one claim."""
    act = acting(service)
    _suspicions(router, act)
    _letters(router, act)


def _suspicions(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/raise-suspicion", summary="Suspect, and look into it · 提出疑点", **DECLARED)
    async def raise_suspicion(
        claim_id: ClaimId, body: RaiseSuspicion, request: Request, caller: Officer
    ) -> Response:
        def decide(claim: Claim, now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.raise_suspicion(claim, body.found(), by=caller.actor, now=now)

        return await act(claim_id, request, decide)

    @router.post("/{claim_id}/clear-suspicion", summary="Normal after all · 排除疑点", **DECLARED)
    async def clear_suspicion(
        claim_id: ClaimId, body: Reasoned, request: Request, caller: Officer
    ) -> Response:
        def decide(claim: Claim, now: datetime, policy: Policy) -> Decided[Claim] | Refused:
            return domain.clear_suspicion(claim, reason=body.reason, by=caller.actor, now=now, policy=policy)

        return await act(claim_id, request, decide)

    @router.post("/{claim_id}/find-fraud", summary="Find fraud · 认定骗税", **DECLARED)
    async def find_fraud(
        claim_id: ClaimId, body: Reasoned, request: Request, _caller: Supervisor
    ) -> Response:
        return await act(
            claim_id,
            request,
            lambda claim, now, _policy: domain.find_fraud(claim, reason=body.reason, now=now),
        )


def _letters(router: APIRouter, act: Act) -> None:
    @router.post(
        "/{claim_id}/send-enquiry", summary="Write to the seller's tax office · 发函调查", **DECLARED
    )
    async def send_enquiry(
        claim_id: ClaimId, body: SendEnquiry, request: Request, _caller: Officer
    ) -> Response:
        def decide(claim: Claim, now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.send_enquiry(claim, number=body.enquiry_no, to_office=body.to_office, now=now)

        return await act(claim_id, request, decide)

    @router.post("/{claim_id}/record-answer", summary="Note its answer · 登记复函", **DECLARED)
    async def record_answer(
        claim_id: ClaimId, body: RecordAnswer, request: Request, _caller: Officer
    ) -> Response:
        def decide(claim: Claim, now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.record_answer(claim, number=body.enquiry_no, finding=body.finding, now=now)

        return await act(claim_id, request, decide)
