"""What comes in over REST about an application: the paper itself, notices, grounds, what is to be different."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from exportlane.agency.papers import (
    Body,
    CheckedUscc,
    Notice,
    PaperNo,
    Reason,
    ReasonedGround,
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
from licensing.domain import Application, Line, Outcome, Status
from licensing.domain.dossier import USED_GOODS

Sort = Literal["deadline", "-deadline", "created", "-created", "updated", "-updated", "place", "-place"]
"""`place` is the order of the work list: the urgent first, and nobody starves."""


class InspectionReportPaper(Body):
    """第三方检测报告, one for each vehicle."""

    number: PaperNo
    body: Name
    standard: Name
    date: Day
    result: Literal["pass", "fail"]
    owner_uscc: Uscc | None = None
    method: Name | None = None
    sealed: bool = True

    def read(self) -> domain.InspectionReport:
        return domain.InspectionReport(
            self.number,
            self.body,
            self.standard,
            self.date,
            self.result,
            self.owner_uscc,
            self.method,
            self.sealed,
        )


class AfterSalesLetterPaper(Body):
    """售后维修服务确认书 of the manufacturer."""

    manufacturer: Name
    vins: Annotated[tuple[PaperNo, ...], Field(max_length=400)]
    destination: Country
    issuer_kind: Literal["manufacturer", "sales_company", "overseas_division", "dealer", "modifier"] = (
        "manufacturer"
    )
    miit_no: PaperNo | None = None
    outlets: Annotated[tuple[Name, ...], Field(max_length=200)] | None = None
    sealed: bool = True

    def read(self) -> domain.AfterSalesLetter:
        return domain.AfterSalesLetter(
            self.manufacturer,
            self.vins,
            self.destination,
            self.issuer_kind,
            self.miit_no,
            self.outlets,
            self.sealed,
        )


class LinePaper(Body):
    """One vehicle of an application. Without a day of the endorsement the registry's fact fills the annex."""

    case_id: Id
    vin: Vin
    brand: Name
    model_code: Name
    first_registration_date: Day
    transfer_pending_export_date: Day | None = None
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


class UrgencyPaper(Body):
    """Why the priority lane is asked for, and what proves it."""

    code: Code
    reason: Reason
    evidence: Reason
    cutoff_on: Day | None = None

    def read(self) -> domain.Urgency:
        return domain.Urgency(self.code, self.reason, self.evidence, self.cutoff_on)


class ApplicationPaper(Body):
    """An application for a licence: one batch of one HS code, one port, one country, one contract (一批一证).

    `draft` keeps it at the enterprise's side of the counter until it is submitted.
    """

    lot_id: Id
    batch_id: Id
    profile: Code
    profile_version: Name | None = None
    exporter_uscc: CheckedUscc
    exporter_name: Name
    consignor_uscc: CheckedUscc | None = None
    exporter_kind: Literal["manufacturer", "circulation"] | None = None
    contract_no: ContractNo
    contract_translation: bool = True
    conformity_declaration: PaperNo | None = None
    customs_port: CustomsPort
    destination_country: Country
    hs_code: HsCode
    goods_condition: Name = USED_GOODS
    applied_on: Day | None = None
    urgent: UrgencyPaper | None = None
    draft: bool = False
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
            profile_version=self.profile_version,
            exporter_uscc=self.exporter_uscc,
            exporter_name=self.exporter_name,
            consignor_uscc=self.consignor_uscc,
            exporter_kind=self.exporter_kind,
            contract_no=self.contract_no,
            contract_translation=self.contract_translation,
            conformity_declaration=self.conformity_declaration,
            customs_port=self.customs_port,
            destination_country=self.destination_country,
            hs_code=self.hs_code,
            goods_condition=self.goods_condition,
            applied_on=self.applied_on or statutory_day(now),
            urgency=self.urgent.read() if self.urgent else None,
            status=Status.DRAFT if self.draft else Status.SUBMITTED,
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
    conformity_declaration: PaperNo | None = None


class Ground(ReasonedGround):
    """Why something is refused, handed back, revoked or cancelled."""

    def read(self) -> Outcome:
        return Outcome(self.code, self.reason, self.article)


class Withdrawal(Body):
    """Why the enterprise takes something back, or why something goes on."""

    reason: Reason


class LaneChoice(Body):
    """A supervisor's yes or no to the priority lane."""

    priority: Literal["urgent", "normal"]
    code: Code
    reason: Reason


class ChangesPaper(Body):
    """What is to be different on the next licence; what is left out stays. `vins` are the vehicles that stay on it."""

    reason: Reason
    vins: Annotated[tuple[Vin, ...], Field(max_length=20)] | None = None
    customs_port: CustomsPort | None = None
    destination_country: Country | None = None
    contract_no: ContractNo | None = None
    hs_code: HsCode | None = None
    lines: Annotated[tuple[CorrectedLine, ...], Field(max_length=20)] = ()

    def read(self) -> domain.Changes:
        return domain.Changes(
            reason=self.reason,
            vins=self.vins,
            customs_port=self.customs_port,
            destination_country=self.destination_country,
            contract_no=self.contract_no,
            hs_code=self.hs_code,
            lines=tuple(line.read() for line in self.lines),
        )


class WorkQuery(Body):
    """What the work list is filtered and sorted by. `cursor` is `next` of the page before."""

    status: Status | None = None
    exporter: Uscc | None = None
    vin: Vin | None = None
    batch: Id | None = None
    profile: Code | None = None
    priority: Literal["urgent", "normal", "asked"] | None = None
    due_before: date | None = Field(None, description="A notice or a decision is due on this day or earlier")
    sort: Sort = "-created"
    limit: int = Field(USUAL, ge=SMALLEST, le=LARGEST)
    cursor: str | None = Field(None, max_length=1024)
