"""The green channel at the counter: days with a capacity, and batch appointments that never exceed it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.agency.callers import its_own, sought_by
from exportlane.agency.papers import Body, CheckedUscc, CheckedVin, PaperNo
from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.fields import Code, Day, Sentence
from exportlane.runtime.auth import EXPORTER, Caller
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import USUAL, After, Limit, Page
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import load_thing
from exportlane.runtime.web import JsonResponse
from vehicle_registry.api.callers import Reader, Supervisor, Supplier
from vehicle_registry.appointments.rules import (
    OFFICE,
    Appointment,
    AppointmentDay,
    book,
    cancel,
    change_capacity,
    day_id,
    open_day,
)
from vehicle_registry.appointments.storage import (
    APPOINTMENTS,
    DAYS,
    booked_on,
    day_with_taken,
    taken_on,
)
from vehicle_registry.domain import Policy
from vehicle_registry.stations.rules import Act, Station, may_handle
from vehicle_registry.stations.storage import STATIONS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Capacity = Annotated[StrictInt, Field(ge=0, le=10_000)]
Id = Annotated[str, Path(max_length=100)]
Given = tuple[AppointmentDay | None, int, Station | None]


class OpenDay(Body):
    """`POST /v1/appointment-days`: how many vehicles a place (`office`, or a station) takes on a day."""

    place: PaperNo
    day: Day
    capacity: Capacity


class NewCapacity(Body):
    """`POST …/capacity`: more or fewer vehicles, never fewer than were promised a place."""

    capacity: Capacity


class Book(Body):
    """`POST /v1/appointments`: a batch of one exporter."""

    place: PaperNo = OFFICE
    day: Day
    profile: Code
    act: Act
    exporter_uscc: CheckedUscc
    vins: Annotated[tuple[CheckedVin, ...], Field(min_length=1, max_length=1000)]

    def appointment(self, by: str) -> Appointment:
        """The appointment as the rules know it."""
        return Appointment(id=str(uuid.uuid4()), booked_by=by, **self.model_dump())


class CancelBooking(Body):
    """`POST …/cancel`: why the places are given back."""

    reason: Sentence


class DayShown(BaseModel):
    """A day of a place."""

    model_config = ConfigDict(extra="allow")

    place: str
    day: date
    capacity: int


class AppointmentShown(BaseModel):
    """An appointment."""

    model_config = ConfigDict(extra="allow")

    id: str
    status: Literal["booked", "cancelled"]
    place: str
    day: date
    vins: list[str]


class DayQuery(Body):
    """Which days are asked for."""

    place: Annotated[str, Field(max_length=64)] | None = None
    cursor: After = None
    limit: Limit = USUAL


def add_appointments(service: Service) -> APIRouter:
    """All routes under /v1/appointment-days and /v1/appointments."""
    router = APIRouter(prefix="/v1", tags=["green channel"])
    _days(router, service)
    _bookings(router, service)
    _listed(router, service)
    return router


def _days(router: APIRouter, service: Service) -> None:
    @router.post(
        "/appointment-days",
        summary="Open a day · 开放预约日",
        **creating(DayShown, *ONCE, "rule-violated", "conflict"),
    )
    async def open_(body: OpenDay, request: Request, _caller: Supervisor) -> Response:
        day = AppointmentDay(id=day_id(body.place, body.day), **body.model_dump())
        calendar = service.policy.calendar
        return await service.create(
            DAYS, lambda now: open_day(day, now=now, calendar=calendar), request=request
        )

    @router.post(
        "/appointment-days/{id}/capacity",
        summary="Change its capacity · 调整受理能力",
        **acting(DayShown, *VERB),
    )
    async def capacity(id: Id, body: NewCapacity, request: Request, _caller: Supervisor) -> Response:  # noqa: A002
        def decide(
            day: AppointmentDay, booked: Any, _now: datetime, _policy: Policy
        ) -> list[tuple[Any, Decided[Any]]] | Refused:
            answer = change_capacity(day, body.capacity, booked=booked.values())
            return answer if isinstance(answer, Refused) else [(DAYS, answer)]

        return await service.act_together(DAYS, id, others=booked_on, decide=decide, request=request)

    @router.get(
        "/appointment-days/{id}",
        summary="A day and its free places · 预约日余量",
        response_model=DayShown,
        responses=responses("not-found"),
    )
    async def one(id: Id, _caller: Reader) -> Response:  # noqa: A002
        async with service.database.reading() as connection:
            found = await load_thing(service.database, connection, DAYS, id)
            if found is None or found.state is None:
                raise problem("not-found", f"There is no appointment day with the id {id}.")
            taken = await taken_on(connection, found.state.place, found.state.day)
        shown = dict(DAYS.show(found.state))
        return JsonResponse({**shown, "version": found.version, "free": found.state.capacity - taken})


def _bookings(router: APIRouter, service: Service) -> None:
    @router.post(
        "/appointments",
        summary="Book a batch · 批量预约",
        **creating(AppointmentShown, *ONCE, "rule-violated", "forbidden"),
    )
    async def book_(body: Book, request: Request, caller: Supplier) -> Response:
        _own(caller, body)
        policy: Policy = service.policy
        if not policy.knows(body.profile, None):
            raise problem("unknown-profile", f"There is no profile {body.profile}.", field="/profile")

        async def given(connection: AsyncConnection) -> Given:
            day, taken = await day_with_taken(service.database, connection, body.place, body.day)
            station = await load_thing(service.database, connection, STATIONS, body.place)
            return day, taken, station.state if station else None

        return await service.create(
            APPOINTMENTS,
            lambda now, known: _booked(body.appointment(caller.actor), known, now, policy),
            request=request,
            given=given,
        )

    @router.post(
        "/appointments/{id}/cancel", summary="Give it back · 取消预约", **acting(AppointmentShown, *VERB)
    )
    async def cancel_(id: Id, body: CancelBooking, request: Request, _caller: Supplier) -> Response:  # noqa: A002
        def decide(one: Appointment, now: datetime, _policy: Policy) -> Decided[Appointment] | Refused:
            return cancel(one, reason=body.reason, now=now)

        return await service.act(APPOINTMENTS, id, decide, request=request, admit=its_own)


def _listed(router: APIRouter, service: Service) -> None:
    @router.get(
        "/appointments",
        summary="Appointments · 预约",
        response_model=Page[AppointmentShown],
        responses=responses("bad-cursor", "bad-request"),
    )
    async def listed(caller: Reader, asked: Annotated[DayQuery, Query()]) -> Response:
        where = {"place": asked.place, "exporter_uscc": sought_by(caller, None)}
        return JsonResponse(
            await service.list(APPOINTMENTS, ListQuery(where, None, "-created", asked.cursor, asked.limit))
        )

    @router.get(
        "/appointments/{id}",
        summary="One appointment · 预约详情",
        response_model=AppointmentShown,
        responses=responses("not-found"),
    )
    async def one(id: Id, request: Request, _caller: Reader) -> Response:  # noqa: A002
        return await service.show(APPOINTMENTS, id, request=request, admit=its_own)


def _booked(
    appointment: Appointment, known: Given, now: datetime, policy: Policy
) -> Decided[Appointment] | Refused:
    """Booked, if the place may take the batch in and has room for it."""
    day, taken, station = known
    rules = policy.rules(appointment.profile)
    if appointment.place != OFFICE and (
        refused := may_handle(
            station, (appointment.act,), on=appointment.day, provided=rules.service_stations
        )
    ):
        return refused
    return book(appointment, day=day, taken=taken, now=now, at_least=rules.green_channel_at_least)


def _own(caller: Caller, body: Book) -> None:
    if caller.role == EXPORTER and caller.uscc != body.exporter_uscc:
        raise problem("forbidden", "An exporter books for itself only.")
