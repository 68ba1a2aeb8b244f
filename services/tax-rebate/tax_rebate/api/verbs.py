"""The verbs up to the decision: submit, correct, check, approve, tax, refuse, withdraw."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.callers import its_own
from exportlane.contracts.decision import Decided, Refused, Write
from exportlane.runtime.declared import VERB, VERSIONED
from exportlane.runtime.problems import responses
from exportlane.runtime.storage import Kind
from tax_rebate import domain
from tax_rebate.api.acts import AskCorrection, Refuse, Submit, SupplyCorrection, Withdraw
from tax_rebate.api.callers import Applicant, ClaimId, Officer, Supplier
from tax_rebate.api.shown import ClaimShown
from tax_rebate.domain import Claim, Policy
from tax_rebate.domain.articles import PROCEDURE_ARTICLE
from tax_rebate.storage import CLAIMS, Held, held_invoice, holders, still_held, take

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Decide = Callable[[Claim, datetime, Policy], Decided[Claim] | Refused]
Act = Callable[[str, Request, Decide], Awaitable[Response]]
DECLARED: Final[dict[str, Any]] = {
    "response_model": ClaimShown,
    "responses": responses(*VERB),
    "dependencies": VERSIONED,
}


def acting(service: Service) -> Act:
    """How a verb on one claim is done."""

    async def act(claim_id: str, request: Request, decide: Decide) -> Response:
        return await service.act(CLAIMS, claim_id, decide, request=request, admit=its_own)

    return act


def add_verbs(router: APIRouter, service: Service) -> None:
    """POST the verbs under one claim."""
    act = acting(service)
    _lodging(router, act)
    _corrections(router, act, service)
    _decisions(router, act)
    _other_ends(router, act)


def _lodging(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/submit", summary="Submit the draft · 提交申报", **DECLARED)
    async def submit(claim_id: ClaimId, body: Submit, request: Request, _caller: Supplier) -> Response:
        def decide(claim: Claim, now: datetime, policy: Policy) -> Decided[Claim] | Refused:
            return domain.submit(claim, by_scheme=body.departure_port_scheme, now=now, policy=policy)

        return await act(claim_id, request, decide)

    @router.post("/{claim_id}/withdraw", summary="Take the claim back · 撤回申报", **DECLARED)
    async def withdraw(claim_id: ClaimId, body: Withdraw, request: Request, _caller: Applicant) -> Response:
        return await act(
            claim_id, request, lambda claim, now, _policy: domain.withdraw(claim, reason=body.reason, now=now)
        )


def _corrections(router: APIRouter, act: Act, service: Service) -> None:
    @router.post(
        "/{claim_id}/request-correction",
        summary="Ask what does not add up, all at once · 要求补正",
        **DECLARED,
    )
    async def request_correction(
        claim_id: ClaimId, body: AskCorrection, request: Request, caller: Officer
    ) -> Response:
        def decide(claim: Claim, now: datetime, policy: Policy) -> Decided[Claim] | Refused:
            return domain.request_correction(claim, body.asked(), by=caller.actor, now=now, policy=policy)

        return await act(claim_id, request, decide)

    @router.post("/{claim_id}/supply-correction", summary="Answer the notice · 补正资料", **DECLARED)
    async def supply_correction(
        claim_id: ClaimId, body: SupplyCorrection, request: Request, _caller: Supplier
    ) -> Response:
        supplied = Supplied(body)
        return await service.act_together(
            CLAIMS,
            claim_id,
            others=supplied.holders,
            decide=supplied.decide,
            request=request,
            admit=its_own,
        )


class Supplied:
    """The answer to a notice; an invoice in it must not stand in another live claim."""

    def __init__(self, body: SupplyCorrection) -> None:
        self._body = body
        self._before: dict[str, Held] = {}

    async def holders(self, connection: AsyncConnection, claim: Claim) -> Sequence[tuple[Kind[Any], str]]:
        """The claims that had one of these invoices last."""
        keys = [held_invoice(line) for line in self._supplied(claim).lines]
        self._before = await holders(connection, keys)
        return [(CLAIMS, held.claim_id) for held in self._before.values() if held.claim_id != claim.id]

    def decide(
        self, claim: Claim, others: Mapping[str, Any], now: datetime, policy: Policy
    ) -> Sequence[tuple[Kind[Any], Decided[Any]]] | Refused:
        """The decision of the domain, and the rows by which the claim takes the invoices."""
        answer = domain.supply_correction(
            claim, invoices=self._body.by_vin(), documents=self._body.papers(), now=now, policy=policy
        )
        if isinstance(answer, Refused):
            return answer
        writes: list[Write] = []
        for line in self._supplied(claim).lines:
            what = held_invoice(line)
            held = self._before.get(what)
            if held is not None and held.claim_id == claim.id:
                continue
            if held is not None and still_held(what, held, others.get(held.claim_id)):
                sentence = (
                    f"the invoice {line.invoice.number} stands in the live claim {held.claim_id} already"
                )
                return Refused(
                    "invoice_used_twice", sentence, PROCEDURE_ARTICLE, field="/invoices", status=422
                )
            writes.append(take(what, line, claim.id, held))
        return [(CLAIMS, replace(answer, writes=tuple(writes)))]

    def _supplied(self, claim: Claim) -> Claim:
        invoices = self._body.by_vin()
        lines = (line for line in claim.lines if line.vin in invoices)
        return replace(claim, lines=tuple(replace(line, invoice=invoices[line.vin]) for line in lines))


def _decisions(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/check", summary="Have the rules look · 自动审核", **DECLARED)
    async def check(claim_id: ClaimId, request: Request, _caller: Officer) -> Response:
        return await act(
            claim_id, request, lambda claim, now, policy: domain.check(claim, now=now, policy=policy)
        )

    @router.post("/{claim_id}/approve", summary="Approve the refund, or exempt · 核准退（免）税", **DECLARED)
    async def approve(claim_id: ClaimId, request: Request, _caller: Officer) -> Response:
        return await act(
            claim_id, request, lambda claim, now, policy: domain.approve(claim, now=now, policy=policy)
        )


def _other_ends(router: APIRouter, act: Act) -> None:
    @router.post("/{claim_id}/refuse", summary="Reject the claim, or vehicles of it · 不予退税", **DECLARED)
    async def refuse(claim_id: ClaimId, body: Refuse, request: Request, _caller: Officer) -> Response:
        def decide(claim: Claim, now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.refuse(
                claim, code=body.code, reason=body.reason, article=body.article, vins=body.vins, now=now
            )

        return await act(claim_id, request, decide)

    @router.post("/{claim_id}/tax", summary="Tax like a sale at home · 视同内销征税", **DECLARED)
    async def tax(claim_id: ClaimId, body: Refuse, request: Request, _caller: Officer) -> Response:
        def decide(claim: Claim, now: datetime, _policy: Policy) -> Decided[Claim] | Refused:
            return domain.tax(
                claim, code=body.code, reason=body.reason, article=body.article, vins=body.vins, now=now
            )

        return await act(claim_id, request, decide)
