"""What the API shows: sailings, bookings, cases, urgency, lines, figures."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from logistics.domain.booking import LeftBehind, OnCall, Reason, Roll, Vehicle
from logistics.domain.calls import CallStatus, Carrying, Means, Slot, Times
from logistics.domain.cargo import Berth, Status, Zone
from logistics.domain.lines import LineStatus, Support


class _Thing(BaseModel):
    id: str
    version: int
    created_at: str | None = None
    updated_at: str | None = None


class SailingDocument(_Thing):
    """A sailing, train or convoy with the space that was given away. `free` is what is left, by mode.

    `slots` are for officials; an exporter sees none of them.
    """

    means: Means
    carrier: str
    name: str
    number: str
    imo: str | None
    pol: str
    pod: str
    times: Times
    capacity: dict[Carrying, int]
    free: dict[Carrying, int]
    line_id: str | None
    requires_zone: bool
    status: CallStatus
    slots: list[Slot]
    reason: str | None
    rolled_to: str | None
    departed_on: date | None
    arrived_on: date | None


class SailingPage(BaseModel):
    """One page of the schedule."""

    items: list[SailingDocument]
    next: str | None


class BookingDocument(_Thing):
    """A booking. All its vehicles stand where it stands; `left_behind` says what became of the others."""

    exporter_uscc: str
    mode: Carrying
    units: int
    vehicles: list[Vehicle]
    on: OnCall | None
    requested_at: datetime
    trade_mode: str
    dangerous_declaration_no: str | None
    status: Status
    at_port: str | None
    confirmed_at: datetime | None
    gated_in_at: datetime | None
    loaded_at: datetime | None
    departed_on: date | None
    arrived_on: date | None
    transport_document_no: str | None
    rolls: list[Roll]
    left_behind: list[LeftBehind]
    split_from: str | None
    cancelled: Reason | None


class BookingPage(BaseModel):
    """One page of the bookings."""

    items: list[BookingDocument]
    next: str | None


class CargoDocument(_Thing):
    """A case as it is known here: what was heard of it, and where its vehicle stands with the carrier."""

    batch_id: str
    vin: str
    exporter_uscc: str
    profile: str
    profile_version: str
    destination_country: str
    done: list[str]
    energy_type: str | None
    temp_plate_valid_to: date | None
    released_on: date | None
    shut_out_on: date | None
    detained: bool
    cleared_on: date | None
    zone: Zone | None
    berth: Berth | None
    near_on: date | None
    starts_by: date | None
    told_cutoff: datetime | None


class CargoPage(BaseModel):
    """One page of the cases."""

    items: list[CargoDocument]
    next: str | None


class UrgencyItem(BaseModel):
    """One urgent case. Hours are negative after the cut-off. `starts_by`: the last day to begin what is missing.

    `plate_ends_first`: its temporary plate ends before the cut-off (C22).
    """

    case_id: str
    vin: str
    exporter_uscc: str
    profile: str
    booking_no: str
    booking_status: Status
    vessel_or_train: str | None
    cargo_cutoff: datetime
    hours_left: str
    working_days_left: int
    working_days_needed: int
    missing: str
    starts_by: date | None
    threatened: bool
    plate_ends_first: bool


class UrgencyPage(BaseModel):
    """One page of the urgent cases, the most urgent first."""

    as_of: datetime
    items: list[UrgencyItem]
    next: str | None


class CutoffProof(BaseModel):
    """The cut-off of a booking as evidence (vessel_cutoff). `within`: inside the working days that open the lane."""

    booking_no: str
    booking_status: Status
    exporter_uscc: str
    vessel_or_train: str
    voyage: str
    imo: str | None
    pol: str
    pod: str
    etd: datetime
    cargo_cutoff: datetime
    cutoff_on: date
    working_days_left: int
    within_workdays: int
    within: bool
    vins: list[str]
    as_of: datetime


class LineDocument(_Thing):
    """A line of the register. `new` says whether it was opened within the last twelve months."""

    name: str
    mode: Carrying
    carrier: str
    ports: list[str]
    transhipment: bool
    international_transhipment: bool
    opened_on: date
    requires_zone: bool
    status: LineStatus
    closed_on: date | None
    closed_because: str | None
    support: Support


class LinePage(BaseModel):
    """One page of the register."""

    items: list[LineDocument]
    next: str | None


class TradeModeDocument(BaseModel):
    """One way to send a car in one profile."""

    profile: str
    name: str
    zh: str
    en: str
    zone_before_rail: bool
    declared_as: str
    article: str


class TradeModeList(BaseModel):
    """The ways to send a car, profile by profile."""

    items: list[TradeModeDocument]


class PointDocument(BaseModel):
    """One point of the loading checklist; `own` where no text demands it."""

    code: str
    zh: str
    en: str
    article: str
    own: bool


class PointList(BaseModel):
    """The points of the loading checklist in one mode."""

    mode: Carrying
    items: list[PointDocument]


class RouteCount(BaseModel):
    """What left in one month by one mode between two places."""

    month: str
    mode: str
    pol: str
    pod: str
    line_id: str | None
    vehicles: int
    bookings: int
    departures: int


class RouteStatistics(BaseModel):
    """Departures by month, mode and route."""

    since: date
    until: date
    items: list[RouteCount]


class PortFigures(BaseModel):
    """What the port looks at in the conference. Hours are text with one decimal, null where nothing was counted."""

    since: date
    until: date
    as_of: datetime
    ready_not_booked: int
    booked_not_gone: int
    in_bonded_zone: int
    loaded: int
    gate_in_to_loaded_median_hours: str | None
    gate_in_to_loaded_p90_hours: str | None
    new_energy_vehicles_loaded: int
    new_energy_containers_loaded: int
    departed: int
    rolled: int
    rolled_share: str | None
