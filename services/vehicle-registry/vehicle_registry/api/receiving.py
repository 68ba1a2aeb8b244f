"""Papers come in: the vehicles of one lot, all in one transaction; endorsed already, or for a transfer done here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import caller_of
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import load_thing
from vehicle_registry.api.bodies import HandOver, VehiclesTaken
from vehicle_registry.api.callers import Giver
from vehicle_registry.bans import ban_of
from vehicle_registry.domain import Ended, Policy, Vehicle, take_in
from vehicle_registry.domain.live_case import ONE_CASE, second_case
from vehicle_registry.stations.rules import Act, Station, may_handle
from vehicle_registry.stations.storage import STATIONS
from vehicle_registry.storage import VEHICLES, living, view

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

ONE_STOP: Sequence[Act] = ("transfer", "deregistration")


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry knows beside the papers: their stations, a ban of the applicant, VINs with a case that runs."""

    stations: Mapping[str, Station]
    ban: Ended | None
    living: frozenset[str] | None


def add_receiving(router: APIRouter, service: Service) -> None:
    """POST the collection."""

    @router.post(
        "",
        status_code=201,
        summary="Receive the vehicles of a lot · 接收车辆",
        response_model=VehiclesTaken,
        responses=responses(*ONCE, "unknown-profile", "rule-violated", "conflict"),
        dependencies=KEYED,
    )
    async def receive(body: HandOver, request: Request, caller: Giver) -> Response:
        del caller
        return await taken_in(service, body, request)


async def taken_in(service: Service, body: HandOver, request: Request, *, one_stop: bool = False) -> Response:
    """Take the vehicles of one lot in, all or none. Raises Problem: unknown-profile, rule-violated, conflict."""
    policy: Policy = service.policy
    _refuse_unknown(policy, body)
    by_gateway = caller_of(request).agency == "gateway"

    async def given(connection: AsyncConnection) -> Known:
        return await _known(service, connection, body, alive=not by_gateway)

    async def on_conflict(connection: AsyncConnection) -> None:
        await _refuse_known(connection, body)

    return await service.create_many(
        VEHICLES,
        lambda now, known: _all_of(body, known, now, policy, one_stop=one_stop),
        request=request,
        answer=_taken,
        on_conflict=on_conflict,
        given=given,
    )


def _refuse_unknown(policy: Policy, body: HandOver) -> None:
    if body.profile not in policy.newest:
        known = ", ".join(sorted(policy.newest))
        sentence = f"There is no profile {body.profile}; there are {known}."
        raise problem("unknown-profile", sentence, field="/profile")
    if not policy.knows(body.profile, body.profile_version):
        sentence = f"The profile {body.profile} has no version {body.profile_version}."
        raise problem("unknown-profile", sentence, field="/profile_version")


async def _known(service: Service, connection: AsyncConnection, body: HandOver, *, alive: bool) -> Known:
    """Nothing is read for papers that name no station and ask for no transfer: that is the quick way.

    A station is locked, so that it is not suspended meanwhile. Whether a vehicle's case is `alive` the gateway has
    looked already, so that is None for its papers.
    """
    stations: dict[str, Station] = {}
    for station_id in sorted({paper.station for paper in body.vehicles if paper.station}):
        found = await load_thing(service.database, connection, STATIONS, station_id, lock=True)
        if found is not None and found.state is not None:
            stations[station_id] = found.state
    transfers = any(paper.transfer_pending_export_date is None for paper in body.vehicles)
    on = statutory_day(service.clock.now())
    ban = await ban_of(connection, body.exporter_uscc, on=on) if transfers else None
    vins = [paper.vin for paper in body.vehicles]
    return Known(stations, ban, await living(service.database, connection, vins) if alive else None)


def _all_of(
    body: HandOver, known: Known, now: datetime, policy: Policy, *, one_stop: bool
) -> Sequence[Decided[Vehicle]] | Refused:
    """All vehicles of the lot, or the first refusal: a lot is handed over whole."""
    taken = []
    seen = set(known.living or ())
    for place, vehicle in enumerate(body.states(one_stop=one_stop)):
        answer = (
            _at_station(vehicle, known, now, policy, one_stop=one_stop)
            or (None if known.living is None else second_case(vehicle.vin, seen))
            or take_in(vehicle, now=now, policy=policy, banned=known.ban)
        )
        if isinstance(answer, Refused):
            return replace(answer, field=f"/vehicles/{place}{answer.field or ''}")
        seen.add(vehicle.vin)
        taken.append(answer)
    if len({vehicle.state.id for vehicle in taken}) < len(taken):
        sentence = "a case stands twice in the lot"
        return Refused("case_twice", sentence, ONE_CASE, field="/vehicles", status=422)
    return taken


def _at_station(
    vehicle: Vehicle, known: Known, now: datetime, policy: Policy, *, one_stop: bool
) -> Refused | None:
    """Whether the station that it comes through may take it in."""
    if vehicle.station_id is None:
        return None
    needed: Sequence[Act] = ("transfer",) if vehicle.transfer else ("deregistration",)
    station = known.stations.get(vehicle.station_id)
    provided = policy.rules(vehicle.profile, vehicle.profile_version).service_stations
    acts = ONE_STOP if one_stop else needed
    return may_handle(station, acts, on=statutory_day(now), provided=provided)


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
