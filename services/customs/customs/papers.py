"""What comes in over REST and what goes out: bodies, and the documents that answer them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StrictBool,
    model_validator,
)

from customs import domain
from customs.domain import Declaration, Licence, Line, Outcome, Status
from exportlane.agency.papers import Body, CheckedUscc, Notice, Reason, ReasonedGround, Sort, each_once
from exportlane.contracts.fields import (
    Amount,
    Code,
    ContractNo,
    Country,
    Currency,
    CustomsPort,
    Day,
    DeclarationNo,
    HsCode,
    Id,
    LicenceNo,
    Name,
    Uscc,
    Vin,
)
from exportlane.runtime.paging import LARGEST, SMALLEST, USUAL


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("the FOB value must be more than nothing")
    return value


FobAmount = Annotated[Amount, AfterValidator(_positive)]


class LinePaper(Body):
    """One vehicle of a declaration. A name without 旧 in front is sent back for correction later, not refused here."""

    case_id: Id
    vin: Vin
    brand: Name
    model_code: Name
    goods_name: Name
    fob_amount: FobAmount
    currency: Currency
    new_energy: StrictBool = False

    def read(self) -> Line:
        return Line(
            case_id=self.case_id,
            vin=self.vin,
            brand=self.brand,
            model_code=self.model_code,
            goods_name=self.goods_name,
            fob_amount=self.fob_amount,
            currency=self.currency,
            new_energy=self.new_energy,
        )


class DeclarationPaper(Body):
    """The papers of an export declaration: one licence, one port, one country."""

    lot_id: Id
    batch_id: Id
    profile: Code
    exporter_uscc: CheckedUscc
    contract_no: ContractNo
    customs_port: CustomsPort
    destination_country: Country
    hs_code: HsCode
    transport_mode: Name
    vessel: Name | None = None
    lines: Annotated[tuple[LinePaper, ...], Field(min_length=1, max_length=400)]

    @model_validator(mode="after")
    def _each_vehicle_once(self) -> DeclarationPaper:
        each_once(self.lines, "case_id", "vin")
        return self

    def read(self) -> Declaration:
        """The declaration as the domain knows it: a draft."""
        return Declaration(
            id=self.lot_id,
            batch_id=self.batch_id,
            profile=self.profile,
            exporter_uscc=self.exporter_uscc,
            contract_no=self.contract_no,
            customs_port=self.customs_port,
            destination_country=self.destination_country,
            hs_code=self.hs_code,
            transport_mode=self.transport_mode,
            vessel=self.vessel,
            lines=tuple(line.read() for line in self.lines),
        )


class CorrectionNotice(Notice):
    """The one notice with which the papers go back (退单)."""

    def read(self) -> tuple[domain.Item, ...]:
        return tuple(domain.Item(item.code, item.sentence, item.article, item.vin) for item in self.items)


class CorrectedLine(Body):
    """Corrected declaration of one vehicle; what is left out stays."""

    vin: Vin
    goods_name: Name | None = None
    brand: Name | None = None
    model_code: Name | None = None
    fob_amount: FobAmount | None = None
    currency: Currency | None = None

    def read(self) -> domain.LineCorrection:
        return domain.LineCorrection(**self.model_dump())


class CorrectionPaper(Body):
    """The answer to a notice. `items` are the codes that it answers; left out it answers all of them."""

    items: Annotated[tuple[Code, ...], Field(max_length=100)] | None = None
    lines: Annotated[tuple[CorrectedLine, ...], Field(max_length=400)] = ()
    contract_no: ContractNo | None = None
    customs_port: CustomsPort | None = None
    destination_country: Country | None = None
    transport_mode: Name | None = None
    vessel: Name | None = None

    def head(self) -> domain.HeadCorrection:
        return domain.HeadCorrection(**self.model_dump(exclude={"items", "lines"}))


class Ground(ReasonedGround):
    """Why something is rejected or cancelled."""

    def read(self) -> Outcome:
        return Outcome(self.code, self.reason, self.article)


class Departure(Body):
    """The confirmation of departure (结关); `vessel` where it is another than the declared one."""

    vessel: Name | None = None


class GoodsReturned(Body):
    """The goods came back (退运); today unless another day is named."""

    reason: Reason
    returned_on: Day | None = None


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
        None, description="The licence ends on this day or earlier, nothing accepted yet"
    )
    sort: Sort = "-created"
    limit: int = Field(USUAL, ge=SMALLEST, le=LARGEST)
    cursor: str | None = Field(None, max_length=1024)


class DeclarationDocument(BaseModel):
    """A declaration as this API shows it. `asked` is the open notice, `found` what the rules say to the officer."""

    id: str
    version: int
    created_at: str | None = None
    updated_at: str | None = None
    batch_id: str
    profile: str
    exporter_uscc: str
    contract_no: str
    customs_port: str
    destination_country: str
    hs_code: str
    transport_mode: str
    vessel: str | None
    lines: list[Line]
    status: Status
    licence: Licence | None
    asked: list[domain.Item]
    found: list[domain.Item]
    by_hand: bool
    declaration_no: str | None
    accepted_on: date | None
    released_on: date | None
    cleared_on: date | None
    returned_on: date | None
    outcome: Outcome | None


class DeclarationWithHistory(DeclarationDocument):
    """One declaration and the facts that this agency announced about its cases, oldest first."""

    history: list[dict[str, Any]]


class DeclarationPage(BaseModel):
    """One page of the work list."""

    items: list[DeclarationDocument]
    next: str | None
