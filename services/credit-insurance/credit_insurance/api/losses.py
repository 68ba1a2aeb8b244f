"""Losses over REST: reported, investigated, accepted or refused, paid, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import OFFICER, SUPPLIER, insurers_own, speaks_for
from credit_insurance.acting import Sheet, Shown, act_on, agreed, take_in
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import decide, taking, verb
from credit_insurance.domain import indemnities
from credit_insurance.domain import losses as law
from credit_insurance.domain.indemnities import Insured
from credit_insurance.domain.losses import Loss, LossStatus
from credit_insurance.domain.shipments import no_such_case
from credit_insurance.domain.terms import Terms
from credit_insurance.papers import Asked, Because, FoundPaper, Ground, IndemnityPaper, LossPaper
from credit_insurance.settling import settle
from credit_insurance.storage import EXPORTS, LOSSES, POLICIES
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.ids import new_id

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Supplier = Annotated[Caller, Depends(SUPPLIER)]
Officer = Annotated[Caller, Depends(OFFICER)]


class LossAsked(Asked):
    """What the losses are filtered by."""

    status: LossStatus | None = None
    policy_id: str | None = None
    buyer_id: str | None = None
    case_id: str | None = None


def add(parent: APIRouter, service: Service) -> None:
    """All routes of losses."""
    router = APIRouter(prefix="/v1/losses", tags=["losses"])
    add_reading(router, service, Shelf(LOSSES, "Losses · 报损索赔", LossAsked))
    _reporting(router, service)
    _deciding(router, service)
    _paying(router, service)
    parent.include_router(router)


def _reporting(router: APIRouter, service: Service) -> None:
    @router.post("", **taking(LOSSES, "Report a loss · 报损"))
    async def report(body: LossPaper, request: Request, caller: Supplier) -> Response:
        speaks_for(caller, body.uscc)
        await insurers_own(service, caller)
        loss_id = new_id()

        async def work(sheet: Sheet) -> Shown:
            export = await sheet.need(EXPORTS, body.case_id, no_such_case(body.case_id))
            shipment = export.shipment
            loss = Loss(
                id=loss_id, loss_no=f"LS-{loss_id[-12:].upper()}", case_id=export.id, uscc=body.uscc,
                policy_id=(shipment.policy_id if shipment else None) or "",
                policy_no=(shipment.policy_no if shipment else None) or "",
                buyer_id=shipment.buyer_id if shipment else "", cause=body.cause, amount=body.amount,
                currency=shipment.currency if shipment else "CNY",
            )  # fmt: skip
            told, changed = agreed(law.report(loss, export, now=sheet.now))
            sheet.put(LOSSES, told)
            sheet.put(EXPORTS, changed)
            return LOSSES, loss_id

        return await take_in(service, request, work)

    @router.post("/{loss_id}/withdraw", **verb(LOSSES, "The buyer paid after all · 撤回报损"))
    async def withdraw(loss_id: str, body: Because, request: Request, caller: Supplier) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, loss: Loss) -> None:
            export = await sheet.find_own(EXPORTS, loss.case_id)
            gone, changed = agreed(law.withdraw(loss, body.reason, export))
            sheet.put(LOSSES, gone)
            sheet.put(EXPORTS, changed)

        return await act_on(service, request, (LOSSES, loss_id), work)


def _deciding(router: APIRouter, service: Service) -> None:
    @router.post("/{loss_id}/investigate", **verb(LOSSES, "What was found out · 定损核赔"))
    async def investigate(loss_id: str, body: FoundPaper, request: Request, _caller: Officer) -> Response:
        def decision(state: Loss, _now: datetime, _terms: Terms) -> Decided[Loss] | Refused:
            return law.investigate(state, body.findings)

        return await decide(service, LOSSES, loss_id, request, decision)

    @router.post("/{loss_id}/accept", **verb(LOSSES, "Accept the loss · 核定赔款"))
    async def accept(loss_id: str, body: IndemnityPaper, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, loss: Loss) -> None:
            insured = await _insured(sheet, loss)
            accepted = indemnities.accept(
                loss, body.indemnity, body.reason, insured, now=sheet.now, terms=sheet.terms
            )
            sheet.put(LOSSES, agreed(accepted))

        return await act_on(service, request, (LOSSES, loss_id), work)

    @router.post("/{loss_id}/refuse", **verb(LOSSES, "Refuse it · 拒赔"))
    async def refuse(loss_id: str, body: Ground, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, loss: Loss) -> None:
            export = await sheet.find_own(EXPORTS, loss.case_id)
            ended, changed = agreed(indemnities.refuse(loss, body.ended(), export, now=sheet.now))
            sheet.put(LOSSES, ended)
            sheet.put(EXPORTS, changed)

        return await act_on(service, request, (LOSSES, loss_id), work)


async def _insured(sheet: Sheet, loss: Loss) -> Insured:
    policy = await sheet.find_own(POLICIES, loss.policy_id)
    return Insured(policy, await sheet.find_own(EXPORTS, loss.case_id))


def _paying(router: APIRouter, service: Service) -> None:
    @router.post("/{loss_id}/pay", **verb(LOSSES, "Pay the indemnity · 支付赔款"))
    async def pay(loss_id: str, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, loss: Loss) -> None:
            paid = agreed(indemnities.pay(loss, await _insured(sheet, loss), now=sheet.now))
            sheet.put(LOSSES, paid.loss)
            sheet.put(POLICIES, paid.policy)
            await settle(sheet, paid.settled)

        return await act_on(service, request, (LOSSES, loss_id), work)
