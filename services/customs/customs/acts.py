"""What the verbs on a declaration take beside its papers, and what the lists are asked by."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from customs import domain
from customs.domain import Outcome, Status
from exportlane.agency.papers import Body, Notice, Reason, ReasonedGround, Sort
from exportlane.contracts.fields import Code, Day, DeclarationNo, Id, LicenceNo, Name, Uscc, Vin
from exportlane.runtime.paging import LARGEST, SMALLEST, USUAL


class CorrectionNotice(Notice):
    """The one notice with which the papers go back (退单)."""

    def read(self) -> tuple[domain.Item, ...]:
        return tuple(domain.Item(item.code, item.sentence, item.article, item.vin) for item in self.items)


class DeclaredVehicles(Body):
    """The vehicles that are declared; the others of the papers are not, for now."""

    vins: Annotated[tuple[Vin, ...], Field(min_length=1, max_length=400)]


class Ground(ReasonedGround):
    """Why something is held, detained, rejected or cancelled."""

    def read(self) -> Outcome:
        return Outcome(self.code, self.reason, self.article)


class HoldCode(Body):
    """Which hold is lifted."""

    code: Code


class Why(Body):
    """The reason of an act."""

    reason: Reason


class WhyAndWhen(Body):
    """The reason of an act, and its day; today unless another is named."""

    reason: Reason
    on: Day | None = None


class OnDay(Body):
    """The day of an act; today unless another is named."""

    on: Day | None = None


class InspectionResult(Body):
    """What an inspection found."""

    result: Literal["as_declared", "differs"]
    note: Reason | None = None


class Departure(Body):
    """The confirmation of departure (结关); `vessel` where it is another than the declared one."""

    vessel: Name | None = None


class GoodsReturned(Body):
    """Goods came back (退运): the vehicles named, or all of them; today unless another day is named."""

    reason: Reason
    returned_on: Day | None = None
    vins: Annotated[tuple[Vin, ...], Field(max_length=400)] = ()


class WorkQuery(Body):
    """What the work list is filtered and sorted by. `cursor` is `next` of the page before."""

    status: Status | None = None
    exporter: Uscc | None = None
    vin: Vin | None = None
    batch: Id | None = None
    profile: Code | None = None
    licence_no: LicenceNo | None = None
    declaration_no: DeclarationNo | None = None
    due_before: date | None = Field(
        None, description="The licence, or the time for a new booking, ends on this day or earlier"
    )
    sort: Sort = "-created"
    limit: int = Field(USUAL, ge=SMALLEST, le=LARGEST)
    cursor: str | None = Field(None, max_length=1024)


class PeriodQuery(Body):
    """A span of days for a metric; without one the last 366 days."""

    exporter: Uscc | None = None
    since: date | None = None
    until: date | None = None
