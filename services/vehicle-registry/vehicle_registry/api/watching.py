"""What the police watch over: bars, locks, misuse, and registrations that were got by deceit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from vehicle_registry import domain
from vehicle_registry.api.bodies import AddBar, Bar, Lock, ReportMisuse, Revoke
from vehicle_registry.api.callers import Officer, Supervisor, VehicleId
from vehicle_registry.api.verbs import AS_VERB, Act, Answer, acting_on
from vehicle_registry.bans import with_ban
from vehicle_registry.domain import Policy, Vehicle

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

LockCode = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,64}$", description="What it was locked for")]


def add_watching(router: APIRouter, service: Service) -> None:
    """POST and DELETE bars and locks; POST reports and revocations."""
    act = acting_on(service)
    _bars(router, act)
    _locks(router, act)
    _orders(router, act)


def _bars(router: APIRouter, act: Act) -> None:
    @router.post("/{vehicle_id}/bars", summary="Register a bar · 登记限制情形", **AS_VERB)
    async def add_bar(vehicle_id: VehicleId, body: AddBar, request: Request, _caller: Officer) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            return domain.add_bar(vehicle, body.bar, now=now, policy=policy)

        return await act(vehicle_id, request, decide)

    @router.delete("/{vehicle_id}/bars/{bar}", summary="Lift a bar · 解除限制情形", **AS_VERB)
    async def lift_bar(vehicle_id: VehicleId, bar: Bar, request: Request, _caller: Officer) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            return domain.lift_bar(vehicle, bar, now=now, policy=policy)

        return await act(vehicle_id, request, decide)


def _locks(router: APIRouter, act: Act) -> None:
    @router.post("/{vehicle_id}/locks", summary="Lock the register · 锁定登记", **AS_VERB)
    async def lock(vehicle_id: VehicleId, body: Lock, request: Request, _caller: Officer) -> Response:
        return await act(vehicle_id, request, lambda v, now, _policy: domain.lock(v, body.ground(), now=now))

    @router.delete("/{vehicle_id}/locks/{code}", summary="Unlock the register · 解除锁定", **AS_VERB)
    async def unlock(vehicle_id: VehicleId, code: LockCode, request: Request, _caller: Officer) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            return domain.unlock(vehicle, code, now=now, policy=policy)

        return await act(vehicle_id, request, decide)


def _orders(router: APIRouter, act: Act) -> None:
    @router.post(
        "/{vehicle_id}/report-misuse", summary="Report road use or a sale at home · 登记违规使用", **AS_VERB
    )
    async def report_misuse(
        vehicle_id: VehicleId, body: ReportMisuse, request: Request, _caller: Officer
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, _policy: Policy) -> Answer:
            return domain.report_misuse(vehicle, code=body.code, reason=body.reason, now=now)

        return await act(vehicle_id, request, decide)

    @router.post("/{vehicle_id}/revoke", summary="Revoke the registration · 撤销登记", **AS_VERB)
    async def revoke(vehicle_id: VehicleId, body: Revoke, request: Request, _caller: Supervisor) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            return with_ban(
                domain.revoke(vehicle, body.code, reason=body.reason, now=now, policy=policy), now
            )

        return await act(vehicle_id, request, decide)
