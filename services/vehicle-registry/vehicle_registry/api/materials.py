"""The materials of a deregistration: the checklist of now, and asking sharing anew."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from exportlane.agency.callers import its_own
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import caller_of
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.declared import VERB, VERSIONED
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import load_thing
from exportlane.runtime.web import JsonResponse
from vehicle_registry.api.bodies import VehicleShown
from vehicle_registry.api.callers import Reader, Supplier, VehicleId
from vehicle_registry.asking import asked_anew, deciding_with
from vehicle_registry.domain.deregistration import examine
from vehicle_registry.domain.materials import also_needed, checklist, lines, papers, stale
from vehicle_registry.domain.status import PROVISIONALLY_OUT, Status
from vehicle_registry.domain.vehicle import RULE, Policy, Vehicle
from vehicle_registry.storage import VEHICLES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


class MaterialName(BaseModel):
    """A material's name in both languages."""

    zh: str
    en: str


class MaterialShown(BaseModel):
    """One material: why it is asked for or spared, on which fact that rests, and how old the fact is."""

    code: str
    name: MaterialName
    status: Literal["required", "waived", "satisfied", "deferred"]
    reason: str
    reason_zh: str
    article: str
    document: str | None = Field(description="The code under which the paper is supplied")
    fact_id: str | None
    as_of: date | None
    age_seconds: int | None
    ask_again: bool = Field(description="Shared too long ago, and not asked for since")


class MaterialsShown(BaseModel):
    """The checklist of a vehicle as it stands now."""

    id: str
    vin: str
    phase: Literal["provisional", "final"]
    required: int
    waived: int
    stale: bool
    sharing_unavailable_since: datetime | None
    materials: list[MaterialShown]


def add_materials(router: APIRouter, service: Service) -> None:
    """GET the materials of a vehicle, POST to ask sharing anew."""

    @router.get(
        "/{vehicle_id}/materials",
        summary="The materials: required, waived, satisfied, deferred, and why · 材料清单",
        response_model=MaterialsShown,
        responses=responses("not-found"),
    )
    async def materials(vehicle_id: VehicleId, request: Request, _caller: Reader) -> Response:
        async with service.database.reading() as connection:
            thing = await load_thing(service.database, connection, VEHICLES, vehicle_id)
        if thing is None or thing.state is None or not its_own(thing.state, caller_of(request)):
            raise problem("not-found", f"There is no vehicle with the id {vehicle_id}.")
        policy: Policy = service.policy
        return JsonResponse(shown(thing.state, now=service.clock.now(), policy=policy))

    @router.post(
        "/{vehicle_id}/refresh-materials",
        summary="Ask sharing anew for what the waivers rest on · 重新核验共享材料",
        response_model=VehicleShown,
        responses=responses(*VERB),
        dependencies=VERSIONED,
    )
    async def refresh(vehicle_id: VehicleId, request: Request, _caller: Supplier) -> Response:
        seen = await asked_anew(service, vehicle_id, always=True)

        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Decided[Vehicle] | Refused:
            if vehicle.licence is None:
                sentence = f"no licence has been shared for {vehicle.vin} yet: there is nothing to ask again"
                return Refused("move-not-allowed", sentence, "机动车登记规定 第四条")
            if vehicle.status is Status.REQUESTED:
                # The rules may have waited for nothing but this answer.
                return examine(vehicle, by=RULE, now=now, policy=policy)
            return Decided(vehicle)

        return await service.act(
            VEHICLES, vehicle_id, deciding_with(seen, decide), request=request, admit=its_own
        )


def shown(vehicle: Vehicle, *, now: datetime, policy: Policy) -> dict[str, object]:
    """The checklist: of now while the deregistration is still to be decided, of its day afterwards."""
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    decided_on = vehicle.deregistered_on
    if decided_on is not None and vehicle.status in PROVISIONALLY_OUT | {Status.DEREGISTERED}:
        final = vehicle.status is Status.DEREGISTERED and vehicle.exit_record is not None
        found = checklist(vehicle, on=decided_on, provisional=not final, also=also_needed(rules))
    else:
        found = papers(vehicle, rules, now=now)
        final = not rules.two_phase
    down = vehicle.sharing_down
    return {
        "id": vehicle.id,
        "vin": vehicle.vin,
        "phase": "final" if final else "provisional",
        "on": (decided_on or statutory_day(now)).isoformat(),
        "required": sum(item.status == "required" for item in found),
        "waived": sum(item.status == "waived" for item in found),
        "stale": stale(found),
        "sharing_unavailable_since": None if down is None else rfc3339(down.at),
        "materials": list(lines(found, now=now)),
    }
