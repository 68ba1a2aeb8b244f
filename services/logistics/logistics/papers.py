"""What comes in: schedules, requests for space, and what is done to them. Numbers are checked by the domain."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AwareDatetime,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from exportlane.agency.papers import Body, CheckedUscc, Name, PaperNo, Reason
from exportlane.contracts.fields import Code, Day, Id, Uscc, Vin
from exportlane.runtime.paging import USUAL, After, Limit
from logistics.domain.booking import Reason as Because
from logistics.domain.calls import Carrying, Means, Times
from logistics.domain.cargo import Status
from logistics.domain.lines import LineStatus, SupportStatus
from logistics.domain.passage import Box
from logistics.domain.requesting import Asked, Request

Port = Annotated[str, Field(min_length=1, max_length=16)]
"""Checked by the domain, which says what is wrong with it."""
BoxNo = Annotated[str, Field(min_length=1, max_length=16)]
FIRST: Final = date(2020, 1, 1)
"""Nothing was carried here before."""
LONG_AGO: Final = date(1950, 1, 1)
"""No line that runs now was opened before."""
Units = Annotated[StrictInt, Field(ge=0, le=100_000)]


def _text(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("This must be an instant with its offset, such as 2026-09-05T10:00:00+08:00.")  # noqa: TRY004  # a sentence about the field
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_text)]


class TimesPaper(Body):
    """The times of a call."""

    cargo_cutoff: Moment
    etd: Moment
    eta: Moment

    def read(self) -> Times:
        """As the domain knows them."""
        return Times(cargo_cutoff=self.cargo_cutoff, etd=self.etd, eta=self.eta)


class SailingPaper(TimesPaper):
    """`POST /v1/sailings`: a sailing, a train or a convoy. `number` is its voyage or its train number."""

    means: Means
    carrier: Name
    name: Name
    number: Annotated[str, StringConstraints(min_length=1, max_length=32, strip_whitespace=True)]
    imo: Annotated[str, Field(min_length=1, max_length=16)] | None = None
    pol: Port
    pod: Port
    capacity: Annotated[dict[Carrying, Units], Field(min_length=1, max_length=5)]
    line_id: Id | None = None
    requires_zone: StrictBool = False


class Ground(Body):
    """A code and a sentence: why something is rolled or cancelled."""

    code: Code
    reason: Reason

    def read(self) -> Because:
        """As the domain knows it."""
        return Because(self.code, self.reason)


class SailingRolled(Ground):
    """The call is left out; another one takes its goods as far as there is space."""

    to_sailing_id: Id | None = None


class SailingDeparted(Body):
    """It left; each booking on board with the number of its bill of lading or rail bill."""

    on: Day | None = None
    documents: Annotated[dict[Id, PaperNo], Field(max_length=2000, default_factory=dict)]


class OnDay(Body):
    """The day of an act; today unless another is named."""

    on: Day | None = None


class VehicleAsked(Body):
    """One vehicle of a booking: its case, its VIN, and whether it has a traction battery."""

    case_id: Id
    vin: Vin
    new_energy: StrictBool


class BookingPaper(Body):
    """`POST /v1/bookings`. An officer names the exporter, an exporter books for itself."""

    sailing_id: Id
    mode: Carrying
    vehicles: Annotated[tuple[VehicleAsked, ...], Field(min_length=1, max_length=400)]
    containers: Annotated[StrictInt, Field(ge=1, le=400)] | None = None
    trade_mode: Code = "direct"
    dangerous_declaration_no: PaperNo | None = None
    exporter_uscc: CheckedUscc | None = None

    def read(self, booking_no: str, exporter_uscc: str) -> Request:
        """As the domain knows it."""
        return Request(
            booking_no=booking_no,
            exporter_uscc=exporter_uscc,
            mode=self.mode,
            vehicles=tuple(Asked(each.case_id, each.vin, each.new_energy) for each in self.vehicles),
            containers=self.containers,
            trade_mode=self.trade_mode,
            dangerous_declaration_no=self.dangerous_declaration_no,
        )


class BoxPaper(Body):
    """One container at the gate."""

    container_no: BoxNo
    seal_no: PaperNo | None = None
    vins: Annotated[tuple[Vin, ...], Field(min_length=1, max_length=20)]


class GateIn(Body):
    """Through the gate: the boxes, where goods go in boxes, and the dangerous goods declaration, where there is one."""

    boxes: Annotated[tuple[BoxPaper, ...], Field(max_length=400)] = ()
    dangerous_declaration_no: PaperNo | None = None

    def read(self) -> tuple[Box, ...]:
        """As the domain knows them."""
        return tuple(Box(each.container_no, each.seal_no, each.vins) for each in self.boxes)


class Answered(Body):
    """The loading checklist of one vehicle: `yes`, a number, or the reference of a paper, by the point's code."""

    vin: Vin
    checklist: Annotated[dict[Code, Annotated[str, Field(max_length=64)]], Field(max_length=20)]


class Left(Ground):
    """One vehicle that was left behind, and why."""

    vin: Vin


class Loading(Body):
    """What went on board: all vehicles but those `left_behind`; those with a battery by their checklists."""

    checklists: Annotated[tuple[Answered, ...], Field(max_length=400)] = ()
    left_behind: Annotated[tuple[Left, ...], Field(max_length=400)] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for named, rows in (("checklists", self.checklists), ("left_behind", self.left_behind)):
            vins = [each.vin for each in rows]
            if twice := next((vin for number, vin in enumerate(vins) if vin in vins[:number]), None):
                raise ValueError(f"{twice} stands twice in {named}")
        return self

    def answers(self) -> dict[str, dict[str, str]]:
        """The answers by VIN."""
        return {each.vin: dict(each.checklist) for each in self.checklists}

    def left(self) -> dict[str, Because]:
        """Those left behind, by VIN."""
        return {each.vin: each.read() for each in self.left_behind}


class Departing(Body):
    """The vessel or train left; the number of the bill of lading or rail bill goes with it."""

    transport_document_no: PaperNo
    on: Day | None = None


class RollPaper(Ground):
    """Rolled: the whole booking, or some vehicles of it; to another call, or to wait."""

    vins: Annotated[tuple[Vin, ...], Field(max_length=400)] = ()
    to_sailing_id: Id | None = None


class Rebooking(Body):
    """The call that takes what was rolled."""

    to_sailing_id: Id


class ZonePaper(Body):
    """Into a bonded zone."""

    zone: Name
    on: Annotated[Day, Field(ge=FIRST)] | None = None


class LinePaper(Body):
    """`POST /v1/lines`: a line with its ports in their order."""

    name: Name
    mode: Carrying
    carrier: Name
    ports: Annotated[tuple[Port, ...], Field(min_length=2, max_length=12)]
    opened_on: Annotated[Day, Field(ge=LONG_AGO)]
    requires_zone: StrictBool = False


class Closing(Body):
    """Why a line is closed, and when; today unless another day is named."""

    reason: Reason
    on: Day | None = None


class Grounds(Body):
    """On what the application for support rests."""

    grounds: Reason


class SupportVerdict(Body):
    """What commerce or transport decided."""

    verdict: Literal["grant", "refuse"]
    reason: Reason


class SailingQuery(Body):
    """What the schedule is asked for."""

    means: Means | None = None
    pol: Port | None = None
    pod: Port | None = None
    line: Id | None = None
    status: Literal["scheduled", "rolled", "departed", "arrived"] | None = None
    cutoff_before: Moment | None = None
    sort: Literal["etd", "-etd", "cutoff", "-cutoff", "created", "-created"] = "etd"
    cursor: After = None
    limit: Limit = USUAL


class BookingQuery(Body):
    """What the bookings are asked for."""

    status: Status | None = None
    mode: Carrying | None = None
    exporter: Uscc | None = None
    sailing: Id | None = None
    batteries: Literal["yes"] | None = None
    sort: Literal["cutoff", "-cutoff", "created", "-created", "updated", "-updated"] = "-created"
    cursor: After = None
    limit: Limit = USUAL


class CaseQuery(Body):
    """Which cases: `ready` are released and booked nowhere."""

    exporter: Uscc | None = None
    vin: Vin | None = None
    ready: Literal["yes"] | None = None
    in_zone: Literal["yes"] | None = None
    cursor: After = None
    limit: Limit = USUAL


class UrgencyQuery(Body):
    """The urgent cases, of one exporter or of all."""

    exporter: Uscc | None = None
    cursor: After = None
    limit: Limit = USUAL


class LineQuery(Body):
    """Which lines; `international` those with transhipment in a third country."""

    status: LineStatus | None = None
    support: SupportStatus | None = None
    mode: Carrying | None = None
    international: Literal["yes"] | None = None
    sort: Literal["opened", "-opened", "created", "-created"] = "-opened"
    cursor: After = None
    limit: Limit = USUAL


class PeriodQuery(Body):
    """A span of days; without one the last 366 days."""

    since: Annotated[date, Field(ge=FIRST)] | None = None
    until: Annotated[date, Field(ge=FIRST)] | None = None
