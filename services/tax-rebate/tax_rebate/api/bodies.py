"""The papers of a claim as pydantic models: they are parsed here and nowhere else."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, WithJsonSchema

from exportlane.agency.papers import Body, CaseId, CheckedUscc, CheckedVin, PaperNo
from exportlane.contracts.fields import Amount, Code, Currency, CustomsPort, Day
from tax_rebate import domain
from tax_rebate.domain import Claim, Forex, Line

RebateClass = Annotated[StrictInt, Field(ge=1, le=4)]
"""管理类别 (国家税务总局公告2016年第46号)."""


def _text_only(value: object) -> object:
    if not isinstance(value, (str, Decimal)):
        # pydantic turns a ValueError, not a TypeError, into an answer.
        raise ValueError("must be text such as 0.13, never a JSON number")  # noqa: TRY004
    return value


Rate = Annotated[
    Decimal,
    BeforeValidator(_text_only),
    Field(ge=0, le=1, max_digits=7, decimal_places=6),
    WithJsonSchema({"type": "string", "pattern": r"^[01](\.[0-9]{1,6})?$"}),
]
"""A rate as text between 0 and 1: 0.13 is thirteen per cent."""


class Invoice(Body):
    """The purchase invoice of one vehicle."""

    number: PaperNo
    code: PaperNo | None = Field(default=None, description="发票代码, where the invoice has one")
    kind: Literal["vat_special_13", "vat_special_0_5", "used_vehicle_unified", "vat_ordinary"]
    gross_amount: Amount
    levy_rate: Rate
    ex_vat_amount: Amount
    seller_uscc: CheckedUscc | None = None
    date: Day

    def parsed(self) -> domain.Invoice:
        """The invoice as the domain knows it."""
        return domain.Invoice(**self.model_dump())


class LineOfClaim(Body):
    """One vehicle of a claim."""

    case_id: CaseId
    vin: CheckedVin
    hs_rebate_rate: Rate
    invoice: Invoice
    item_no: Annotated[StrictInt, Field(ge=1, le=999)] | None = Field(
        default=None, description="Item of the declaration; without it the place in the lot"
    )
    declaration_item: Annotated[str, Field(pattern=r"^[0-9]{8}0[0-9]{12}$")] | None = Field(
        default=None, description="Declaration and item as claimed, 21 digits"
    )
    consumption_tax: Amount = Decimal("0.00")
    fob_amount: Amount | None = None
    fob_currency: Currency | None = None

    def parsed(self) -> Line:
        """The line as the domain knows it."""
        return Line(
            case_id=self.case_id,
            vin=self.vin,
            hs_rebate_rate=self.hs_rebate_rate,
            invoice=self.invoice.parsed(),
            item_no=self.item_no,
            declared_item=self.declaration_item,
            consumption_tax=self.consumption_tax,
            fob_amount=self.fob_amount,
            fob_currency=self.fob_currency,
        )


class ForexReceipt(Body):
    """The receipt of foreign exchange (收汇): amount, currency and day, or why it counts as received."""

    amount: Amount | None = None
    currency: Currency | None = None
    received_on: Day | None = None
    deemed_reason: Code | None = None

    def parsed(self) -> Forex:
        """The receipt as the domain knows it."""
        return Forex(self.amount, self.currency, self.received_on, self.deemed_reason)


class HandOver(Body):
    """`POST /v1/claims`: the claim for one lot, kept until customs have cleared its vehicles."""

    lot_id: CaseId
    batch_id: CaseId
    profile: Code
    profile_version: Annotated[str, Field(max_length=40)] | None = None
    exporter_uscc: CheckedUscc
    rebate_class: RebateClass
    lines: Annotated[list[LineOfClaim], Field(min_length=1, max_length=20)]
    district: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    period: Annotated[str, Field(pattern=r"^20[0-9]{2}(0[1-9]|1[0-2])$")] | None = None
    rebate_filing: StrictBool = True
    departure_port_scheme: StrictBool = False
    departure_port: CustomsPort | None = None
    exit_port: CustomsPort | None = None
    transport_mode: Code | None = None
    container: StrictBool | None = None
    dangerous_goods: StrictBool = False
    dishonest: StrictBool = Field(default=False, description="Listed as dishonest at customs (失信企业)")
    forex: ForexReceipt | None = None

    def state(self) -> Claim:
        """The claim as the domain knows it. Its id is the lot's."""
        same = self.model_dump(exclude={"lot_id", "lines", "forex"})
        return Claim(
            id=self.lot_id,
            lines=tuple(line.parsed() for line in self.lines),
            forex=None if self.forex is None else self.forex.parsed(),
            **same,
        )
