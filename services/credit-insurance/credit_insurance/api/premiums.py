"""Premiums over REST: invoiced, paid against a receipt, cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import OFFICER, SUPERVISOR, insurers_own
from credit_insurance.acting import Sheet, Shown, act_on, agreed, take_in
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import decide, taking, verb
from credit_insurance.domain import premiums as law
from credit_insurance.domain.articles import TJ_8
from credit_insurance.domain.premiums import Premium, PremiumStatus
from credit_insurance.domain.terms import Terms
from credit_insurance.papers import Asked, Ground, PaidPaper, PremiumPaper
from credit_insurance.storage import POLICIES, PREMIUMS
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.ids import new_id

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Officer = Annotated[Caller, Depends(OFFICER)]
Supervisor = Annotated[Caller, Depends(SUPERVISOR)]


class PremiumAsked(Asked):
    """What the premiums are filtered by."""

    status: PremiumStatus | None = None
    policy_id: str | None = None
    insurer: str | None = None


def no_policy(policy_id: str) -> Refused:
    """There is no such policy."""
    return Refused("policy_unknown", f"There is no policy {policy_id}.", TJ_8, "/policy_id", 422)


def add(parent: APIRouter, service: Service) -> None:
    """All routes of premiums."""
    router = APIRouter(prefix="/v1/premiums", tags=["premiums"])
    add_reading(router, service, Shelf(PREMIUMS, "Premiums · 保费", PremiumAsked))

    @router.post("", **taking(PREMIUMS, "Invoice a premium · 开具保费通知"))
    async def invoice(body: PremiumPaper, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)
        premium_id = new_id()

        async def work(sheet: Sheet) -> Shown:
            policy = await sheet.need(POLICIES, body.policy_id, no_policy(body.policy_id))
            asked = law.invoice(
                premium_id, policy, insurer=body.insurer, amount_cny=body.amount_cny, due_on=body.due_on,
                now=sheet.now,
            )  # fmt: skip
            sheet.put(PREMIUMS, agreed(asked))
            return PREMIUMS, premium_id

        return await take_in(service, request, work)

    @router.post("/{premium_id}/pay", **verb(PREMIUMS, "Note the payment · 登记保费缴纳"))
    async def pay(premium_id: str, body: PaidPaper, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, state: Premium) -> None:
            known = await sheet.taken(PREMIUMS, "receipt_no", body.receipt_no)
            if refused := law.known_receipt(body.receipt_no, known=known):
                agreed(refused)
            paid = law.pay(state, body.receipt_no, paid_on=body.paid_on, now=sheet.now)
            sheet.put(PREMIUMS, agreed(paid))

        return await act_on(service, request, (PREMIUMS, premium_id), work)

    @router.post("/{premium_id}/cancel", **verb(PREMIUMS, "Cancel an invoice · 撤销保费通知"))
    async def cancel(premium_id: str, body: Ground, request: Request, _caller: Supervisor) -> Response:
        def decision(state: Premium, _now: datetime, _terms: Terms) -> Decided[Premium] | Refused:
            return law.cancel(state, body.ended())

        return await decide(service, PREMIUMS, premium_id, request, decision)

    parent.include_router(router)
