"""What a firm would be granted, before it applies: nothing is kept, and nobody has to sign anything.

The counts and lists in a question are the asker's own; an application takes them from the facts of those who know.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Path
from starlette.responses import Response

from exportlane.law.subsidies import (
    Asked,
    BadClaim,
    SubsidyPolicy,
    entitlements,
    estimate,
    read_asked,
)
from exportlane.law.subsidies.shown import (
    WHAT_IF,
    entitlement_shown,
    estimate_shown,
    policy_row,
    policy_shown,
)
from exportlane.policies.subsidies import named
from exportlane.runtime.auth import ENTERPRISE, EXPORTER, LADDER, SERVICE, Caller, demand, require_any
from exportlane.runtime.problems import Problem, problem, responses
from exportlane.runtime.web import JsonResponse
from incentives.api.estimate_documents import (
    ENTITLEMENTS_EXAMPLE,
    ESTIMATE_EXAMPLE,
    EntitlementsShown,
    EstimateShown,
    PolicyList,
)

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

READER: Final = require_any(
    demand(roles=LADDER, scope="read"),
    demand(agencies={"gateway"}, roles={SERVICE}, scope="read"),
    demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="read"),
)
"""Whoever works at an agency, and every exporter: the policies are published, and an estimate tells no secret."""

PolicyName = Annotated[str, Path(max_length=64, description="The policy, such as taizhou-2025")]
Question = Annotated[dict[str, Any], Body(openapi_examples={"2025": {"value": ESTIMATE_EXAMPLE}})]
FirmQuestion = Annotated[dict[str, Any], Body(openapi_examples={"2025": {"value": ENTITLEMENTS_EXAMPLE}})]


def routes_of_estimate(service: Service) -> APIRouter:
    """Estimate, entitlements and the policies themselves, under /v1/subsidies."""
    router = APIRouter(prefix="/v1/subsidies", tags=["subsidies"])
    _add_questions(router, service)
    _add_policies(router, service)
    return router


def _add_questions(router: APIRouter, service: Service) -> None:
    # Plain functions: a thousand expenses are reckoned in a thread, and others are served meanwhile.
    @router.post(
        "/estimate",
        summary="What these expenses would be granted, step by step · 补助预估",
        response_model=EstimateShown,
        responses=responses("rule-violated", "validation-failed", "forbidden"),
    )
    def estimate_(body: Question, caller: Annotated[Caller, Depends(READER)]) -> Response:
        try:
            asked = _asked(service, body, caller, with_expenses=True)
            found = estimate(asked.policy, asked.year, asked.firm, asked.expenses, asked.used)
        except BadClaim as fault:
            raise unreadable(fault) from fault
        return JsonResponse(estimate_shown(asked, found))

    @router.post(
        "/entitlements",
        summary="What a firm is entitled to and has not used · 企业可享受的项目",
        response_model=EntitlementsShown,
        responses=responses("rule-violated", "validation-failed", "forbidden"),
    )
    def entitled(body: FirmQuestion, caller: Annotated[Caller, Depends(READER)]) -> Response:
        try:
            asked = _asked(service, body, caller, with_expenses=False)
            found = entitlements(asked.policy, asked.year, asked.firm, asked.used)
        except BadClaim as fault:
            raise unreadable(fault) from fault
        shown = {
            "policy": asked.policy.name,
            "year": asked.year,
            "uscc": asked.firm.uscc,
            "items": [entitlement_shown(one) for one in found],
            "what_if": {"zh": WHAT_IF.zh, "en": WHAT_IF.en},
        }
        return JsonResponse(shown)


def _add_policies(router: APIRouter, service: Service) -> None:
    @router.get(
        "/policies",
        summary="The policies · 扶持政策",
        response_model=PolicyList,
        responses=responses("forbidden"),
        dependencies=[Depends(READER)],
    )
    def policies() -> Response:
        return JsonResponse({"items": [policy_row(each) for each in service.policy.policies.values()]})

    @router.get(
        "/policies/{name}",
        summary="One policy with its items, articles, and the reading of every unclear point · 政策详情",
        responses=responses("not-found", "forbidden"),
        dependencies=[Depends(READER)],
    )
    def one(name: PolicyName) -> Response:
        found = service.policy.policies.get(name)
        if found is None:
            raise problem("not-found", f"There is no policy {name}.")
        return JsonResponse(policy_shown(found))


def _asked(service: Service, body: Mapping[str, Any], caller: Caller, *, with_expenses: bool) -> Asked:
    known: Mapping[str, SubsidyPolicy] = service.policy.policies
    asked = read_asked(body, partial(named, known), with_expenses=with_expenses)
    if caller.role == EXPORTER and caller.uscc != asked.firm.uscc:
        raise problem("forbidden", "An exporter asks for its own firm only.", field="/firm/uscc")
    return asked


def unreadable(fault: BadClaim) -> Problem:
    """A claim that cannot be read: its own code, the field, the article, and the sentence."""
    sentence = str(fault)
    return problem(
        "rule-violated",
        f"{sentence[0].upper()}{sentence[1:]}.",
        field=fault.field,
        article=fault.article,
        extra={"code": fault.code},
    )
