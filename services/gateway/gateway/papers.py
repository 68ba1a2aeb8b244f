"""What an exporter hands in, as it is read at the edge: one batch, its vehicles, and the papers of each.

A batch is for one exporter, profile, contract, customs port and destination. A vehicle that cannot be read does not
spoil the others: its row is kept as `UnreadableRow` with every reason, and the rows around it go on.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

from exportlane.contracts.fields import Amount, Code, ContractNo, Country, Currency, CustomsPort, Day

MAX_VEHICLES = 400
"""Rows of one submission; its body may not pass one mebibyte either."""


def _printable(value: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise ValueError("must not hold control characters")
    return value


def _text_only(value: object) -> object:
    if not isinstance(value, (str, Decimal)):
        # pydantic turns a ValueError, not a TypeError, into an answer.
        raise ValueError("must be text such as 0.13, never a JSON number")  # noqa: TRY004
    return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_printable)]
Number = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_printable)]
Rate = Annotated[
    Decimal,
    BeforeValidator(_text_only),
    Field(ge=0, le=1, max_digits=7, decimal_places=6),
    WithJsonSchema({"type": "string", "pattern": r"^[01](\.[0-9]{1,6})?$"}),
]
"""A rate as text between 0 and 1: 0.13 is thirteen per cent."""


class _Paper(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InspectionReport(_Paper):
    """第三方检测报告, one for each vehicle."""

    number: Number
    body: Text
    standard: Text
    date: Day
    result: Literal["pass", "fail"]


class AfterSalesLetter(_Paper):
    """售后维修服务确认书 of the manufacturer (商贸函〔2025〕648号)."""

    manufacturer: Text
    vins: Annotated[tuple[Number, ...], Field(max_length=MAX_VEHICLES)]
    destination: Country


class Invoice(_Paper):
    """The invoice of the purchase: only the tax office gets it."""

    number: Number
    kind: Literal["vat_special_13", "vat_special_0_5", "used_vehicle_unified", "vat_ordinary"]
    gross_amount: Amount
    levy_rate: Rate
    ex_vat_amount: Amount
    seller_uscc: Number | None = None
    date: Day


class VehicleRow(_Paper):
    """One vehicle of a submission, with all that any of the four agencies needs to know about it."""

    vin: Annotated[str, StringConstraints(max_length=64)]
    brand: Text
    model_code: Text
    vehicle_class: Literal["passenger", "commercial", "trailer"]
    energy_type: Annotated[str, Field(pattern=r"^[A-Z]$", max_length=1)]
    displacement_ml: Annotated[StrictInt, Field(ge=0, le=50_000)]
    motor_kw: Annotated[StrictInt, Field(ge=0, le=5_000)] | None = None
    first_registration_date: Day
    transfer_pending_export_date: Day
    temp_plate_valid_to: Day | None = None
    registration_cert_no: Number | None = None
    former_plate_no: Number | None = None
    scrapping_due_date: Day | None = None
    agent_registered: StrictBool
    hs_code: Annotated[str, StringConstraints(max_length=64)]
    goods_name: Text | None = None
    fob_amount: Amount
    currency: Currency
    hs_rebate_rate: Rate
    inspection_report: InspectionReport | None = None
    after_sales_letter: AfterSalesLetter | None = None
    invoice: Invoice


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a row cannot be read: where (JSON pointer inside the row) and a sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row whose fields are missing, unknown or of the wrong shape, with every reason at once."""

    vin: str | None
    faults: tuple[Fault, ...]


def _keep_unreadable(value: object, read: ValidatorFunctionWrapHandler) -> VehicleRow | UnreadableRow:
    try:
        row: VehicleRow = read(value)
    except ValidationError as error:
        vin = value.get("vin") if isinstance(value, dict) else None
        return UnreadableRow(vin[:64] if isinstance(vin, str) else None, tuple(_faults(error)))
    return row


def _faults(error: ValidationError) -> list[Fault]:
    found = []
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        pointer = "/" + "/".join(str(part) for part in item["loc"])
        unknown = item["type"] == "extra_forbidden"
        sentence = "This field is not known here." if unknown else f"{item['msg']}."
        found.append(Fault(pointer, sentence))
    return found


Row = Annotated[VehicleRow, WrapValidator(_keep_unreadable)]


class OwnDeclaration(_Paper):
    """What the exporter declares to customs where it differs from the licence application."""

    customs_port: CustomsPort | None = None
    destination_country: Country | None = None


class _Submission(_Paper):
    profile: Code
    exporter_uscc: Annotated[str, StringConstraints(max_length=64)]
    exporter_name: Text
    contract_no: ContractNo
    customs_port: CustomsPort
    destination_country: Country
    transport_mode: Text
    vessel: Text | None = None
    rebate_class: Annotated[StrictInt, Field(ge=1, le=4)] = 3
    applied_on: Day | None = None
    declaration: OwnDeclaration = OwnDeclaration()


class BatchRequest(_Submission):
    """`POST /v1/batches`: many vehicles, one submission."""

    vehicles: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MAX_VEHICLES)]

    @property
    def rows(self) -> tuple[VehicleRow | UnreadableRow, ...]:
        """The vehicles as they were read: what could not be read stands among them with its reasons."""
        return self.vehicles


class CaseRequest(_Submission):
    """`POST /v1/cases`: one vehicle. Any fault of the vehicle refuses the whole request."""

    vehicle: VehicleRow

    def as_batch(self) -> BatchRequest:
        """The same submission with its one row."""
        header = {name: getattr(self, name) for name in _Submission.model_fields}
        return BatchRequest.model_construct(vehicles=(self.vehicle,), **header)
