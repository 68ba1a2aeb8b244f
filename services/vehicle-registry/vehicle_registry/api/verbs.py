"""The verbs of the deregistration: what officers, the enterprise and the supervisor do to one vehicle."""

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
from vehicle_registry import domain
from vehicle_registry.api.bodies import (
    AskCorrection,
    Because,
    Refuse,
    Restore,
    SupplyCorrection,
    VehicleShown,
)
from vehicle_registry.api.callers import Applicant, Officer, Supervisor, Supplier, VehicleId
from vehicle_registry.asking import asked_anew, deciding_with
from vehicle_registry.bans import with_ban
from vehicle_registry.domain import Policy, Vehicle
from vehicle_registry.domain.banning import banned_if_false
from vehicle_registry.storage import VEHICLES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Answer = Decided[Vehicle] | Refused
Decide = Callable[[Vehicle, datetime, Policy], Answer]
Act = Callable[[str, Request, Decide], Awaitable[Response]]
AS_VERB: dict[str, Any] = {
    "response_model": VehicleShown,
    "responses": responses(*VERB),
    "dependencies": VERSIONED,
}


def acting_on(service: Service) -> Act:
    """How a route does a verb on one vehicle; to a stranger the vehicle does not exist."""

    async def act(vehicle_id: str, request: Request, decide: Decide) -> Response:
        seen = await asked_anew(service, vehicle_id)
        fresh = deciding_with(seen, decide)
        return await service.act(VEHICLES, vehicle_id, fresh, request=request, admit=its_own)

    return act


def add_verbs(router: APIRouter, service: Service) -> None:
    """POST the verbs of the deregistration under one vehicle."""
    act = acting_on(service)
    _applications(router, act)
    _corrections(router, act)
    _decisions(router, act)


def _applications(router: APIRouter, act: Act) -> None:
    @router.post(
        "/{vehicle_id}/request-deregistration",
        summary="Apply for the deregistration · 申请注销登记",
        **AS_VERB,
    )
    async def request_deregistration(vehicle_id: VehicleId, request: Request, caller: Supplier) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            return domain.request_deregistration(vehicle, by=caller.actor, now=now, policy=policy)

        return await act(vehicle_id, request, decide)

    @router.post("/{vehicle_id}/withdraw", summary="Take the application back · 撤回申请", **AS_VERB)
    async def withdraw(
        vehicle_id: VehicleId, body: Because, request: Request, _caller: Applicant
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            return domain.withdraw(vehicle, reason=body.reason, now=now, policy=policy)

        return await act(vehicle_id, request, decide)


def _corrections(router: APIRouter, act: Act) -> None:
    @router.post(
        "/{vehicle_id}/request-correction", summary="Ask for papers, all at once · 一次性告知补正", **AS_VERB
    )
    async def request_correction(
        vehicle_id: VehicleId, body: AskCorrection, request: Request, caller: Officer
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            items = body.asked(vehicle.vin)
            return domain.request_correction(vehicle, items, by=caller.actor, now=now, policy=policy)

        return await act(vehicle_id, request, decide)

    @router.post("/{vehicle_id}/supply-correction", summary="Answer the notice · 补正材料", **AS_VERB)
    async def supply_correction(
        vehicle_id: VehicleId, body: SupplyCorrection, request: Request, _caller: Supplier
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            return domain.supply_correction(
                vehicle,
                certificate_no=body.registration_cert_no,
                documents=body.papers(),
                now=now,
                policy=policy,
            )

        return await act(vehicle_id, request, decide)


def _decisions(router: APIRouter, act: Act) -> None:
    @router.post("/{vehicle_id}/deregister", summary="Deregister for export · 办理注销登记", **AS_VERB)
    async def deregister(vehicle_id: VehicleId, request: Request, _caller: Officer) -> Response:
        return await act(
            vehicle_id, request, lambda v, now, policy: domain.deregister(v, now=now, policy=policy)
        )

    @router.post("/{vehicle_id}/refuse", summary="Refuse to deregister · 不予注销登记", **AS_VERB)
    async def refuse(vehicle_id: VehicleId, body: Refuse, request: Request, _caller: Officer) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            refused = domain.refuse(
                vehicle, code=body.code, reason=body.reason, article=body.article, now=now
            )
            return with_ban(banned_if_false(refused, now=now, policy=policy), now)

        return await act(vehicle_id, request, decide)

    @router.post("/{vehicle_id}/restore", summary="Restore the registration · 恢复登记", **AS_VERB)
    async def restore(
        vehicle_id: VehicleId, body: Restore, request: Request, _caller: Supervisor
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, _policy: Policy) -> Answer:
            return domain.restore(vehicle, code=body.code, reason=body.reason, now=now)

        return await act(vehicle_id, request, decide)
