"""Schedules: sailings, trains and convoys. What happens to one of them happens to its bookings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import EXPORTER, Caller
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.listing import shown
from exportlane.runtime.preconditions import etag
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import load_thing
from exportlane.runtime.web import JsonResponse
from logistics.access import OFFICER_HERE, SCHEDULES
from logistics.acting import on_sailing
from logistics.documents import SailingDocument, SailingPage
from logistics.domain import whole_calls
from logistics.domain.articles import NEW_LINES, OWN_BOOKING
from logistics.domain.calls import Call, schedule
from logistics.domain.lines import Line, LineStatus
from logistics.papers import OnDay, SailingDeparted, SailingPaper, SailingQuery, SailingRolled, TimesPaper
from logistics.storage import LINES, SAILINGS, identity_taken

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Officer = Depends(OFFICER_HERE)
Given = tuple[Line | None, str | None]


def add(router: APIRouter, service: Service) -> None:
    """The routes of the schedule."""
    _scheduling(router, service)
    _reading(router, service)
    _whole(router, service)


def _scheduling(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Take a sailing, a train or a convoy into the schedule (船期、班列)",
        dependencies=[Officer],
        **creating(SailingDocument, *ONCE, "conflict", "rule-violated", "move-not-allowed"),
    )
    async def create(body: SailingPaper, request: Request) -> Response:
        call = _read(body)

        async def given(connection: AsyncConnection) -> Given:
            line = (
                await load_thing(service.database, connection, LINES, body.line_id) if body.line_id else None
            )
            return (line.state if line else None), await identity_taken(connection, call.identity)

        def build(now: datetime, known: Given) -> Decided[Call] | Refused:
            line, taken = known
            if refused := _another(taken) or _wrong_line(body, line):
                return refused
            zone = call.requires_zone or (line is not None and line.requires_zone)
            scheduled = schedule(replace(call, requires_zone=zone), now=now)
            return scheduled if isinstance(scheduled, Refused) else Decided(scheduled)

        return await service.create(SAILINGS, build, request=request, given=given)


def _read(body: SailingPaper) -> Call:
    return Call(
        id=f"SL-{new_id()[-12:].upper()}",
        means=body.means,
        carrier=body.carrier,
        name=body.name,
        number=body.number,
        pol=body.pol,
        pod=body.pod,
        times=TimesPaper.read(body),
        capacity={mode: units for mode, units in body.capacity.items() if units},
        imo=body.imo,
        line_id=body.line_id,
        requires_zone=body.requires_zone,
    )


def _another(taken: str | None) -> Refused | None:
    if taken is None:
        return None
    sentence = f"This voyage calls at this port already: {taken} in the schedule. Change its times there."
    return Refused("sailing_known", sentence, OWN_BOOKING, "/number")


def _wrong_line(body: SailingPaper, line: Line | None) -> Refused | None:
    if body.line_id is None:
        return None
    if line is None or line.status is not LineStatus.OPEN or line.mode not in body.capacity:
        sentence = (
            f"{body.line_id} is no open line of the register that carries {', '.join(sorted(body.capacity))}."
        )
        return Refused("line_unknown", sentence, NEW_LINES, "/line_id", 422)
    return None


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="The schedule",
        response_model=None,
        responses={200: {"model": SailingPage}, **responses("bad-cursor")},
    )
    async def page(
        asked: Annotated[SailingQuery, Query()], caller: Annotated[Caller, Depends(SCHEDULES)]
    ) -> Response:
        query = ListQuery(
            where={
                "means": asked.means, "pol": asked.pol, "pod": asked.pod, "line_id": asked.line,
                "status": asked.status,
            },
            before={"cutoff": rfc3339(asked.cutoff_before) if asked.cutoff_before else None},
            sort=asked.sort, cursor=asked.cursor, limit=asked.limit,
        )  # fmt: skip
        found = await service.list(SAILINGS, query)
        return JsonResponse({**found, "items": [_for(caller, each) for each in found["items"]]})

    @router.get(
        "/{sailing_id}",
        summary="One sailing or train",
        response_model=None,
        responses={200: {"model": SailingDocument}, **responses("not-found")},
    )
    async def one(sailing_id: str, caller: Annotated[Caller, Depends(SCHEDULES)]) -> Response:
        async with service.database.reading() as connection:
            thing = await load_thing(service.database, connection, SAILINGS, sailing_id)
        if thing is None or thing.state is None:
            raise problem("not-found", f"There is no sailing with the id {sailing_id}.")
        return JsonResponse(_for(caller, shown(SAILINGS, thing)), headers={"etag": etag(thing.version)})


def _for(caller: Caller, sailing: Mapping[str, Any]) -> dict[str, Any]:
    """What this caller may know: an exporter sees what is free, and not what other firms have booked."""
    return {**sailing, "slots": []} if caller.role == EXPORTER else dict(sailing)


def _whole(router: APIRouter, service: Service) -> None:
    verb: dict[str, Any] = {"dependencies": [Officer], **acting(SailingDocument, *VERB)}

    @router.post("/{sailing_id}/reschedule", summary="Other times, for all its bookings (船期变更)", **verb)
    async def reschedule(sailing_id: str, body: TimesPaper, request: Request) -> Response:
        return await on_sailing(
            service,
            sailing_id,
            lambda call, bookings, _to, now: whole_calls.reschedule(call, body.read(), bookings, now=now),
            request=request,
        )

    @router.post(
        "/{sailing_id}/roll", summary="The call is left out; its bookings are rolled (甩港、停航)", **verb
    )
    async def roll(sailing_id: str, body: SailingRolled, request: Request) -> Response:
        return await on_sailing(
            service,
            sailing_id,
            lambda call, bookings, to, now: whole_calls.roll_call(
                call, bookings, body.read(), to=to, now=now
            ),
            request=request,
            to=body.to_sailing_id,
        )

    @router.post(
        "/{sailing_id}/depart", summary="It left: what is on board departs, the rest is rolled", **verb
    )
    async def depart(sailing_id: str, body: SailingDeparted, request: Request) -> Response:
        return await on_sailing(
            service,
            sailing_id,
            lambda call, bookings, _to, now: whole_calls.depart_call(
                call, bookings, on=body.on or statutory_day(now), documents=body.documents, now=now
            ),
            request=request,
        )

    @router.post("/{sailing_id}/arrive", summary="It arrived, with all that departed on it", **verb)
    async def arrive(sailing_id: str, body: OnDay, request: Request) -> Response:
        return await on_sailing(
            service,
            sailing_id,
            lambda call, bookings, _to, now: whole_calls.arrive_call(
                call, bookings, on=body.on or statutory_day(now), now=now
            ),
            request=request,
        )
