"""Bookings: an exporter asks for space, lists and sees its own; the cut-off of one as evidence for commerce."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.answers import Outcome, answered, refusal
from exportlane.runtime.auth import EXPORTER, Caller
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.declared import ONCE, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import Kind, Loaded, load_thing
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history
from logistics.access import APPLICANT, CUTOFF_PROOF, READER, exporter_listed, own
from logistics.acting import decisions, unknown_sailing
from logistics.documents import BookingDocument, BookingPage, CutoffProof, PointDocument, PointList
from logistics.domain.booking import Booking
from logistics.domain.calls import Call, Carrying
from logistics.domain.cargo import LIVE, Cargo
from logistics.domain.loading import points_for
from logistics.domain.requesting import request as ask
from logistics.domain.urgency import working_days
from logistics.papers import BookingPaper, BookingQuery
from logistics.storage import BOOKINGS, CARGOS, SAILINGS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add(router: APIRouter, service: Service) -> None:
    """The routes of the bookings that are no verbs."""
    _asking(router, service)
    _reading(router, service)
    _proof(router, service)


def _asking(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Ask for space on a sailing or train, for one's own cases (订舱)",
        **creating(
            BookingDocument, *ONCE, "conflict", "rule-violated", "move-not-allowed", "validation-failed"
        ),
    )
    async def create(
        body: BookingPaper, request: Request, caller: Annotated[Caller, Depends(APPLICANT)]
    ) -> Response:
        exporter = exporter_of(body, caller)

        async def work(connection: AsyncConnection, now: datetime, _caller: Caller) -> Outcome:
            return await _booked(service, connection, body, exporter, now)

        return await service.counter.once.do(request, work)


def exporter_of(body: BookingPaper, caller: Caller) -> str:
    """For whom space is asked: an exporter's token says it, an officer names it. Raises Problem."""
    if caller.role == EXPORTER:
        if body.exporter_uscc not in {None, caller.uscc} or caller.uscc is None:
            raise problem("forbidden", "An exporter books for itself only.", field="/exporter_uscc")
        return caller.uscc
    if body.exporter_uscc is None:
        raise problem(
            "validation-failed", "An officer says for which exporter this is.", field="/exporter_uscc"
        )
    return body.exporter_uscc


async def _booked(
    service: Service, connection: AsyncConnection, body: BookingPaper, exporter: str, now: datetime
) -> Outcome:
    """The booking, the space that it asks for, and its cases, locked in the order of all acts. Raises Problem."""
    things = await _locked(service, connection, body)
    call = things.get(body.sailing_id)
    if call is None or call.state is None:
        raise refusal(unknown_sailing(body.sailing_id, "/sailing_id"))
    cargos = {id_: each.state for id_, each in things.items() if isinstance(each.state, Cargo)}
    booking_no = f"BK-{statutory_day(now).year}-{new_id()[-12:].upper()}"
    policy = service.desk.policy
    moved = ask(body.read(booking_no, exporter), call.state, cargos, now=now, policy=policy)
    if isinstance(moved, Refused):
        raise refusal(moved)
    known: Mapping[str, Any] = {id_: each.state for id_, each in things.items()}
    found = decisions(moved.bookings, moved.calls, moved.facts, known, now=now, policy=policy)
    changed = [
        Loaded(kind, decided.state, _version(things, kind.thing_id(decided.state)), changed=True)
        for kind, decided in found
    ]
    outcome = answered(201, BOOKINGS, changed[0], {"location": f"/v1/bookings/{booking_no}"}, found)
    outcome.things = changed
    return outcome


def _version(things: Mapping[str, Loaded[Any]], id_: str) -> int:
    return things[id_].version if id_ in things else 0


async def _locked(
    service: Service, connection: AsyncConnection, body: BookingPaper
) -> dict[str, Loaded[Any]]:
    found: dict[str, Loaded[Any]] = {}
    named: list[tuple[Kind[Any], str]] = [
        *((CARGOS, id_) for id_ in sorted({each.case_id for each in body.vehicles})),
        (SAILINGS, body.sailing_id),
    ]
    for kind, id_ in named:
        thing: Loaded[Any] | None = await load_thing(service.database, connection, kind, id_, lock=True)
        if thing is not None:
            found[id_] = thing
    return found


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="The bookings",
        response_model=None,
        responses={200: {"model": BookingPage}, **responses("bad-cursor", "forbidden")},
    )
    async def page(
        caller: Annotated[Caller, Depends(READER)], asked: Annotated[BookingQuery, Query()]
    ) -> Response:
        query = ListQuery(
            where={
                "status": asked.status, "mode": asked.mode, "exporter": exporter_listed(caller, asked.exporter),
                "sailing": asked.sailing, "batteries": asked.batteries,
            },
            sort=asked.sort, cursor=asked.cursor, limit=asked.limit,
        )  # fmt: skip
        return JsonResponse(await service.list(BOOKINGS, query))

    @router.get(
        "/loading-checklist",
        summary="The points that are asked of a vehicle with a traction battery, by mode (装载核对)",
        dependencies=[Depends(READER)],
    )
    async def checklist(mode: Carrying) -> PointList:
        points = [
            PointDocument(code=each.code, zh=each.zh, en=each.en, article=each.article, own=each.own)
            for each in points_for(mode)
        ]
        return PointList(mode=mode, items=points)

    @router.get(
        "/{booking_no}",
        summary="One booking with the history of its cases here",
        response_model=None,
        responses={200: {"model": BookingDocument}, **responses("not-found")},
        dependencies=[Depends(READER)],
    )
    async def one(booking_no: str, request: Request) -> Response:
        return await with_history(service, BOOKINGS, booking_no, request=request, admit=own)


def _proof(router: APIRouter, service: Service) -> None:
    @router.get(
        "/{booking_no}/cutoff-proof",
        summary="The cut-off as evidence for the priority lane (截关证明, vessel_cutoff)",
        response_model=None,
        responses={200: {"model": CutoffProof}, **responses("not-found")},
    )
    async def proof(booking_no: str, caller: Annotated[Caller, Depends(CUTOFF_PROOF)]) -> Response:
        async with service.database.reading() as connection:
            thing = await load_thing(service.database, connection, BOOKINGS, booking_no)
            booking = thing.state if thing is not None else None
            if (
                booking is None
                or booking.on is None
                or booking.status not in LIVE
                or not own(booking, caller)
            ):
                raise problem("not-found", f"There is no live booking {booking_no} with a cut-off.")
            call = await load_thing(service.database, connection, SAILINGS, booking.on.sailing_id)
            cargo = await load_thing(service.database, connection, CARGOS, booking.vehicles[0].case_id)
        if call is None or call.state is None or cargo is None or cargo.state is None:
            raise problem("not-found", f"There is no live booking {booking_no} with a cut-off.")
        return JsonResponse(_proven(service, booking, call.state, cargo.state))


def _proven(service: Service, booking: Booking, call: Call, cargo: Cargo) -> dict[str, Any]:
    now, policy = service.clock.now(), service.desk.policy
    cutoff_on = statutory_day(call.times.cargo_cutoff)
    most = policy.rules(cargo.profile, cargo.profile_version).urgent_workdays
    left = working_days(statutory_day(now), cutoff_on, policy.calendar)
    return {
        "booking_no": booking.id,
        "booking_status": booking.status.value,
        "exporter_uscc": booking.exporter_uscc,
        "vessel_or_train": call.name,
        "voyage": call.number,
        "imo": call.imo,
        "pol": call.pol,
        "pod": call.pod,
        "etd": rfc3339(call.times.etd),
        "cargo_cutoff": rfc3339(call.times.cargo_cutoff),
        "cutoff_on": cutoff_on.isoformat(),
        "working_days_left": left,
        "within_workdays": most,
        "within": now <= call.times.cargo_cutoff and left <= most,
        "vins": [vehicle.vin for vehicle in booking.vehicles],
        "as_of": rfc3339(now),
    }
