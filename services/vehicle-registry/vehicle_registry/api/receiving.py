"""Papers come in: the vehicles of one lot, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.problems import problem, responses
from vehicle_registry.api.bodies import HandOver, VehiclesTaken
from vehicle_registry.api.callers import Giver
from vehicle_registry.domain import Vehicle, endorse
from vehicle_registry.storage import VEHICLES, view

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_receiving(router: APIRouter, service: Service) -> None:
    """POST the collection."""

    @router.post(
        "",
        status_code=201,
        summary="Receive the vehicles of a lot, endorsed 转让待出口 · 接收车辆",
        response_model=VehiclesTaken,
        responses=responses(*ONCE, "unknown-profile", "rule-violated", "conflict"),
        dependencies=KEYED,
    )
    async def receive(body: HandOver, request: Request, caller: Giver) -> Response:
        del caller
        if body.profile not in service.policy.rules:
            known = ", ".join(sorted(service.policy.rules))
            raise problem(
                "unknown-profile", f"There is no profile {body.profile}; there are {known}.", field="/profile"
            )

        async def on_conflict(connection: AsyncConnection) -> None:
            await _refuse_known(connection, body)

        return await service.create_many(
            VEHICLES,
            lambda now: _endorsed(body, now),
            request=request,
            answer=_taken,
            on_conflict=on_conflict,
        )


def _endorsed(body: HandOver, now: datetime) -> Sequence[Decided[Vehicle]] | Refused:
    """All vehicles of the lot, or the first refusal: a lot is handed over whole."""
    taken = []
    for place, vehicle in enumerate(body.states()):
        answer = endorse(vehicle, now=now)
        if isinstance(answer, Refused):
            return replace(answer, field=f"/vehicles/{place}{answer.field or ''}")
        taken.append(answer)
    if len({vehicle.state.id for vehicle in taken}) < len(taken):
        return Refused("rule-violated", "a case stands twice in the lot", field="/vehicles", status=422)
    return taken


def _taken(vehicles: Sequence[Vehicle]) -> tuple[int, dict[str, object], dict[str, str]]:
    items = [{"id": vehicle.id, "version": 1, **view(vehicle)} for vehicle in vehicles]
    return 201, {"items": items}, {}


async def _refuse_known(connection: AsyncConnection, body: HandOver) -> None:
    for paper in body.vehicles:
        found = await connection.execute(
            sa.text("select 1 from vehicles where id = :id"), {"id": paper.case_id}
        )
        if found.one_or_none() is not None:
            raise problem("conflict", f"The vehicle of the case {paper.case_id} was handed in before.")
