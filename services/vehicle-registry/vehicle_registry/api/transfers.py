"""The verbs of the transfer registration pending export: notice, acceptance, check, endorsement, refusal, lifting."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from vehicle_registry import domain
from vehicle_registry.api.bodies import (
    AskTransferCorrection,
    Because,
    CheckTransfer,
    Endorse,
    Refuse,
    ReissuePlate,
    SupplyTransferCorrection,
)
from vehicle_registry.api.callers import Officer, Supervisor, Supplier, VehicleId
from vehicle_registry.api.verbs import AS_VERB, Act, Answer, acting_on
from vehicle_registry.bans import with_ban
from vehicle_registry.domain import Policy, Vehicle
from vehicle_registry.domain.banning import banned_if_false
from vehicle_registry.units import knowing, units_named

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_transfers(router: APIRouter, service: Service) -> None:
    """POST the verbs of the transfer under one vehicle."""
    act = acting_on(service)
    _notices(router, act)
    _steps(router, service, act)
    _ends(router, act)


def _notices(router: APIRouter, act: Act) -> None:
    @router.post(
        "/{vehicle_id}/request-transfer-correction",
        summary="Ask for papers of the transfer, all at once · 转让登记一次性告知",
        **AS_VERB,
    )
    async def request_transfer_correction(
        vehicle_id: VehicleId, body: AskTransferCorrection, request: Request, caller: Officer
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            items = body.asked(vehicle.vin)
            return domain.request_transfer_correction(vehicle, items, by=caller.actor, now=now, policy=policy)

        return await act(vehicle_id, request, decide)

    @router.post(
        "/{vehicle_id}/supply-transfer-correction", summary="Answer that notice · 转让登记补正材料", **AS_VERB
    )
    async def supply_transfer_correction(
        vehicle_id: VehicleId, body: SupplyTransferCorrection, request: Request, _caller: Supplier
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, _policy: Policy) -> Answer:
            return domain.supply_transfer_correction(
                vehicle,
                certificate_no=body.registration_cert_no,
                documents=body.papers(),
                insured_to=body.insurance_valid_to,
                quota_unit_no=body.quota_unit_no,
                now=now,
            )

        return await act(vehicle_id, request, decide)


def _steps(router: APIRouter, service: Service, act: Act) -> None:
    @router.post("/{vehicle_id}/accept-transfer", summary="Accept complete papers · 受理转让登记", **AS_VERB)
    async def accept_transfer(vehicle_id: VehicleId, request: Request, _caller: Officer) -> Response:
        return await act(
            vehicle_id, request, lambda v, now, policy: domain.accept_transfer(v, now=now, policy=policy)
        )

    @router.post(
        "/{vehicle_id}/check-transfer", summary="Note that the vehicle was looked at · 查验车辆", **AS_VERB
    )
    async def check_transfer(
        vehicle_id: VehicleId, body: CheckTransfer, request: Request, _caller: Officer
    ) -> Response:
        return await act(
            vehicle_id, request, lambda v, now, _policy: domain.check_transfer(v, body.how, now=now)
        )

    @router.post("/{vehicle_id}/endorse", summary="Endorse the certificate · 签注转让待出口", **AS_VERB)
    async def endorse(vehicle_id: VehicleId, body: Endorse, request: Request, _caller: Officer) -> Response:
        units = await units_named(service, (vehicle_id,))

        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            known = knowing(policy, units)
            return domain.endorse(vehicle, temp_plate_no=body.temp_plate_no, now=now, policy=known)

        return await act(vehicle_id, request, decide)

    @router.post(
        "/{vehicle_id}/reissue-plate", summary="Give another temporary plate · 补发临时行驶车号牌", **AS_VERB
    )
    async def reissue_plate(
        vehicle_id: VehicleId, body: ReissuePlate, request: Request, _caller: Officer
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            return domain.reissue_plate(
                vehicle,
                number=body.temp_plate_no,
                insured_to=body.insurance_valid_to,
                now=now,
                policy=policy,
            )

        return await act(vehicle_id, request, decide)


def _ends(router: APIRouter, act: Act) -> None:
    @router.post("/{vehicle_id}/refuse-transfer", summary="Refuse to endorse · 不予转让登记", **AS_VERB)
    async def refuse_transfer(
        vehicle_id: VehicleId, body: Refuse, request: Request, _caller: Officer
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            refused = domain.refuse_transfer(
                vehicle, code=body.code, reason=body.reason, article=body.article, now=now
            )
            return with_ban(banned_if_false(refused, now=now, policy=policy), now)

        return await act(vehicle_id, request, decide)

    @router.post(
        "/{vehicle_id}/lift-transfer", summary="Take the endorsement back · 取消转让待出口", **AS_VERB
    )
    async def lift_transfer(
        vehicle_id: VehicleId, body: Because, request: Request, caller: Supervisor
    ) -> Response:
        def decide(vehicle: Vehicle, now: datetime, _policy: Policy) -> Answer:
            return domain.lift_transfer(vehicle, reason=body.reason, by=caller.actor, now=now)

        return await act(vehicle_id, request, decide)
