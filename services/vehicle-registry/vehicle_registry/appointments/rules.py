"""Appointments of the green channel: who may have one, and how many vehicles a place takes on a day. PURE.

天津措施 第三条: batch business is booked together and handled together. A *place* is the office itself or a service
station; the capacity of a day is counted in vehicles and never overbooked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.calendar import WorkCalendar
from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from vehicle_registry.stations.rules import Act

GREEN_CHANNEL: Final = "天津措施（征求意见稿）第三条"
OFFICE: Final = "office"
"""The place that is no station."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentDay:
    """How many vehicles a place takes on a day. Its id is made of both, so that there is one of each."""

    id: str
    place: str
    day: date
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One batch of one exporter at one place on one day."""

    id: str
    place: str
    day: date
    profile: str
    act: Act
    exporter_uscc: str
    vins: tuple[str, ...]
    booked_by: str
    status: Literal["booked", "cancelled"] = "booked"
    reason: str | None = None


def day_id(place: str, day: date) -> str:
    """The id of the day of a place."""
    return f"{place}.{day.isoformat()}"


@rule(
    "GREEN-day",
    zh="预约日须为工作日且未过",
    en="Appointments are given for working days that have not passed",
    article=GREEN_CHANNEL,
    slug="not_a_workday",
)
def open_day(
    day: AppointmentDay, *, now: datetime, calendar: WorkCalendar
) -> Decided[AppointmentDay] | Refused:
    """Open a day of a place for appointments."""
    if day.day < statutory_day(now):
        return _no("day_past", f"{day.day} has passed", "/day")
    try:
        works = bool(calendar.is_workday(day.day))
    except CalendarOutOfRange:
        return _no("not_a_workday", f"no calendar says yet whether {day.day} is a working day", "/day")
    return Decided(day) if works else _no("not_a_workday", f"{day.day} is a rest day", "/day")


def change_capacity(
    day: AppointmentDay, capacity: int, *, booked: Iterable[Appointment]
) -> Decided[AppointmentDay] | Refused:
    """Take more or fewer vehicles on a day, never fewer than were promised a place."""
    taken = sum(len(one.vins) for one in booked if one.status == "booked")
    if capacity < taken:
        return _no("below_booked", f"{taken} vehicles have an appointment on {day.day}", "/capacity")
    return Decided(replace(day, capacity=capacity))


@rule(
    "GREEN-10",
    zh="绿色通道办理的批量业务不少于规定数量",
    en="The green channel is for batches of at least so many vehicles",
    article="天津措施（征求意见稿）第三条；数量为本系统约定",
    slug="too_few_vehicles",
)
def enough_vehicles(count: int, *, at_least: int) -> Refused | None:
    """Ten vehicles are enough where ten is the number."""
    if count >= at_least:
        return None
    return _no(
        "too_few_vehicles", f"the green channel takes {at_least} vehicles or more, not {count}", "/vins"
    )


@rule(
    "GREEN-capacity",
    zh="预约数量不得超过该地点当日受理能力",
    en="No more vehicles are booked for a place and a day than it can take",
    article=GREEN_CHANNEL,
    slug="no_capacity",
)
def book(
    appointment: Appointment, *, day: AppointmentDay | None, taken: int, now: datetime, at_least: int
) -> Decided[Appointment] | Refused:
    """Book a batch. `taken` counts the vehicles that have an appointment there and then, read under the day's lock."""
    if len(set(appointment.vins)) < len(appointment.vins):
        return _no("vin_twice", "a vehicle stands twice in the batch", "/vins")
    if refused := enough_vehicles(len(appointment.vins), at_least=at_least):
        return refused
    if day is None:
        return _no("day_not_open", f"{appointment.place} takes no appointments on {appointment.day}", "/day")
    if day.day < statutory_day(now):
        return _no("day_past", f"{day.day} has passed", "/day")
    free = day.capacity - taken
    if len(appointment.vins) > free:
        return _no("no_capacity", f"{day.place} has room for {max(free, 0)} vehicles on {day.day}", "/vins")
    return Decided(appointment)


def cancel(appointment: Appointment, *, reason: str, now: datetime) -> Decided[Appointment] | Refused:
    """Give the places back, up to the day itself."""
    if appointment.status == "cancelled" or appointment.day < statutory_day(now):
        sentence = f"the appointment on {appointment.day} was {appointment.status} or has passed"
        return Refused("move-not-allowed", sentence, GREEN_CHANNEL)
    return Decided(replace(appointment, status="cancelled", reason=reason))


def _no(code: str, sentence: str, field: str) -> Refused:
    return Refused(code, sentence, GREEN_CHANNEL, field=field, status=422)
