"""What ports and carriers know of a case: heard of the others, and where its vehicle stands with the carrier. PURE.

One row for each case, made when the case is opened. It decides nothing about the case; it says what may be booked and
loaded, and how urgent it is (`urgency`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from logistics.domain.calls import Carrying
from logistics.domain.policy import CUSTOMS, DEREGISTRATION, LICENCE

BATTERY: Final = frozenset("COX")
"""Energy types of the register with a traction battery, electric or hybrid: the same as at customs' door."""


class Status(StrEnum):
    """Where a booking stands."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    GATED_IN = "gated_in"
    LOADED = "loaded"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    ROLLED = "rolled"
    CANCELLED = "cancelled"


LIVE: Final = frozenset({Status.REQUESTED, Status.CONFIRMED, Status.GATED_IN, Status.LOADED, Status.ROLLED})
"""A vehicle stands on at most one booking of these. After departure there is nothing more to book."""
BEFORE_THE_GATE: Final = frozenset({Status.REQUESTED, Status.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Berth:
    """The case's place with a carrier: a copy of what its booking says, so that lists need not look elsewhere.

    `cutoff` is None while the booking waits for another call.
    """

    booking_no: str
    status: Status
    mode: Carrying
    sailing_id: str | None
    vessel_or_train: str | None
    voyage: str | None
    pol: str | None
    pod: str | None
    etd: datetime | None
    cutoff: datetime | None
    gated_in_on: date | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """A stay in a bonded zone."""

    name: str
    entered_on: date
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """One case. Days are statutory; `done` are the steps before loading that were heard of as done.

    `near_on` is the day from which its cut-off counts as near, `starts_by` the last day on which the steps that are
    missing can begin; `told_cutoff` the cut-off about which the case was told.
    """

    id: str
    batch_id: str
    vin: str
    exporter_uscc: str
    profile: str
    profile_version: str
    destination_country: str
    done: frozenset[str] = frozenset()
    energy_type: str | None = None
    temp_plate_valid_to: date | None = None
    released_on: date | None = None
    shut_out_on: date | None = None
    detained: bool = False
    cleared_on: date | None = None
    zone: Zone | None = None
    berth: Berth | None = None
    near_on: date | None = None
    starts_by: date | None = None
    told_cutoff: datetime | None = None

    @property
    def live_booking(self) -> str | None:
        """The booking on which it stands now."""
        return self.berth.booking_no if self.berth is not None and self.berth.status in LIVE else None

    @property
    def may_be_loaded(self) -> bool:
        """Whether customs have released it and nothing was taken back since."""
        return self.released_on is not None and not self.detained

    @property
    def ready(self) -> bool:
        """Released, still here, and booked nowhere: it waits for a carrier."""
        away = self.berth is not None and self.berth.status in {Status.DEPARTED, Status.ARRIVED}
        return self.may_be_loaded and not away and self.live_booking is None

    @property
    def in_zone(self) -> bool:
        """Whether it stands in a bonded zone now."""
        return self.zone is not None and self.zone.left_on is None


def with_step(cargo: Cargo, step: str) -> Cargo:
    """The case with a step done."""
    return replace(cargo, done=cargo.done | {step})


def without_step(cargo: Cargo, *steps: str) -> Cargo:
    """The case with steps open again."""
    return replace(cargo, done=cargo.done - frozenset(steps))


def licensed(cargo: Cargo) -> Cargo:
    """The licence was granted."""
    return with_step(cargo, LICENCE)


def deregistered(cargo: Cargo) -> Cargo:
    """The registry took it off the register."""
    return with_step(cargo, DEREGISTRATION)


def restored(cargo: Cargo) -> Cargo:
    """The registry put it back: the deregistration is open again."""
    return without_step(cargo, DEREGISTRATION)


def endorsed(cargo: Cargo, *, energy_type: str, plate_valid_to: date | None) -> Cargo:
    """The registry endorsed the certificate (转让待出口), and says what drives the car and how long its plate holds."""
    return replace(cargo, energy_type=energy_type, temp_plate_valid_to=plate_valid_to)


def plate_renewed(cargo: Cargo, *, valid_to: date) -> Cargo:
    """Another temporary plate."""
    return replace(cargo, temp_plate_valid_to=valid_to)


def released(cargo: Cargo, *, on: date) -> Cargo:
    """Customs released it (放行)."""
    return replace(with_step(cargo, CUSTOMS), released_on=on, shut_out_on=None)


def shut_out(cargo: Cargo, *, on: date) -> Cargo:
    """Customs shut it out (退关): it is booked and released anew before it may be loaded."""
    return replace(without_step(cargo, CUSTOMS), released_on=None, shut_out_on=on)


def release_undone(cargo: Cargo) -> Cargo:
    """Customs cancelled the declaration after a release."""
    return replace(without_step(cargo, CUSTOMS), released_on=None)


def cleared(cargo: Cargo, *, on: date) -> Cargo:
    """Customs confirmed the departure (结关)."""
    return replace(cargo, cleared_on=on)


def is_new_energy(energy_type: str | None) -> bool | None:
    """Whether the register's energy type has a traction battery; None when it was not heard."""
    return None if energy_type is None else energy_type in BATTERY
