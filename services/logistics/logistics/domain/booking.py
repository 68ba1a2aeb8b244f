"""A booking (订舱): what an exporter asks of a carrier for its cases, and how it may move. PURE.

```
 requested ─confirm─► confirmed ─gate_in─► gated_in ─load─► loaded ─depart─► departed ─arrive─► arrived
     │                    │                    │              │
     ├──────── roll ──────┴──────── roll ──────┴──── roll ────┤
     │                                                        ▼
     └─ cancel ─► cancelled ◄─ cancel ───────────────────── rolled ─rebook─► confirmed | gated_in
```
All vehicles of a booking stand where it stands. Those that are left behind leave it for a booking of their own, which
is rolled; so nothing is lost and each booking has one state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Announce, Refused
from exportlane.law.instants import statutory_day
from logistics.domain.articles import OWN_BOOKING
from logistics.domain.calls import IN_BOXES, Call, Carrying, Slot
from logistics.domain.cargo import Berth, Status
from logistics.domain.policy import DIRECT


class Verb(StrEnum):
    """What can be done to a booking."""

    CONFIRM = "confirm"
    GATE_IN = "gate_in"
    LOAD = "load"
    DEPART = "depart"
    ARRIVE = "arrive"
    ROLL = "roll"
    REBOOK = "rebook"
    CANCEL = "cancel"


MOVES: Final[Mapping[Status, Mapping[Verb, frozenset[Status]]]] = MappingProxyType(
    {
        Status.REQUESTED: {
            Verb.CONFIRM: frozenset({Status.CONFIRMED}),
            Verb.ROLL: frozenset({Status.ROLLED, Status.CONFIRMED}),
            Verb.CANCEL: frozenset({Status.CANCELLED}),
        },
        Status.CONFIRMED: {
            Verb.GATE_IN: frozenset({Status.GATED_IN}),
            Verb.ROLL: frozenset({Status.ROLLED, Status.CONFIRMED}),
            Verb.CANCEL: frozenset({Status.CANCELLED}),
        },
        Status.GATED_IN: {
            Verb.LOAD: frozenset({Status.LOADED, Status.ROLLED}),
            Verb.ROLL: frozenset({Status.ROLLED, Status.CONFIRMED, Status.GATED_IN}),
            Verb.CANCEL: frozenset({Status.CANCELLED}),
        },
        # What is on board is taken off again by rolling it; only then can it be cancelled.
        Status.LOADED: {
            Verb.DEPART: frozenset({Status.DEPARTED}),
            Verb.ROLL: frozenset({Status.ROLLED, Status.CONFIRMED, Status.GATED_IN}),
        },
        Status.ROLLED: {
            Verb.REBOOK: frozenset({Status.CONFIRMED, Status.GATED_IN}),
            Verb.CANCEL: frozenset({Status.CANCELLED}),
        },
        Status.DEPARTED: {Verb.ARRIVE: frozenset({Status.ARRIVED})},
        Status.ARRIVED: {},
        Status.CANCELLED: {},
    }
)
"""Every move there is, with where it can lead; any other is refused and changes nothing."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle of a booking, with its box and what was answered of its battery when it was loaded."""

    case_id: str
    vin: str
    new_energy: bool
    container_no: str | None = None
    seal_no: str | None = None
    checklist: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """What a booking keeps of the call that it stands on."""

    sailing_id: str
    carrier: str
    vessel_or_train: str
    voyage: str
    pol: str
    pod: str
    etd: datetime
    cargo_cutoff: datetime
    line_id: str | None = None
    requires_zone: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it was rolled or cancelled: a code, a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Roll:
    """One rolling: which call did not carry it, and which one it was moved to."""

    sailing_id: str
    vessel_or_train: str
    reason: Reason
    on: date
    to_sailing_id: str | None = None


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A vehicle that was not carried with the others, and the booking on which it stands now."""

    case_id: str
    vin: str
    reason: Reason
    booking_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A booking of one exporter on one call. `units` are containers in boxes, vehicles otherwise.

    `at_port` is where its vehicles stand in a terminal, None before the gate.
    """

    id: str
    exporter_uscc: str
    mode: Carrying
    units: int
    vehicles: tuple[Vehicle, ...]
    on: OnCall | None
    requested_at: datetime
    trade_mode: str = DIRECT
    dangerous_declaration_no: str | None = None
    status: Status = Status.REQUESTED
    at_port: str | None = None
    confirmed_at: datetime | None = None
    gated_in_at: datetime | None = None
    loaded_at: datetime | None = None
    departed_on: date | None = None
    arrived_on: date | None = None
    transport_document_no: str | None = None
    rolls: tuple[Roll, ...] = ()
    left_behind: tuple[LeftBehind, ...] = ()
    split_from: str | None = None
    cancelled: Reason | None = None

    @property
    def batteries(self) -> tuple[str, ...]:
        """VINs with a traction battery."""
        return tuple(vehicle.vin for vehicle in self.vehicles if vehicle.new_energy)

    @property
    def slot(self) -> Slot:
        """The space that it asks for."""
        return Slot(self.id, self.mode, self.units)

    def vehicle(self, vin: str) -> Vehicle | None:
        """The vehicle of this VIN."""
        return next((vehicle for vehicle in self.vehicles if vehicle.vin == vin), None)


@dataclass(frozen=True, slots=True)
class Moved:
    """What an act led to: bookings (the one that was asked about first), calls whose space changed, and the facts."""

    bookings: tuple[Booking, ...]
    calls: tuple[Call, ...] = ()
    facts: tuple[Announce, ...] = ()


Answer = Moved | Refused


def not_allowed(booking: Booking, verb: Verb) -> Refused | None:
    """None when `verb` is a move of where the booking stands; otherwise the refusal that changes nothing."""
    if verb in MOVES[booking.status]:
        return None
    return Refused(
        "move_not_allowed",
        f"To {verb} is not possible while the booking {booking.id} is {booking.status}.",
        OWN_BOOKING,
    )


def on_call(call: Call) -> OnCall:
    """What a booking keeps of a call."""
    return OnCall(
        sailing_id=call.id,
        carrier=call.carrier,
        vessel_or_train=call.name,
        voyage=call.number,
        pol=call.pol,
        pod=call.pod,
        etd=call.times.etd,
        cargo_cutoff=call.times.cargo_cutoff,
        line_id=call.line_id,
        requires_zone=call.requires_zone,
    )


def berth(booking: Booking) -> Berth:
    """The copy that each of its cases keeps."""
    on = booking.on
    gated = (
        None if booking.gated_in_at is None or booking.at_port is None else statutory_day(booking.gated_in_at)
    )
    return Berth(
        booking_no=booking.id,
        status=booking.status,
        mode=booking.mode,
        sailing_id=on.sailing_id if on else None,
        vessel_or_train=on.vessel_or_train if on else None,
        voyage=on.voyage if on else None,
        pol=on.pol if on else None,
        pod=on.pod if on else None,
        etd=on.etd if on else None,
        cutoff=on.cargo_cutoff if on else None,
        gated_in_on=gated,
    )


def units_of(mode: Carrying, vehicles: tuple[Vehicle, ...], booked: int) -> int:
    """How much space these vehicles of a booking need: their boxes as far as they are named, or one each."""
    if mode not in IN_BOXES:
        return len(vehicles)
    boxes = {vehicle.container_no for vehicle in vehicles if vehicle.container_no}
    return len(boxes) or min(booked, len(vehicles))


def without(booking: Booking, vins: frozenset[str]) -> Booking:
    """The booking with only the other vehicles."""
    rest = tuple(vehicle for vehicle in booking.vehicles if vehicle.vin not in vins)
    return replace(booking, vehicles=rest, units=units_of(booking.mode, rest, booking.units))
