"""What an application is made of: its vehicles with their papers, and what others have said about each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

USED_GOODS: Final = "旧"
"""商品状态: the only one that a licence for a used vehicle can carry."""

VehicleClass = Literal["passenger", "commercial", "trailer"]
IssuerKind = Literal["manufacturer", "sales_company", "overseas_division", "dealer", "modifier"]


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """The third-party inspection of one vehicle (WM/T 8-2022, WM/T 9-2022)."""

    number: str
    body: str
    standard: str
    dated: date
    result: str
    owner_uscc: str | None = None
    method: str | None = None
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class AfterSalesLetter:
    """The manufacturer's 售后维修服务确认书, which names every VIN and the country (商贸函〔2025〕648号).

    `outlets` are the service points abroad; None where the paper was handed in before they were asked for.
    """

    manufacturer: str
    vins: tuple[str, ...]
    destination: str
    issuer_kind: IssuerKind = "manufacturer"
    miit_no: str | None = None
    outlets: tuple[str, ...] | None = None
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Endorsement:
    """What the vehicle registry announced with 转让待出口: the values that the annex must equal."""

    vin: str
    owner_uscc: str
    brand: str
    model_code: str
    first_registration_date: date
    transfer_pending_export_date: date
    scrapping_due_date: date | None = None
    vehicle_class: VehicleClass | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why something ended, or why it is void: for machines, for people, and the article."""

    code: str
    reason: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a notice or of an examination: what is wrong, with which vehicle, and under which article."""

    code: str
    sentence: str
    article: str | None = None
    vin: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One vehicle of the application, and what the other agencies have said about it so far.

    `transfer_pending_export_date` is None until the registry endorses where the registry does the transfer itself.
    `declaration_no` is set once customs released the vehicle; `restored` and `customs_undone` once the registry or
    customs announced that its own step is undone; `barred` while the registry has the vehicle locked; `left_out` says
    why it is not on the new licence: then its case is over here.
    """

    case_id: str
    vin: str
    brand: str
    model_code: str
    first_registration_date: date
    transfer_pending_export_date: date | None
    inspection_report: InspectionReport | None = None
    after_sales_letter: AfterSalesLetter | None = None
    scrapping_due_date: date | None = None
    endorsement: Endorsement | None = None
    declaration_no: str | None = None
    restored: bool = False
    customs_undone: bool = False
    barred: Outcome | None = None
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """Corrected papers of one vehicle; None leaves a field as it is."""

    vin: str
    inspection_report: InspectionReport | None = None
    after_sales_letter: AfterSalesLetter | None = None
    brand: str | None = None
    model_code: str | None = None
    first_registration_date: date | None = None
    transfer_pending_export_date: date | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence itself. `valid_to` never passes 31 December of the year of issue (公告2024年第6号)."""

    licence_no: str
    issued_on: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class FormerLicence:
    """A licence that this application had before, and how it ended: superseded, expired, surrendered."""

    licence: Licence
    ended: str
    on: date


@dataclass(frozen=True, slots=True)
class Urgency:
    """Why the enterprise asks for the priority lane, and what proves it. `cutoff_on` is the vessel's cut-off day."""

    code: str
    reason: str
    evidence: str
    cutoff_on: date | None = None


@dataclass(frozen=True, slots=True)
class LaneDecision:
    """What a supervisor said to a request for the priority lane."""

    urgent: bool
    code: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Standstill:
    """Why the clock of an accepted application stands still."""

    code: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A first officer would grant a flagged application; a second one, who is somebody else, must agree."""

    by: str
    on: date
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different on the next licence; None leaves a field as it is. `vins` are the vehicles that stay."""

    reason: str
    vins: tuple[str, ...] | None = None
    customs_port: str | None = None
    destination_country: str | None = None
    contract_no: str | None = None
    hs_code: str | None = None
    lines: tuple[LineCorrection, ...] = field(default=())
