"""What ports, railways and carriers announce: bookings, loading, departure and arrival, bonded zones, and lines.

A fact about a booking is told once for each vehicle on it, about that vehicle's case. Nothing here commands anybody:
customs decide on the declaration, the registry on the register; they hear what the carrier did. Readers: customs
(loaded, departed, rolled), the vehicle registry (departed: the transport document), the gateway. An entry of the
register of lines is no case, so its facts have the line for their subject.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BeforeValidator, Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Article, Code, Day, Id, Name, Sentence, Vin

Mode = Literal["roro", "container", "rail_cage", "rail_container", "road"]
"""滚装, 集装箱, 铁路笼车 (商品车专用车), 铁路集装箱, 公路."""


def _text(value: object) -> object:
    # A bare number would be read as seconds since 1970.
    if isinstance(value, (bool, int, float)):
        raise ValueError("must be an instant in ISO 8601 with its offset, never a number")  # noqa: TRY004  # a sentence about the field
    return value


Instant = Annotated[
    AwareDatetime, BeforeValidator(_text), Field(description="Instant with its offset, ISO 8601")
]
"""The moment of a cut-off or a departure: hours count there, unlike for statutory days."""
Locode = Annotated[
    str,
    Field(
        min_length=5,
        max_length=5,
        pattern=r"^[A-Z]{2}[A-Z2-9]{3}$",
        description="UN/LOCODE of a port or station",
    ),
]
ContainerNo = Annotated[
    str, Field(min_length=11, max_length=11, pattern=r"^[A-Z]{3}[UJZ][0-9]{7}$", description="ISO 6346")
]
Codes = Annotated[tuple[Code, ...], Field(max_length=20)]


class _OfBooking(FactData):
    booking_no: Id
    vin: Vin
    mode: Mode


class _OnACall(_OfBooking):
    """On which sailing or train, and until when the terminal takes the goods."""

    sailing_id: Id
    carrier: Name
    vessel_or_train: Name
    voyage: Name
    pol: Locode
    pod: Locode
    etd: Instant
    cargo_cutoff: Instant


class BookingRequested(_OnACall):
    """The exporter asks for space. `trade_mode` names the model, such as train + used car + bonded zone."""

    trade_mode: Code
    new_energy: bool


class BookingConfirmed(_OnACall):
    """The carrier keeps the space. `flags` are risks of the case as they were seen then (temp_plate_ends_first)."""

    flags: Codes = ()


class BookingRescheduled(_OfBooking):
    """The carrier changed the times of the sailing or train."""

    sailing_id: Id
    etd: Instant
    cargo_cutoff: Instant
    was_cutoff: Instant


class BookingRolled(_OfBooking):
    """Not carried by the sailing named here; `to_sailing_id` where another one takes it, else the exporter rebooks.

    `whole` is false when others of the same booking were carried. Where goods were released customs sees that they
    were not loaded; whether that is a shutting out (退关) is for customs to decide.
    """

    sailing_id: Id
    vessel_or_train: Name
    to_sailing_id: Id | None = None
    to_vessel_or_train: Name | None = None
    container_no: ContainerNo | None = None
    whole: bool
    code: Code
    reason: Sentence
    on: Day


class BookingCancelled(_OfBooking):
    """The space is given back. Reader: customs, which waits for this booking no more."""

    code: Code
    reason: Sentence
    on: Day


class BookingGatedIn(_OfBooking):
    """The goods are inside the terminal (运抵): the carrier answers for them from here. `flags` as in confirmed."""

    at: Instant
    place: Locode
    container_no: ContainerNo | None = None
    seal_no: Id | None = None
    cargo_cutoff: Instant
    flags: Codes = ()


class BookingLoaded(_OfBooking):
    """On board (装船、装车). `checklist_passed` is None for a vehicle without a traction battery."""

    vessel_or_train: Name
    container_no: ContainerNo | None = None
    checklist_passed: bool | None = None
    on: Day


class BookingDeparted(_OfBooking):
    """The vessel or train has left with it. The document is the bill of lading or the rail bill (提单、运单)."""

    vessel_or_train: Name
    voyage: Name
    pol: Locode
    pod: Locode
    departed_on: Day
    transport_document_no: Id


class BookingArrived(_OfBooking):
    """Discharged at the place of destination."""

    pod: Locode
    arrived_on: Day


class BookingCutoffNear(_OfBooking):
    """The cut-off is so near that the steps still missing may not be done by law before it. Told once for a cut-off.

    Days are working days: those left until the day of the cut-off, and those that the missing steps may take.
    """

    sailing_id: Id
    cargo_cutoff: Instant
    working_days_left: Annotated[int, Field(ge=-400, le=400)]
    working_days_needed: Annotated[int, Field(ge=0, le=400)]
    missing: Code | None = None


class ZoneEntered(FactData):
    """The vehicle entered a bonded zone (综合保税区)."""

    vin: Vin
    zone: Name
    on: Day


class ZoneLeft(FactData):
    """The vehicle left the bonded zone."""

    vin: Vin
    zone: Name
    on: Day


class _OfLine(FactData):
    line_id: Id


class LineOpened(_OfLine):
    """A line was opened: its mode and ports in their order; international transhipment where a foreign port stands in
    between.
    """

    line_name: Name
    mode: Mode
    carrier: Name
    ports: Annotated[tuple[Locode, ...], Field(min_length=2, max_length=12)]
    international_transhipment: bool
    opened_on: Day


class LineClosed(_OfLine):
    """The line is not run any more."""

    reason: Sentence
    closed_on: Day


class LineSupportRequested(_OfLine):
    """Its carrier asks for the support of newly opened lines."""

    requested_on: Day
    reason: Sentence


class LineSupportDecided(_OfLine):
    """Commerce or transport decided on it; a refusal is a decision."""

    granted: bool
    reason: Sentence
    article: Article
    decided_on: Day
    by: Actor


FACTS: dict[str, type[FactData]] = {
    "booking.requested.v1": BookingRequested,
    "booking.confirmed.v1": BookingConfirmed,
    "booking.rescheduled.v1": BookingRescheduled,
    "booking.rolled.v1": BookingRolled,
    "booking.cancelled.v1": BookingCancelled,
    "booking.gated_in.v1": BookingGatedIn,
    "booking.loaded.v1": BookingLoaded,
    "booking.departed.v1": BookingDeparted,
    "booking.arrived.v1": BookingArrived,
    "booking.cutoff_near.v1": BookingCutoffNear,
    "zone.entered.v1": ZoneEntered,
    "zone.left.v1": ZoneLeft,
    "line.opened.v1": LineOpened,
    "line.closed.v1": LineClosed,
    "line.support_requested.v1": LineSupportRequested,
    "line.support_decided.v1": LineSupportDecided,
}

REGISTER_FACTS: Final[frozenset[str]] = frozenset(
    {"line.opened.v1", "line.closed.v1", "line.support_requested.v1", "line.support_decided.v1"}
)
"""Facts about an entry of its own register: their subject is the entry, never a case."""
