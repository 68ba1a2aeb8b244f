"""Policies over REST: applied for, quoted, issued, amended, limited, ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import OFFICER, SUPPLIER, insurers_own, speaks_for
from credit_insurance.acting import Sheet, act_on, agreed
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import decide, taking, verb
from credit_insurance.domain import underwriting
from credit_insurance.domain.articles import DISCLOSURE, PREMIUM
from credit_insurance.domain.policies import BuyerLimit, InsurancePolicy, PolicyStatus, Product
from credit_insurance.domain.terms import Terms
from credit_insurance.papers import (
    AmendPaper,
    Asked,
    Because,
    Ground,
    IssuePaper,
    LimitPaper,
    PolicyPaper,
    QuotePaper,
)
from credit_insurance.storage import POLICIES, REPORTS
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.ids import new_id

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Answer = Decided[InsurancePolicy] | Refused
Supplier = Annotated[Caller, Depends(SUPPLIER)]
Officer = Annotated[Caller, Depends(OFFICER)]


class PolicyAsked(Asked):
    """What the policies are filtered by."""

    status: PolicyStatus | None = None
    product: Product | None = None
    insurer: str | None = None


def add(parent: APIRouter, service: Service) -> None:
    """All routes of policies."""
    router = APIRouter(prefix="/v1/policies", tags=["policies"])
    _applying(router, service)
    add_reading(router, service, Shelf(POLICIES, "Policies · 保单", PolicyAsked))
    _underwriting(router, service)
    _changing(router, service)
    parent.include_router(router)


def _applying(router: APIRouter, service: Service) -> None:
    @router.post("", **taking(POLICIES, "Ask for cover · 投保"))
    async def apply(body: PolicyPaper, request: Request, caller: Supplier) -> Response:
        speaks_for(caller, body.uscc)
        await insurers_own(service, caller)
        asked = InsurancePolicy(id=new_id(), **body.model_dump())

        def build(now: datetime) -> Answer:
            return underwriting.apply(asked, now=now, terms=service.policy)

        return await service.create(POLICIES, build, request=request)

    @router.post("/{policy_id}/withdraw", **verb(POLICIES, "Step back before it is issued · 撤回投保"))
    async def withdraw(policy_id: str, body: Because, request: Request, _caller: Supplier) -> Response:
        def decision(state: InsurancePolicy, _now: datetime, _terms: Terms) -> Answer:
            return underwriting.withdraw(state, body.reason)

        return await decide(service, POLICIES, policy_id, request, decision)


def _underwriting(router: APIRouter, service: Service) -> None:
    @router.post("/{policy_id}/quote", **verb(POLICIES, "Name the premium · 报价"))
    async def quote(policy_id: str, body: QuotePaper, request: Request, _caller: Officer) -> Response:
        def decision(state: InsurancePolicy, _now: datetime, _terms: Terms) -> Answer:
            return underwriting.quote(state, body.premium_cny, insured_amount=body.insured_amount)

        return await decide(service, POLICIES, policy_id, request, decision)

    @router.post("/{policy_id}/issue", **verb(POLICIES, "Issue the policy · 签发保单"))
    async def issue(policy_id: str, body: IssuePaper, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, state: InsurancePolicy) -> None:
            if await sheet.taken(POLICIES, "policy_no", body.policy_no):
                agreed(_known_number(body.policy_no))
            sheet.put(POLICIES, agreed(underwriting.issue(state, body.policy_no, now=sheet.now)))

        return await act_on(service, request, (POLICIES, policy_id), work)

    @router.post("/{policy_id}/refuse", **verb(POLICIES, "Give no cover · 拒保"))
    async def refuse(policy_id: str, body: Ground, request: Request, _caller: Officer) -> Response:
        def decision(state: InsurancePolicy, _now: datetime, _terms: Terms) -> Answer:
            return underwriting.refuse(state, body.ended())

        return await decide(service, POLICIES, policy_id, request, decision)


def _known_number(policy_no: str) -> Refused:
    return Refused("policy_no_known", f"There is a policy {policy_no} already.", PREMIUM, "/policy_no", 422)


def _changing(router: APIRouter, service: Service) -> None:
    @router.post("/{policy_id}/amend", **verb(POLICIES, "Change amount or end · 批改"))
    async def amend(policy_id: str, body: AmendPaper, request: Request, _caller: Officer) -> Response:
        def decision(state: InsurancePolicy, now: datetime, _terms: Terms) -> Answer:
            return underwriting.amend(
                state, insured_amount=body.insured_amount, valid_to=body.valid_to, reason=body.reason, now=now
            )

        return await decide(service, POLICIES, policy_id, request, decision)

    @router.post("/{policy_id}/limits", **verb(POLICIES, "Set a buyer's limit · 核定买方限额"))
    async def limit(policy_id: str, body: LimitPaper, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, state: InsurancePolicy) -> None:
            report = await sheet.need(REPORTS, body.report_id, _no_report(body.report_id))
            named = BuyerLimit(body.buyer_id, body.amount, report.id)
            decided = underwriting.set_limit(state, named, report, now=sheet.now, terms=sheet.terms)
            sheet.put(POLICIES, agreed(decided))

        return await act_on(service, request, (POLICIES, policy_id), work)

    @router.post("/{policy_id}/end", **verb(POLICIES, "End it before its time · 解除"))
    async def end(policy_id: str, body: Ground, request: Request, _caller: Officer) -> Response:
        def decision(state: InsurancePolicy, now: datetime, _terms: Terms) -> Answer:
            return underwriting.end(state, body.ended(), now=now)

        return await decide(service, POLICIES, policy_id, request, decision)


def _no_report(report_id: str) -> Refused:
    return Refused("report_not_usable", f"There is no report {report_id}.", DISCLOSURE, "/report_id", 422)
