"""The verbs: what officers, the enterprise and the supervisor do to one vehicle."""

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
    AddBar,
    AskCorrection,
    Bar,
    Refuse,
    Restore,
    SupplyCorrection,
    VehicleShown,
)
from vehicle_registry.api.callers import Officer, Supervisor, Supplier, VehicleId
from vehicle_registry.domain import Policy, Vehicle
from vehicle_registry.storage import VEHICLES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Decide = Callable[[Vehicle, datetime, Policy], Decided[Vehicle] | Refused]
Act = Callable[[str, Request, Decide], Awaitable[Response]]
_VERB: dict[str, Any] = {
    "response_model": VehicleShown,
    "responses": responses(*VERB),
    "dependencies": VERSIONED,
}


def add_verbs(router: APIRouter, service: Service) -> None:
    """POST the verbs under one vehicle, and the bars."""

    async def act(vehicle_id: str, request: Request, decide: Decide) -> Response:
        return await service.act(VEHICLES, vehicle_id, decide, request=request, admit=its_own)

    _corrections(router, act)
    _decisions(router, act)
    _bars(router, act)


def _corrections(router: APIRouter, act: Act) -> None:
    @router.post(
        "/{vehicle_id}/request-correction", summary="Ask for papers, all at once · 一次性告知补正", **_VERB
    )
    async def request_correction(
        vehicle_id: VehicleId, body: AskCorrection, request: Request, caller: Officer
    ) -> Response:
        def decide(vehicle: Vehicle, _now: datetime, _policy: Policy) -> Decided[Vehicle] | Refused:
            return domain.request_correction(vehicle, body.asked(vehicle.vin), by=caller.actor)

        return await act(vehicle_id, request, decide)

    @router.post("/{vehicle_id}/supply-correction", summary="Answer the notice · 补正材料", **_VERB)
    async def supply_correction(
        vehicle_id: VehicleId, body: SupplyCorrection, request: Request, _caller: Supplier
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Decided[Vehicle] | Refused:
            return domain.supply_correction(
                vehicle,
                certificate_no=body.registration_cert_no,
                documents=body.papers(),
                now=now,
                policy=policy,
            )

        return await act(vehicle_id, request, decide)


def _decisions(router: APIRouter, act: Act) -> None:
    @router.post("/{vehicle_id}/deregister", summary="Deregister for export · 办理注销登记", **_VERB)
    async def deregister(vehicle_id: VehicleId, request: Request, _caller: Officer) -> Response:
        return await act(
            vehicle_id, request, lambda v, now, policy: domain.deregister(v, now=now, policy=policy)
        )

    @router.post("/{vehicle_id}/refuse", summary="Refuse to deregister · 不予注销登记", **_VERB)
    async def refuse(vehicle_id: VehicleId, body: Refuse, request: Request, _caller: Officer) -> Response:
        def decide(vehicle: Vehicle, _now: datetime, _policy: Policy) -> Decided[Vehicle] | Refused:
            return domain.refuse(vehicle, code=body.code, reason=body.reason, article=body.article)

        return await act(vehicle_id, request, decide)

    @router.post("/{vehicle_id}/restore", summary="Restore the registration · 恢复登记", **_VERB)
    async def restore(
        vehicle_id: VehicleId, body: Restore, request: Request, _caller: Supervisor
    ) -> Response:
        def decide(vehicle: Vehicle, _now: datetime, _policy: Policy) -> Decided[Vehicle] | Refused:
            return domain.restore(vehicle, code=body.code, reason=body.reason)

        return await act(vehicle_id, request, decide)


def _bars(router: APIRouter, act: Act) -> None:
    @router.post("/{vehicle_id}/bars", summary="Register a bar of article 42 · 登记限制情形", **_VERB)
    async def add_bar(vehicle_id: VehicleId, body: AddBar, request: Request, _caller: Officer) -> Response:
        return await act(vehicle_id, request, lambda v, _now, _policy: domain.add_bar(v, body.bar))

    @router.delete("/{vehicle_id}/bars/{bar}", summary="Lift a bar · 解除限制情形", **_VERB)
    async def lift_bar(vehicle_id: VehicleId, bar: Bar, request: Request, _caller: Officer) -> Response:
        return await act(vehicle_id, request, lambda v, _now, _policy: domain.lift_bar(v, bar))
