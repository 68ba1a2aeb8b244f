"""What is counted: one row for each vehicle that came through the gate, was loaded, left, or was left behind. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from exportlane.contracts.decision import Announce
from exportlane.law.instants import statutory_day
from logistics.domain.booking import Booking
from logistics.domain.calls import Call

COUNTED: Final[Mapping[str, str]] = {
    "booking.gated_in.v1": "gated_in",
    "booking.loaded.v1": "loaded",
    "booking.departed.v1": "departed",
    "booking.rolled.v1": "rolled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of one vehicle. `minutes` from the gate to the ramp, for `loaded` alone."""

    day: date
    event: str
    booking_no: str
    case_id: str
    vin: str
    mode: str
    sailing_id: str
    pol: str
    pod: str
    new_energy: bool
    container_no: str | None = None
    line_id: str | None = None
    minutes: int | None = None

    def row(self) -> dict[str, str | int | bool | None]:
        """The row of the table: the day and its month as text."""
        day = self.day.isoformat()
        return {**asdict(self), "day": day, "month": day[:7], "new_energy": int(self.new_energy)}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Movement:
        """The movement of a row."""
        names = cls.__dataclass_fields__
        found = {name: value for name, value in row.items() if name in names}
        day, new_energy = date.fromisoformat(found["day"]), bool(found["new_energy"])
        return cls(**{**found, "day": day, "new_energy": new_energy})

    @property
    def month(self) -> str:
        """Year and month."""
        return self.day.isoformat()[:7]


def movements(
    facts: Iterable[Announce], bookings: Iterable[Booking], calls: Mapping[str, Call], *, now: datetime
) -> tuple[Movement, ...]:
    """The movements that these facts tell of. `calls` by id: those that the bookings stood or stand on."""
    known = {booking.id: booking for booking in bookings}
    found = []
    for fact in facts:
        event = COUNTED.get(fact.type)
        if event is None:
            continue
        said = fact.data.model_dump()
        booking = known[said["booking_no"]]
        vehicle = booking.vehicle(said["vin"])
        call = calls[said["sailing_id"] if event == "rolled" else booking.on.sailing_id if booking.on else ""]
        day = (
            said.get("departed_on")
            or said.get("on")
            or statutory_day(said["at"] if event == "gated_in" else now)
        )
        found.append(
            Movement(
                day=day, event=event, booking_no=booking.id, case_id=fact.case_id, vin=said["vin"],
                mode=booking.mode.value, sailing_id=call.id, pol=call.pol, pod=call.pod, line_id=call.line_id,
                new_energy=vehicle is not None and vehicle.new_energy, container_no=said.get("container_no"),
                minutes=_minutes(booking) if event == "loaded" else None,
            )
        )  # fmt: skip
    return tuple(found)


def _minutes(booking: Booking) -> int | None:
    if booking.gated_in_at is None or booking.loaded_at is None:
        return None
    return int((booking.loaded_at - booking.gated_in_at).total_seconds() // 60)
