"""Several at once: one-stop handling with one set of papers, and batches with a result for each vehicle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from exportlane.agency.callers import its_own
from exportlane.agency.papers import Body, CaseId
from exportlane.contracts.decision import Refused
from exportlane.runtime.auth import EXPORTER, Caller
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.problems import problem, responses
from vehicle_registry import domain
from vehicle_registry.api.bodies import HandOver, VehiclesTaken
from vehicle_registry.api.callers import Officer, Supplier
from vehicle_registry.api.receiving import taken_in
from vehicle_registry.api.verbs import Answer
from vehicle_registry.appointments.rules import enough_vehicles
from vehicle_registry.domain import Policy, Vehicle
from vehicle_registry.storage import VEHICLES
from vehicle_registry.units import knowing, units_named

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

ONE_STOP_ARTICLE: Final = "天津措施（征求意见稿）第三条"
Ids = Annotated[tuple[CaseId, ...], Field(min_length=1, max_length=500)]
Decide = Callable[[Vehicle, datetime, Policy], Answer]


class Batch(Body):
    """The vehicles of a batch, by their cases."""

    ids: Ids


class Checked(Batch):
    """The same for the look at the vehicles."""

    how: Literal["rubbing", "electronic"]


class Rows(BaseModel):
    """One row for each vehicle, in the order asked: done, or the problem of this vehicle alone."""

    results: list[dict[str, Any]]


_EACH: dict[str, Any] = {
    "response_model": Rows,
    "responses": responses(*ONCE, "rule-violated"),
    "dependencies": KEYED,
}


def add_one_stop(router: APIRouter, service: Service) -> None:
    """POST /v1/one-stop: one set of papers for the transfer now and the deregistration later."""

    @router.post(
        "/v1/one-stop",
        tags=["vehicles"],
        status_code=201,
        summary="Transfer and deregistration with one set of papers · 转让、注销一站式办理",
        response_model=VehiclesTaken,
        responses=responses(*ONCE, "unknown-profile", "rule-violated", "conflict", "forbidden"),
        dependencies=KEYED,
    )
    async def one_stop(body: HandOver, request: Request, caller: Supplier) -> Response:
        if caller.role == EXPORTER and caller.uscc != body.exporter_uscc:
            raise problem("forbidden", "An exporter hands its own vehicles in.")
        for place, paper in enumerate(body.vehicles):
            if paper.transfer is None or paper.station is None:
                sentence = "one-stop handling needs the papers of the transfer and the station"
                raise problem("rule-violated", sentence, field=f"/vehicles/{place}", article=ONE_STOP_ARTICLE)
        return await taken_in(service, body, request, one_stop=True)


def add_batches(router: APIRouter, service: Service) -> None:
    """POST /v1/vehicles/batch/…: each vehicle in a transaction of its own."""

    async def each(ids: tuple[str, ...], request: Request, decide: Decide) -> Response:
        return await service.act_each(VEHICLES, ids, decide, request=request, admit=its_own)

    @router.post("/batch/request-deregistration", summary="Apply for many · 批量申请注销登记", **_EACH)
    async def request_many(body: Batch, request: Request, caller: Supplier) -> Response:
        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            refused = _green(vehicle, len(set(body.ids)), caller, policy)
            return refused or domain.request_deregistration(vehicle, by=caller.actor, now=now, policy=policy)

        return await each(body.ids, request, decide)

    @router.post("/batch/accept-transfer", summary="Accept many · 批量受理转让登记", **_EACH)
    async def accept_many(body: Batch, request: Request, _caller: Officer) -> Response:
        return await each(
            body.ids, request, lambda v, now, policy: domain.accept_transfer(v, now=now, policy=policy)
        )

    @router.post("/batch/check-transfer", summary="Note the check of many · 批量查验", **_EACH)
    async def check_many(body: Checked, request: Request, _caller: Officer) -> Response:
        return await each(
            body.ids, request, lambda v, now, _policy: domain.check_transfer(v, body.how, now=now)
        )

    @router.post("/batch/endorse", summary="Endorse many · 批量签注转让待出口", **_EACH)
    async def endorse_many(body: Batch, request: Request, _caller: Officer) -> Response:
        units = await units_named(service, body.ids)

        def decide(vehicle: Vehicle, now: datetime, policy: Policy) -> Answer:
            return domain.endorse(vehicle, temp_plate_no=None, now=now, policy=knowing(policy, units))

        return await each(body.ids, request, decide)

    @router.post("/batch/deregister", summary="Deregister many · 批量办理注销登记", **_EACH)
    async def deregister_many(body: Batch, request: Request, _caller: Officer) -> Response:
        return await each(
            body.ids, request, lambda v, now, policy: domain.deregister(v, now=now, policy=policy)
        )


def _green(vehicle: Vehicle, count: int, caller: Caller, policy: Policy) -> Refused | None:
    """An enterprise uses the batch way from so many vehicles on; officers may handle any number together."""
    if caller.role != EXPORTER:
        return None
    at_least = policy.rules(vehicle.profile, vehicle.profile_version).green_channel_at_least
    return enough_vehicles(count, at_least=at_least)
