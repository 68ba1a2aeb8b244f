"""Sailings, trains and convoys: one call at a port or station, its times, and the space that is given away. PURE.

```
 scheduled ──depart──► departed ──arrive──► arrived
     │ roll (the call is left out, or the voyage cancelled)
     ▼
  rolled
```
A rolled call ends; its bookings go to another one or wait. Times change only while it is scheduled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from logistics.domain import numbers
from logistics.domain.articles import CARRIER_INTO_LAW, OWN_BOOKING, OWN_CUTOFF

FARTHEST: Final = timedelta(days=400)
LONGEST_WAIT: Final = timedelta(days=60)


class Carrying(StrEnum):
    """How goods are carried; the words of the law are in the README."""

    RORO = "roro"
    CONTAINER = "container"
    RAIL_CAGE = "rail_cage"
    RAIL_CONTAINER = "rail_container"
    ROAD = "road"


class Means(StrEnum):
    """By what."""

    VESSEL = "vessel"
    TRAIN = "train"
    TRUCK = "truck"


MODES_OF: Final[Mapping[Means, frozenset[Carrying]]] = MappingProxyType(
    {
        Means.VESSEL: frozenset({Carrying.RORO, Carrying.CONTAINER}),
        Means.TRAIN: frozenset({Carrying.RAIL_CAGE, Carrying.RAIL_CONTAINER}),
        Means.TRUCK: frozenset({Carrying.ROAD}),
    }
)
IN_BOXES: Final = frozenset({Carrying.CONTAINER, Carrying.RAIL_CONTAINER})
"""Here a unit of space is a container; elsewhere it is a vehicle."""
BY_RAIL: Final = frozenset({Carrying.RAIL_CAGE, Carrying.RAIL_CONTAINER})


class CallStatus(StrEnum):
    """Where a call stands."""

    SCHEDULED = "scheduled"
    ROLLED = "rolled"
    DEPARTED = "departed"
    ARRIVED = "arrived"


class CallVerb(StrEnum):
    """What can be done to a call."""

    RESCHEDULE = "reschedule"
    ROLL = "roll"
    DEPART = "depart"
    ARRIVE = "arrive"


CALL_MOVES: Final[Mapping[CallStatus, Mapping[CallVerb, CallStatus]]] = MappingProxyType(
    {
        CallStatus.SCHEDULED: {
            CallVerb.RESCHEDULE: CallStatus.SCHEDULED,
            CallVerb.ROLL: CallStatus.ROLLED,
            CallVerb.DEPART: CallStatus.DEPARTED,
        },
        CallStatus.ROLLED: {},
        CallStatus.DEPARTED: {CallVerb.ARRIVE: CallStatus.ARRIVED},
        CallStatus.ARRIVED: {},
    }
)


@dataclass(frozen=True, slots=True)
class Slot:
    """What one booking has of a call. Space counts once it is `confirmed`."""

    booking_no: str
    mode: Carrying
    units: int
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The times of a call: instants, in the order cut-off, departure, arrival."""

    cargo_cutoff: datetime
    etd: datetime
    eta: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A vessel's, a train's or a convoy's call. `capacity` in units by mode; `number` is its voyage or train number.

    `requires_zone`: the line runs from inside a bonded zone, so vehicles are in the zone before they are loaded.
    """

    id: str
    means: Means
    carrier: str
    name: str
    number: str
    pol: str
    pod: str
    times: Times
    capacity: Mapping[Carrying, int]
    imo: str | None = None
    line_id: str | None = None
    requires_zone: bool = False
    status: CallStatus = CallStatus.SCHEDULED
    slots: tuple[Slot, ...] = ()
    reason: str | None = None
    rolled_to: str | None = None
    departed_on: date | None = None
    arrived_on: date | None = None

    def free(self, mode: Carrying) -> int:
        """Units of this mode that nobody has been confirmed."""
        taken = sum(slot.units for slot in self.slots if slot.confirmed and slot.mode is mode)
        return self.capacity.get(mode, 0) - taken

    def slot(self, booking_no: str) -> Slot | None:
        """What this booking has here."""
        return next((slot for slot in self.slots if slot.booking_no == booking_no), None)

    @property
    def booked(self) -> frozenset[str]:
        """The bookings that stand on it, confirmed or asked for."""
        return frozenset(slot.booking_no for slot in self.slots)

    @property
    def identity(self) -> str:
        """The same vessel calls at the same port on the same voyage once."""
        return f"{self.imo or self.carrier}/{self.number}/{self.pol}"


def schedule(call: Call, *, now: datetime) -> Call | Refused:
    """Take a call into the schedule. Everything that can be wrong with it is refused with its field."""
    return _wrong_numbers(call) or _wrong_capacity(call) or wrong_times(call.times, now=now) or call


@rule(
    "LOG-CALL",
    zh="船期用船舶识别号，班列用车次，舱位按运输方式",
    en="A vessel has an IMO number, a train none; space is of its modes",
    article=CARRIER_INTO_LAW,
    slug="sailing_inconsistent",
)
def _wrong_numbers(call: Call) -> Refused | None:
    if (call.means is Means.VESSEL) != (call.imo is not None):
        sentence = "A vessel is named with its IMO number, and only a vessel has one."
        return Refused("sailing_inconsistent", sentence, CARRIER_INTO_LAW, "/imo", 422)
    if call.imo is not None and (refused := numbers.wrong_imo(call.imo)):
        return refused
    if refused := numbers.wrong_locode(call.pol, "/pol") or numbers.wrong_locode(call.pod, "/pod"):
        return refused
    if call.pol == call.pod:
        sentence = f"It leaves {call.pol} for {call.pod}: loading and discharge are two places."
        return Refused("sailing_inconsistent", sentence, CARRIER_INTO_LAW, "/pod", 422)
    return None


def _wrong_capacity(call: Call) -> Refused | None:
    strange = [mode for mode in call.capacity if mode not in MODES_OF[call.means]]
    if strange or not any(call.capacity.values()):
        known = ", ".join(sorted(MODES_OF[call.means]))
        sentence = f"A {call.means} has space for {known}, at least one unit of it."
        return Refused("sailing_inconsistent", sentence, CARRIER_INTO_LAW, "/capacity", 422)
    return None


@rule(
    "LOG-TIMES",
    zh="截关早于开航，开航早于抵达，且不在过去",
    en="The cut-off comes before departure, departure before arrival, none in the past",
    article=OWN_CUTOFF,
    slug="times_out_of_order",
)
def wrong_times(times: Times, *, now: datetime) -> Refused | None:
    """A refusal when the times do not follow each other, lie in the past, or more than 400 days ahead."""
    if times.etd <= times.cargo_cutoff:
        sentence = (
            f"Departure ({times.etd:%Y-%m-%d %H:%M}) must come after the cut-off "
            f"({times.cargo_cutoff:%Y-%m-%d %H:%M})."
        )
        return _untimely(sentence, "/etd")
    if times.etd - times.cargo_cutoff > LONGEST_WAIT:
        return _untimely(
            f"A cut-off comes {LONGEST_WAIT.days} days before departure at most.", "/cargo_cutoff"
        )
    if times.eta <= times.etd:
        return _untimely("Arrival must come after departure.", "/eta")
    if times.etd <= now:
        return _untimely("A departure that lies in the past is no schedule.", "/etd")
    if times.eta > now + FARTHEST:
        return _untimely(f"A schedule reaches {FARTHEST.days} days ahead at most.", "/eta")
    return None


def _untimely(sentence: str, field: str) -> Refused:
    return Refused("times_out_of_order", sentence, OWN_CUTOFF, field, 422)


def call_moved(call: Call, verb: CallVerb) -> CallStatus | Refused:
    """Where the verb leads, or the refusal that changes nothing."""
    target = CALL_MOVES[call.status].get(verb)
    if target is not None:
        return target
    return Refused(
        "move_not_allowed",
        f"To {verb} is not possible while {call.name} {call.number} is {call.status}.",
        OWN_BOOKING,
    )


@rule(
    "LOG-CAPACITY",
    zh="确认舱位不得超过船舶、班列的可用舱位",
    en="No more space is confirmed than the call has",
    article=OWN_BOOKING,
    slug="sailing_full",
)
def confirm_space(call: Call, slot: Slot) -> Call | Refused:
    """Give the booking its units for good, when there are so many."""
    others = replace(call, slots=tuple(each for each in call.slots if each.booking_no != slot.booking_no))
    free = others.free(slot.mode)
    if slot.units > free:
        sentence = (
            f"{call.name} {call.number} has {free} of {call.capacity.get(slot.mode, 0)} {slot.mode} units left; "
            f"{slot.units} are asked for."
        )
        return Refused("sailing_full", sentence, OWN_BOOKING)
    return replace(others, slots=(*others.slots, replace(slot, confirmed=True)))


def ask_for_space(call: Call, slot: Slot) -> Call:
    """Note that a booking asks for space here; it takes none yet."""
    return replace(call, slots=(*call.slots, replace(slot, confirmed=False)))


def give_back(call: Call, booking_nos: Iterable[str]) -> Call:
    """The call without these bookings: their space is free again."""
    gone = frozenset(booking_nos)
    return replace(call, slots=tuple(slot for slot in call.slots if slot.booking_no not in gone))


def fewer_units(call: Call, booking_no: str, units: int) -> Call:
    """The booking keeps only so many units."""
    return replace(
        call,
        slots=tuple(
            replace(slot, units=units) if slot.booking_no == booking_no else slot for slot in call.slots
        ),
    )
