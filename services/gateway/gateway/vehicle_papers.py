"""One vehicle of a submission with all its papers, as they are read at the edge; the header is in `papers`.

What is optional may be left out: an agency that needs it asks for it in its one notice.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)

from exportlane.contracts.fields import Amount, Code, Country, Currency, Day
from exportlane.law.checks import check_container

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


def _more_than_nothing(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("The value of the goods must be more than nothing.")
    return value


def _container(value: str) -> str:
    result = check_container(value)
    if not result.valid:
        raise ValueError(result.reason)
    return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_printable)]
Number = Annotated[
    str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True), AfterValidator(_printable)
]
"""The number of a paper; blanks alone are none."""
FobAmount = Annotated[Amount, AfterValidator(_more_than_nothing)]
ContainerNo = Annotated[str, Field(max_length=11), AfterValidator(_container)]
Rate = Annotated[
    Decimal,
    BeforeValidator(_text_only),
    Field(ge=0, le=1, max_digits=7, decimal_places=6),
    WithJsonSchema({"type": "string", "pattern": r"^[01](\.[0-9]{1,6})?$"}),
]
"""A rate as text between 0 and 1: 0.13 is thirteen per cent."""


Instant = Annotated[AwareDatetime, BeforeValidator(_text_only), Field(description="Instant with its offset")]


class Paper(BaseModel):
    """What comes in: a name that is misspelt is refused and not passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class InspectionReport(Paper):
    """第三方检测报告, one for each vehicle."""

    number: Number
    body: Text
    standard: Text
    date: Day
    result: Literal["pass", "fail"]
    owner_uscc: Number | None = None
    method: Text | None = None
    sealed: StrictBool = True


class AfterSalesLetter(Paper):
    """售后维修服务确认书 of the manufacturer (商贸函〔2025〕648号)."""

    manufacturer: Text
    vins: Annotated[tuple[Number, ...], Field(max_length=MAX_VEHICLES)]
    destination: Country
    issuer_kind: Literal["manufacturer", "sales_company", "overseas_division", "dealer", "modifier"] = (
        "manufacturer"
    )
    miit_no: Number | None = None
    outlets: Annotated[tuple[Text, ...], Field(max_length=200)] | None = None
    sealed: StrictBool = True


class Invoice(Paper):
    """The invoice of the purchase: only the tax office gets it."""

    number: Number
    code: Number | None = None
    kind: Literal["vat_special_13", "vat_special_0_5", "used_vehicle_unified", "vat_ordinary"]
    gross_amount: Amount
    levy_rate: Rate
    ex_vat_amount: Amount
    seller_uscc: Number | None = None
    date: Day


class Transfer(Paper):
    """What the transfer registration rests on, where the registry itself is to endorse (机动车登记规定 第二十八条)."""

    delivered_on: Day
    seller_kind: Literal["person", "firm"]
    plate_no: Number
    insurance_valid_to: Day | None = None
    quota_unit_no: Number | None = None
    small_passenger_car: StrictBool = False
    filing_valid_to: Day | None = None


class Supplied(Paper):
    """A paper that is handed in at once, by its code and its reference in the archive."""

    code: Code
    reference: Number


class Point(Paper):
    """One point of the loading checklist of a new-energy vehicle, answered."""

    code: Code
    value: Number


class VehicleRow(Paper):
    """One vehicle of a submission, with all that any of the four agencies needs to know about it."""

    vin: Annotated[str, StringConstraints(max_length=64)]
    brand: Text
    model_code: Text
    vehicle_class: Literal["passenger", "commercial", "trailer"]
    energy_type: Annotated[str, Field(pattern=r"^[A-Z]$", max_length=1)]
    displacement_ml: Annotated[StrictInt, Field(ge=0, le=50_000)]
    motor_kw: Annotated[StrictInt, Field(ge=0, le=5_000)] | None = None
    first_registration_date: Day
    transfer_pending_export_date: Day | None = None
    transfer: Transfer | None = None
    temp_plate_valid_to: Day | None = None
    registration_cert_no: Number | None = None
    former_plate_no: Number | None = None
    scrapping_due_date: Day | None = None
    agent_registered: StrictBool
    station_id: Number | None = None
    use_nature: Annotated[str, Field(pattern=r"^[A-S]$", max_length=1)] | None = None
    mileage_km: Annotated[StrictInt, Field(ge=0, le=2_000_000)] | None = None
    customs_supervised: StrictBool = False
    identity_verified: StrictBool = True
    documents: Annotated[tuple[Supplied, ...], Field(max_length=40)] = ()
    hs_code: Annotated[str, StringConstraints(max_length=64)]
    goods_name: Text | None = None
    fob_amount: FobAmount
    currency: Currency
    goods_condition: Annotated[str, Field(min_length=1, max_length=8)] = "旧"
    unit: Annotated[str, Field(min_length=1, max_length=8)] = "辆"
    container_no: ContainerNo | None = None
    loading_checklist: Annotated[tuple[Point, ...], Field(max_length=40)] = ()
    hs_rebate_rate: Rate
    consumption_tax: Amount = Decimal("0.00")
    inspection_report: InspectionReport | None = None
    after_sales_letter: AfterSalesLetter | None = None
    invoice: Invoice
