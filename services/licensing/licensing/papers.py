"""What comes in over REST and what goes out: bodies, and the documents that answer them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from exportlane.agency.papers import (
    Body,
    CheckedUscc,
    Notice,
    PaperNo,
    Reason,
    ReasonedGround,
    Sort,
    each_once,
)
from exportlane.contracts.fields import (
    Code,
    ContractNo,
    Country,
    CustomsPort,
    Day,
    HsCode,
    Id,
    Name,
    Uscc,
    Vin,
)
from exportlane.law.instants import statutory_day
from exportlane.runtime.paging import LARGEST, SMALLEST, USUAL
from licensing import domain
from licensing.domain import Application, Licence, Line, Outcome, Status


class InspectionReportPaper(Body):
    """第三方检测报告, one for each vehicle."""

    number: PaperNo
    body: Name
    standard: Name
    date: Day
    result: Literal["pass", "fail"]

    def read(self) -> domain.InspectionReport:
        return domain.InspectionReport(self.number, self.body, self.standard, self.date, self.result)


class AfterSalesLetterPaper(Body):
    """售后维修服务确认书 of the manufacturer."""

    manufacturer: Name
    vins: Annotated[tuple[PaperNo, ...], Field(max_length=400)]
    destination: Country

    def read(self) -> domain.AfterSalesLetter:
        return domain.AfterSalesLetter(self.manufacturer, self.vins, self.destination)


class LinePaper(Body):
    """One vehicle of an application."""

    case_id: Id
    vin: Vin
    brand: Name
    model_code: Name
    first_registration_date: Day
    transfer_pending_export_date: Day
    inspection_report: InspectionReportPaper | None = None
    after_sales_letter: AfterSalesLetterPaper | None = None
    scrapping_due_date: Day | None = None

    def read(self) -> Line:
        return Line(
            case_id=self.case_id,
            vin=self.vin,
            brand=self.brand,
            model_code=self.model_code,
            first_registration_date=self.first_registration_date,
            transfer_pending_export_date=self.transfer_pending_export_date,
            inspection_report=self.inspection_report.read() if self.inspection_report else None,
            after_sales_letter=self.after_sales_letter.read() if self.after_sales_letter else None,
            scrapping_due_date=self.scrapping_due_date,
        )


class ApplicationPaper(Body):
    """An application for a licence: one batch of one HS code, one port, one country (一批一证)."""

    lot_id: Id
    batch_id: Id
    profile: Code
    exporter_uscc: CheckedUscc
    exporter_name: Name
    contract_no: ContractNo
    customs_port: CustomsPort
    destination_country: Country
    hs_code: HsCode
    applied_on: Day | None = None
    lines: Annotated[tuple[LinePaper, ...], Field(min_length=1, max_length=400)]

    @model_validator(mode="after")
    def _each_vehicle_once(self) -> ApplicationPaper:
        each_once(self.lines, "case_id", "vin")
        return self

    def read(self, now: datetime) -> Application:
        """The application as the domain knows it, applied for today unless the paper names a day."""
        return Application(
            id=self.lot_id,
            batch_id=self.batch_id,
            profile=self.profile,
            exporter_uscc=self.exporter_uscc,
            exporter_name=self.exporter_name,
            contract_no=self.contract_no,
            customs_port=self.customs_port,
            destination_country=self.destination_country,
            hs_code=self.hs_code,
            applied_on=self.applied_on or statutory_day(now),
            lines=tuple(line.read() for line in self.lines),
        )


class CorrectionNotice(Notice):
    """The one notice that names everything (行政许可法 第三十二条)."""

    def read(self) -> tuple[domain.Item, ...]:
        return tuple(domain.Item(item.code, item.sentence, item.article, item.vin) for item in self.items)


class CorrectedLine(Body):
    """Corrected papers of one vehicle; what is left out stays."""

    vin: Vin
    inspection_report: InspectionReportPaper | None = None
    after_sales_letter: AfterSalesLetterPaper | None = None
    brand: Name | None = None
    model_code: Name | None = None
    first_registration_date: Day | None = None
    transfer_pending_export_date: Day | None = None

    def read(self) -> domain.LineCorrection:
        return domain.LineCorrection(
            vin=self.vin,
            inspection_report=self.inspection_report.read() if self.inspection_report else None,
            after_sales_letter=self.after_sales_letter.read() if self.after_sales_letter else None,
            brand=self.brand,
            model_code=self.model_code,
            first_registration_date=self.first_registration_date,
            transfer_pending_export_date=self.transfer_pending_export_date,
        )


class CorrectionPaper(Body):
    """The answer to a notice. `items` are the codes that it answers; left out it answers all of them."""

    items: Annotated[tuple[Code, ...], Field(max_length=100)] | None = None
    lines: Annotated[tuple[CorrectedLine, ...], Field(max_length=400)] = ()


class Ground(ReasonedGround):
    """Why something is refused or cancelled."""

    def read(self) -> Outcome:
        return Outcome(self.code, self.reason, self.article)


class Withdrawal(Body):
    """Why the enterprise takes its application back."""

    reason: Reason


class WorkQuery(Body):
    """What the work list is filtered and sorted by. `cursor` is `next` of the page before."""

    status: Status | None = None
    exporter: Uscc | None = None
    vin: Vin | None = None
    batch: Id | None = None
    profile: Code | None = None
    due_before: date | None = Field(None, description="A decision is due on this day or earlier")
    sort: Sort = "-created"
    limit: int = Field(USUAL, ge=SMALLEST, le=LARGEST)
    cursor: str | None = Field(None, max_length=1024)


class ApplicationDocument(BaseModel):
    """An application as this API shows it. `asked` is the open notice, `found` what the rules say to the officer."""

    id: str
    version: int
    created_at: str | None = None
    updated_at: str | None = None
    batch_id: str
    profile: str
    exporter_uscc: str
    exporter_name: str
    contract_no: str
    customs_port: str
    destination_country: str
    hs_code: str
    applied_on: date
    lines: list[Line]
    status: Status
    due_on: date | None
    asked: list[domain.Item]
    found: list[domain.Item]
    corrections: int
    by_hand: bool
    licence: Licence | None
    outcome: Outcome | None


class ApplicationWithHistory(ApplicationDocument):
    """One application and the facts that this agency announced about its cases, oldest first."""

    history: list[dict[str, Any]]


class ApplicationPage(BaseModel):
    """One page of the work list."""

    items: list[ApplicationDocument]
    next: str | None
