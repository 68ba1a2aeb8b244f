"""The tables of appointments and of the days on which places take them."""

from __future__ import annotations

from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.storage import Kind, load_thing
from vehicle_registry.appointments.rules import Appointment, AppointmentDay, day_id

DAYS: Final[Kind[AppointmentDay]] = Kind(
    name="appointment_day",
    table="appointment_days",
    state=AppointmentDay,
    thing_id=lambda day: day.id,
    case_ids=lambda _day: (),
    columns={
        "place": lambda day: day.place,
        "day": lambda day: day.day.isoformat(),
        "capacity": lambda day: day.capacity,
    },
    numbers=frozenset({"capacity"}),
)
APPOINTMENTS: Final[Kind[Appointment]] = Kind(
    name="appointment",
    table="appointments",
    state=Appointment,
    thing_id=lambda appointment: appointment.id,
    case_ids=lambda _appointment: (),
    columns={
        "status": lambda appointment: appointment.status,
        "place": lambda appointment: appointment.place,
        "day": lambda appointment: appointment.day.isoformat(),
        "exporter_uscc": lambda appointment: appointment.exporter_uscc,
        "vehicles": lambda appointment: len(appointment.vins),
    },
    numbers=frozenset({"vehicles"}),
)

_TAKEN = "select coalesce(sum(vehicles), 0) from appointments where {}"
_THERE = "place = :place and day = :day and status = 'booked'"
_IDS = f"select id from appointments where {_THERE} order by id"  # noqa: S608  # our own text, twice


async def day_with_taken(
    database: Database, connection: AsyncConnection, place: str, day: date
) -> tuple[AppointmentDay | None, int]:
    """The day, locked until this transaction ends, and how many vehicles are booked on it."""
    found = await load_thing(database, connection, DAYS, day_id(place, day), lock=True)
    return (found.state if found else None), await taken_on(connection, place, day)


async def taken_on(connection: AsyncConnection, place: str, day: date) -> int:
    """How many vehicles have an appointment there and then."""
    statement = sa.text(_TAKEN.format(_THERE))
    counted = await connection.execute(statement, {"place": place, "day": day.isoformat()})
    return int(counted.scalar_one())


async def booked_on(connection: AsyncConnection, day: AppointmentDay) -> list[tuple[Kind[Appointment], str]]:
    """The appointments of a day."""
    where = {"place": day.place, "day": day.day.isoformat()}
    return [(APPOINTMENTS, row.id) for row in await connection.execute(sa.text(_IDS), where)]
