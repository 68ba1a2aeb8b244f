"""Former owners at the counter: given to the registry directly, read by its officers with a purpose, resealed."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.callers import its_own
from exportlane.agency.papers import Body
from exportlane.contracts.decision import Decided
from exportlane.runtime.auth import Caller
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.declared import ONCE, creating
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import Loaded, load_thing, thing_writes
from exportlane.runtime.web import JsonResponse
from vehicle_registry.api.callers import Officer, Supervisor, Supplier, VehicleId
from vehicle_registry.personal.sealing import SETTING, Keys, SealBroken, embedded_keys, read_keys
from vehicle_registry.personal.storage import FORMER_OWNERS, FormerOwner, Purpose, Reading
from vehicle_registry.storage import VEHICLES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Line = Annotated[str, Field(min_length=1, max_length=200)]
_NO_STORE = {"cache-control": "no-store"}


class Owner(Body):
    """Whom the vehicle belonged to before the exporter. It stays in the registry (个人信息保护法 第六条)."""

    kind: Literal["person", "firm"]
    name: Line
    identity_no: Line
    address: Line | None = None
    phone: Line | None = None


class OwnerKept(BaseModel):
    """That it was kept; never what."""

    id: str
    version: int
    key_id: str
    given_by: str
    readings: int


class Resealed(BaseModel):
    """How many were sealed with the current key now."""

    resealed: int
    key_id: str


class Why(Body):
    """What somebody reads it for."""

    purpose: Purpose


def add_personal(service: Service) -> APIRouter:
    """The routes about former owners."""
    router = APIRouter(prefix="/v1", tags=["former owners"])

    @cache
    def keys() -> Keys:
        settings: Any = service.settings
        if settings.personal_data_key is not None:
            return read_keys(settings.personal_data_key)
        if settings.embedded:
            return embedded_keys(settings.data_dir)
        raise problem("unavailable", f"The registry has no keys for personal data: {SETTING} is not set.")

    _giving(router, service, keys)
    _reading(router, service, keys)
    _resealing(router, service, keys)
    return router


def _giving(router: APIRouter, service: Service, keys: Any) -> None:
    @router.post(
        "/vehicles/{vehicle_id}/former-owner",
        summary="Give the former owner's data to the registry · 提交原机动车所有人信息",
        **creating(OwnerKept, *ONCE, "not-found", "conflict", "unavailable"),
    )
    async def give(vehicle_id: VehicleId, body: Owner, request: Request, caller: Supplier) -> Response:
        ring: Keys = keys()

        async def given(connection: AsyncConnection) -> str:
            vehicle = await load_thing(service.database, connection, VEHICLES, vehicle_id)
            if vehicle is None or vehicle.state is None or not its_own(vehicle.state, caller):
                raise problem("not-found", f"There is no vehicle with the id {vehicle_id}.")
            return vehicle.state.exporter_uscc

        def build(now: datetime, exporter: str) -> Decided[FormerOwner]:
            sealed = ring.seal(body.model_dump_json().encode(), belongs_to=vehicle_id)
            return Decided(
                FormerOwner(
                    id=vehicle_id, exporter_uscc=exporter, sealed=sealed, given_by=caller.actor, given_at=now
                )
            )

        place = request.url.path
        return await service.create(FORMER_OWNERS, build, request=request, location=place, given=given)


def _reading(router: APIRouter, service: Service, keys: Any) -> None:
    @router.get(
        "/vehicles/{vehicle_id}/former-owner",
        summary="Read it, for a purpose; the reading is recorded · 查阅原所有人信息（留痕）",
        response_model=Owner,
        responses=responses("not-found", "unavailable"),
    )
    async def read(vehicle_id: VehicleId, asked: Annotated[Why, Query()], caller: Officer) -> Response:
        owner = await _recorded(service, vehicle_id, caller, asked.purpose)
        try:
            plain = keys().unseal(owner.sealed, belongs_to=vehicle_id)
        except SealBroken as broken:
            raise problem("unavailable", f"The data cannot be unsealed: {broken}.") from None
        return Response(plain, headers=_NO_STORE, media_type="application/json")

    @router.get(
        "/vehicles/{vehicle_id}/former-owner/readings",
        summary="Who read it · 查阅记录",
        response_model=list[dict[str, str]],
        responses=responses("not-found"),
    )
    async def readings(vehicle_id: VehicleId, _caller: Supervisor) -> Response:
        async with service.database.reading() as connection:
            found = await load_thing(service.database, connection, FORMER_OWNERS, vehicle_id)
        if found is None or found.state is None:
            raise problem("not-found", f"Nothing is kept of a former owner of {vehicle_id}.")
        return JsonResponse([{**asdict(one), "at": rfc3339(one.at)} for one in found.state.readings])


async def _recorded(service: Service, vehicle_id: str, caller: Caller, purpose: Purpose) -> FormerOwner:
    """Record the reading before anything is unsealed. The answer is kept nowhere: this is no call of the counter."""
    now = service.clock.now()
    async with service.database.transaction() as connection:
        found = await load_thing(service.database, connection, FORMER_OWNERS, vehicle_id, lock=True)
        if found is None or found.state is None:
            raise problem("not-found", f"Nothing is kept of a former owner of {vehicle_id}.")
        state = replace(found.state, readings=(*found.state.readings, Reading(now, caller.actor, purpose)))
        changed = Loaded(FORMER_OWNERS, state, found.version, changed=True)
        await service.database.write(connection, thing_writes([changed], rfc3339(now)))
    return state


def _resealing(router: APIRouter, service: Service, keys: Any) -> None:
    @router.post(
        "/former-owners/reseal",
        summary="Seal everything with the current key · 更换密钥",
        response_model=Resealed,
        responses=responses("unavailable"),
    )
    async def reseal(_caller: Supervisor) -> Response:
        ring: Keys = keys()
        count = 0
        while await _one_resealed(service, ring):
            count += 1
        return JsonResponse({"resealed": count, "key_id": ring.current})


async def _one_resealed(service: Service, ring: Keys) -> bool:
    """Seal the next one anew, in a transaction of its own; False when all have the current key."""
    statement = sa.text("select id from former_owners where key_id <> :current order by id limit 1")
    now = rfc3339(service.clock.now())
    async with service.database.transaction() as connection:
        row = (await connection.execute(statement, {"current": ring.current})).one_or_none()
        if row is None:
            return False
        found = await load_thing(service.database, connection, FORMER_OWNERS, row.id, lock=True)
        if found is None or found.state is None or found.state.sealed.key_id == ring.current:
            return True
        try:
            plain = ring.unseal(found.state.sealed, belongs_to=row.id)
        except SealBroken as broken:
            raise problem("unavailable", f"{row.id} cannot be unsealed: {broken}.") from None
        state = replace(found.state, sealed=ring.seal(plain, belongs_to=row.id))
        changed = Loaded(FORMER_OWNERS, state, found.version, changed=True)
        await service.database.write(connection, thing_writes([changed], now))
    return True
